"""Plain text and HTML of a container as one text."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused, fitted, from_html, to_markdown

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_STUB: Final = 4  # times as long: then the plain text only says that one should look at the other


def text_of(plain: str, html: str) -> tuple[str, bool]:
    """The text of a message and whether it is plain: the HTML counts where there is no plain text, or only a stub.

    HTML becomes Markdown. Raises ``Refused("incoming.long")``.
    """
    tidy = _CONTROLS.sub("", plain.replace("\r\n", "\n").replace("\r", "\n")).strip()
    _must_be_short(tidy)
    if html.strip():
        _must_be_short(html)
        doc = fitted(from_html(_CONTROLS.sub("", html)))
        length = sum(len(run.text) for run in doc.runs())
        if length > _STUB * len(tidy):
            return to_markdown(doc).strip(), False
    return tidy, True


def decoded(data: bytes, charset: str | None) -> str:
    """The characters of a text: in the charset that it claims, else UTF-8, else Windows-1252 as far as it goes."""
    for encoding in (charset, "utf-8"):
        try:
            return data.decode(encoding) if encoding else data.decode("utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def one_line(text: str) -> str:
    """A header or a name as one line, without characters that none may have."""
    return " ".join(_CONTROLS.sub(" ", text.encode("utf-8", "replace").decode()).split())


def _must_be_short(text: str) -> None:
    if len(text.encode("utf-8", "replace")) > LIMITS.text_bytes:
        raise Refused(
            "incoming.long",
            _("The text in it has more than %(most)s MB. Please copy what matters and paste it here.")
            % {"most": LIMITS.text_bytes // 1_000_000},
        )
