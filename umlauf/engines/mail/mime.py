"""Pieces of MIME (RFC 2045, 2046) in the form in which SMTP transmits them, before dots are doubled.

Texts are quoted-printable and files base64, so that every line is short, ends in CRLF and survives any server as DKIM
needs it.
"""

from __future__ import annotations

import binascii
import secrets
from collections.abc import Sequence
from email.message import MIMEPart
from email.policy import SMTP
from typing import Final

from umlauf.engines.mail.outbox import Attachment

CRLF: Final = b"\r\n"


def text_head(subtype: str) -> bytes:
    """The head of a text, with the empty line behind it."""
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    )


def encoded_lines(text: str) -> bytes:
    """Text in quoted-printable, each line with its CRLF, and one behind the last. Any newlines in, CRLF out.

    It goes line by line (RFC 2045 6.7), so that lines may be encoded apart and put together.
    """
    return binascii.b2a_qp((with_crlf(text) + "\r\n").encode(), quotetabs=False, istext=True)


def text_part(subtype: str, text: str) -> bytes:
    return text_head(subtype) + encoded_lines(text).removesuffix(CRLF)


def file_part(attachment: Attachment, data: bytes) -> bytes:
    """Head and body. It needs no stuffing: neither has a line that begins with a dot."""
    part = MIMEPart(policy=SMTP)
    maintype, _slash, subtype = attachment.media_type.partition("/")
    part.set_content(
        data, maintype=maintype, subtype=subtype, cte="base64", disposition="attachment", filename=attachment.name
    )
    return part.as_bytes().removesuffix(CRLF)


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    opening, closing = boundaries()
    return multipart_head(subtype, opening) + CRLF.join([*(opening + CRLF + part for part in parts), closing])


def boundaries() -> tuple[bytes, bytes]:
    """The lines that open each part and close the last."""
    opening = f"--={secrets.token_hex(12)}=_".encode()  # "=_" stands in no quoted-printable and no base64 line
    return opening, opening + b"--"


def multipart_head(subtype: str, opening: bytes) -> bytes:
    return f'Content-Type: multipart/{subtype}; boundary="{opening[2:].decode()}"\r\n\r\n'.encode()


def with_crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def stuffed(lines: bytes) -> bytes:
    """Whole lines, with the dots at their beginnings doubled (RFC 5321 4.5.2)."""
    more = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + more if more.startswith(b".") else more
