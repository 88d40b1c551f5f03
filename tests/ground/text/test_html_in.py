"""HTML of others becomes a text that a letter can have, and never more than that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ground.text.trees import docs
from umlauf.ground.text import Doc, Refused, fitted, from_html, normalise, to_html, to_markdown, to_plain

WORD = Path(__file__).with_name("word.html")
OF_WORD = """\
Sehr geehrte Damen und Herren,

## Der Entwurf

bitte **prüfen** Sie _bald_:

- die Pauschalen

  - je Kind
- die Fristen

Danach:

3. drittens
4. viertens

| Kreis | Plätze |
| --- | --- |
| Harz | 12 |

Siehe [Kita](<https://www.lkt.example/kita>)."""


def markdown(source: str) -> str:
    return to_markdown(fitted(from_html(source))).strip()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("nur Text", "nur Text"),
        ("<p>eins</p><p>zwei</p>", "eins\n\nzwei"),
        ("<div>eins<div>zwei</div>drei</div>", "eins\n\nzwei\n\ndrei"),
        ("eins<br>zwei", "eins\\\nzwei"),
        ("<h1>A</h1><h4>B</h4>", "## A\n\n### B"),
        ("<b>x <i>y</i></b>", "**x _y_**"),
        ('<a href="mailto:a@b.example">x</a>', "[x](<mailto:a@b.example>)"),
        ('<a href="javascript:x">x</a> <a href="#oben">y</a> <a href="C:\\x">z</a>', "x y z"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n\n  - b"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n- - b"),
        ('<ol start="3"><li>a</li></ol>', "3. a"),
        ('<ol start="x"><li>a</li></ol>', "1. a"),
        ("<blockquote><p>a</p></blockquote>", "> a"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        (
            "<table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3</table>",
            "| a |  | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        ("<table><tr><td colspan=x>a<tr><td>1<td>2</table>", "| a |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td><p>a</p></td><td>b</td></tr></table>", "a\n\nb"),
        ("<table><tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table></td></tr></table>", None),
        ("<head><title>t</title></head><style>s</style><script>j</script><p>a<!-- k --></p>", "a"),
        ("<o:p>a</o:p><img src=x onerror=y>", "a"),
        ("a &amp; b &lt;c&gt;", "a & b \\<c\\>"),
        ('<b style="font-weight:normal"><p>x <b>y</b></p></b>', "x **y**"),
        ("<b style='mso-bidi-font-weight:normal'>x</b>", "**x**"),
        ("<p style='mso-list:l0 level2 lfo1'>a</p>b<p style='mso-list:l0 level1 lfo1'>c</p>", "- a\n\nb\n\n- c"),
        ("<p style='mso-list:none'>a</p>", "a"),
    ],
)
def test_what_html_becomes(source: str, text: str | None) -> None:
    found = markdown(source)
    assert found == text if text is not None else "| 1 | 2 |" in found


def test_what_word_writes_becomes_lists_of_our_own() -> None:
    """The editor reads the same file, and the same comes of it (``tests/browser/test_editor.py``)."""
    assert markdown(WORD.read_text(encoding="utf-8")) == OF_WORD


def test_depth_without_end_is_read_as_far_as_it_goes() -> None:
    assert "ganz tief" in markdown("<blockquote>" * 60 + "ganz tief" + "</blockquote>" * 60)
    assert "oben" in markdown("oben" + "<div>" * 5000 + "unten" + "</div>" * 5000)


@given(docs)
def test_what_we_write_ourselves_we_read_back(doc: Doc) -> None:
    try:
        clean = normalise(doc)
    except Refused:
        return
    assert words(fitted(from_html(to_html(clean)))) == words(clean)


@given(docs)
def test_what_fits_already_stays(doc: Doc) -> None:
    try:
        clean = normalise(doc)
    except Refused:
        assert normalise(fitted(doc)) == fitted(doc)
    else:
        assert fitted(doc) == clean


_NAMES = ["p", "div", "table", "tr", "td", "ul", "ol", "li", "b", "h1", "h6", "blockquote", "br", "pre", "x:y"]
_TAGS = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from([*_NAMES, "a href=x:"]))


@given(st.lists(st.one_of(_TAGS, st.text())))
def test_any_html_is_read(pieces: list[str]) -> None:
    doc = fitted(from_html("".join(pieces)))
    assert normalise(doc) == doc


def words(doc: Doc) -> list[str]:
    """The words without the marks of tables and quotes: a table of one row is opened like one that only lays out."""
    return to_plain(doc, 10_000).replace("|", " ").replace(">", " ").split()
