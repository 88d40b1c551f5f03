"""Who comes to a conference: the page, and the files for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import uuid
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.engines.letters.pdf_reading import findings, whole_text
from tests.faces.web.stage import Stage, logged_in, somebody
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    registered,
)
from umlauf.engines.sheets import Sheet, as_csv, as_xlsx
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.actions import take_list
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry

PAGE_QUERIES = 17
HEAD = (
    "Landkreis",
    "Gruppe",
    "Name",
    "Funktion",
    "vertritt",
    "Stand",
    "gemeldet am",
    "auf welchem Weg",
    "gemeldet von",
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("https://boese.example")')


def path_of(conference: Conference, name: str = "participants") -> str:
    return reverse(name, kwargs={"circular_id": conference.circular_id})


def cells(client: Client, conference: Conference, query: str = "", **more: str) -> list[tuple[str, ...]]:
    """The workbook's rows, all of them plain text."""
    response = taken(client, conference, query, **more)
    assert response.headers["Content-Disposition"] == 'attachment; filename="Teilnehmende_2016-0543.xlsx"'
    return _cells(response.content)


def taken(client: Client, conference: Conference, query: str = "", **more: str) -> HttpResponse:
    """The file of a list that somebody takes."""
    form = {"purpose": "Namensschilder", "ending": "xlsx", **more}
    response = client.post(path_of(conference, "participants-export") + query, form)
    assert response.status_code == 200
    return HttpResponse(response.content, headers=response.headers)


def names(client: Client, conference: Conference, query: str = "") -> list[str]:
    """Who stands on the page of the list, in its order."""
    html = client.get(path_of(conference) + query).content.decode()
    return re.findall(r'<td data-label="Name">([^<]+)<', html)


def _cells(data: bytes) -> list[tuple[str, ...]]:
    page = load_workbook(io.BytesIO(data)).active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.value is None for row in page.iter_rows() for cell in row if cell.data_type == "n")
    assert not [cell for row in page.iter_rows() for cell in row if cell.hyperlink]
    return [tuple(str(cell.value or "") for cell in row) for row in page.iter_rows()]


