"""The page from which a circular is sent: how much mail it will be, now or at a time, and a test to oneself."""

from __future__ import annotations

import datetime as dt
import html
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import enqueue
from umlauf.office.circulars.letter_room import reach_size
from umlauf.office.circulars.mailing import CircularMails
from umlauf.office.circulars.models import Dispatch, PlannedDispatch

NOW = dt.datetime(2016, 11, 10, 11, tzinfo=dt.UTC)  # a Thursday
MONDAY = {"day": "2016-11-14", "time": "08:00"}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _autumn(stage: Stage) -> None:
    set_office_time(NOW)


def address(stage: Stage, step: str = "send") -> str:
    return reverse(f"circular-{step}", kwargs={"circular_id": stage.ready.circular_id})


def plan(client: Client, stage: Stage, **given: str) -> tuple[int, str]:
    """Send the form, and what comes back: the status and the page."""
    response = client.post(address(stage, "plan"), MONDAY | given)
    return response.status_code, response.content.decode()


def planned(stage: Stage) -> list[dt.datetime]:
    with scope(association=stage.home.association):
        return list(PlannedDispatch.objects.values_list("at", flat=True))


def value_of(page: str, name: str) -> str:
    """What a field of a form holds."""
    field = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    assert field is not None
    value = re.search(r' value="([^"]*)"', field[0])
    return value[1] if value else ""


def test_the_page_says_how_much_mail_it_will_be(stage: Stage) -> None:
    page = logged_in(stage.home.clerk).get(address(stage)).content.decode()
    with scope(association=stage.home.association):
        mails = CircularMails(stage.ready, stage.ready.rendition, at=NOW)
        size = reach_size(stage.ready, stage.ready.rendition, mails.body_bytes())
    assert size.messages == size.attached == 8
    figures = re.search(r"<b>8 [^<]*</b>[^<]* ([\d,]+ [kM]B)", page)
    assert figures is not None
    assert float(figures[1].split()[0].replace(",", ".")) == pytest.approx(size.wire_bytes / 1000, rel=0.1)
    assert f'action="{address(stage, "plan")}"' in page
    assert f'action="{address(stage, "trial")}"' in page
    assert stage.home.clerk.email in page


