"""From when members register, until when they cancel and send deputies: on the pages, and in the form of the office."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.answering import SAYER, Browser, clerk, guest, invite, people_of
from tests.faces.web.stage import Stage, logged_in
from tests.faces.web.test_deputies import DEPUTY, addresses, registered
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.place import place_address

DAY = dt.date(2016, 11, 14)
AFTER = dt.datetime(2016, 11, 15, 9, tzinfo=dt.UTC)


def days(stage: Stage, **given: dt.date) -> Conference:
    with scope(association=stage.home.association):
        Conference.objects.filter(circular_id=stage.sent.circular_id).update(**given)
        return Conference.objects.get(circular_id=stage.sent.circular_id)


def test_a_deputy_in_time_and_afterwards(stage: Stage) -> None:
    anna = registered(stage)
    days(stage, deputy_by=DAY)
    browser, way = guest(stage), f"people/{anna}/deputy/"
    page = browser.page()
    assert "14. November 2016" in page.text
    assert way in " ".join(addresses(page))
    form = browser.form(way)
    set_office_time(AFTER)
    late = browser.send(way, form, **DEPUTY, **SAYER)
    assert people_of(stage) == [("Anna Berg", "admitted")]
    assert late.status == 422
    assert browser.page(way).address == browser.door
    assert way not in " ".join(addresses(browser.page()))
    assert way in " ".join(addresses(clerk(stage).page()))


def test_before_registration_begins_one_can_decline(stage: Stage) -> None:
    invite(stage)
    days(stage, register_from=dt.date(2016, 11, 20))
    browser: Browser = guest(stage)
    page = browser.page()
    shown = addresses(page)
    assert page.text.count("20. November 2016") == 2
    assert not any(one.endswith(("register/", "deputy/")) for one in shown)
    assert any(one.endswith("decline/") for one in shown)
    assert browser.page("register/").address == browser.door
    assert any(one.endswith("register/") for one in addresses(clerk(stage).page()))
    set_office_time(dt.datetime(2016, 11, 19, 23, tzinfo=dt.UTC))
    assert any(one.endswith("register/") for one in addresses(browser.page()))


def test_whom_the_office_entered_early_a_house_corrects(stage: Stage) -> None:
    anna = registered(stage)
    days(stage, register_from=dt.date(2016, 11, 20))
    browser: Browser = guest(stage)
    assert f"people/{anna}/" in " ".join(addresses(browser.page()))
    assert browser.page(f"people/{anna}/").address != browser.door


def test_the_place_and_the_ways_out_say_until_when(stage: Stage) -> None:
    registered(stage)
    days(stage, cancel_by=DAY)
    with scope(association=stage.home.association):
        link = place_address(Registration.objects.select_related("recipient").get())
    browser = logged_in(stage.cast.member)
    browser.get(link.partition("//")[2].partition("/")[2].join(("/", "")))
    with scope(association=stage.home.association):
        own = reverse("place", kwargs={"registration_id": Registration.objects.get().id})
    for path in (own, f"{own}withdraw/"):
        assert "14. November 2016" in browser.get(path).content.decode()
    assert "14. November 2016" in guest(stage).page("withdraw/").text


@pytest.mark.parametrize("given", [{"cancel_by": "2016-12-03"}, {"deputy_by": "2017-01-01"}])
def test_the_office_enters_them(stage: Stage, given: dict[str, Any]) -> None:
    registered(stage)
    conference = days(stage)
    path = reverse("conference-edit", kwargs={"conference_id": conference.id})
    office = logged_in(stage.home.clerk)
    form = office.get(path).context["event"]
    known = {name: value for name in form.fields if (value := form.get_initial_for_field(form.fields[name], name))}
    known |= {"step": "event", "register_from": "2016-11-02", "cancel_by": "2016-11-14", "deputy_by": "2016-11-30"}
    wrong = office.post(path, known | given)
    assert wrong.status_code == 422
    [name] = given
    assert name in wrong.context["event"].errors
    assert office.post(path, known).status_code == 302
    assert days(stage).deputy_by == dt.date(2016, 11, 30)
    shown = office.get(reverse("conference", kwargs={"conference_id": conference.id})).content.decode()
    assert "14. November 2016" in shown
