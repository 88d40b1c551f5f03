"""A text becomes a draft with its conference and annexes, once, or nothing at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django_scopes import scope

from tests.cast import Cast, House, add_list, an_issue
from tests.office.pdf import text_of
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.engines.reading import Annex, Contribution, Deadline, Event, Facts, ProgrammeItem, read_file
from umlauf.ground.core.actor import machine
from umlauf.ground.text import Refused, to_plain
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Series, SeriesYear
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.models import ProgrammeItem as Row
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.rules import Rule
from umlauf.office.intake.conference import conference_plan
from umlauf.office.intake.draft import Taken, begin_from_facts, series_for
from umlauf.office.intake.facts import facts_of
from umlauf.office.intake.reading import read_incoming

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
NAMES = ["rundschreiben-543-2016.md", "circular-en.md", "erlass.txt", "schnellinfo.txt"]
FACTS = Facts(
    kind="Rundschreiben",
    subject="Einladung",
    date="2016-11-01",
    addressees=("An die Landkreise",),
    body="Wir laden ein.",
    deadlines=(Deadline(date="2016-11-18", what="registration"),),
    events=(Event(title="Konferenz", start="2016-12-02T10:00", end="2016-12-02T16:00", city="Musterstadt"),),
    annexes=(Annex(1, "Programm", True), Annex(2, "Anmeldeformular", True), Annex(3, "Studie", True)),
)


def sample(name: str) -> Facts:
    return read_file((SAMPLES / name).read_bytes(), name)


def begin(house: House, facts: Facts, *, origin: str = "a", list_name: str | None = None) -> Taken:
    digest = hashlib.sha256(origin.encode()).hexdigest()
    return begin_from_facts(actor=house.clerk_actor, facts=facts, origin_digest=digest, list_name=list_name)


def content_of(circular: Circular) -> Content:
    return Content.parse(circular.drafts.latest("revision").content)


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_becomes_a_letter(home: House, name: str) -> None:
    facts = sample(name)
    named = None if "andkreise" in " ".join(facts.addressees) else home.members_list.name
    taken = begin(home, facts, list_name=named)
    content = content_of(taken.circular)
    assert content.subject == facts.subject
    assert content.distribution_list_id == home.members_list.id
    assert content.language == ("en" if name == "circular-en.md" else "de")
    issue = an_issue(home, taken.circular)
    rendition = render_issue(actor=machine(home.association.id), issue_id=issue.id)
    text = text_of(read(rendition.pdf))
    assert issue.label in text
    assert facts.file_reference is not None
    assert facts.file_reference.replace("\u00a0", " ") in text


def test_the_circular_of_the_story(home: House) -> None:
    taken = begin(home, sample(NAMES[0]))
    content = content_of(taken.circular)
    assert (content.keyword, content.file_reference) == ("Integrationskonferenz", "103-55/kö")
    assert (content.letter_date, content.answer_by) == (dt.date(2016, 11, 1), dt.date(2016, 11, 18))
    assert content.contact_email == "koenig@landkreistag-musterland.example"
    assert "Reichstagsufer 14" in to_plain(content.body)
    assert "IBAN" not in to_plain(content.body)
    conference = taken.conference
    assert conference is not None
    assert (conference.title, conference.starts_on) == ("Integration in ländlichen Räumen", dt.date(2016, 12, 2))
    assert (conference.venue, conference.city) == ("Presse- und Informationsamt der Bundesregierung", "Berlin")
    assert [host.name for host in conference.hosts.all()] == [
        "Deutscher Landkreistag",
        "Bundesministerium des Inneren",
    ]
    assert taken.missing == ()
    programme, form = latest_annexes(taken.circular)
    assert (programme.source, form.source) == ("conferences.programme", "conferences.form")
    text = text_of(read(programme.file))
    assert text.count("angefragt") == 1
    assert "Ministerpräsident des Landes Baden-Württemberg" in text
    assert "18. November 2016" in text_of(read(form.file))


def test_the_same_text_again_is_the_same_circular(home: House) -> None:
    first = begin(home, FACTS)
    before = row_counts()
    again = begin(home, FACTS)
    assert (again.circular, again.conference) == (first.circular, first.conference)
    assert [annex.title for annex in again.missing] == [annex.title for annex in first.missing] == ["Studie"]
    assert row_counts() == before
    an_issue(home, first.circular)
    signed = row_counts()
    assert begin(home, FACTS).circular == first.circular
    assert row_counts() == signed
    assert begin(home, FACTS, origin="b").circular != first.circular


def test_two_associations_take_in_the_same_text_apart(cast: Cast) -> None:
    circulars = set()
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            circulars.add(begin(house, FACTS).circular.id)
            assert Circular.objects.count() == 1
    assert len(circulars) == 2


BAD: dict[str, tuple[Facts, str]] = {
    "no subject": (replace(FACTS, subject=None, keyword=None), "circular.subject"),
    "no body": (replace(FACTS, body=None), "circular.body"),
    "a character no font has": (replace(FACTS, body="Hallo \U0001f389"), "circular.characters"),
    "a subject too long": (replace(FACTS, subject="x" * 201), "circular.long"),
    "a venue too long": (replace(FACTS, events=(replace(FACTS.events[0], venue="x" * 201),)), "circular.long"),
    "a venue no font has": (
        replace(FACTS, events=(replace(FACTS.events[0], venue="Haus \U0001f3e0"),)),
        "circular.characters",
    ),
    "an annex title too long": (replace(FACTS, annexes=(Annex(1, "Programm " + "x" * 200),)), "circular.long"),
    "an annex number too high": (replace(FACTS, annexes=(Annex(31, "Programm"),)), "annex.many"),
    "a letter date that is none": (replace(FACTS, date="2016-02-30"), "facts.date"),
    "a deadline that is none": (replace(FACTS, deadlines=(Deadline(date="demnächst"),)), "facts.date"),
    "an event on no day": (replace(FACTS, events=(Event(start="2016-13-01"),)), "facts.date"),
    "an event at no time": (replace(FACTS, events=(Event(start="2016-12-01T25:00"),)), "facts.date"),
    "a programme at no time": (replace(FACTS, programme=(ProgrammeItem("früh", None, "x"),)), "facts.date"),
}


@pytest.mark.parametrize("reason", BAD)
def test_all_or_nothing(home: House, reason: str) -> None:
    facts, code = BAD[reason]
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        begin(home, facts)
    assert refusal.value.code == code
    assert row_counts() == before


def _more_lists(house: House) -> None:
    for name in ("Alle", "Landkreise Nord"):
        add_list(house, name, Rule(kinds=(OrganisationKind.INDEPENDENT_CITY,)))


@pytest.mark.parametrize(
    ("addressees", "given", "chosen"),
    [
        (("An die Landkreise",), None, "Landkreise"),
        (("AN DIE LANDKREISE",), None, "Landkreise"),
        (("An die", "Landkreise"), None, "Landkreise"),
        ((), "alle", "Alle"),
        (("An die Landkreise",), "Alle", "Alle"),
        ((), None, None),
        (("An die Gemeinden",), None, None),
        (("An die Landkreise",), "Gemeinden", None),
    ],
)
def test_which_list(home: House, addressees: tuple[str, ...], given: str | None, chosen: str | None) -> None:
    _more_lists(home)
    facts = replace(FACTS, addressees=addressees)
    if chosen is None:
        with pytest.raises(Refused, match="Landkreise Nord") as refusal:
            begin(home, facts, list_name=given)
        assert refusal.value.code == "list.unknown"
        return
    content = content_of(begin(home, facts, list_name=given).circular)
    assert DistributionList.objects.get(id=content.distribution_list_id).name == chosen


def test_the_only_list_needs_no_name(home: House) -> None:
    content = content_of(begin(home, replace(FACTS, addressees=())).circular)
    assert content.distribution_list_id == home.members_list.id


@pytest.mark.parametrize(
    ("kind", "series"),
    [
        ("Rundschreiben", "Rundschreiben"),
        ("schnellinfo", "Schnellinfo"),
        ("SI", "Schnellinfo"),
        (None, "Rundschreiben"),
    ],
)
def test_which_series(home: House, kind: str | None, series: str) -> None:
    Series.objects.create(association=home.association, kind="Schnellinfo", short="SI")
    assert series_for(kind).kind == series


def test_without_a_series_nothing_can_be_numbered(home: House) -> None:
    SeriesYear.objects.all().delete()
    Series.objects.all().delete()
    with pytest.raises(Refused) as refusal:
        series_for("Rundschreiben")
    assert refusal.value.code == "series.none"


def test_annexes_that_the_text_does_not_number_get_a_number_each(home: House) -> None:
    annexes = (Annex(None, "Programm"), Annex(1, "Studie"), Annex(None, "Anmeldung"), Annex(1, "Doppelt"))
    taken = begin(home, replace(FACTS, annexes=annexes))
    assert [(one.annex.number, one.annex.title, one.version) for one in latest_annexes(taken.circular)] == [
        (2, "Programm", 1),
        (3, "Anmeldung", 1),
    ]
    assert [(annex.number, annex.title) for annex in taken.missing] == [(1, "Studie"), (4, "Doppelt")]


def test_without_an_event_there_is_nothing_to_render(home: House) -> None:
    taken = begin(home, replace(FACTS, events=()))
    assert taken.conference is None
    assert [annex.number for annex in taken.missing] == [1, 2, 3]
    assert Conference.objects.count() == 0


def test_who_contributes_stands_where_the_programme_says_so(home: House) -> None:
    programme = (ProgrammeItem("10:00", "10:15", "Welcome"), ProgrammeItem("11:00", None, "Working groups"))
    contributions = (
        Contribution("Alex Specimen", "Mayor", "welcome", "confirmed"),
        Contribution(None, "Minister", "welcome", "requested"),
        Contribution("Robin Template", None, "keynote", "requested"),
        Contribution(None, "Experts", "nonsense", "unknown state"),
    )
    begin(home, replace(FACTS, programme=programme, contributions=contributions))
    found = [
        (item.starts_at, [(one.name or one.office, one.state) for one in item.contributions.all()])
        for item in Row.objects.all()
    ]
    assert found == [
        (dt.time(10), [("Alex Specimen", "confirmed"), ("Minister", "requested")]),
        (dt.time(11), []),
        (None, [("Robin Template", "requested")]),
        (None, [("Experts", "requested")]),
    ]


@pytest.mark.parametrize(("status", "kept"), [("tentative", "tentative"), ("", "planned"), ("nonsense", "planned")])
def test_the_status_of_an_event(status: str, kept: str) -> None:
    plan = conference_plan(replace(FACTS, events=(replace(FACTS.events[0], status=status),)))
    assert plan is not None
    assert plan.status == kept


def test_from_when_on_a_text_holds_comes_into_the_draft_and_out_of_the_letter(home: House) -> None:
    taken = begin(home, replace(FACTS, events=(), annexes=(), effective_date="2017-01-01"), origin="c")
    assert content_of(taken.circular).valid_from == dt.date(2017, 1, 1)
    assert facts_of(an_issue(home, taken.circular)).effective_date == "2017-01-01"


def test_the_facts_of_an_issue_say_what_was_issued(home: House) -> None:
    taken = begin(home, sample(NAMES[0]))
    issue = an_issue(home, taken.circular)
    facts = facts_of(issue)
    read_back = Facts.parse(facts.json())
    assert read_back == facts
    first = sample(NAMES[0])
    assert (facts.number, facts.year, facts.date) == (543, 2016, "2016-11-01")
    for name in ("kind", "file_reference", "keyword", "subject", "abstract", "addressees"):
        assert getattr(facts, name) == getattr(first, name)
    assert facts.contributions == first.contributions
    assert [deadline.date for deadline in facts.deadlines] == ["2016-11-18"]
    again = begin(home, replace(facts, number=None, year=None), origin="b")
    assert content_of(again.circular).body == content_of(taken.circular).body


@pytest.mark.parametrize(
    "make",
    [lambda: b"", lambda: b"\x00\x01\x02\xff" * 100, lambda: b"%PDF-1.7 kaputt", lambda: b"x" * 3_000_000],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(db: None, make: Callable[[], bytes]) -> None:
    with pytest.raises(Refused) as refusal:
        read_incoming(make(), "brief.txt")
    assert refusal.value.code.startswith("reading.")
    assert str(refusal.value)


@pytest.mark.parametrize("digital_only", [True, False])
def test_an_annex_is_only_digital_where_the_text_says_so(home: House, digital_only: bool) -> None:
    facts = replace(FACTS, annexes=(Annex(1, "Programm", digital_only), Annex(2, "Anmeldeformular", digital_only)))
    taken = begin(home, facts)
    assert list(taken.circular.annexes.values_list("digital_only", flat=True)) == [digital_only] * 2
