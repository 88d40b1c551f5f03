"""The page of the record: what was done, by whom, with filters in its address, and as a file."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.stage import logged_in, somebody
from umlauf.faces.web.words import role_name
from umlauf.ground.audit.chain import record, verify
from umlauf.ground.audit.events import GROUPS
from umlauf.ground.audit.models import PersonalPart
from umlauf.ground.core import limits
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role

PAGE = reverse("audit")
FILE = reverse("audit-csv")


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The browser of an administrator of the home association, whose record has three entries."""
    from tests.faces.web.conftest import BEGINS

    home, clerk = cast.home.association, cast.home.clerk_actor
    with scope(association=home):
        user = somebody(cast, Role.ADMINISTRATOR)
        record(
            clerk,
            "directory.appointed",
            subject="directory.Person:1",
            label="Landrätin, Ahorntal",
            personal={"name": "Jan Übermut"},
        )
        set_office_time(BEGINS.replace(day=3))
        record(cast.home.signatory_actor, "circulars.issued", subject="circulars.Issue:1", label="RS 543/2016 abc")
        set_office_time(BEGINS.replace(day=5))
        record(clerk, "responses.answered", subject="responses.Answer:1", label="RS 543/2016 Ahorntal")
    with scope(association=cast.other.association):
        record(cast.other.clerk_actor, "directory.appointed", subject="directory.Person:1", label="Fremdes Amt")
    return logged_in(user)


def labels(client: Client, query: str = "") -> list[str]:
    rows = client.get(PAGE + query).context["rows"]
    return [row.label for row in rows]


def test_the_page_shows_who_did_what_the_newest_first(admin: Client, cast: Cast) -> None:
    response = admin.get(PAGE)
    text = response.content.decode()
    assert [row.label for row in response.context["rows"]] == [
        "RS 543/2016 Ahorntal",
        "RS 543/2016 abc",
        "Landrätin, Ahorntal",
    ]
    assert "Jan Übermut" in text
    assert cast.home.signatory.name in text
    assert "Fremdes Amt" not in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?group=directory", ["Landrätin, Ahorntal"]),
        ("?group=administration", []),
        ("?from=2016-11-03", ["RS 543/2016 Ahorntal", "RS 543/2016 abc"]),
        ("?until=2016-11-03", ["RS 543/2016 abc", "Landrätin, Ahorntal"]),
        ("?from=2016-11-03&until=2016-11-03", ["RS 543/2016 abc"]),
        ("?until=9999-12-31&from=0001-01-01", ["RS 543/2016 Ahorntal", "RS 543/2016 abc", "Landrätin, Ahorntal"]),
        ("?q=ahorntal+543", ["RS 543/2016 Ahorntal"]),
        ("?q=100%25", []),
        ("?person=Feldkamp", ["RS 543/2016 Ahorntal", "Landrätin, Ahorntal"]),
        ("?person=jan", ["Landrätin, Ahorntal"]),
        ("?person=%C3%9Cbermut", ["Landrätin, Ahorntal"]),
        ("?person=Feldkamp&group=responses", ["RS 543/2016 Ahorntal"]),
    ],
)
def test_filters_stand_in_the_address(admin: Client, query: str, expected: list[str]) -> None:
    assert labels(admin, query) == expected


@pytest.mark.parametrize("query", ["?group=x", "?from=gestern", "?until=2016-02-30", "?page=x", "?page=99", "?q=%00"])
def test_what_cannot_be_read_in_the_address_asks_for_nothing(admin: Client, query: str) -> None:
    assert len(labels(admin, query)) == 3


def test_what_was_erased_is_said_to_be(admin: Client, cast: Cast) -> None:
    with scope(association=cast.home.association):
        PersonalPart.objects.filter(entry__subject="directory.Person:1").delete()
    response = admin.get(f"{PAGE}?group=directory")
    (row,) = response.context["rows"]
    assert (row.who, row.named) == ("", "")
    assert 'class="tag none"' in response.content.decode()
    assert "Übermut" not in response.content.decode()
    assert labels(admin, "?person=jan") == []


