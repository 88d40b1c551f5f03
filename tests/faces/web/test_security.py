"""The pages of a security check: for the person, for those who run the conference, and for the role that sees it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from dataclasses import asdict, replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from tests.cast import Cast
from tests.faces.web.stage import Stage, logged_in, somebody
from tests.faces.web.test_conferences import hidden
from tests.faces.web.test_place import here, visitor
from tests.faces.web.test_view_as import BAR, looking
from tests.office.conferences.asking import anna_of
from tests.office.conferences.registering import ANNA, BERT, CARL, invited, registered
from tests.office.conferences.securing import BIRTH, CHECK, DAY, PLACE, check_for, give, given
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.models import Announcement, Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.people import PersonEntry

LIST_QUERIES = 12
TEAM_QUERIES = 8
OWN_QUERIES = 6
GIVE = {"step": "give", "day": DAY, "place": PLACE}


@pytest.fixture
def anna(cast: Cast) -> Registration:
    with scope(association=cast.home.association):
        return anna_of(cast.home)


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Somebody who looks after security checks, and may do nothing else."""
    with scope(association=cast.home.association):
        return logged_in(somebody(cast, Role.SECURITY_OFFICER))


def at(name: str, row: Registration, **more: int) -> str:
    return reverse(name, kwargs={"conference_id": row.conference_id, **more})


def person_at(row: Registration) -> str:
    return at("security-person", row, registration_id=row.id)


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return unescape(response.content.decode())


def filled(**changes: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in asdict(CHECK).items()} | {"seen": ""} | changes


def test_from_the_event_to_the_end_of_a_check(anna: Registration, cast: Cast) -> None:
    client, here_it_is, edit = logged_in(cast.home.clerk), at("conference-security", anna), ""
    assert f'href="{here_it_is}"' in body(client, at("conference", anna))
    edit = at("conference-security-edit", anna)
    assert f'href="{edit}"' in body(client, here_it_is)
    assert 'value="2016-12-05"' in body(client, edit)
    for wrong in ({"body": ""}, {"letter_on": ""}, {"basis": " "}, {"delete_on": "2016-11-01"}, {"answer_until": "x"}):
        response = client.post(edit, filled(**wrong))
        assert response.status_code == 422, wrong
        assert 'role="alert"' in response.content.decode()
    assert client.get(at("conference-security-end", anna)).status_code == 302
    assert client.post(edit, filled()).headers["Location"] == here_it_is
    assert client.post(edit, filled(letter="B 2")).status_code == 422  # somebody was first
    seen = hidden(body(client, edit))["seen"]
    assert client.post(edit, filled(letter="B 2", seen=seen)).status_code == 302
    html = body(client, here_it_is)
    assert "B 2" in html
    assert CHECK.body in body(client, at("conference", anna))
    with scope(association=anna.association):
        give(anna)
    html = body(client, here_it_is)
    assert f'href="{edit}"' not in html
    assert PLACE not in html
    assert client.post(edit, filled(seen=hidden(body(client, edit))["seen"])).status_code == 422
    end = at("conference-security-end", anna)
    assert f'href="{end}"' in html
    assert PLACE not in body(client, end)
    assert client.post(end).headers["Location"] == here_it_is
    with scope(association=anna.association):
        assert not SecurityEntry.objects.exists()
    assert f'href="{edit}"' in body(client, here_it_is)


def test_a_person_gives_it_and_never_sees_it_again(anna: Registration, cast: Cast) -> None:
    client, path = visitor(anna), here(anna, "-security")
    assert client.get(path).status_code == 404
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
    assert 'href="security/"' in body(client, here(anna))
    html = body(client, path)
    for said in (CHECK.body, CHECK.letter, CHECK.basis, CHECK.consequence):
        assert said in html
    form = GIVE | {"told": hidden(html)["told"]}
    for wrong in ({"day": "30.02.1971"}, {"day": "01.01.2999"}, {"day": ""}, {"place": ""}, {"place": "x" * 121}):
        response = client.post(path, form | wrong)
        assert response.status_code == 422, wrong
        assert 'role="alert"' in response.content.decode()
    with scope(association=anna.association):
        SecurityCheck.objects.update(letter="B 2")
    stale = client.post(path, form)
    assert stale.status_code == 422
    assert "B 2" in stale.content.decode()
    form["told"] = hidden(stale.content.decode())["told"]  # read, and sent again
    for _double in range(2):
        assert client.post(path, form).headers["Location"] == path
    with scope(association=anna.association):
        assert given(anna) == BIRTH
    for page in (path, here(anna)):
        html = body(client, page)
        assert not [word for word in (PLACE, DAY, "1971-03-24", "1971") if word in html]
    assert client.post(path, form | {"place": "x"}).status_code == 302
    assert client.post(path, {"step": "delete"}).status_code == 302
    with scope(association=anna.association):
        assert given(anna) is None
    assert Client().get(path).status_code == 404
    assert Client().post(path, form).status_code == 404


