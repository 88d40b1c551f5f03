"""What lies in the outbox, as those read it who get it."""

from __future__ import annotations

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Attachment, Shared
from umlauf.engines.mail.shared_text import spelled_out


def spelled(message: Message) -> Message:
    """The row with text, HTML and attachments of its own in it, where it shares them with others. Not to be saved."""
    body = message.body
    if body is not None:
        shared = Shared(body.text, body.html, tuple(Attachment(**one) for one in body.attachments))
        message.text, message.html = spelled_out(shared, message.parts)
        message.attachments = body.attachments
    return message
