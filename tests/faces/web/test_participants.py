"""Who comes to a conference: the page, and the files for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import Stage, logged_in
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
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry

PAGE_QUERIES = 11
HEAD = (
    "Landkreis",
    "Name",
    "Funktion",
    "E-Mail",
    "vertritt",
    "Stand",
    "gemeldet am",
    "auf welchem Weg",
    "gemeldet von",
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("https://boese.example")')


def path_of(conference: Conference, name: str = "participants") -> str:
    return reverse(name, kwargs={"circular_id": conference.circular_id})


def cells(client: Client, conference: Conference) -> list[tuple[str, ...]]:
    """The workbook's rows, all of them plain text."""
    response = client.get(path_of(conference, "participants-xlsx"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="Teilnehmende_2016-0543.xlsx"'
    return _cells(response.content)


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


def test_by_county_and_then_by_name(cast: Cast, conference: Conference) -> None:
    html = logged_in(cast.home.clerk).get(path_of(conference)).content.decode()
    names = re.findall(r'<td data-label="Name">([^<]+)<', html)
    assert names == ["Anna Berg", "Bert Cramer", "=1+1", "Änne Ost", "Zoe Weber"]
    assert "Gerd Fort" not in html
    assert "vertritt Dr. Jan Lindenberg" in html
    assert "Warteliste, Platz 1" in html
    assert "angemeldet: 3 von 3 Plätzen" in html
    assert "auf der Warteliste: 2" in html
    assert "Die Namen werden nach dem 2. März 2017 gelöscht." in html
    assert html.count("<h1") == 1


def test_the_workbook_holds_text_alone(cast: Cast, conference: Conference) -> None:
    rows = cells(logged_in(cast.home.clerk), conference)
    assert rows[0] == HEAD
    assert [row[1] for row in rows[1:]] == ["Anna Berg", "Bert Cramer", "=1+1", "Änne Ost", "Zoe Weber"]
    assert rows[1] == (
        "Landkreis Ahorntal",
        "Anna Berg",
        "Sozialdezernentin",
        "anna.berg@lk-ahorntal.example",
        "",
        "Warteliste, Platz 1",
        "10.11.2016, 13:00 Uhr",
        "telefonisch",
        "",
    )
    assert rows[4][4] == "Dr. Jan Lindenberg"
    assert rows[4][8] == "Petra Vogt"


def test_the_csv_holds_the_same(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    response = client.get(path_of(conference, "participants-csv"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Teilnehmende_2016-0543.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfLandkreis;Name;")
    assert response.content.count(b"\r\n") == response.content.count(b"\n") == 6
    rows = [tuple(row) for row in lines(response.content)]
    assert rows[3][1] == "'=1+1"
    assert [tuple(cell.removeprefix("'") for cell in row) for row in rows] == cells(client, conference)


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
    assert "Noch ist niemand angemeldet." in html
    assert "XLSX speichern" not in html
    assert cells(client, conference) == [HEAD]
    assert len(lines(client.get(path_of(conference, "participants-csv")).content)) == 1


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


@pytest.mark.parametrize("name", ["participants", "participants-xlsx", "participants-csv"])
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