def test_a_person_who_does_not_come_or_waits_is_asked_nothing(anna: Registration, cast: Cast) -> None:
    client, path = visitor(anna), here(anna, "-security")
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        for state in ("waiting", "review", "offered", "stand_in", "withdrawn", "refused", "replaced"):
            Registration.objects.update(state=state)
            assert (client.get(path).status_code, client.post(path, GIVE).status_code) == (404, 404), state
            assert 'href="security/"' not in body(client, here(anna))
        Registration.objects.update(state="admitted")
        set_office_time(dt.datetime(2016, 12, 2, 12, tzinfo=dt.UTC))
        assert client.get(path).status_code == 200
        give(anna)
        set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    html = body(client, path)  # it is over, and what was given can still be deleted
    assert 'value="give"' not in html
    assert 'value="delete"' in html
    assert "Angaben löschen" in body(client, here(anna))
    assert "berichtigen" not in body(client, here(anna))
    for _double in range(2):
        response = client.post(path, {"step": "delete"}, follow=True)
        assert (response.status_code, response.redirect_chain[-1][0]) == (200, here(anna))
    with scope(association=anna.association):
        assert given(anna) is None
    set_office_time(dt.datetime(2016, 12, 5, 12, tzinfo=dt.UTC))
    assert client.get(path).status_code == 404
    late = client.post(path, GIVE, follow=True)
    assert late.redirect_chain[-1][0] == here(anna)
    assert "Die Sicherheitsüberprüfung ist beendet." in late.content.decode()


def test_who_is_under_review_again_is_listed_to_be_deleted(anna: Registration, cast: Cast, officer: Client) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        (carl,) = registered(invited(anna.conference)[1], CARL).added
        give(anna)
        Registration.objects.update(state="review")
    call = person_at(anna)
    assert f'href="{call}"' in body(officer, at("security", anna))
    assert 'action="' not in body(officer, at("security", anna)).split("<main")[1].split("</main")[0]
    html = body(officer, call)
    assert 'value="give"' not in html
    assert 'value="delete"' in html
    assert PLACE not in html
    assert "Angaben von 1 Person" in body(logged_in(cast.home.clerk), at("conference-security-end", anna))
    assert officer.post(call, GIVE | {"channel": "phone"}).status_code == 422
    assert officer.post(call, {"step": "delete"}).status_code == 302
    with scope(association=anna.association):
        assert given(anna) is None
    assert [officer.get(person_at(row)).status_code for row in (anna, carl)] == [404, 404]


def test_those_who_run_it_see_that_a_day_does_not_fit_any_more(anna: Registration, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), at("conference-security", anna)
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
    assert 'class="note' not in body(client, path)
    with scope(association=anna.association):
        Conference.objects.update(starts_on=dt.date(2016, 12, 5))
    assert body(client, path).count('class="note bad"') == 1
    with scope(association=anna.association):
        Conference.objects.update(starts_on=dt.date(2016, 11, 24))
    html = body(client, path)
    assert html.count('class="note"') == 1
    assert 'class="note bad"' not in html
    with scope(association=anna.association):
        SecurityCheck.objects.update(delete_on=dt.date(2016, 11, 10))
    assert "Der Löschtag ist erreicht" in body(client, path)


