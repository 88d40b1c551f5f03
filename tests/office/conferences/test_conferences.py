"""A conference of a circular: planned once, its programme and form rendered as real annexes."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django.utils import translation
from django_scopes import scope

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.pdf import text_of
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.ground.audit.models import Entry
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.conferences.actions.annexes import attach_form, attach_programme
from umlauf.office.conferences.actions.plan import (
    ConferencePlan,
    PlannedContribution,
    PlannedItem,
    plan_conference,
)
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeItem
from umlauf.office.conferences.words import when_of, where_of

PLAN = ConferencePlan(
    title="Integration in ländlichen Räumen",
    starts_on=dt.date(2016, 12, 2),
    starts_at=dt.time(10),
    ends_at=dt.time(16, 30),
    venue="Haus der Landkreise",
    street="Lindenallee 1",
    postal_code="99991",
    city="Musterstadt",
    hosts=("Landkreistag Musterland", "Ministerium für Soziales"),
    items=(
        PlannedItem(
            "Begrüßung",
            dt.time(10),
            dt.time(10, 15),
            (PlannedContribution("Dr. Jan Ahorntal", "Landrat", "welcome", ContributionState.CONFIRMED),),
        ),
        PlannedItem(
            "Schlusswort",
            contributions=(PlannedContribution("Vera Quast", "Ministerin", "closing", ContributionState.REQUESTED),),
        ),
    ),
)


def planned(house: House, plan: ConferencePlan = PLAN) -> Conference:
    return plan_conference(actor=house.clerk_actor, circular_id=a_circular(house).id, plan=plan)


def test_a_plan_becomes_rows_in_their_order(home: House) -> None:
    conference = planned(home)
    assert conference.title == PLAN.title
    assert list(conference.hosts.values_list("name", flat=True)) == list(PLAN.hosts)
    items = ProgrammeItem.objects.filter(conference=conference)
    assert [(item.title, item.starts_at) for item in items] == [("Begrüßung", dt.time(10)), ("Schlusswort", None)]
    assert [one.state for one in Contribution.objects.order_by("item__position")] == ["confirmed", "requested"]
    assert Entry.objects.latest("sequence").event == "conferences.planned"


def test_planned_twice_is_planned_once(home: House) -> None:
    conference = planned(home)
    before = row_counts()
    other = replace(PLAN, title="Etwas anderes", items=())
    again = plan_conference(actor=home.clerk_actor, circular_id=conference.circular_id, plan=other)
    assert (again, again.title) == (conference, PLAN.title)
    assert row_counts() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "x" * 201}, "circular.long"),
        ({"venue": "x" * 201}, "circular.long"),
        ({"postal_code": "1" * 11}, "circular.long"),
        ({"hosts": ("Landkreistag", "x" * 201)}, "circular.long"),
        ({"items": (PlannedItem("x" * 201),)}, "circular.long"),
        ({"venue": "Haus \U0001f3e0"}, "circular.characters"),
        ({"items": (PlannedItem("Punkt\x00"),)}, "circular.characters"),
        (
            {
                "items": (
                    PlannedItem("x", contributions=(PlannedContribution("王", "", "", ContributionState.CONFIRMED),)),
                )
            },
            "circular.characters",
        ),
    ],
    ids=range(8),
)
def test_what_cannot_be_kept_or_printed_is_refused_as_a_whole(home: House, change: dict[str, Any], code: str) -> None:
    circular = a_circular(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        plan_conference(actor=home.clerk_actor, circular_id=circular.id, plan=replace(PLAN, **change))
    assert refusal.value.code == code
    assert row_counts() == before


def test_a_title_that_cannot_be_printed_is_refused(home: House) -> None:
    conference = planned(home)
    for attach in (attach_programme, attach_form):
        with pytest.raises(Refused, match=r"U\+1F389") as refusal:
            attach(actor=home.clerk_actor, conference=conference, number=1, title="Programm \U0001f389")
        assert refusal.value.code == "circular.characters"


def test_only_the_office_plans(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        with pytest.raises(Refused):
            plan_conference(actor=cast.member_actor, circular_id=circular.id, plan=PLAN)
        with pytest.raises(Http404):
            plan_conference(actor=cast.other.clerk_actor, circular_id=circular.id, plan=PLAN)
    with scope(association=cast.other.association), pytest.raises(Http404):
        plan_conference(actor=cast.other.clerk_actor, circular_id=circular.id, plan=PLAN)


def test_the_programme_says_who_was_only_asked(home: House) -> None:
    conference = planned(home)
    version = attach_programme(actor=home.clerk_actor, conference=conference, number=1, title="Programm")
    assert (version.version, version.source, version.filename[-4:]) == (1, "conferences.programme", ".pdf")
    text = text_of(read(version.file))
    for words in (
        "Integration in ländlichen Räumen",
        "2. Dezember 2016",
        "Haus der Landkreise, Lindenallee 1, 99991 Musterstadt",
        "Ministerium für Soziales",
        "10:15",
        "Begrüßung",
        "Dr. Jan Ahorntal",
        "Vera Quast",
    ):
        assert words in text
    assert text.count("angefragt") == 1
    assert text.index("Vera Quast") < text.index("angefragt")


def test_who_agrees_later_stands_in_the_next_version(home: House) -> None:
    conference = planned(home)
    attach: dict[str, Any] = {"actor": home.clerk_actor, "conference": conference, "number": 1, "title": "Programm"}
    first = attach_programme(**attach)
    Contribution.objects.all().update(state=ContributionState.CONFIRMED)
    second = attach_programme(**attach)
    assert second.version == 2
    assert "angefragt" not in text_of(read(second.file))
    assert "angefragt" in text_of(read(first.file))


def test_an_unchanged_programme_is_no_new_version(home: House) -> None:
    conference = planned(home)
    attach: dict[str, Any] = {"actor": home.clerk_actor, "conference": conference, "number": 1, "title": "Programm"}
    first = attach_programme(**attach)
    assert attach_programme(**attach) == first
    assert AnnexVersion.objects.count() == 1


def test_the_form_says_until_when_and_to_whom(home: House) -> None:
    conference = planned(home)
    version = attach_form(actor=home.clerk_actor, conference=conference, number=2, title="Anmeldeformular")
    assert version.source == "conferences.form"
    text = text_of(read(version.file))
    for words in ("Anmeldeformular", "18. November 2016", "verband@lkt-musterland.example", PLAN.title):
        assert words in text


def test_both_are_frozen_by_the_signature(home: House) -> None:
    conference = planned(home)
    attach_programme(actor=home.clerk_actor, conference=conference, number=1, title="Programm")
    attach_form(actor=home.clerk_actor, conference=conference, number=2, title="Anmeldung")
    issue = an_issue(home, conference.circular)
    assert [one.annex.title for one in frozen_annexes(issue)] == ["Programm", "Anmeldung"]
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        attach_form(actor=home.clerk_actor, conference=conference, number=3, title="Zu spät")
    assert refusal.value.code == "draft.issued"
    assert row_counts() == before


@pytest.mark.parametrize(
    ("change", "english"),
    [
        ({}, "Friday, 2 December 2016, 10:00 to 16:30"),
        ({"ends_at": None}, "Friday, 2 December 2016, from 10:00"),
        ({"starts_at": None, "ends_at": None}, "Friday, 2 December 2016"),
        ({"ends_on": dt.date(2016, 12, 2), "starts_at": None}, "Friday, 2 December 2016"),
        (
            {"ends_on": dt.date(2016, 12, 3), "starts_at": None},
            "Friday, 2 December 2016 to Saturday, 3 December 2016",
        ),
    ],
)
def test_when(change: dict[str, dt.date | dt.time | None], english: str) -> None:
    conference = Conference(starts_on=PLAN.starts_on, starts_at=PLAN.starts_at, ends_at=PLAN.ends_at)
    for name, value in change.items():
        setattr(conference, name, value)
    with translation.override("en"):
        assert when_of(conference) == english


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (
            {"venue": "Rathaus", "street": "Markt 1", "postal_code": "99991", "city": "Burg"},
            "Rathaus, Markt 1, 99991\u00a0Burg",
        ),
        ({"city": "Burg"}, "Burg"),
        ({"venue": "Rathaus"}, "Rathaus"),
        ({}, ""),
    ],
)
def test_where(place: dict[str, str], line: str) -> None:
    assert where_of(Conference(starts_on=PLAN.starts_on, **place)) == line
