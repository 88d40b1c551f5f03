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
_SIZE: Final = re.compile(rb"UID (\d+)[^()]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^()]*UID (\d+)")


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
    """Opens its connection when it is first asked, and anew after each trouble."""

    def __init__(self, server: ImapServer) -> None:
        self._server = server
        self._open: imaplib.IMAP4 | None = None
        self._expunges = False

    def look(self, beside: Collection[str] = ()) -> Iterator[Came]:
        taken = 0
        self._selected()
        (found,) = self._uid("SEARCH", "UNDELETED") or (b"",)
        uids = [uid for one in (found or b"").split() if (uid := one.decode()) not in beside][:LOOK]
        sizes = self._sizes(uids)
        for uid in uids:
            size = sizes.get(uid, 0)
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
        if self._open is None:
            raise PostboxAway("the connection is closed")
        try:
            status, found = self._open.uid(command, *arguments)
        except _TROUBLE as error:
            raise self._away(error) from error
        if status != "OK":
            raise self._away(found)
        return found

    def _sizes(self, uids: list[str]) -> dict[str, int]:
        if not uids:
            return {}
        sizes: dict[str, int] = {}
        for line in self._uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)"):
            found = _SIZE.search(line if isinstance(line, bytes) else b"")
            if found:
                sizes[(found[1] or found[4]).decode()] = int(found[2] or found[3])
        return sizes

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


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
