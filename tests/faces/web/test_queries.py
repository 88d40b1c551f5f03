"""What it costs to find out who may come in: no more than two queries a request."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import Settings

from tests.faces.web.stage import Stage, guest_of, logged_in, member_of, send
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Recipient
from umlauf.office.directory.models import Grant

_AUTHENTICATION = {"django_session", "accounts_user"}
_CLOCK = {"core_officeclock"}


@pytest.fixture(autouse=True)
def _probes(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.faces.web.probes"


def checked(client: Client, name: str, **kwargs: int) -> list[str]:
    """The queries of the access check of a page that asks for nothing itself.

    Not among them are those by which Django finds session and user, the same for every page of somebody who is logged
    in, and the one for the office clock. Among them is that of the letter where the guard fetches and authorises it in
    one, so that the page does not ask for it again.
    """
    path = reverse(name, kwargs=kwargs)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    tables = [(set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', one["sql"])), one["sql"]) for one in asked]
    return [sql for named, sql in tables if not named <= _AUTHENTICATION and not named <= _CLOCK]


@pytest.mark.parametrize(
    ("name", "most"),
    [("probe-public", 0), ("probe-account", 1), ("probe-login", 1), ("probe-office", 1), ("probe-ability", 1)],
)
def test_of_a_page(stage: Stage, name: str, most: int) -> None:
    """The hats of a person are one query; that a second factor was used stands in the session."""
    asked = checked(logged_in(stage.home.signatory), name)
    assert len(asked) <= most, asked


def test_of_a_page_that_wants_a_fresh_second_factor(stage: Stage) -> None:
    """One more: whether there is a second factor at all."""
    asked = checked(logged_in(stage.home.signatory), "probe-fresh")
    assert len(asked) <= 2, asked


def test_of_a_person_with_many_hats(stage: Stage) -> None:
    """However many associations somebody acts for, and whichever of them wrote the letter."""
    for house in (stage.home, stage.cast.other):
        with scope(association=house.association):
            for organisation in house.members[1:]:
                member_of(house, stage.cast.member, organisation)
            Grant.objects.create(association=house.association, user=stage.cast.member, role=Role.REVIEWER)
    with scope(association=stage.cast.other.association):
        letter = Recipient.objects.get(issue=send(stage.cast.other), organisation=stage.cast.shared)
    client = logged_in(stage.cast.member)
    asked = [checked(client, "probe-ability")]
    asked += [
        checked(client, name, recipient_id=one.id)
        for name in ("probe-letter", "probe-answer")
        for one in (stage.letter, letter)
    ]
    assert max(len(one) for one in asked) <= 2, asked


def test_of_a_letter_by_its_link(stage: Stage) -> None:
    asked = checked(guest_of(stage), "probe-letter", recipient_id=stage.letter.id)
    assert len(asked) <= 1, asked


def test_of_the_desk(stage: Stage) -> None:
    where = {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id}
    asked = checked(logged_in(stage.home.clerk), "probe-desk", **where)
    assert len(asked) <= 2, asked


def test_of_who_may_not_come_in(stage: Stage) -> None:
    """To be refused costs no more: the page that says so needs the hats alone."""
    client = logged_in(stage.people[Role.DOOR])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("probe-ability")).status_code == 404
    assert len([one for one in asked if "directory_grant" in one["sql"]]) == 1
