"""The text proper as Markdown: head, abstract, page footers and signature left out, bold and lists kept."""

import re
from collections.abc import Collection
from itertools import pairwise

from umlauf.engines.reading.dates import MONTH
from umlauf.engines.reading.view import View, clean, comments, normalise_newlines

_HYPHEN = re.compile(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|and|or)\b)|[\u00ad\u0002]\n?")
_GHOST = re.compile(r"[\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_BLANKS = re.compile(r"\n{3,}")
_LIST_ITEM = re.compile(rf"[ \t]{{0,8}}(?:[-*+•▪○●][ ]|\d{{1,2}}[.)][ ](?!{MONTH}))", re.IGNORECASE)
_DOT = re.compile(r"[•▪○●][ ](?=\S)")
_DASH = re.compile(r"[–—][ ](?=\S)")
_DAY = re.compile(rf"^([ ]{{0,3}})(\d{{1,2}})\.(?=[ ]{MONTH})", re.IGNORECASE)
_ROOM = 0.8  # of the width of the text: whoever wraps by hand or by a program fills more
_NOT_PROSE = re.compile(r"[ \t]*(?:[-*+>#|]|\d{1,3}[.)][ ])(?!\*)")
_UNFINISHED = re.compile(r"[\w,–-][*_]{0,3}\Z")
_GOES_ON = re.compile(r"[*_]{0,3}[a-zäöü]")


def _as_markdown(lines: list[str]) -> list[str]:
    """Plain text that reads the same as Markdown: an indent is no code, "18. November" opens no list, "•" does."""
    result: list[str] = []
    in_list = False
    for given in lines:
        bullet = _LIST_ITEM.match(given)
        indented = given.startswith(("    ", "\t"))
        if given and not bullet and not indented:
            in_list = in_list and bool(result) and result[-1] != ""
        line = given.lstrip() if indented and not in_list and not bullet else given
        in_list = in_list or bullet is not None
        before = result[-1] if result else ""
        if _DOT.match(line) or (_DASH.match(line) and (not before or before.endswith(":") or before.startswith("- "))):
            result.append(f"- {line[2:]}")
            in_list = True
        else:
            result.append(_DAY.sub(r"\1\2\\.", line))
    return result


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


def _with_line_ends(body: str) -> str:
    """Line ends that somebody meant: lines set apart by hand, which would have had room for more.

    Markdown takes a line end for a blank, so each of them gets its backslash (CommonMark 6.7).
    """
    width = max(map(len, body.split("\n")), default=0)
    blocks = [
        block.replace("\n", "\\\n") if _set_apart(block.split("\n"), width) else block for block in body.split("\n\n")
    ]
    return "\n\n".join(blocks)


def _set_apart(lines: list[str], width: int) -> bool:
    """Whether all lines but the last end long before the width to which the text is wrapped."""
    if len(lines) == 1 or any(_NOT_PROSE.match(line) for line in lines):
        return False
    filled = (len(line) + 1 + len(following.split(" ", 1)[0]) for line, following in pairwise(lines))
    return max(filled) < width * _ROOM


def markdown_body(full: View, start: int, end: int, footer_lines: Collection[int]) -> str | None:
    """The source behind the lines of `full` that begin within start..end, without the lines numbered in
    `footer_lines`.
    """
    chunks: list[list[str]] = [[]]
    source = full.source
    for number, line in enumerate(full.lines):
        if line.start < start or line.start >= end:
            continue
        if number in footer_lines:
            if chunks[-1]:
                chunks.append([])
            continue
        if not line.text:
            chunks[-1].append("")
            continue
        first, last = full.span(line.start, line.end)
        begin = max(source.rfind("\n", 0, first) + 1, 0)
        stop = source.find("\n", last)
        chunks[-1].append(source[begin : len(source) if stop < 0 else stop].rstrip(" \t"))
    joined = _joined(["\n".join(_as_markdown(chunk)) for chunk in chunks])
    for start, end in reversed(comments(joined)):
        joined = joined[:start] + joined[end:]
    text = _BLANKS.sub("\n\n", _GHOST.sub("", _HYPHEN.sub("", joined))).strip("\n").rstrip()
    return _with_line_ends(text) or None


def as_markdown(text: str) -> str:
    """A whole plain text as Markdown: lines that were only wrapped are joined, nothing is left out."""
    view = clean(normalise_newlines(text))
    return markdown_body(view, 0, len(view.text) + 1, ()) or ""
