"""The mail of a demo, as its own SMTP server has kept it."""

from __future__ import annotations

import datetime as dt
import mailbox
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

import nh3
from django.conf import settings

_KEY = re.compile(r"[A-Za-z0-9_.=,:+-]{1,200}")
_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "a", "strong", "em", "b", "i", "br", "hr", "blockquote"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came with a mail, by its place in it."""

    index: int
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a reader sees it. ``html`` is cleaned of all that is not text."""

    key: str
    sender: str
    recipient: str
    subject: str
    date: dt.datetime | None
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    files: tuple[MailFile, ...]


def keys() -> list[str]:
    """The keys of all mails, the newest first."""
    folders = [_folder() / name for name in ("new", "cur")]
    files = [(path.stat().st_mtime_ns, path.name) for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return [name.partition(":")[0] for _moment, name in sorted(files, reverse=True)]


def mail(key: str) -> Mail | None:
    """The mail with that key, None if there is none."""
    box = _box()
    if box is None or not _KEY.fullmatch(key):
        return None
    try:
        data = box.get_bytes(key)
    except KeyError:
        return None
    return _read(key, data)


def _box() -> mailbox.Maildir | None:
    return mailbox.Maildir(_folder(), create=False) if (_folder() / "new").is_dir() else None


def _folder() -> Path:
    folder: Path = settings.UMLAUF_HOME / "mail"
    return folder


def _read(key: str, data: bytes) -> Mail:
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        key=key,
        sender=str(message["from"] or ""),
        recipient=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        date=_date(str(message["date"] or "")),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=str(text.get_content()) if text else "",
        html=_clean(str(html.get_content())) if html else "",
        files=tuple(_file(index, part) for index, part in enumerate(message.iter_attachments())),
    )


def _file(index: int, part: EmailMessage) -> MailFile:
    data = part.get_payload(decode=True)
    return MailFile(index, part.get_filename() or "", part.get_content_type(), data if isinstance(data, bytes) else b"")


def _clean(html: str) -> str:
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, clean_content_tags={"style", "script", "title"})


def _date(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