def lines(data: bytes) -> list[Sequence[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.fixture
def conference(cast: Cast) -> Conference:
    """Three places. The last county was first; one of the first county's people was withdrawn again."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, places=3)
        first, second, third = invited(conference)
        registered(third, PersonEntry("Zoe Weber"), PersonEntry("Änne Ost", represents="Dr. Jan Lindenberg"))
        register(actor=cast.home.clerk_actor, recipient_id=first.id, entry=by_phone(), people=[BERT, ANNA])
        gone = registered(second, PersonEntry("Gerd Fort"), PersonEntry("=1+1")).added[0]
        withdraw(actor=guest(second), recipient_id=second.id, entry=an_entry(), registration_ids=[gone.id])
    return conference


def test_by_county_and_then_by_last_name(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    html = client.get(path_of(conference)).content.decode()
    assert names(client, conference) == ["Anna Berg", "Bert Cramer", "=1+1", "Änne Ost", "Zoe Weber"]
    assert "Gerd Fort" not in html
    assert "vertritt Dr. Jan Lindenberg" in html
    assert "Warteliste, Platz 1" in html
    assert "angemeldet: 3 von 3 Plätzen" in html
    assert "auf der Warteliste: 2" in html
    assert "Die Namen werden nach dem 2. März 2017 gelöscht." in html
    assert html.count("<h1") == 1


ALL = ["Anna Berg", "Bert Cramer", "=1+1", "Änne Ost", "Zoe Weber"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=anne", ["Änne Ost"]),
        ("?q=aenne+OST", ["Änne Ost"]),
        ("?q=ahorn", ["Anna Berg", "Bert Cramer"]),
        ("?q=horntal", []),
        ("?q=%21", []),
        ("?state=waiting", ["Anna Berg", "=1+1"]),
        ("?state=withdrawn", ["Gerd Fort"]),
        ("?state=any&q=fort", ["Gerd Fort"]),
        ("?state=undecided", []),
        ("?state=nameless", []),
        ("?order=name", ["=1+1", "Anna Berg", "Bert Cramer", "Änne Ost", "Zoe Weber"]),
        ("?order=latest", ["Bert Cramer", "Anna Berg", "=1+1", "Änne Ost", "Zoe Weber"]),
        ("?state=nonsense&group=7&order=x&house=999999&page=99", ALL),
    ],
)
def test_the_address_says_who_is_shown(cast: Cast, conference: Conference, query: str, found: list[str]) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        Registration.objects.filter(name="Bert Cramer").update(queued_at=dt.datetime(2016, 11, 30, tzinfo=dt.UTC))
    shown = names(client, conference, query)
    assert sorted(shown) == sorted(found) if "latest" in query else shown == found
    if found:
        assert [row[2] for row in cells(client, conference, query)[1:]] == shown


def test_one_house_undecided_and_nameless(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        house = invited(conference)[2].id
        Registration.objects.filter(name="Anna Berg").update(state=RegistrationState.REVIEW)
        Registration.objects.filter(name="Bert Cramer").update(name="", name_follows=True)
    assert names(client, conference, f"?house={house}") == ["Änne Ost", "Zoe Weber"]
    assert names(client, conference, "?state=undecided") == ["Anna Berg"]
    (shown,) = names(client, conference, "?state=nameless")
    assert names(client, conference)[1] == shown  # a place without a name stands last in its house


def test_pages_of_fifty_keep_the_filter(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        row = Registration.objects.get(name="Zoe Weber")
        for number in range(53):
            row.pk, row.uid, row.name = None, uuid.uuid4(), f"Kim Person{number:03}"
            row.save(force_insert=True)
    client = logged_in(cast.home.clerk)
    html = client.get(path_of(conference) + "?q=kim").content.decode()
    assert "?q=kim&amp;page=2" in html
    assert f'{path_of(conference, "participants-export")}?q=kim"' in html
    assert len(names(client, conference, "?q=kim")) == 50
    assert names(client, conference, "?q=kim&page=2") == [f"Kim Person{number:03}" for number in (50, 51, 52)]
    assert len(cells(client, conference, "?q=kim&page=2")) == 1 + 53


def test_the_workbook_holds_text_alone(cast: Cast, conference: Conference) -> None:
    rows = cells(logged_in(cast.home.clerk), conference)
    assert rows[0] == HEAD
    assert [row[2] for row in rows[1:]] == ALL
    assert rows[1] == (
        "Landkreis Ahorntal",
        "",
        "Anna Berg",
        "Sozialdezernentin",
        "",
        "Warteliste, Platz 1",
        "10.11.2016, 13:00 Uhr",
        "telefonisch",
        "",
    )
    assert rows[4][4] == "Dr. Jan Lindenberg"
    assert rows[4][8] == "Petra Vogt"


def test_addresses_only_if_asked_for(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    address = "anna.berg@lk-ahorntal.example"
    assert not any(address in row for row in cells(client, conference))
    rows = cells(client, conference, emails="on")
    assert rows[0] == (*HEAD, "E-Mail")
    assert rows[1][-1] == address
    papers = [whole_text(taken(client, conference, ending="pdf", **more).content) for more in ({}, {"emails": "on"})]
    assert [address in "".join(paper.split()) for paper in papers] == [False, True]


def test_the_csv_holds_the_same(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    response = taken(client, conference, ending="csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Teilnehmende_2016-0543.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfLandkreis;Gruppe;Name;")
    assert response.content.count(b"\r\n") == response.content.count(b"\n") == 6
    rows = [tuple(row) for row in lines(response.content)]
    assert rows[3][2] == "'=1+1"
    assert [tuple(cell.removeprefix("'") for cell in row) for row in rows] == cells(client, conference)


def test_the_paper_says_whose_it_is(cast: Cast, conference: Conference, tmp_path: Path) -> None:
    with scope(association=cast.home.association):
        Registration.objects.filter(name="Zoe Weber").update(name="Zoe \U0001f600 Weber")
    response = taken(logged_in(cast.home.clerk), conference, ending="pdf", purpose="Sitzplan im Saal")
    assert response.headers["Content-Type"] == "application/pdf"
    text = whole_text(response.content)
    for said in ("Sitzplan im Saal", "Anna Berg", "Sozialdezernentin", "Änne Ost", "Zoe ? Weber", "2. März 2017"):
        assert said in text
    assert findings(response.content, tmp_path) == []


@pytest.mark.parametrize(
    "form",
    [
        {"purpose": "", "ending": "xlsx"},
        {"purpose": "ab", "ending": "xlsx"},
        {"purpose": " \u200b\u200b\u200b.", "ending": "xlsx"},
        {"purpose": "x" * 201, "ending": "xlsx"},
        {"purpose": "Sitzplan", "ending": "docx"},
        {"purpose": "Sitzplan \U0001f600", "ending": "csv"},
        {},
    ],
)
def test_nobody_takes_a_list_without_a_purpose(cast: Cast, conference: Conference, form: dict[str, str]) -> None:
    client = logged_in(cast.home.clerk)
    path = path_of(conference, "participants-export")
    response = client.post(path, form)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert client.get(path).status_code == 200
    with scope(association=cast.home.association):
        assert not Entry.objects.filter(event="conferences.list_taken").exists()


def test_a_list_that_is_taken_is_recorded_without_names(cast: Cast, conference: Conference) -> None:
    taken(logged_in(cast.home.clerk), conference, "?q=berg&state=waiting", purpose="Namensschilder", emails="on")
    with scope(association=cast.home.association):
        entry = Entry.objects.select_related("personal").get(event="conferences.list_taken")
    assert entry.subject == f"conferences.Conference:{conference.id}"
    assert entry.label.startswith(f"{conference.title} (1, XLSX, ")
    assert entry.personal.data["purpose"] == "Namensschilder"
    assert entry.personal.data["actor"] == cast.home.clerk_actor.label
    assert entry.personal.data["chosen"].startswith("auf der Warteliste; ")
    assert "erg" not in entry.label + entry.personal.data["chosen"]


def test_a_long_list_is_no_paper(cast: Cast, conference: Conference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_list, "PRINTED", 4)
    client = logged_in(cast.home.clerk)
    form = {"purpose": "Sitzplan", "ending": "pdf"}
    assert client.post(path_of(conference, "participants-export"), form).status_code == 422
    assert taken(client, conference, "?q=ahorn", **form).status_code == 200


def test_at_the_door_names_are_enough(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        door = logged_in(somebody(cast, Role.DOOR))
        Registration.objects.filter(name="Anna Berg").update(state=RegistrationState.REVIEW)
    html = door.get(path_of(conference)).content.decode()
    assert "Anna Berg" in html
    assert "Sozialdezernentin" in html
    for kept in ("anna.berg@", "Petra Vogt", path_of(conference, "participants-export"), "undecided"):
        assert kept not in html
        assert kept in logged_in(cast.home.clerk).get(path_of(conference)).content.decode()
    assert len(names(door, conference, "?state=undecided")) == 5  # not asked for, as they may not
    export = path_of(conference, "participants-export")
    assert door.get(export).status_code == door.post(export, {"purpose": "Tür", "ending": "csv"}).status_code == 404


@pytest.mark.parametrize("written", [*FORMULAS, "\t=1", "\r=1"])
def test_no_cell_is_computed(written: str) -> None:
    sheet = Sheet("T", ("a", "b"), ((written, "https://anderswo.example"), ('x;"y"\n', "007")))
    assert lines(as_csv(sheet))[1][0] == f"'{written}"
    assert lines(as_csv(sheet))[2] == ['x;"y"\n', "007"]
    rows = _cells(as_xlsx(sheet))
    assert rows[1][0].removeprefix("_x000D_").strip() == written.strip()  # which is how a workbook says CR
    assert rows[2][1] == "007"


def test_nobody_is_registered_yet(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
    client = logged_in(cast.home.clerk)
    html = client.get(path_of(conference)).content.decode()
    assert 'class="empty"' in html
    assert path_of(conference, "participants-export") not in html
    assert cells(client, conference) == [HEAD]
    assert len(lines(taken(client, conference, ending="csv").content)) == 1


def test_names_that_are_gone(cast: Cast, conference: Conference) -> None:
    with scope(association=cast.home.association):
        at = dt.datetime(2017, 3, 3, tzinfo=dt.UTC)
        Registration.objects.update(name="", function="", email="", represents="", by_name="", purged_at=at)
    html = logged_in(cast.home.clerk).get(path_of(conference)).content.decode()
    assert html.count("Der Name ist nach Ablauf der Frist gelöscht.") == 5


def test_a_name_is_escaped(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
        registered(invited(conference)[0], PersonEntry("<script>alert(1)</script>", "<b>", represents="<i>"))
    html = logged_in(cast.home.clerk).get(path_of(conference)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "vertritt &lt;i&gt;" in html


@pytest.mark.parametrize("name", ["participants", "participants-export"])
def test_only_the_own_office_sees_them(cast: Cast, conference: Conference, name: str) -> None:
    assert logged_in(cast.home.signatory).get(path_of(conference, name)).status_code == 200
    for user in (cast.other.clerk, cast.member):
        assert logged_in(user).get(path_of(conference, name)).status_code == 404


def test_without_a_conference_there_is_no_such_page(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for circular_id in (stage.sent.circular_id, stage.draft.id):
        assert client.get(reverse("participants", kwargs={"circular_id": circular_id})).status_code == 404


def test_the_page_costs_the_same_with_more_people(
    cast: Cast, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(path_of(conference))
    with scope(association=cast.home.association):
        registered(invited(conference)[1], *(PersonEntry(f"Person {number}") for number in range(9)))
    with django_assert_num_queries(PAGE_QUERIES):
        assert "Person 8" in client.get(path_of(conference)).content.decode()
