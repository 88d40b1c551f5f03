"""Trees of all shapes, for tests that hold for every text."""

from __future__ import annotations

from hypothesis import strategies as st

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
runs = st.builds(Text, texts, st.booleans(), st.booleans(), links)
inlines: st.SearchStrategy[tuple[Inline, ...]] = st.lists(
    st.one_of(runs, runs, runs, st.just(HardBreak())), max_size=5
).map(tuple)
paragraphs = st.builds(Paragraph, inlines)
headings = st.builds(Heading, st.integers(min_value=0, max_value=7), inlines)


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


blocks: st.SearchStrategy[Block] = st.recursive(st.one_of(paragraphs, headings), _nested, max_leaves=6)
docs = st.lists(blocks, max_size=4).map(lambda several: Doc(tuple(several)))
