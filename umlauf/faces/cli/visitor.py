"""A visitor of web pages without scripts: follows links, keeps cookies, reads forms, fills them in and sends them.

It goes by what stands on a page, the words of links, labels and buttons, as a person does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener
from xml.etree.ElementTree import Element

PATIENCE = 60.0  # seconds for one page
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "template", "title"}
_INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}
_BUTTONS = {"submit", "button", "reset", "image"}
_TICKED = {"checkbox", "radio"}


class NotOnPage(LookupError):
    """What was looked for does not stand on the page."""


@dataclass(slots=True)
class Control:
    """A field or a button of a form, with its words and the legends of the groups that it stands in."""

    kind: str
    name: str
    value: str
    words: str
    groups: tuple[str, ...]
    ticked: bool


@dataclass(slots=True)
class Form:
    """A form as it stands on a page. What is filled in is kept in its controls."""

    address: str
    method: str
    controls: list[Control]

    def fill(self, label: str, value: str, *, group: str = "") -> None:
        """Write into a field. ``group`` is how the legend of its group begins."""
        self._field(label, group).value = value

    def tick(self, label: str, *, group: str = "") -> None:
        """Tick a box, or choose a radio button."""
        ticked = self._field(label, group)
        for one in self.controls:
            if ticked.kind == "radio" and (one.kind, one.name) == ("radio", ticked.name):
                one.ticked = False
        ticked.ticked = True

    def sent_by(self, button: str) -> list[tuple[str, str]]:
        """What goes out when that button is pressed."""
        pressed = _beginning(button, [one for one in self.controls if one.kind == "submit"])
        return [
            (one.name, one.value)
            for one in self.controls
            if one.name and (one is pressed or one.ticked or one.kind not in _BUTTONS | _TICKED | {"file"})
        ]

    def _field(self, label: str, group: str) -> Control:
        return _beginning(label, self._fields(group))

    def _fields(self, group: str) -> list[Control]:
        fields = (one for one in self.controls if one.kind not in _BUTTONS | {"hidden"})
        return [one for one in fields if not group or any(legend.startswith(group) for legend in one.groups)]


@dataclass(slots=True)
class Page:
    """What came back: status, address, the heading, the words line by line, links and forms in their order."""

    status: int
    address: str
    heading: str
    text: str
    links: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def form(self, button: str) -> Form:
        """The first form with a button whose words begin so."""
        for form in self.forms:
            if any(one.kind == "submit" and one.words.startswith(button) for one in form.controls):
                return form
        raise NotOnPage(f"{self.address} ({self.status}): no button “{button}”:\n{self.text}")

    def link(self, words: str) -> str:
        """The address of the first link whose words begin so."""
        for own, address in self.links:
            if own.startswith(words):
                return address
        raise NotOnPage(f"{self.address} ({self.status}): no link “{words}”:\n{self.text}")


class Visitor:
    """One browser with its own cookies, that asks for pages in one language."""

    def __init__(self, language: str = "de") -> None:
        # A proxy of the environment is for other machines than the one that a demo or a test asks.
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", language)]

    def open(self, address: str) -> Page:
        """Open a page, wherever it leads to, and say as a browser does that somebody looks at it."""
        looks = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        return self._ask(Request(address, headers=looks))  # noqa: S310 - the caller names the page

    def follow(self, page: Page, words: str) -> Page:
        """Click a link."""
        return self.open(page.link(words))

    def send(self, form: Form, button: str) -> Page:
        """Press a button of a form."""
        data = urlencode(form.sent_by(button))
        if form.method == "get":
            return self.open(f"{form.address.partition('?')[0]}?{data}")
        return self._ask(Request(form.address, data.encode("ascii")))  # noqa: S310 - the page names it

    def _ask(self, request: Request) -> Page:
        """A page that says what went wrong is a page too."""
        try:
            response = self._opener.open(request, timeout=PATIENCE)
        except HTTPError as error:
            response = error
        with response:
            return read_page(response.read().decode("utf-8", errors="replace"), response.url, response.status)


def read_page(html: str, address: str, status: int = 200) -> Page:
    """Take a page apart."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    everything = tree.root
    heading = next((_words(one) for one in everything.iter("h1")), "")
    lines = (" ".join(line.split()) for line in "".join(_text(everything)).splitlines())
    page = Page(status, address, heading, "\n".join(line for line in lines if line))
    for one in everything.iter("a"):
        page.links.append((_words(one), urljoin(address, one.get("href", ""))))
    labels = {one.get("for"): _words(one) for one in everything.iter("label") if one.get("for")}
    for one in everything.iter("form"):
        controls = list(_controls(one, labels, (), ""))
        page.forms.append(Form(urljoin(address, one.get("action", "")), one.get("method", "get").lower(), controls))
    return page


class _Tree(HTMLParser):
    """A page as a tree, with what is left open closed by what closes around it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].append(one)
        if tag not in _VOID:
            self._open.append(one)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open[1:]):
            while self._open.pop().tag != tag:
                continue

    def handle_data(self, data: str) -> None:
        inside = self._open[-1]
        if len(inside):
            inside[-1].tail = (inside[-1].tail or "") + data
        else:
            inside.text = (inside.text or "") + data


def _controls(one: Element, labels: dict[str | None, str], groups: tuple[str, ...], around: str) -> Iterator[Control]:
    """The fields and buttons below an element; ``around`` are the words of the label that encloses them."""
    for child in one:
        if child.tag in {"input", "textarea", "select", "button"}:
            if "disabled" not in child.attrib:
                yield _control(child, labels.get(child.get("id"), around), groups)
        elif child.tag == "fieldset":
            legend = child.find("legend")
            yield from _controls(child, labels, (*groups, _words(legend)) if legend is not None else groups, around)
        else:
            yield from _controls(child, labels, groups, _words(child) if child.tag == "label" else around)


def _control(one: Element, words: str, groups: tuple[str, ...]) -> Control:
    value = one.get("value", "")
    match one.tag:
        case "textarea":
            kind, value = "textarea", (one.text or "").removeprefix("\n")
        case "select":
            options = list(one.iter("option"))
            chosen = next((option for option in options if "selected" in option.attrib), next(iter(options), one))
            kind, value = "select", chosen.get("value", _words(chosen))
        case "button":
            kind, words = one.get("type", "submit"), _words(one)
        case _:
            kind = one.get("type", "text")
            words = value if kind in _BUTTONS else words
            value = value or ("on" if kind in _TICKED else "")
    return Control(kind, one.get("name", ""), value, words, groups, kind in _TICKED and "checked" in one.attrib)


def _beginning(words: str, among: list[Control]) -> Control:
    """The one that is called so, else the first whose words begin so."""
    for one in (*(one for one in among if one.words == words), *among):
        if one.words.startswith(words):
            return one
    raise NotOnPage(f"“{words}” is not among: {', '.join(one.words for one in among)}")


def _words(one: Element) -> str:
    return " ".join("".join(_text(one)).split())


def _text(one: Element) -> Iterator[str]:
    """What can be read, with a new line around whatever stands on a line of its own."""
    if one.tag in _UNSEEN:
        return
    line = "" if one.tag in _INLINE else "\n"
    yield line
    yield one.text or ""
    for child in one:
        yield from _text(child)
        yield child.tail or ""
    yield line
