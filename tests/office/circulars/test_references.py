"""What circulars refer to: as written, as printed, as found again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.circulars.following import sent
from tests.office.mails import spelled
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.aftermath import referring_to
from umlauf.office.circulars.checks import checked
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import NumberFormat, ReferenceKind
from umlauf.office.circulars.letter import issued_letter
from umlauf.office.circulars.models import Issue, IssueReference, Series, SeriesYear, VoidedNumber
from umlauf.office.circulars.references import (
    issues_named,
    line_of,
    unresolved,
    with_lines,
    written_lines,
)

REFERS, REPLACES, ORIGIN = ReferenceKind.REFERS, ReferenceKind.REPLACES, ReferenceKind.ORIGIN


def issue_named(text: str) -> Issue | None:
    """Of one text."""
    return issues_named([text]).get(text)


def referring(house: House, *references: Reference, subject: str = "Konferenz") -> Issue:
    return an_issue(house, a_circular(house, replace(a_content(house, subject=subject), references=references)))


@pytest.mark.parametrize(
    "text",
    [
        "Rundschreiben Nr. 543/2016",
        "Rundschreiben 543/2016 vom 1. November 2016",
        "zu RS 543/2016",
        "RS Nr. 543/2016, dort Seite 3",
        "unser rs 543 / 2016",
        "Rundschreiben Nr. 543/2016 des Landkreistages Musterland",
        "Rundschreiben Nr. 543/2016 vom 01.11.2016 des LKT",
        "Rundschreiben Nr. 543/2016 zur Kita",
    ],
)
def test_a_text_names_a_circular_of_ours(home: House, text: str) -> None:
    issue = an_issue(home)
    assert issue_named(text) == issue


@pytest.mark.parametrize(
    "text",
    [
        "",
        "543/2016",
        "RS 542/2016",
        "RS 543/2015",
        "RS 543/20167",
        "DLT-Rundschreiben Nr. 543/2016",
        "Rundschreiben Nr. 543/2016 des Deutschen Beispieltages",
        "Rundschreiben Nr. 543/2016 vom 1. November 2016 des Deutschen Beispieltages",
        "Erlass 543/2016",
        "KURS 543/2016",
    ],
)
def test_a_text_names_none(home: House, text: str) -> None:
    an_issue(home)
    assert issue_named(text) is None


def test_a_number_of_another_association_is_not_ours(cast: Cast) -> None:
    with scope(association=cast.other.association):
        an_issue(cast.other)
    with scope(association=cast.home.association):
        assert issue_named("RS 543/2016") is None


@pytest.mark.parametrize("count", [1, 3])
def test_many_texts_are_looked_up_at_once(home: House, count: int) -> None:
    issues = [an_issue(home) for _number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        found = issues_named([f"RS {issue.number}/2016" for issue in issues])
        assert [issue.label for issue in found.values()] == [issue.label for issue in issues]
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        assert issues_named([]) == {}
    assert len(queries) == 0


def test_lines_say_how_a_circular_stands_to_another() -> None:
    lines = ("RS 1/2016", "replaces RS 2/2016", "Follows  RS 3/2016", "replacesRS 4/2016")
    read = with_lines((), lines, "en")
    assert [(one.kind, one.text) for one in read] == [
        (REFERS, "RS 1/2016"),
        (REPLACES, "RS 2/2016"),
        (ReferenceKind.FOLLOWS, "RS 3/2016"),
        (REFERS, "replacesRS 4/2016"),
    ]
    assert with_lines(read, written_lines(read, "en"), "en") == read
    for language in ("de", "en"):
        again = with_lines((), written_lines(read, language), language)
        assert again == read
    with translation.override("de"):
        assert line_of(read[1], "en") == "replaces RS 2/2016"


def test_what_no_form_shows_stays() -> None:
    origin, corrects = Reference(ORIGIN, "Erlass vom 3. Mai"), Reference(ReferenceKind.CORRECTS, "RS 5/2016", 7)
    found = Reference(REFERS, "RS 6/2016", 8)
    known = (origin, corrects, found)
    assert written_lines(known, "de") == ("Erlass vom 3. Mai", "RS 6/2016")
    lines = ("Erlass vom 3. Mai", "RS 6/2016", "RS 7/2016")
    assert with_lines(known, lines, "de") == (corrects, origin, found, Reference(REFERS, "RS 7/2016"))
    assert with_lines(known, (), "de") == (corrects,)


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (("Erlass des Ministeriums vom 4. Mai", "RS 6/2016"), (ORIGIN, REFERS)),
        (("Erlass vom 3. Mai", "RS 6/2016"), (ORIGIN, REFERS)),
        (("Gespräch mit der Kämmerei", "RS 6/2016"), (REFERS, REFERS)),
        (("ersetzt Erlass des Ministeriums vom 3. Mai",), (REPLACES,)),
        (("RS 6/2016", "Erlass des Ministeriums vom 4. Mai"), (REFERS, REFERS)),
        (("Erlass des Ministeriums vom 4. Mai", "Erlass des Ministeriums vom 3. Mai"), (REFERS, ORIGIN)),
    ],
)
def test_an_origin_stays_one_while_most_of_its_words_do(
    lines: tuple[str, ...], kinds: tuple[ReferenceKind, ...]
) -> None:
    known = (Reference(ORIGIN, "Erlass des Ministeriums vom 3. Mai", 9), Reference(REFERS, "RS 6/2016", 8))
    assert tuple(one.kind for one in with_lines(known, lines, "de")) == kinds


def test_references_are_checked(home: House) -> None:
    content = a_content(home)
    twice = (Reference(REFERS, " RS  1/2016 "), Reference(REFERS, "RS 1/2016"), Reference(REPLACES, "RS 1/2016"))
    assert checked(replace(content, references=twice)).references == (
        Reference(REFERS, "RS 1/2016"),
        Reference(REPLACES, "RS 1/2016"),
    )


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((" ",), "circular.references"),
        (tuple(f"RS {number}/2016" for number in range(LIMITS.references + 1)), "circular.references"),
        (("x" * (LIMITS.subject + 1),), "circular.long"),
        (("RS 1/2016 \u4e2d",), "circular.characters"),
    ],
)
def test_references_that_are_refused(home: House, texts: tuple[str, ...], code: str) -> None:
    content = replace(a_content(home), references=tuple(Reference(REFERS, text) for text in texts))
    with pytest.raises(Refused) as refusal:
        checked(content)
    assert refusal.value.code == code


def test_letter_and_mail_say_what_they_refer_to(home: House) -> None:
    reference = Reference(REFERS, "Erlass vom 3. Mai 2016, Az. 55")
    content = replace(a_content(home), references=(reference,))
    issue = sent(home, a_circular(home, content))
    assert issued_letter(issue).references == (reference.text,)
    mail = spelled(Message.objects.filter(key__startswith=f"circular:{issue.id}:")[0])
    assert reference.text in mail.text
    assert reference.text in mail.html
    assert Content.parse(issue.content).references == (reference,)


def test_references_are_found_both_ways(home: House) -> None:
    first = sent(home)
    second = referring(home, Reference(REPLACES, "RS 543/2016"), Reference(REFERS, "RS 544/2016"))
    targets = IssueReference.objects.filter(issue=second).order_by("id").values_list("kind", "target_id")
    assert list(targets) == [(REPLACES, first.id), (REFERS, None)]
    assert [one.issue for one in referring_to(first, sent=False)] == [second]
    assert referring_to(first, sent=True) == []


def test_what_is_not_found_is_listed(home: House) -> None:
    SeriesYear.objects.update(first_number=543)
    VoidedNumber.objects.create(
        association=home.association, series=home.series, year=2016, number=700, reason="-", at=office_now(), by="-"
    )
    texts = ("RS 543/2016", "RS 800/2016", "RS 700/2016", "RS 12/2016", "RS 9/2009", "Erlass vom 3. Mai")
    an_issue(home)
    referring(home, *(Reference(REFERS, text) for text in texts))
    assert [(one.reference.text, one.voided) for one in unresolved()] == [("RS 700/2016", True), ("RS 800/2016", False)]


def test_a_number_that_is_not_found_is_listed_as_its_series_writes_it(home: House) -> None:
    Series.objects.update(number_format=NumberFormat.YEAR_DASH_NUMBER)
    referring(home, Reference(REFERS, "RS 2016-800"))
    assert [one.numbered for one in unresolved()] == ["2016-800"]


@pytest.mark.parametrize("count", [1, 3])
def test_listing_them_takes_as_many_queries(home: House, count: int) -> None:
    for number in range(count):
        referring(home, Reference(REFERS, f"RS {900 + number}/2016"))
    with CaptureQueriesContext(connection) as queries:
        assert [one.reference.issue.label for one in unresolved()]
        assert len(unresolved()) == count
    assert len(queries) == 12


def test_a_reference_that_comes_to_be_is_no_longer_listed(cast: Cast) -> None:
    with scope(association=cast.home.association):
        referring(cast.home, Reference(REFERS, "RS 544/2016"))
        assert len(unresolved()) == 1
        an_issue(cast.home)
        assert unresolved() == []
    with scope(association=cast.other.association):
        assert unresolved() == []
