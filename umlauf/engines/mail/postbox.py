"""Where mails that come back lie: a Maildir or a folder on an IMAP server. (LMTP brings them itself, see ``lmtp.py``.)

Nothing is moved or removed before whoever takes a mail in says that it is kept. A mail that is taken in twice, since
the program ended in between, has the same bytes and so is the same row.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Final

from django.conf import settings

from umlauf.engines.mail.opening import READ_BYTES, header_of
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.workers import machine_name

LOOK: Final = 200
"""Mails of one look."""
LOOK_BYTES: Final = 100 * MB
ASIDE: Final = "Umlauf-unassigned"
"""The folder for mails of which nobody can say whose they are, that are too large, or that cannot be taken in."""

_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()]{1,255}")


class PostboxAway(Exception):
    """It cannot be looked into now. The text says why."""


@dataclass(frozen=True, slots=True)
class Came:
    """A mail in a postbox: its bytes, and to whom it was delivered, the likeliest first. ``place`` is the postbox's."""

    place: str
    data: bytes = field(repr=False)
    to: tuple[str, ...]


class Postbox(ABC):
    """One place to look into. Every method raises ``PostboxAway``."""

    name: str
    """By which all workers that look into it know it."""

    @abstractmethod
    def look(self, beside: Collection[str] = ()) -> Iterator[Came]:
        """The oldest mails beside those places, up to ``LOOK`` and ``LOOK_BYTES``. One that is too large is put aside,
        unread."""

    @abstractmethod
    def kept(self, came: Came) -> None:
        """It lies in the database now: take it out. It may be gone already."""

    @abstractmethod
    def put_aside(self, came: Came) -> None:
        """Leave it, in ``ASIDE``, to a person."""

    @abstractmethod
    def aside(self) -> int:
        """How many mails lie there."""

    def close(self) -> None:  # noqa: B027 - some have nothing to close
        """Let go of connections."""


class Maildir(Postbox):
    """A folder as servers deliver into it: ``new`` what nobody saw, ``cur`` what somebody looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"{machine_name()}:{folder}"

    def look(self, beside: Collection[str] = ()) -> Iterator[Came]:
        taken = 0
        for path in self._waiting(beside):
            try:
                size = path.stat().st_size
                if size > LIMITS.arrival_bytes:
                    self._move_aside(path)
                    continue
                taken += size
                if taken > max(LOOK_BYTES, size):
                    return
                data = path.read_bytes()
            except FileNotFoundError:
                continue  # somebody else moved it
            except OSError as error:
                raise PostboxAway(str(error)) from error
            yield Came(self._place(path), data, recipients_of(data))

    def kept(self, came: Came) -> None:
        try:
            (self._folder / came.place).unlink(missing_ok=True)
        except OSError as error:
            raise PostboxAway(str(error)) from error

    def put_aside(self, came: Came) -> None:
        self._move_aside(self._folder / came.place)

    def aside(self) -> int:
        self._must_be_there()
        return len(self._files(self._folder / f".{ASIDE}"))

    def _waiting(self, beside: Collection[str]) -> list[Path]:
        self._must_be_there()
        return [path for path in self._files(self._folder) if self._place(path) not in beside][:LOOK]

    def _place(self, path: Path) -> str:
        return f"{path.parent.name}/{path.name}"

    def _must_be_there(self) -> None:
        if not (self._folder / "new").is_dir():
            raise PostboxAway(f"{self._folder} is no Maildir")

    @staticmethod
    def _files(folder: Path) -> list[Path]:
        """Oldest first: names begin with the second of delivery."""
        try:
            found = [
                Path(entry.path)
                for name in ("new", "cur")
                if (folder / name).is_dir()
                for entry in os.scandir(folder / name)
                if entry.is_file(follow_symlinks=False) and not entry.name.startswith(".")
            ]
        except OSError as error:
            raise PostboxAway(str(error)) from error
        return sorted(found, key=lambda path: path.name)

    def _move_aside(self, path: Path) -> None:
        folder = self._folder / f".{ASIDE}"
        try:
            for name in ("tmp", "new", "cur"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / "maildirfolder").touch()
            path.rename(folder / path.parent.name / path.name)
        except FileNotFoundError:
            return
        except OSError as error:
            raise PostboxAway(str(error)) from error


def recipients_of(data: bytes) -> tuple[str, ...]:
    """To whom a mail was delivered, as the servers on its way wrote it down. A stranger may have, too."""
    try:
        head = BytesHeaderParser().parsebytes(data[:READ_BYTES])
    except (ValueError, RecursionError):
        return ()
    found = [address for name in _TO for address in _ADDRESS.findall(header_of(head, name))]
    return tuple(dict.fromkeys(found))[:20]


def postboxes() -> list[Postbox]:
    """Those that the settings name. None of them is opened yet."""
    from umlauf.engines.mail.imap import Imap, ImapServer

    found: list[Postbox] = [Maildir(Path(settings.RETURN_MAILDIR))] if settings.RETURN_MAILDIR else []
    return found + ([Imap(ImapServer.from_settings())] if settings.RETURN_IMAP_HOST else [])