def test_a_digest_is_shown_by_its_beginning_and_stands_whole_in_the_file(admin: Client, cast: Cast) -> None:
    digest = "ab" * 32
    with scope(association=cast.home.association):
        record(cast.home.clerk_actor, "circulars.rendered", subject="circulars.Issue:1", label=f"RS 543 {digest}")
    text = admin.get(PAGE).content.decode()
    assert f"RS 543 {digest[:12]}…" in text
    assert digest not in text
    assert digest in admin.get(FILE).content.decode()


def test_an_empty_record_and_one_without_a_match_say_so(admin: Client) -> None:
    assert 'class="empty"' in admin.get(f"{PAGE}?q=nirgends").content.decode()
    assert "<caption" in admin.get(PAGE).content.decode()


def test_each_event_says_how_what_is_personal_in_it_is_erased(admin: Client) -> None:
    rules = admin.get(PAGE).context["rules"]
    assert sum(len(group.rules) for group in rules) == sum(len(group.events) for group in GROUPS.values())
    assert all(rule.erased and rule.holds for group in rules for rule in group.rules)


def test_a_long_record_has_pages_that_keep_the_filter_and_the_same_number_of_queries(admin: Client, cast: Cast) -> None:
    admin.get(f"{PAGE}?q=Ahorntal")
    with CaptureQueriesContext(connection) as few:
        admin.get(f"{PAGE}?q=Ahorntal")
    with scope(association=cast.home.association):
        for number in range(60):
            record(
                cast.home.clerk_actor,
                "directory.list_saved",
                subject=f"directory.DistributionList:{number}",
                label=f"Verteiler {number}",
            )
    with CaptureQueriesContext(connection) as many:
        response = admin.get(f"{PAGE}?q=Verteiler")
    assert len(many) == len(few)
    assert (len(response.context["rows"]), response.context["page"].paginator.count) == (50, 60)
    assert "q=Verteiler&amp;page=2" in response.content.decode()
    assert labels(admin, "?q=Verteiler&page=2")[-1] == "Verteiler 0"


def test_the_file_holds_what_the_filter_finds(admin: Client) -> None:
    response = admin.get(f"{FILE}?group=directory")
    assert response.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][0] == "1"
    assert rows[1][1].startswith("2016-11-01 09:1")
    assert rows[1][3:6] == ["Landrätin, Ahorntal", "Nora Feldkamp", "Jan Übermut"]
    assert rows[1][-2:] == ["directory.appointed", "directory.Person:1"]


def test_a_file_that_would_be_too_long_leads_back_to_the_filter(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from umlauf.faces.web.views import audit

    monkeypatch.setattr(audit, "LIMITS", replace(limits.LIMITS, audit_rows=2))
    assert admin.get(f"{FILE}?q=2016").status_code == 200
    response = admin.get(f"{FILE}?until=2016-12-01", follow=True)
    assert response.redirect_chain == [(f"{PAGE}?until=2016-12-01", 302)]
    assert len(list(response.context["messages"])) == 1


def test_roles_are_shown_by_their_names_and_found_by_them(admin: Client, cast: Cast) -> None:
    stored = "front_office, member_administrator"
    with scope(association=cast.home.association):
        record(cast.home.clerk_actor, "directory.roles_set", subject="accounts.User:1", label=stored)
        record(cast.home.clerk_actor, "directory.list_saved", subject="directory.List:1", label="registry")
    shown = ", ".join(role_name(role) for role in (Role.FRONT_OFFICE, Role.MEMBER_ADMINISTRATOR))
    assert labels(admin)[:2] == ["registry", shown]
    assert shown in admin.get(FILE).content.decode()
    assert stored not in admin.get(PAGE).content.decode()
    assert labels(admin, "?" + urlencode({"q": role_name(Role.FRONT_OFFICE)})) == [shown]
    with scope(association=cast.home.association):
        record(cast.home.clerk_actor, "directory.granted", subject="directory.Grant:1", label="reviewer")
        assert verify(cast.home.association) == []
    assert labels(admin, "?" + urlencode({"q": role_name(Role.REVIEWER)})) == [role_name(Role.REVIEWER)]
    assert labels(admin, "?" + urlencode({"q": role_name(Role.REGISTRY)})) == []
