"""Numbers that belong to no circular, and series that the office opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import Http404

from tests.cast import Cast, House, a_content, an_issue
from tests.office.circulars.following import sent
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.draft import begin_circular
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.actions.series import LARGEST, add_series, change_series, open_series
from umlauf.office.circulars.enums import NumberFormat
from umlauf.office.circulars.models import Issue, Rendition, Series, SeriesYear, VoidedNumber
from umlauf.office.circulars.proof import recognise
from umlauf.office.circulars.queries import rows_of
from umlauf.office.circulars.references import issues_named

NOON = dt.datetime(2016, 11, 1, 11, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _day(db: None) -> None:
    set_office_time(NOON)


def administrator(house: House) -> Actor:
    return Actor("Vera Amt", house.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}), house.clerk.id)


def voided(house: House, expected: int, *, reason: str = "Verdruckt", year: int = 2016) -> VoidedNumber:
    return void_number(
        actor=house.signatory_actor, series_id=house.series.id, year=year, expected=expected, reason=reason
    )


def test_a_number_that_is_left_out_is_not_given_again(home: House) -> None:
    left_out = voided(home, 543, reason="  Falsch \n gedruckt ")
    assert (left_out.number, left_out.reason, left_out.by) == (543, "Falsch gedruckt", home.signatory.name)
    assert left_out.at - NOON < dt.timedelta(minutes=5)
    assert an_issue(home).number == 544
    assert Entry.objects.get(event="circulars.number_voided").label == "Rundschreiben Nr. 543/2016"
    assert verify(home.association) == []


def test_the_same_form_twice_leaves_out_one_number(home: House) -> None:
    first = voided(home, 543)
    before = row_counts()
    assert voided(home, 543) == first
    assert row_counts() == before
    assert SeriesYear.objects.get().last_number == 543


def test_another_form_for_a_number_that_was_given_leaves_out_none(home: House) -> None:
    an_issue(home)
    voided(home, 544)
    for expected, reason in ((543, "Verdruckt"), (544, "Etwas anderes"), (546, "Verdruckt")):
        with pytest.raises(Refused) as refusal:
            voided(home, expected, reason=reason)
        assert refusal.value.code == "number.taken"
    assert VoidedNumber.objects.count() == 1
    assert SeriesYear.objects.get().last_number == 544


@pytest.mark.parametrize(
    ("reason", "code"),
    [(" \n ", "number.reason"), ("x" * (LIMITS.note + 1), "circular.long"), ("\U0001f9ff", "circular.characters")],
)
def test_a_reason_that_nobody_could_read_is_none(home: House, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        voided(home, 543, reason=reason)
    assert refusal.value.code == code
    assert SeriesYear.objects.get().last_number == 542


@pytest.mark.parametrize("year", [2015, 2017, 9999])
def test_a_year_without_numbers_is_not_opened_by_leaving_one_out(home: House, year: int) -> None:
    with pytest.raises(Refused) as refusal:
        voided(home, 1, year=year)
    assert refusal.value.code == "number.year"
    assert SeriesYear.objects.count() == 1


def test_the_present_year_needs_no_number_before(home: House) -> None:
    SeriesYear.objects.all().delete()
    assert voided(home, 1).number == 1


def test_who_may_not_sign_leaves_out_no_number(cast: Cast, home: House) -> None:
    for actor in (home.clerk_actor, administrator(home), cast.member_actor):
        with pytest.raises(Refused) as refusal:
            void_number(actor=actor, series_id=home.series.id, year=2016, expected=543, reason="x")
        assert refusal.value.code == "access.role"
    with pytest.raises(Http404):
        void_number(actor=home.signatory_actor, series_id=cast.other.series.id, year=2016, expected=543, reason="x")


def test_a_series_that_the_office_opens_begins_where_it_says(home: House) -> None:
    series = add_series(
        actor=administrator(home), kind=" Schnell  info ", short="SI", number_word="Nr.", first_number=88, proof=True
    )
    assert (series.kind, series.short, series.proof) == ("Schnell info", "SI", True)
    book = SeriesYear.objects.get(series=series)
    assert (book.year, book.first_number, book.last_number) == (2016, 88, 87)
    assert Entry.objects.get(event="circulars.series_opened").label == "Schnell info (SI)"


def test_a_series_from_a_file_begins_where_it_says(home: House) -> None:
    actor = Actor("-", home.association.id, Means.COMMAND)
    series = open_series(actor=actor, kind="Erlass", short="E", next_numbers={2016: 12})
    book = SeriesYear.objects.get(series=series)
    assert (book.first_number, book.last_number) == (12, 11)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": " "}, "series.kind"),
        ({"kind": "rundschreiben"}, "series.known"),
        ({"kind": "x" * 61}, "circular.long"),
        ({"kind": "\U0001f9ff"}, "circular.characters"),
        ({"short": ""}, "series.short"),
        ({"first_number": 0}, "series.first"),
        ({"first_number": LARGEST + 1}, "series.first"),
    ],
)
def test_what_is_no_series(home: House, given: dict[str, object], code: str) -> None:
    entry: dict[str, object] = {"kind": "Schnellinfo", "short": "SI", "number_word": "Nr.", "first_number": 1}
    with pytest.raises(Refused) as refusal:
        add_series(actor=administrator(home), **(entry | given))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "label", "short"),
    [
        (NumberFormat.NUMBER_YEAR, "Schnellinfo 88/2016", "SI 88/2016"),
        (NumberFormat.NUMBER_SHORT_YEAR, "Schnellinfo 88/16", "SI 88/16"),
        (NumberFormat.YEAR_NUMBER, "Schnellinfo 2016/88", "SI 2016/88"),
        (NumberFormat.YEAR_DASH_NUMBER, "Schnellinfo 2016-88", "SI 2016-88"),
    ],
)
def test_each_series_writes_its_numbers_in_its_own_way(
    home: House, written: NumberFormat, label: str, short: str
) -> None:
    series = add_series(
        actor=administrator(home),
        kind="Schnellinfo",
        short="SI",
        number_word=" ",
        first_number=88,
        number_format=written,
    )
    circular = begin_circular(actor=home.clerk_actor, series=series, content=a_content(home))
    issue = sent(home, circular)
    assert (issue.label, issue.short_label) == (label, short)
    assert [row.number for row in rows_of([circular.id])] == [issue.numbered]
    text = f"siehe {issue.short_label} und {label}"
    assert issues_named([text]) == {text: issue}
    letter = read(Rendition.objects.get(issue=issue).pdf)
    assert recognise(letter + b"\n").issues == (issue,), "by the title in the file"
    assert recognise(letter).issues == (issue,)


def test_a_year_begins_elsewhere_until_its_first_number_is_given(home: House) -> None:
    def begin(number: int) -> Series:
        return change_series(actor=administrator(home), series_id=home.series.id, proof=False, first_number=number)

    begin(600)
    begin(600)
    assert Entry.objects.filter(event="circulars.first_number_set").count() == 1
    assert an_issue(home).number == 600
    with pytest.raises(Refused) as refusal:
        begin(700)
    assert refusal.value.code == "number.drawn"
    begin(600)  # what stands already is no change
    book = SeriesYear.objects.get()
    assert (book.first_number, book.last_number) == (600, 600)


def test_a_number_that_was_left_out_was_given_too(home: House) -> None:
    voided(home, 543)
    with pytest.raises(Refused) as refusal:
        change_series(actor=administrator(home), series_id=home.series.id, proof=False, first_number=1)
    assert refusal.value.code == "number.drawn"


def test_letters_bear_a_code_once_the_series_says_so(home: House) -> None:
    for proof in (True, True, False):
        change_series(actor=administrator(home), series_id=home.series.id, proof=proof)
        assert Series.objects.get().proof is proof
    events = list(Entry.objects.filter(event__startswith="circulars.proof").values_list("event", flat=True))
    assert events == ["circulars.proof_begun", "circulars.proof_ended"]


@pytest.mark.parametrize(
    "act",
    [
        lambda house, actor: add_series(actor=actor, kind="A", short="A", number_word="Nr.", first_number=1),
        lambda house, actor: change_series(actor=actor, series_id=house.series.id, proof=True),
    ],
)
def test_who_does_not_administer_opens_and_changes_no_series(
    home: House, act: Callable[[House, Actor], object]
) -> None:
    for actor in (home.clerk_actor, home.signatory_actor):
        with pytest.raises(Refused) as refusal:
            act(home, actor)
        assert refusal.value.code == "access.role"
    assert not Issue.objects.exists()
