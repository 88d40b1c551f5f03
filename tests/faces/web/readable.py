"""All that can be read in what comes back: pages, files of every kind, and mails as they go over the wire."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

import pypdfium2
from django.core.files.storage import storages
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime

from tests.faces.web.one_tenant import LETTERS
from tests.faces.web.tenants import MARK
from tests.office.mails import spelled
from tests.office.pdf import text_of
from umlauf.engines.mail.compose import END, Encoded, Letter, compose
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Attachment


def marks_in(text: str) -> set[str]:
    """The marks that stand in a text."""
    return {found[1] or found[2] for found in MARK.finditer(text.casefold())}


def letter_of(mark: str) -> str:
    """Of which association a mark is."""
    return mark[4] if mark.startswith("quax") else LETTERS[int(mark[4]) - 1]


def body_of(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def texts_of(response: HttpResponseBase) -> Iterator[str]:
    """All that came back and can be read: heads, and what stands in a page or a file."""
    yield from (unquote(value) for _name, value in response.items())
    yield from texts_in(body_of(response), response.headers.get("Content-Type", "").partition(";")[0])


def texts_in(data: bytes, kind: str) -> Iterator[str]:
    """What stands in a page or a file: in a packed one, in each of its parts; in a PDF, on its pages as well."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield from (parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        return
    text = data.decode("utf-8", "replace")
    folded = kind in {"text/vcard", "text/calendar", "application/ics"}
    yield re.sub(r"\r?\n[ \t]", "", text) if folded else unescape(text)
    if data.startswith(b"%PDF"):
        yield _words_of(data)


def texts_of_mail(message: Message) -> Iterator[str]:
    """A mail as it goes out: its heads decoded, its texts, its calendar and its files."""
    message = spelled(message)
    files = tuple(Attachment(**attachment) for attachment in message.attachments)
    letter = Letter(
        message.recipient,
        message.sender_name,
        message.sender_address,
        message.reply_to,
        message.subject,
        message.text,
        message.html,
        files,
        tuple((name, value) for name, value in message.headers),
        message.message_id,
        localtime(message.date),
        message.calendar,
    )
    sent = b"".join(compose(letter, Encoded(_kept))).removesuffix(END).replace(b"\r\n..", b"\r\n.")
    mail = message_from_bytes(sent, policy=SMTP)
    for part in mail.walk():
        yield from (str(value) for value in part.values())
        if not part.is_multipart():
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            yield from texts_in(data, part.get_content_type())


def _kept(key: str) -> bytes:
    with storages["files"].open(key) as file:
        data: bytes = file.read()
    return data


@lru_cache(maxsize=512)  # a letter goes to many
def _words_of(pdf: bytes) -> str:
    try:
        return text_of(pdf)
    except pypdfium2.PdfiumError:
        return ""  # an annex of ours that only begins like one
