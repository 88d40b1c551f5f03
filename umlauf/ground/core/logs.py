"""Logs that carry no key: a personal link in a log line would open the letter for whoever reads the log."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"/(l|p|login/password|login/link|invitation|confirm|contribute|event|calendar)/[^\s\"'<>]+")


class RedactLinks(logging.Filter):
    """Replaces the token of each personal link in a record, also in what an exception says."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        redacted = _LINK.sub(r"/\1/…", message)
        if redacted != message:
            record.msg, record.args = redacted, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)  # a formatter takes it from here
        if record.exc_text:
            record.exc_text = _LINK.sub(r"/\1/…", record.exc_text)
        return True
