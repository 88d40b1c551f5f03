"""A folder on an IMAP server (RFC 3501) as a postbox. Mails are named by their UIDs, which never change."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.conf import settings

from umlauf.engines.mail.postbox import ASIDE, LOOK, LOOK_BYTES, Came, Postbox, PostboxAway, recipients_of
from umlauf.ground.core.limits import LIMITS

_TROUBLE: Final = (imaplib.IMAP4.error, OSError, EOFError)
_LISTED: Final = 2_000
"""Mails of which the server is asked at once."""
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_FLAGS: Final = re.compile(rb"\bFLAGS \([^()]*\)")


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where it is and how to speak to it. ``timeout`` in seconds."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout: float = 30

    @classmethod
    def from_settings(cls) -> Self:
        return cls(
            settings.RETURN_IMAP_HOST,
            settings.RETURN_IMAP_PORT,
            settings.RETURN_IMAP_SECURITY,
            settings.RETURN_IMAP_USER,
            settings.RETURN_IMAP_PASSWORD,
            settings.RETURN_IMAP_FOLDER,
            settings.SMTP_TIMEOUT,
        )


class Imap(Postbox):
    """Opens its connection when it is first asked, and anew after each trouble.

    ``listed``: of how many mails the server is asked at once.
    """

    def __init__(self, server: ImapServer, *, listed: int = _LISTED) -> None:
        self._server = server
        self.name = f"{server.user}@{server.host}:{server.port}/{server.folder}"
        self._listed = listed
        self._open: imaplib.IMAP4 | None = None
        self._expunges = False
        self._lying = 0

    def look(self, beside: Collection[str] = ()) -> Iterator[Came]:
        taken = 0
        self._selected()
        for uid, size in self._oldest(beside).items():
            if size > LIMITS.arrival_bytes:
                self._move_aside(uid)
                continue
            taken += size
            if taken > max(LOOK_BYTES, size):
                return
            data = self._fetched(uid)
            if data is not None:
                yield Came(uid, data, recipients_of(data))

    def kept(self, came: Came) -> None:
        self._remove(came.place)

    def put_aside(self, came: Came) -> None:
        self._move_aside(came.place)

    def aside(self) -> int:
        connection = self._selected()
        try:
            status, found = connection.status(_quoted(ASIDE), "(MESSAGES)")
        except _TROUBLE as error:
            raise self._away(error) from error
        counted = re.search(rb"MESSAGES (\d+)", found[0] or b"") if status == "OK" else None
        return int(counted[1]) if counted else 0  # a server says NO to a folder that is not there yet

    def close(self) -> None:
        if self._open is not None:
            with suppress(*_TROUBLE):
                self._open.logout()
            self._open = None

    def _selected(self) -> imaplib.IMAP4:
        """The open connection, in the folder. Selecting it again shows what came since."""
        try:
            if self._open is None:
                self._open = self._connect()
            status, said = self._open.select(_quoted(self._server.folder))
        except _TROUBLE as error:
            raise self._away(error) from error
        if status != "OK":
            raise self._away(said)
        self._lying = int(said[-1] or 0)
        return self._open

    def _connect(self) -> imaplib.IMAP4:
        server = self._server
        if server.security == "tls":
            context = ssl.create_default_context()
            opened: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=context, timeout=server.timeout
            )
        else:
            opened = imaplib.IMAP4(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                opened.starttls(ssl.create_default_context())
            opened.login(server.user, server.password)
            _status, known = opened.capability()  # servers say more behind the login, and the library does not ask
        except BaseException:
            with suppress(OSError):  # a handshake that failed has closed it
                opened.shutdown()
            raise
        self._expunges = b"UIDPLUS" in (known[0] or b"").upper().split()
        return opened

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        return self._said("uid", command, *arguments)

    def _said(self, method: str, *arguments: str) -> list[Any]:
        if self._open is None:
            raise PostboxAway("the connection is closed")
        found: list[Any]
        try:
            status, found = getattr(self._open, method)(*arguments)
        except _TROUBLE as error:
            raise self._away(error) from error
        if status != "OK":
            raise self._away(found)
        return found

    def _oldest(self, beside: Collection[str]) -> dict[str, int]:
        """Up to ``LOOK`` mails beside those, with their sizes, part by part of the folder that was just selected.

        Not by a SEARCH, whose answer is one line, and the library refuses one of more than a million bytes.
        """
        found: dict[str, int] = {}
        for first in range(1, self._lying + 1, self._listed):
            last = min(first + self._listed - 1, self._lying)
            for line in self._said("fetch", f"{first}:{last}", "(UID FLAGS RFC822.SIZE)"):
                flags, rest = _flags_apart(line if isinstance(line, bytes) else b"")
                uid, size = _UID.search(rest), _SIZE.search(rest)
                if uid and size and b"\\deleted" not in flags and (name := uid[1].decode()) not in beside:
                    found[name] = int(size[1])
            if len(found) >= LOOK:
                break
        return dict(list(found.items())[:LOOK])

    def _fetched(self, uid: str) -> bytes | None:
        """The whole mail, without marking it as read; None when it is gone meanwhile."""
        for one in self._uid("FETCH", uid, f"(BODY.PEEK[]<0.{LIMITS.arrival_bytes}>)"):
            if isinstance(one, tuple) and len(one) == 2 and isinstance(one[1], bytes):
                return one[1]
        return None

    def _remove(self, uid: str) -> None:
        """Without UIDPLUS (RFC 4315) it is only marked: an EXPUNGE would take what others have marked as well."""
        self._uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if self._expunges:
            self._uid("EXPUNGE", uid)

    def _move_aside(self, uid: str) -> None:
        if self._open is None:
            raise PostboxAway("the connection is closed")
        try:
            self._open.create(_quoted(ASIDE))  # a server says NO when it is there
        except _TROUBLE as error:
            raise self._away(error) from error
        self._uid("COPY", uid, _quoted(ASIDE))
        self._remove(uid)

    def _away(self, reason: object) -> PostboxAway:
        """Why, and the connection goes: it is in no state that can be trusted."""
        self.close()
        said = reason[0] if isinstance(reason, list) and reason else reason
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return PostboxAway(f"{self._server.host}:{self._server.port}: {text}"[:500])


def _flags_apart(line: bytes) -> tuple[bytes, bytes]:
    """The flags, in small letters, and what else is said of a mail: a flag may look like that."""
    flags = _FLAGS.search(line)
    return (flags[0].lower(), _FLAGS.sub(b"", line)) if flags else (b"", line)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
