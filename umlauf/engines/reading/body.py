"""The text proper as Markdown: head, abstract, page footers and signature left out, bold and lists kept."""

import re
from collections.abc import Collection

from umlauf.engines.reading.view import View, comments

_HYPHEN = re.compile(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|and|or)\b)|[\u00ad\u0002]\n?")
_GHOST = re.compile(r"[\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_BLANKS = re.compile(r"\n{3,}")
_UNFINISHED = re.compile(r"[\w,–-][*_]{0,3}\Z")
_GOES_ON = re.compile(r"[*_]{0,3}[a-zäöü]")


def _joined(chunks: list[str]) -> str:
    """The stretches between page footers; a sentence that a footer cut in two is one again."""
    body = ""
    for chunk in chunks:
        stripped = chunk.strip("\n")
        if not stripped.strip():
            continue
        if not body:
            body = stripped
        elif _UNFINISHED.search(body.rstrip()) and _GOES_ON.match(stripped.lstrip()) and not _opens_list(body):
            body = f"{body.rstrip()}\n{stripped.lstrip()}"
        else:
            body = f"{body.rstrip()}\n\n{stripped}"
    return body


def _opens_list(body: str) -> bool:
    return bool(re.match(r"[ ]{0,6}(?:[-*+•]|\d{1,2}[.)])[ ]", body.rstrip().rsplit("\n", 1)[-1]))


def markdown_body(full: View, start: int, end: int, footer_lines: Collection[int]) -> str | None:
    """The source behind the lines of `full` that begin within start..end, without the lines numbered in `footer_lines`."""
    chunks: list[str] = [""]
    source = full.source
    for number, line in enumerate(full.lines):
        if line.start < start or line.start >= end:
            continue
        if number in footer_lines:
            if chunks[-1]:
                chunks.append("")
            continue
        if not line.text:
            chunks[-1] += "\n"
            continue
        first, last = full.span(line.start, line.end)
        begin = max(source.rfind("\n", 0, first) + 1, 0)
        stop = source.find("\n", last)
        chunks[-1] += source[begin : len(source) if stop < 0 else stop].rstrip(" \t") + "\n"
    joined = _joined(chunks)
    for start, end in reversed(comments(joined)):
        joined = joined[:start] + joined[end:]
    text = _BLANKS.sub("\n\n", _GHOST.sub("", _HYPHEN.sub("", joined))).strip("\n").rstrip()
    return text or None
