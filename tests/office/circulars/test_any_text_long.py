"""What may be saved can be printed, so that no signature stays without its letter."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.ground.text.trees import docs
from umlauf.engines.letters import Standard, render_letter
from umlauf.ground.core.models import Association
from umlauf.ground.text import Doc, Refused, from_markdown
from umlauf.office.circulars.checks import checked
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import draft_letter
from umlauf.office.circulars.models import Series

ASSOCIATION = Association(name="Landkreistag Musterland", email="verband@lkt.example")
SERIES = Series(kind="Rundschreiben", short="RS")
lines = st.text(alphabet="aZäß 0-9.,:;!?/\\#*_`<>@$%&()[]{}~^'\"=+|–„“\u00a0", max_size=60)


def printed(content: Content) -> int:
    letter = draft_letter(ASSOCIATION, SERIES, content, [])
    return render_letter(letter, standard=Standard.ARCHIVE).pages


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(docs, lines, lines, st.sampled_from(["de", "en"]))
def test_what_may_be_saved_can_be_printed(body: Doc, subject: str, line: str, language: str) -> None:
    content = Content(
        subject=subject,
        body=body,
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
    assert printed(clean) >= 1


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
    assert printed(checked(Content("Betreff", from_markdown(body), 1))) >= 1