def test_the_form_proposes_the_next_morning_on_which_somebody_works(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for now, day in ((NOW, "2016-11-11"), (NOW + dt.timedelta(days=1), "2016-11-14")):
        set_office_time(now)
        page = client.get(address(stage)).content.decode()
        assert (value_of(page, "day"), value_of(page, "time")) == (day, "08:00")


def test_a_working_day_is_planned_at_once(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    response = client.post(address(stage, "plan"), MONDAY, follow=True)
    assert response.redirect_chain == [(reverse("circular", kwargs={"circular_id": stage.ready.circular_id}), 302)]
    assert planned(stage) == [dt.datetime(2016, 11, 14, 7, tzinfo=dt.UTC)]
    page = response.content.decode()
    assert "Montag, 14. November 2016, 08:00 Uhr" in page
    assert f'href="{address(stage)}"' in page
    assert f'action="{address(stage, "unplan")}"' in page
    again = client.get(address(stage)).content.decode()
    assert (value_of(again, "day"), value_of(again, "time")) == ("2016-11-14", "08:00")


def test_lists_show_the_plan(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    plan(client, stage)
    assert "Mo., 14.11.2016, 08:00 Uhr" in client.get(reverse("circulars")).content.decode()
    today = client.get(reverse("today")).content.decode()
    assert "Mo., 14.11.2016, 08:00 Uhr" in today
    assert f'href="{address(stage)}"' not in today  # nobody sends it twice by mistake


@pytest.mark.parametrize(
    "day",
    ["2016-11-12", "2016-11-13", "2016-12-26", "2016-11-18", "2016-11-21"],
    ids=["Saturday", "Sunday", "holiday", "last day of the deadline", "after the deadline"],
)
def test_a_day_against_which_something_speaks_is_asked_for_twice(stage: Stage, day: str) -> None:
    client = logged_in(stage.home.clerk)
    before = row_counts()
    status, page = plan(client, stage, day=day)
    assert (status, row_counts()) == (409, before)
    assert '<div class="note" role="alert" tabindex="-1" id="warnings"' in page  # a question, and nobody's mistake
    sure = value_of(page, "sure")
    status, page = plan(client, stage, day=day, time="09:30", sure=sure)  # another time than was asked about
    assert (status, planned(stage)) == (409, [])
    assert plan(client, stage, day=day, time="09:30", sure=value_of(page, "sure"))[0] == 302
    assert [at.astimezone(BERLIN).isoformat()[:16] for at in planned(stage)] == [f"{day}T09:30"]


def test_without_a_deadline_a_working_day_is_as_good_as_another(stage: Stage) -> None:
    with scope(association=stage.home.association):
        content = stage.ready.content | {"answer_by": None}
        type(stage.ready).objects.filter(id=stage.ready.id).update(content=content)
    assert plan(logged_in(stage.home.clerk), stage, day="2016-11-21")[0] == 302


@pytest.mark.parametrize(
    "given",
    [
        {"day": "2016-11-10", "time": "11:59"},
        {"day": "2015-11-16"},
        {"day": "2017-11-14", "sure": "2017-11-14T08:00"},
        {"day": ""},
        {"time": ""},
        {"day": "morgen"},
        {"time": "25:00"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31", "sure": "9999-12-31T08:00"},
    ],
)
def test_what_cannot_be_planned_is_said_and_stays_in_the_form(stage: Stage, given: dict[str, str]) -> None:
    client, before = logged_in(stage.home.clerk), row_counts()
    status, page = plan(client, stage, **given)
    assert (status, row_counts()) == (409, before)
    assert 'role="alert"' in page
    for name, value in given.items():
        assert value_of(page, name) == html.escape(value)


def test_a_plan_is_changed_and_taken_back(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    plan(client, stage)
    plan(client, stage, day="2016-11-15")
    assert planned(stage) == [dt.datetime(2016, 11, 15, 7, tzinfo=dt.UTC)]
    for _click in range(2):
        response = client.post(address(stage, "unplan"))
        assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.ready.circular_id})
        assert planned(stage) == []
    assert client.post(address(stage)).status_code == 302
    with scope(association=stage.home.association):
        assert Dispatch.objects.filter(issue=stage.ready).exists()


def test_the_page_waits_for_a_plan_that_is_near(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    plan(client, stage)
    page = reverse("circular", kwargs={"circular_id": stage.ready.circular_id})
    assert "hx-get" not in client.get(page).content.decode()
    set_office_time(dt.datetime(2016, 11, 14, 6, 59, tzinfo=dt.UTC))
    assert "hx-get" in client.get(page).content.decode()


def test_a_plan_that_has_not_begun_is_said(stage: Stage) -> None:
    client, page = logged_in(stage.home.clerk), reverse("circular", kwargs={"circular_id": stage.ready.circular_id})
    plan(client, stage)
    set_office_time(dt.datetime(2016, 11, 14, 7, 4, tzinfo=dt.UTC))
    assert 'id="overdue"' not in client.get(page).content.decode()
    set_office_time(dt.datetime(2016, 11, 14, 7, 6, tzinfo=dt.UTC))
    with scope(association=stage.home.association):
        enqueue("circulars.dispatch_planned", stage.ready.id, association_id=stage.home.association.id)
        Task.objects.filter(name="circulars.dispatch_planned").update(attempts=1, error="Refused: Der Brief fehlt.")
    for shown in (page, reverse("today")):
        said = client.get(shown).content.decode()
        assert "Der Brief fehlt." in said
        assert "Refused" not in said
    assert 'id="overdue"' in client.get(page).content.decode()
    assert client.get(reverse("today")).content.decode().count(f'href="{page}"') == 1
    assert 'class="sub bad-text"' in client.get(reverse("circulars")).content.decode()


def test_whoever_sends_at_once_is_told_that_the_plan_goes(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert 'id="plan-goes"' not in client.get(address(stage)).content.decode()
    plan(client, stage)
    page = client.get(address(stage)).content.decode()
    assert 'id="plan-goes"' in page
    assert page.count('form="unplan"') == page.count('id="unplan"') == 1


def test_what_was_sent_cannot_be_planned(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    client.post(address(stage))
    assert plan(client, stage)[0] == 409
    assert planned(stage) == []


def test_a_test_goes_to_oneself_and_so_often(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    statuses = [client.post(address(stage, "trial")).status_code for _again in range(LIMITS.trials + 2)]
    assert statuses == [302] * LIMITS.trials + [429] * 2
    with scope(association=stage.home.association):
        mails = Message.objects.filter(key__startswith="trial:")
        assert set(mails.values_list("recipient", flat=True)) == {stage.home.clerk.email}
        assert mails.count() == LIMITS.trials
    page = client.get(address(stage)).content.decode()
    assert stage.home.clerk.email in page
    assert client.post(address(stage, "send")).status_code == 302


def test_a_draft_has_no_such_steps(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for step in ("plan", "unplan", "trial"):
        path = reverse(f"circular-{step}", kwargs={"circular_id": stage.draft.id})
        assert client.post(path, MONDAY).status_code == 404
