"""Which container a file is, by its content: names and endings are not believed."""

from __future__ import annotations

from umlauf.engines.incoming.mail import looks_like_mail, read_mail
from umlauf.engines.incoming.outlook import looks_like_outlook, read_outlook
from umlauf.engines.incoming.parts import Incoming
from umlauf.engines.incoming.word import read_word
from umlauf.engines.word import looks_like_word


def open_incoming(data: bytes, name: str) -> Incoming | None:
    """The mail or Word file that this is, None for anything else. Raises ``Refused`` with ``incoming.…``.

    ``name`` only decides whether bare headers, as a letter may have them too, are those of a mail.
    """
    if looks_like_word(data):
        return read_word(data)
    if looks_like_outlook(data):
        return read_outlook(data)
    return read_mail(data) if looks_like_mail(data, name) else None
