"""What may be saved can be printed, so that no signature stays without its letter, and says the same in every form."""

from __future__ import annotations

import re
import unicodedata
from itertools import dropwhile, pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engines.letters.pdf_reading import fonts_without_file, marked_texts, metadata, tag_tree
from tests.engines.letters.tagged_text import TaggedBlock, tagged_blocks
from tests.ground.text.test_properties import Elements, block_text, without_links
from tests.ground.text.trees import letter_docs
from umlauf.engines.letters import render_letter
from umlauf.ground.core.models import Association
from umlauf.ground.text import Doc, Refused, from_markdown, to_html, to_plain
from umlauf.office.circulars.checks import checked
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import draft_letter
from umlauf.office.circulars.models import Series

ASSOCIATION = Association(name="Landkreistag Musterland", email="verband@lkt.example")
SERIES = Series(kind="Rundschreiben", short="RS")
SLOW = [HealthCheck.filter_too_much, HealthCheck.too_slow]
lines = st.text(alphabet="aZäß 0-9.,:;!?/\\#*_`<>@$%&()[]{}~^'\"=+|–„“\u00a0", max_size=60)


def printed(content: Content) -> bytes:
    return render_letter(draft_letter(ASSOCIATION, SERIES, content, [])).pdf


@settings(max_examples=20)
@given(lines, lines, st.sampled_from(["de", "en"]))
def test_lines_that_may_be_saved_can_be_printed(subject: str, line: str, language: str) -> None:
    content = Content(
        subject=subject,
        body=from_markdown("Text"),
        distribution_list_id=1,
        keyword=line,
        abstract=line,
        addressees=(line,),
        contact_name=line,
        contact_phone=line,
        closing=line,
        language=language,
    )
    try:
        clean = checked(content)
    except Refused:
        assume(False)
    assert metadata(printed(clean))["dc:title"].endswith(" ".join(clean.subject.split()))


@pytest.mark.soak
@settings(suppress_health_check=SLOW)
@given(letter_docs, st.sampled_from(["de", "en"]))
def test_page_mail_and_letter_say_the_same(body: Doc, language: str) -> None:
    code = ""
    try:
        clean = checked(Content("Betreff", body, 1, language=language))
    except Refused as refusal:
        code = refusal.code
    else:
        says_the_same_everywhere(clean)
    assert code in {"", "circular.body", "text.depth"}


def says_the_same_everywhere(content: Content) -> None:
    """HTML and PDF have the words of the tree one for one; plain text has them between the marks of lists and quotes
    and the addresses of links, which are text of their own there."""
    said = words(" ".join(block_text(content.body)))
    assert words("".join(Elements(to_html(content.body)).shown)) == said
    plain = words(to_plain(without_links(content.body)))
    assert without_marks(plain) == without_marks(said)
    pdf = printed(content)
    assert re.fullmatch(as_set(text_of_the_letter(pdf)), " ".join(said))
    is_tagged(pdf, content)


def words(text: str) -> list[str]:
    """The words in order, parted by white space of any kind."""
    return unicodedata.normalize("NFC", text).split()


def without_marks(several: list[str]) -> list[str]:
    return [word for word in several if not re.fullmatch(r"[->|]+|\d+\.", word)]


def text_of_the_letter(pdf: bytes) -> list[TaggedBlock]:
    """What stands under the subject, without the marks of lists."""
    below = list(dropwhile(lambda block: "H1" not in block.path, tagged_blocks(pdf)))[1:]
    return [block for block in below if "Lbl" not in block.path]


def as_set(blocks: list[TaggedBlock]) -> str:
    """A pattern for these blocks: between two is a blank, and none or one where a line ends; a hyphen that the
    engine has put there is not of the text."""
    pattern = ""
    for block in blocks:
        texts = [" ".join(words(line.removesuffix("\N{SOFT HYPHEN}"))) for line in block.lines]
        pattern += (" " if pattern else "") + " ?".join(re.escape(text) for text in texts if text)
    return pattern


def is_tagged(pdf: bytes, content: Content) -> None:
    """Everything is tagged or an artifact, headings skip no level, fonts are inside, the profiles are named."""
    names = tag_tree(pdf).names()
    levels = [int(name[1]) for name in names if re.fullmatch(r"H\d", name)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert not [text for mark, text in marked_texts(pdf) if not mark]
    assert fonts_without_file(pdf) == []
    draft, tongue = {"de": ("Entwurf", "de-DE"), "en": ("Draft", "en-GB")}[content.language]
    assert metadata(pdf) == {
        "dc:title": f"Rundschreiben ({draft}): Betreff",
        "dc:language": str({tongue}),
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
    }


@pytest.mark.parametrize(
    "body",
    [
        "Wort " * 4_000,
        "x" * 3_000,
        "\n\n".join(f"{number}. Punkt" for number in range(1, 200)),
        "| "
        + " | ".join("Spalte" for _column in range(12))
        + " |\n|"
        + " --- |" * 12
        + "\n"
        + ("| x " * 12 + "|\n") * 80,
        "- " * 5 + "tief",
        "> > > > Zitat",
        "## Nur eine Überschrift\n\nText",
        "### Dritte zuerst\n\n## dann zweite",
        "[" + "Verweis" * 20 + "](https://www.lkt.example/" + "x" * 500 + ")",
    ],
    ids=range(9),
)
def test_long_wide_and_deep_texts_too(body: str) -> None:
    says_the_same_everywhere(checked(Content("Betreff", from_markdown(body), 1)))
