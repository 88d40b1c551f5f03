"""Trees of all shapes, for tests that hold for every text, and of all that a letter can show."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from umlauf.engines.letters.glyphs import shown_code_points
from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Cell,
    Doc,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
)

# What Markdown, HTML and plain text are made of, and letters of several kinds beside it.
HARD = r"\`*_{}[]()<>#+-.!|~=:;&\"'^$%@/0123456789 aZäß\u00a0\u0301\u200b\u00ad\t\n“–𝔄"
WORDS: tuple[str, ...] = (
    "1.",
    "2)",
    "- ",
    "+ ",
    "# ",
    "##",
    "===",
    "---",
    "***",
    "> ",
    "&amp;",
    "&#65;",
    "<b>",
    "<br>",
    "![x](y)",
)
WORDS += ("[x]: y", "```", "~~", "| a |", "|---|", ":--", "http://a.example", "    ", "a_b_c", "**", "__", "\\", "<!--")

texts = st.one_of(
    st.text(alphabet=HARD, max_size=8),
    st.lists(st.sampled_from(WORDS), max_size=3).map("".join),
    st.sampled_from(["Rathaus", "für", "a", "(x)", "„so“", " "]),
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=6),
)
links = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from(
        [
            "https://www.lkt.example/a_b?x=1&copy=2#(3)",
            "mailto:post@lkt.example",
            "tel:+49 391 123",
            "http://münze.example/<ä>\\|[x]",
            "https://[::1]/",
        ]
    ),
)


def docs_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Doc]:
    """Trees of every shape whose runs have these texts: any nesting, order of levels, start, mark, and empty nodes."""
    runs = st.builds(Text, texts, st.booleans(), st.booleans(), links)
    inlines: st.SearchStrategy[tuple[Inline, ...]] = st.lists(
        st.one_of(runs, runs, runs, st.just(HardBreak())), max_size=5
    ).map(tuple)
    leaves = st.builds(Paragraph, inlines) | st.builds(Heading, st.integers(min_value=0, max_value=7), inlines)
    blocks: st.SearchStrategy[Block] = st.recursive(leaves, _nested, max_leaves=6)
    return st.lists(blocks, max_size=4).map(lambda several: Doc(tuple(several)))


def _nested(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(blocks, max_size=3).map(tuple)
    items = st.lists(several, max_size=3).map(tuple)
    cells = st.builds(Cell, several, st.booleans())
    rows = st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple)
    starts = st.integers(min_value=-3, max_value=2_000_000_000)
    return st.one_of(
        st.builds(BulletList, items),
        st.builds(OrderedList, items, starts),
        st.builds(Blockquote, several),
        st.builds(Table, rows),
    )


docs = docs_of(texts)

# What stands in letters, with everything that was ever set wrongly: ligatures, accents of their own, narrow and firm
# blanks, quotation marks, words that are longer than a line, and addresses.
LETTER_WORDS: tuple[str, ...] = (
    "Büroöffnung fließt, Schifffahrt, Auflage, Hilfloser Käfig",
    "„so“, ‚so‘, »so«, ’s – und — … §\u202f5\u00a0Abs. 1",
    "Zoe\u0308 e\u0301 A\u030a s\u0323 n\u0303",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "https://www.lkt.example/sehr/lange/adresse/die-nicht/auf_eine/zeile?passt=und&deshalb=umbricht#hier",
    "x" * 120,
    "am 1. November 2016, z. B. Nr. 543, Az.: 103-55/kö, 10 % – 3 000 €",
    "Ελληνικά και Кириллица",
    "½ x² H₂O ± 5 °C → ≥ ∑ ☐ ☑",
    "- 1. > # | ** _ \\ ` <b> &amp;",
)
# Of the accents only those that join their letter in NFC: see `test_a_letter_with_an_accent_of_its_own_is_said_once`.
_CHARACTERS = tuple(
    one for one in map(chr, sorted(shown_code_points())) if not unicodedata.category(one).startswith("M")
)
letter_texts = st.one_of(
    st.sampled_from(LETTER_WORDS),
    st.lists(st.sampled_from(LETTER_WORDS), min_size=2, max_size=12).map(" ".join),
    st.text(alphabet=st.sampled_from(_CHARACTERS), max_size=12),
    st.sampled_from(["Rathaus", "für", "a", "(x)", " ", "\u00a0", "\u202f", "\u00ad", "\u200b", "\t"]),
)
letter_docs = docs_of(letter_texts)
