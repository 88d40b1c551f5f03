"""Lists as Word writes them into HTML: paragraphs that say at which level they stand and begin with a drawn mark.

``static/web/editor/paste.js`` does the same to what is pasted into the editor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)", re.IGNORECASE)
_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_COUNTED = re.compile(r"\(?(\d{1,4}|[a-z]{1,5})[.)]", re.IGNORECASE)


def gather_lists(root: html.HtmlElement) -> None:
    """Make real lists of them, in place."""
    open_lists: list[_List] = []
    last: html.HtmlElement | None = None
    for paragraph in [one for one in root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6") if _level(one)]:
        if last is None or not _follows(paragraph, last):
            open_lists = []
        last = _put(paragraph, open_lists)


@dataclass(frozen=True, slots=True)
class _List:
    level: int
    element: html.HtmlElement


def _level(paragraph: html.HtmlElement) -> int:
    """From 1; 0 outside of lists."""
    found = _LEVEL.search(paragraph.get("style", ""))
    return int(found[1]) if found else 0


def _follows(paragraph: html.HtmlElement, last: html.HtmlElement) -> bool:
    """Whether nothing but blanks stands between a paragraph and the list that was last built."""
    return paragraph.getprevious() is last and not (last.tail or "").strip()


def _put(paragraph: html.HtmlElement, open_lists: list[_List]) -> html.HtmlElement:
    """Move a paragraph into the list of its level; gives the outermost list."""
    level = _level(paragraph)
    counted = _COUNTED.match(_take_mark(paragraph))
    tag = "ol" if counted else "ul"
    while open_lists and open_lists[-1].level > level and len(open_lists) > 1:
        open_lists.pop()
    if open_lists and open_lists[-1].level >= level and open_lists[-1].element.tag != tag:
        open_lists.pop()
    if not open_lists or open_lists[-1].level < level:
        element = html.Element(tag)
        if counted and counted[1].isdecimal():
            element.set("start", counted[1])
        if open_lists:
            open_lists[-1].element[-1].append(element)
        else:
            paragraph.addprevious(element)
        open_lists.append(_List(level, element))
    item = html.Element("li")
    open_lists[-1].element.append(item)
    outermost = open_lists[0].element
    outermost.tail = paragraph.tail
    paragraph.tail = None
    item.append(paragraph)
    return outermost


def _take_mark(paragraph: html.HtmlElement) -> str:
    """Take the drawn mark out („·“, „2.“); gives it."""
    for span in paragraph.iter("span"):
        if _MARK.search(span.get("style", "")):
            mark = "".join(span.itertext()).strip()
            span.drop_tree()
            return mark
    return ""
