"""The one form for equal texts, by example."""

from collections.abc import Callable

import pytest

from umlauf.ground.text import Doc, Refused, fitted, from_plain, normalise, to_html, to_plain
from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Cell,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
)

BREAK = HardBreak()


def paragraph(*inlines: Inline) -> Doc:
    return normalise(Doc((Paragraph(inlines),)))


@pytest.mark.parametrize(
    ("inlines", "normal"),
    [
        ((Text("Silben\u00adtrenn\u0002ung"),), (Text("Silbentrennung"),)),
        ((Text("a\u0308", bold=True),), (Text("ä", bold=True),)),
        ((Text("a"), Text("\u0308")), (Text("ä"),)),
        ((Text(" a\t\u2003b\u2028c "),), (Text("a b c"),)),
        ((Text("§\u00a05"),), (Text("§\u00a05"),)),
        ((Text("Frist: ", bold=True), Text("morgen")), (Text("Frist:", bold=True), Text(" morgen"))),
        ((Text("a ", bold=True), Text(" b")), (Text("a", bold=True), Text(" b"))),
        (
            (Text("a", bold=True), Text(" "), Text("b", bold=True)),
            (Text("a b", bold=True),),
        ),
        ((BREAK, Text("a "), BREAK, Text(" "), BREAK, Text("b"), BREAK), (Text("a"), BREAK, BREAK, Text("b"))),
        ((Text("x", href=" https://a.example/ä b|c "),), (Text("x", href="https://a.example/ä%20b%7Cc"),)),
        ((Text(" ", bold=True), BREAK), ()),
    ],
)
def test_runs(inlines: tuple[Inline, ...], normal: tuple[Inline, ...]) -> None:
    assert paragraph(*inlines) == (Doc((Paragraph(normal),)) if normal else Doc())


def test_blocks_without_words_go() -> None:
    empty: tuple[Block, ...] = (
        Paragraph(),
        Heading(2, (Text(" "),)),
        BulletList(((), (Paragraph(),))),
        OrderedList(()),
        Blockquote((Paragraph(),)),
        Table(((Cell(()), Cell(())),)),
        Table(()),
    )
    assert normalise(Doc(empty)) == Doc()
    assert not Doc(empty)


def test_a_heading_is_one_line_of_level_two_or_three() -> None:
    doc = normalise(Doc((Heading(1, (Text("a"), BREAK, Text("b"))), Heading(9, (Text("c"),)))))
    assert doc == Doc((Heading(2, (Text("a b"),)), Heading(3, (Text("c"),))))


def test_headings_skip_no_level() -> None:
    def headings(*levels: int) -> tuple[Block, ...]:
        return tuple(Heading(level, (Text("x"),)) for level in levels)

    assert normalise(Doc(headings(3, 3, 2, 3))) == Doc(headings(2, 3, 2, 3))


def test_inside_a_list_a_heading_is_bold_text() -> None:
    heading = Heading(2, (Text("Ort "), BREAK, Text("Zeit", italic=True)))
    bold = Paragraph((Text("Ort", bold=True), BREAK, Text("Zeit", bold=True, italic=True)))
    assert normalise(Doc((BulletList(((heading,),)), Blockquote((heading,))))) == Doc(
        (BulletList(((bold,),)), Blockquote((bold,)))
    )


def test_a_table_has_a_head_equal_rows_and_one_paragraph_a_cell() -> None:
    several = Cell((Paragraph((Text("a"),)), BulletList(((Paragraph((Text("b"),)),),))))
    doc = normalise(Doc((Table(((Cell((Paragraph((Text("Kopf"),)),)),), (several, several))),)))
    line = (Paragraph((Text("a"), BREAK, Text("b"))),)
    head = (Cell((Paragraph((Text("Kopf"),)),), header=True), Cell((), header=True))
    assert doc == Doc((Table((head, (Cell(line), Cell(line)))),))


@pytest.mark.parametrize(("start", "kept"), [(-1, 0), (0, 0), (7, 7), (10**12, 999_999)])
def test_a_list_counts_from_what_markdown_can_say(start: int, kept: int) -> None:
    doc = normalise(Doc((OrderedList(((Paragraph((Text("a"),)),),), start),)))
    assert doc.json()["content"][0]["attrs"] == {"start": kept}