def test_one_list_and_one_file_for_one_role(anna: Registration, cast: Cast, officer: Client) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        bert, formula = registered(invited(anna.conference)[1], BERT, PersonEntry("=1+1")).added
        assert officer.post(at("security", anna)).headers["Location"] == at("security", anna)
        give(anna, place="=HYPERLINK(1)")
    path = at("security", anna)
    assert f'href="{path}"' in body(officer, "/")
    html = body(officer, path)
    for said in (ANNA.name, BERT.name, "=HYPERLINK(1)", DAY, anna.conference.title):
        assert said in html
    assert ANNA.email not in html
    assert DAY in body(officer, f"{path}?only=given")
    assert DAY not in body(officer, f"{path}?only=missing")
    assert BERT.name not in body(officer, f"{path}?only=given")
    response = officer.post(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    page = load_workbook(io.BytesIO(response.content)).active
    assert page is not None
    rows = [[cell.value for cell in line] for line in page.iter_rows()]
    assert rows[1:] == [[ANNA.name, ANNA.function, "Landkreis Ahorntal", DAY, "=HYPERLINK(1)"]]
    assert {cell.data_type for line in page.iter_rows() for cell in line} == {"s"}
    call = person_at(bert)
    assert f'href="{call}"' in html
    form = GIVE | hidden(body(officer, call)) | {"channel": "phone", "day": "2.1.1980", "place": "Ö"}
    assert officer.post(call, form | {"day": "30.02.1980"}).status_code == 422
    assert officer.post(call, form | {"channel": "link"}).status_code == 422
    assert officer.post(call, form).headers["Location"] == path
    assert "02.01.1980" in body(officer, call)
    stale = officer.post(call, form | {"place": "Halle"})  # of what stood there before
    assert stale.status_code == 422
    html = unescape(stale.content.decode())
    assert "02.01.1980, Ö" in html
    assert officer.post(call, form | hidden(html) | {"place": "Halle"}).status_code == 302
    assert officer.post(call, {"step": "delete"}).status_code == 302
    assert "02.01.1980" not in body(officer, path)
    with scope(association=anna.association):
        Registration.objects.filter(id=formula.id).update(state="waiting")
    assert officer.get(person_at(formula)).status_code == 404
    for page_of_others in ("conference", "conference-security", "conference-questions"):
        assert officer.get(at(page_of_others, anna)).status_code == 404
    with scope(association=anna.association):
        SecurityCheck.objects.update(delete_on=dt.date(2016, 11, 10))
    assert officer.get(path).status_code == 404
    for late in (path, call):
        response = officer.post(late, form, follow=True)
        assert response.redirect_chain[-1][0] == reverse("today")
        assert "Die Sicherheitsüberprüfung ist beendet." in response.content.decode()
    assert path not in body(officer, "/")


def test_what_cannot_be_read_is_said_and_asked_for_anew(
    anna: Registration, cast: Cast, officer: Client, settings: Settings
) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        (carl,) = registered(invited(anna.conference)[1], CARL).added
        give(anna)
        SecurityEntry.objects.update(sealed=b"\x01" + b"x" * 100)
        give(carl)
    html = body(officer, at("security", anna))
    assert html.count('class="tag bad"') == 1
    assert PLACE in html
    page = load_workbook(io.BytesIO(officer.post(at("security", anna)).content)).active
    assert page is not None
    cells = [[cell.value for cell in line][3:] for line in page.iter_rows()][1:]
    assert cells == [[DAY, PLACE]]
    form = GIVE | hidden(body(officer, person_at(anna))) | {"channel": "phone"}
    assert officer.post(person_at(anna), form).status_code == 302
    with scope(association=anna.association):
        assert given(anna) == BIRTH


def test_nobody_else_sees_it_anywhere(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        give(anna)
    client, circular = logged_in(cast.home.clerk), {"circular_id": anna.conference.circular_id}
    house = {**circular, "recipient_id": anna.recipient_id}
    pages = [
        reverse("participants", kwargs=circular),
        reverse("participants-export", kwargs=circular),
        reverse("desk", kwargs=house),
        reverse("circular", kwargs=circular),
        at("conference", anna),
        at("conference-security", anna),
        at("conference-person", anna, registration_id=anna.id),
        "/",
    ]
    shown = [client.get(page).content.decode() for page in pages]
    form = {"purpose": "Sitzplan", "emails": "on"}
    saved = [client.post(pages[1], form | {"ending": ending}) for ending in ("csv", "xlsx", "pdf")]
    assert [one.status_code for one in saved] == [200, 200, 200]
    shown += [saved[0].content.decode(), _text_of(saved[1].content)]
    with scope(association=anna.association):
        audit = logged_in(somebody(cast, Role.ADMINISTRATOR))
    shown.append(audit.get(reverse("audit")).content.decode())
    for html in shown:
        assert PLACE not in html
        assert "1971" not in html
    for user in (cast.home.clerk, cast.home.signatory, cast.member, cast.other.clerk):
        for path in (at("security", anna), person_at(anna)):
            other = logged_in(user)
            assert (other.get(path).status_code, other.post(path, GIVE).status_code) == (404, 404)


def _text_of(workbook: bytes) -> str:
    page = load_workbook(io.BytesIO(workbook)).active
    assert page is not None
    return " ".join(str(cell.value) for line in page.iter_rows() for cell in line)


def test_the_officer_of_another_association_finds_nothing(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        give(anna)
    with scope(association=cast.other.association):
        other = logged_in(somebody(replace(cast, home=cast.other), Role.SECURITY_OFFICER))
    for path in (at("security", anna), person_at(anna)):
        assert (other.get(path).status_code, other.post(path, GIVE).status_code) == (404, 404)
    assert at("security", anna) not in body(other, "/")


def test_the_list_asks_for_a_fresh_second_factor(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        client = logged_in(somebody(cast, Role.SECURITY_OFFICER))
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()
    for path in (at("security", anna), person_at(anna)):
        response = client.get(path)
        assert response.status_code == 302
        assert "next=" in response["Location"]


def test_whoever_looks_as_the_officer_sees_nothing_of_it(stage: Stage) -> None:
    client = looking(stage, stage.people[Role.SECURITY_OFFICER])
    with scope(association=stage.home.association):
        conference = Conference.objects.get()
    for path in (
        reverse("security", kwargs={"conference_id": conference.id}),
        reverse("security-person", kwargs={"conference_id": conference.id, "registration_id": 1}),
    ):
        response = client.get(path)
        assert (response.status_code, BAR in response.content.decode()) == (403, True)


def test_who_is_missing_is_asked_with_the_number_on_the_button(anna: Registration, cast: Cast) -> None:
    client, tell = logged_in(cast.home.clerk), at("conference-security-tell", anna)
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        registered(invited(anna.conference)[1], BERT)
        html = body(client, at("conference-security", anna))
        assert f'action="{tell}"' in html
        form = {name: hidden(html)[name] for name in ("nonce", "count")}
        assert form["count"] == "1"
        client.post(tell, form | {"count": "2"})
        assert not Announcement.objects.exists()
        for _double in range(2):
            assert client.post(tell, form).headers["Location"] == at("conference-security", anna)
        assert Announcement.objects.get().kind == "security"
    assert f'action="{tell}"' not in body(client, at("conference-security", anna))


def test_pages_of_a_hundred_and_queries_however_many(
    anna: Registration, cast: Cast, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk, person = logged_in(cast.home.clerk), visitor(anna)
    with scope(association=anna.association):
        check_for(cast.home, anna.conference)
        give(anna)
    looks: list[tuple[int, Callable[[], Any]]] = [
        (LIST_QUERIES, lambda: officer.get(at("security", anna))),
        (TEAM_QUERIES, lambda: clerk.get(at("conference-security", anna))),
        (OWN_QUERIES, lambda: person.get(here(anna, "-security"))),
    ]
    for _queries, look in looks:
        look()
    for queries, look in looks:
        with django_assert_num_queries(queries):
            look()
    with scope(association=anna.association):
        row = Registration.objects.get(id=anna.id)
        for number in range(103):
            row.pk, row.uid, row.name = None, uuid.uuid4(), f"Kim Person{number:03}"
            row.save(force_insert=True)
            if number % 2:
                give(row)
    for queries, look in looks:
        with django_assert_num_queries(queries):
            look()
    path = at("security", anna)
    assert body(officer, path).count('data-label="Name"') == 100
    assert body(officer, f"{path}?page=2").count('data-label="Name"') == 4
    assert "only=given" in body(officer, f"{path}?only=given")
