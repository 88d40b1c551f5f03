"""Mails and Word files: container in, text and attachments out. Nothing in them is ever run or fetched."""

from umlauf.engines.incoming.opening import open_incoming
from umlauf.engines.incoming.parts import Attachment, Incoming, Kind, Note
from umlauf.engines.incoming.texts import decoded, text_of

__all__ = ["Attachment", "Incoming", "Kind", "Note", "decoded", "open_incoming", "text_of"]