def test_five_levels_of_lists_are_enough() -> None:
    block: Block = Paragraph((Text("tief"),))
    for _level in range(5):
        block = BulletList(((block,),))
    assert normalise(Doc((block,))) == Doc((block,))
    with pytest.raises(Refused) as refusal:
        normalise(Doc((Blockquote((block,)),)))
    assert refusal.value.code == "text.depth"


def test_plain_text_keeps_its_lines_and_paragraphs() -> None:
    doc = from_plain("Erste Zeile\r\nzweite\r\n \t\r\n\r\nneuer Absatz\n")
    assert doc == Doc((Paragraph((Text("Erste Zeile"), BREAK, Text("zweite"))), Paragraph((Text("neuer Absatz"),))))
    assert to_plain(doc) == "Erste Zeile\nzweite\n\nneuer Absatz\n"


def test_plain_text_out_is_wrapped_and_says_where_links_lead() -> None:
    doc = Doc(
        (
            Paragraph((Text("Wort " * 20), Text("hier", href="https://a.example"))),
            Paragraph((Text("post@a.example", href="mailto:post@a.example"),)),
            BulletList(((Paragraph((Text("eins"),)), Paragraph((Text("mehr"),))), (Paragraph((Text("zwei"),)),))),
            OrderedList(((Paragraph((Text("neun"),)),), (Paragraph((Text("zehn"),)),)), 9),
            Blockquote((Paragraph((Text("Zitat"),)),)),
            Table(((Cell((Paragraph((Text("a"),)),)), Cell((Paragraph((Text("b"),)),))),)),
        )
    )
    plain = to_plain(normalise(doc))
    assert max(len(line) for line in plain.splitlines()) <= 72
    assert "hier <https://a.example>" in " ".join(plain.split())
    assert "post@a.example\n" in plain
    assert plain.endswith("- eins\n\n  mehr\n- zwei\n\n9. neun\n10. zehn\n\n> Zitat\n\na | b\n")


def test_plain_text_names_the_address_of_a_link_once_behind_all_its_runs() -> None:
    runs = (Text("Seite ", href="https://a.example"), Text("zwei", bold=True, href="https://a.example"))
    mail = (Text("post@", href="mailto:post@a.example"), Text("a.example", italic=True, href="mailto:post@a.example"))
    assert (
        to_plain(normalise(Doc((Paragraph(runs), Paragraph(mail)))))
        == "Seite zwei <https://a.example>\n\npost@a.example\n"
    )


def test_html_has_one_link_around_its_runs_and_heads_with_a_scope() -> None:
    link = (
        Text("Seite ", href="https://a.example/?a=1&b=2"),
        Text("zwei", bold=True, href="https://a.example/?a=1&b=2"),
    )
    head = Table(((Cell((Paragraph((Text("a & b"),)),), header=True),), (Cell((Paragraph((Text("1"),)),)),)))
    html = to_html(Doc((Paragraph(link), head, OrderedList(((Paragraph((Text("x"),)),),), 3))))
    assert html == (
        '<p><a href="https://a.example/?a=1&amp;b=2" rel="noopener noreferrer">Seite <strong>zwei</strong></a></p>\n'
        '<table><tbody><tr><th scope="col">a &amp; b</th></tr><tr><td>1</td></tr></tbody></table>\n'
        '<ol start="3"><li>x</li></ol>'
    )


def ragged(columns: int, rows: int) -> Table:
    """One row with cells, and others without."""
    head = tuple(Cell((Paragraph((Text("a"),)),)) for _column in range(columns))
    return Table((head, *((),) * (rows - 1)))


@pytest.mark.parametrize("form", [normalise, fitted])
@pytest.mark.parametrize(
    "blocks",
    [
        (ragged(1_000, 1_000),),
        (BulletList(((Blockquote((ragged(60, 1_001),)),),)),),
        tuple(ragged(150, 150) for _table in range(3)),
        (Table(((Cell((ragged(60, 1_001),)),),)),),
    ],
)
def test_tables_that_would_grow_beyond_all_paper_are_refused(
    form: Callable[[Doc], Doc], blocks: tuple[Block, ...]
) -> None:
    with pytest.raises(Refused) as refusal:
        form(Doc(blocks))
    assert refusal.value.code == "text.table"


def test_a_long_and_wide_table_is_taken() -> None:
    doc = normalise(Doc((ragged(40, 500), ragged(40, 500), ragged(40, 500))))
    assert doc == normalise(doc)
    assert {len(row) for table in doc.content if isinstance(table, Table) for row in table.rows} == {40}
