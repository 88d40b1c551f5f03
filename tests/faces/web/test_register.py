"""The register of numbers, its files, the figures of a year, numbers left out, and the series."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, logged_in
from umlauf.engines.sheets import CSV_TYPE
from umlauf.faces.web.views.register import PAGE
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Circular, Issue, Series, SeriesYear, VoidedNumber


@pytest.fixture
def clerk(stage: Stage) -> Client:
    return logged_in(stage.home.clerk)


@pytest.fixture
def signatory(stage: Stage) -> Client:
    return logged_in(stage.home.signatory)


def numbers_on(page: str) -> list[int]:
    """The numbers of the table, from its top."""
    return [int(number) for number in re.findall(r'<td data-label="[^"]+" class="figure">(\d+)</td>\s*<td[^>]*>', page)]


def void_address(stage: Stage, year: int = 2016) -> str:
    return f"{reverse('register-void')}?series={stage.home.series.id}&year={year}"


def test_every_number_of_the_year_stands_in_it(stage: Stage, clerk: Client) -> None:
    page = clerk.get(reverse("register")).content.decode()
    assert numbers_on(page) == [544, 543]
    for issue in (stage.ready, stage.sent):
        assert reverse("circular", kwargs={"circular_id": issue.circular_id}) in page
        assert issue.content["subject"] in page
    assert stage.home.signatory.name in page


def test_a_year_and_a_series_are_chosen_in_the_address(stage: Stage, clerk: Client) -> None:
    with scope(association=stage.home.association):
        other = Series.objects.create(association=stage.home.association, kind="Schnellinfo", short="SI")
        SeriesYear.objects.create(
            association=stage.home.association, series=other, year=2015, first_number=7, last_number=7
        )
        VoidedNumber.objects.create(
            association=stage.home.association,
            series=other,
            year=2015,
            number=7,
            reason="Nie versandt",
            at=stage.sent.signed_at,
            by="Ada Amt",
        )
    page = clerk.get(reverse("register"), {"series": other.id, "year": 2015}).content.decode()
    assert numbers_on(page) == [7]
    assert "Nie versandt" in page
    assert "Ada Amt" in page
    for query in ({"year": 2014}, {"series": other.id}):
        assert numbers_on(clerk.get(reverse("register"), query).content.decode()) == []
    for unread in ("year=x", f"series={'9' * 30}", "series=0&year=0", "year=%D9%A1"):
        assert numbers_on(clerk.get(f"{reverse('register')}?{unread}").content.decode()) == [544, 543]


@pytest.mark.parametrize("count", [1, 3, 500])
def test_a_page_costs_the_same_however_many_numbers(stage: Stage, clerk: Client, count: int) -> None:
    with scope(association=stage.home.association):
        _have(stage.sent, count)
    clerk.get(reverse("register"))
    with CaptureQueriesContext(connection) as asked:
        page = clerk.get(reverse("register")).content.decode()
    own = [one["sql"] for one in asked if '"circulars_' in one["sql"]]
    assert len(own) == 6
    assert len(numbers_on(page)) == min(count, PAGE)
    assert ("?page=2" in page) is (count > PAGE)


def _have(template: Issue, count: int) -> None:
    """So many numbers in all, as rows alone. The stage has given two."""
    for number in range(545, 543 + count):
        template.circular = Circular.objects.create(association_id=template.association_id, series=template.series)
        template.pk, template.number = None, number
        template._state.adding = True
        template.save(force_insert=True)
    first = 544 if count == 1 else 543
    SeriesYear.objects.update(first_number=first, last_number=first + count - 1)


def test_it_is_saved_as_a_sheet(stage: Stage, clerk: Client) -> None:
    with scope(association=stage.home.association):
        Issue.objects.filter(id=stage.ready.id).update(content=stage.ready.content | {"subject": "=1+1"})
    answer = clerk.get(reverse("register-file", kwargs={"ending": "csv"}))
    assert answer.headers["Content-Type"] == CSV_TYPE
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [["544", "2016"], ["543", "2016"]]
    assert rows[2][4] == "'=1+1"
    book = openpyxl.load_workbook(
        io.BytesIO(clerk.get(reverse("register-file", kwargs={"ending": "xlsx"})).content)
    ).worksheets[0]
    assert [row[0].value for row in book.iter_rows(min_row=2)] == ["544", "543"]
    assert book.cell(3, 5).value == "=1+1"
    assert book.cell(3, 5).data_type == "s"
    assert clerk.get("/register/numbers.pdf").status_code == 404


def test_the_year_in_figures(stage: Stage, clerk: Client) -> None:
    page = clerk.get(reverse("register-figures"), {"year": 2016}).content.decode()
    cells = [int(cell) for cell in re.findall(r'<td data-label="[^"]+" class="figure">(\d+)</td>', page)]
    assert cells[:8] == cells[8:16]  # a single month, and the year
    assert cells[0] == 2
    answer = clerk.get(reverse("register-figures-file", kwargs={"ending": "csv"}), {"year": 2016})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [int(cell) for cell in rows[1][3:11]] == cells[:8]
    assert rows[-1][-1] == "0"
    assert clerk.get("/register/figures.pdf").status_code == 404


def test_a_number_is_left_out_with_a_reason(stage: Stage, signatory: Client) -> None:
    page = signatory.get(void_address(stage)).content.decode()
    assert "545/2016" in page
    form = {"expected": "545", "reason": "Falsch gedruckt"}
    for _twice in range(2):
        answer = signatory.post(void_address(stage), form)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("register"))
    listed = signatory.get(answer.headers["Location"]).content.decode()
    assert numbers_on(listed) == [545, 544, 543]
    assert "Falsch gedruckt" in listed
    with scope(association=stage.home.association):
        assert VoidedNumber.objects.count() == 1


def test_a_number_that_was_given_meanwhile_is_asked_for_once_more(stage: Stage, signatory: Client) -> None:
    answer = signatory.post(void_address(stage), {"expected": "544", "reason": "Falsch gedruckt"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r'name="expected"[^>]*value="545"|value="545"[^>]*name="expected"', page)
    assert "Falsch gedruckt" in page
    for form in ({"expected": "545"}, {"expected": "x", "reason": "y"}, {}):
        assert signatory.post(void_address(stage), form).status_code == 422
    assert signatory.post(void_address(stage, 2012), {"expected": "1", "reason": "y"}).status_code == 409
    with scope(association=stage.home.association):
        assert not VoidedNumber.objects.exists()


def test_the_way_to_leave_one_out_is_shown_to_those_who_may(stage: Stage, clerk: Client, signatory: Client) -> None:
    for client, shown in ((clerk, False), (signatory, True)):
        assert (reverse("register-void") in client.get(reverse("register")).content.decode()) is shown
    assert reverse("register-void") not in signatory.get(reverse("register"), {"year": 2012}).content.decode()


def test_an_office_without_a_series(stage: Stage) -> None:
    with scope(association=stage.cast.other.association):
        SeriesYear.objects.all().delete()
        Series.objects.all().delete()
    other = logged_in(stage.cast.other.signatory)
    for name in ("register", "register-figures"):
        assert other.get(reverse(name)).status_code == 200
    assert other.get(reverse("register-void")).status_code == 404
    assert other.get(reverse("register-file", kwargs={"ending": "csv"})).status_code == 200


def test_the_office_opens_a_series(stage: Stage) -> None:
    administrator = logged_in(stage.people[Role.ADMINISTRATOR])
    form = {"kind": "Schnellinfo", "short": "SI", "number_word": "Nr.", "number_format": "n/yyyy"}
    form |= {"first_number": "88", "proof": "on"}
    assert administrator.post(reverse("series-new"), form).status_code == 302
    with scope(association=stage.home.association):
        series = Series.objects.get(kind="Schnellinfo")
        assert SeriesYear.objects.get(series=series).first_number == 88
    assert series.proof
    listed = administrator.get(reverse("series")).content.decode()
    assert "88/2016" in listed
    assert administrator.post(reverse("series-new"), form).status_code == 409
    assert administrator.post(reverse("series-new"), form | {"kind": ""}).status_code == 422
    change = reverse("series-change", kwargs={"series_id": series.id})
    assert administrator.post(change, {"first_number": "90"}).status_code == 302
    series.refresh_from_db()
    with scope(association=stage.home.association):
        assert (SeriesYear.objects.get(series=series).first_number, series.proof) == (90, False)


def test_the_office_says_how_large_annexes_may_be(stage: Stage) -> None:
    administrator = logged_in(stage.people[Role.ADMINISTRATOR])
    where = reverse("annex-limits")
    assert 'value="25"' in administrator.get(where).content.decode()
    assert administrator.post(where, {"one": "10", "together": "20"}).status_code == 302
    shown = logged_in(stage.home.clerk).get(reverse("circular-annex", kwargs={"circular_id": stage.draft.id}))
    assert "10" in shown.content.decode()
    assert administrator.post(where, {"one": "10", "together": "9"}).status_code == 409
    assert administrator.post(where, {"one": "0", "together": "9"}).status_code == 422


def test_a_year_with_numbers_has_no_field_for_its_first(stage: Stage) -> None:
    administrator = logged_in(stage.people[Role.ADMINISTRATOR])
    change = reverse("series-change", kwargs={"series_id": stage.home.series.id})
    assert 'name="first_number"' not in administrator.get(change).content.decode()
    assert administrator.post(change, {"first_number": "1", "proof": "on"}).status_code == 302
    with scope(association=stage.home.association):
        assert (SeriesYear.objects.get().first_number, Series.objects.get().proof) == (543, True)
    foreign = reverse("series-change", kwargs={"series_id": stage.cast.other.series.id})
    assert administrator.get(foreign).status_code == 404


def test_the_office_says_up_to_which_size_letters_go_with_mails(stage: Stage) -> None:
    administrator = logged_in(stage.people[Role.ADMINISTRATOR])
    where = reverse("size-of-letters")
    assert 'value="5"' in administrator.get(where).content.decode()
    given = {"usual": "8", "by_domain": "Kreis.example; 10\n\nmärkisch.example;0 MB"}
    assert administrator.post(where, given).status_code == 302
    shown = administrator.get(where).content.decode()
    assert 'value="8"' in shown
    assert "kreis.example; 10\nxn--mrkisch-5wa.example; 0" in shown
    assert administrator.get(reverse("series")).status_code == 200
    for wrong in ("kreis.example", "kreis.example; viel", "kreis.example; 1,5", ";3"):
        assert administrator.post(where, given | {"by_domain": wrong}).status_code == 422, wrong
    for wrong in ("kein mailname; 3", "kreis.example; 99"):
        assert administrator.post(where, given | {"by_domain": wrong}).status_code == 409, wrong
    assert administrator.post(where, given | {"usual": "26"}).status_code == 422
