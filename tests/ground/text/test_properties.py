"""What holds for every text, whatever stands in it."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground.text.trees import docs
from umlauf.ground.text import Doc, Refused, from_markdown, from_plain, normalise, to_html, to_markdown, to_plain
from umlauf.ground.text.nodes import HardBreak, Json, Paragraph, Text

MANY = settings(max_examples=100, deadline=None)


def normalised(doc: Doc) -> Doc:
    """The normal form; too deep trees become empty ones."""
    try:
        return normalise(doc)
    except Refused as refusal:
        return Doc() if refusal.code == "text.depth" else pytest.fail(refusal.code)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@MANY
@given(docs)
def test_the_normal_form_of_the_normal_form_is_itself(doc: Doc) -> None:
    once = normalised(doc)
    assert normalise(once) == once


@MANY
@given(docs)
def test_json_gives_back_the_same_tree(doc: Doc) -> None:
    assert Doc.parse(doc.json()) == doc


@MANY
@given(docs)
def test_markdown_gives_back_the_same_tree(doc: Doc) -> None:
    once = normalised(doc)
    written = to_markdown(once)
    assert normalise(from_markdown(written)) == once, written


class Elements(HTMLParser):
    """Collects what a browser would act on, and the words it would show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.shown: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        self.shown.append("\n" if tag in {"br", "p", "li", "td", "th", "h2", "h3", "blockquote", "ul", "ol"} else "")

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    @property
    def words(self) -> list[str]:
        return words("".join(self.shown))


KNOWN_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
KNOWN_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src=javascript:alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<!--><script>alert(1)</script>-->",
    "</p></body><form action=//evil.example>",
    "&lt;script&gt;",
    "\x00<scr\x00ipt>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]
HOSTILE_LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "/relative",
    "x",
    "",
    " ",
    "http:",
    "https://",
    "mailto:",
    "http://[",
    "\x01javascript:alert(1)",
]


@MANY
@given(
    st.lists(st.sampled_from(ATTACKS), min_size=1, max_size=4).map("".join),
    st.sampled_from([*HOSTILE_LINKS, 'https://a.example/"onclick="alert(1)', "https://a.example/'><script>"]),
)
def test_html_never_acts(text: str, href: str) -> None:
    html = to_html(Doc((Paragraph((Text(text), HardBreak(), Text(text, bold=True, href=href))),)))
    found = Elements(html)
    assert found.tags <= KNOWN_TAGS
    assert found.attributes <= {"href", "rel"}
    for address in found.addresses:
        assert re.match(r"(https?|mailto|tel):|(?![a-z]*:)", address, re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_markdown_stays_text(attack: str) -> None:
    html = to_html(normalise(from_markdown(attack)))
    assert Elements(html).tags <= KNOWN_TAGS
    assert "alert" not in attack or "alert(1)" in html


@pytest.mark.parametrize("href", HOSTILE_LINKS)
def test_links_that_lead_nowhere_or_act_are_refused(href: str) -> None:
    with pytest.raises(Refused) as refusal:
        normalise(Doc((Paragraph((Text("hier", href=href),)),)))
    assert refusal.value.code == "text.link"


@MANY
@given(docs)
def test_html_has_only_what_a_text_can_have(doc: Doc) -> None:
    found = Elements(to_html(normalised(doc)))
    assert found.tags <= KNOWN_TAGS
    assert found.attributes <= {"href", "rel", "start", "scope"}


@MANY
@given(docs)
def test_every_form_says_the_same_words(doc: Doc) -> None:
    once = normalised(doc)
    said = words(" ".join(block_text(once)))
    shown = Elements(to_html(once)).words
    assert shown == said
    plain = without_links(once)
    assert [word for word in words(to_plain(plain)) if not word.isdigit()] == [
        word for word in said if not word.isdigit()
    ]
    again = normalise(from_markdown(to_markdown(once)))
    assert words(" ".join(block_text(again))) == said


def block_text(doc: Doc) -> list[str]:
    """The text of each line of each block, read from the JSON by itself."""
    lines: list[str] = []

    def walk(node: Json) -> None:
        if node["type"] == "text":
            lines[-1] += node["text"]
        elif node["type"] == "hardBreak" or any(child["type"] in {"text", "hardBreak"} for child in node["content"]):
            lines.append("")
        for child in node.get("content", []):
            walk(child)

    walk(doc.json())
    return lines


def without_links(doc: Doc) -> Doc:
    """The same text with its links taken off, whose addresses plain text would spell out."""

    def strip(node: Json) -> Json:
        marks = [mark for mark in node.get("marks", []) if mark["type"] != "link"]
        return node | {"marks": marks} if node["type"] == "text" else node | children(node)

    def children(node: Json) -> Json:
        return {"content": [strip(child) for child in node["content"]]} if "content" in node else {}

    return Doc.parse(strip(doc.json()))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "content", "attrs", "marks", "text", "level", "href"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
NODE_TYPES = ["doc", "paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "table", "tableRow"]
NODE_TYPES += ["tableCell", "tableHeader", "text", "hardBreak", "bold", "image"]


@st.composite
def almost_docs(draw: st.DrawFn, depth: int = 4) -> Json:
    """Nodes with known names in wrong places and with wrong contents."""
    node: Json = {"type": draw(st.sampled_from(NODE_TYPES))}
    for name in draw(st.sets(st.sampled_from(["attrs", "marks", "text"]))):
        node[name] = draw(json_values)
    if depth and draw(st.booleans()):
        node["content"] = draw(st.lists(almost_docs(depth=depth - 1), max_size=3) | json_values)
    return node


@MANY
@given(st.lists(almost_docs(), max_size=3).map(lambda nodes: {"type": "doc", "content": nodes}) | json_values)
def test_what_is_no_text_is_refused_and_never_breaks(data: object) -> None:
    try:
        doc = Doc.parse(data)
    except Refused as refusal:
        code = refusal.code
    else:
        code = "text.unknown_node"
        assert Doc.parse(doc.json()) == doc
    assert code == "text.unknown_node"


def test_a_text_nested_beyond_all_reason_is_refused() -> None:
    node: Json = {"type": "paragraph"}
    for _level in range(900):
        node = {"type": "blockquote", "content": [node]}
    with pytest.raises(Refused) as refusal:
        Doc.parse({"type": "doc", "content": [node]})
    assert refusal.value.code == "text.depth"


@MANY
@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=200))
def test_any_plain_text_becomes_a_text_with_the_same_words(source: str) -> None:
    without_soft = re.sub("[\u00ad\u0002\u200b\ufeff]", "", source)
    composed = unicodedata.normalize("NFC", without_soft)
    assert words("\n".join(block_text(normalise(from_plain(source))))) == words(composed)


@MANY
@given(st.text(max_size=200))
def test_any_markdown_is_read_or_refused(source: str) -> None:
    doc, code = from_markdown(source), ""
    try:
        once = normalise(doc)
    except Refused as refusal:
        code = refusal.code
    else:
        assert normalise(once) == once
    assert code in {"", "text.link", "text.depth"}
