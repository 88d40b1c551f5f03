"""The bundle of the day on pages: who gets it later, how much waits, and how that leaves at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import House, a_circular, a_content, an_issue
from tests.faces.web.stage import Stage, logged_in, rendered
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Issue, Recipient


def quiet(house: House, *, bundled: int = 1) -> Issue:
    """A letter that is ready, asks for nothing, and which ``bundled`` of its organisations want once a day."""
    with scope(association=house.association):
        content = replace(a_content(house, subject="Neue Fördersätze"), answer_by=None)
        issue = rendered(house, an_issue(house, a_circular(house, content)))
        wanting = list(Recipient.objects.filter(issue=issue).values_list("id", flat=True)[:bundled])
        Recipient.objects.filter(id__in=wanting).update(bundled=True)
    return issue


def path(issue: Issue, step: str = "") -> str:
    return reverse(f"circular-{step}" if step else "circular", kwargs={"circular_id": issue.circular_id})


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def gathered(house: House, issue: Issue) -> int:
    with scope(association=house.association):
        theirs = Message.objects.filter(key__startswith=f"circular:{issue.id}:")
        return theirs.filter(state=State.GATHERED).count()


@pytest.mark.parametrize(("bundled", "said"), [(1, "Eine Stelle</b> wünscht"), (2, "2 Stellen</b> wünschen")])
def test_before_the_dispatch_it_is_said_who_gets_it_later(stage: Stage, bundled: int, said: str) -> None:
    page = text(logged_in(stage.home.clerk), path(quiet(stage.home, bundled=bundled), "send"))
    assert said in page
    assert "15:00 Uhr" in page
    assert 'name="at_once"' in page


def test_nothing_of_it_where_nobody_wants_it_or_an_answer_is_asked(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        Recipient.objects.filter(issue=stage.ready).update(bundled=True)
    for issue in (quiet(stage.home, bundled=0), stage.ready):
        assert 'name="at_once"' not in text(client, path(issue, "send"))


def test_what_waits_stands_on_the_page_and_leaves_when_somebody_says_so(stage: Stage) -> None:
    issue, client = quiet(stage.home), logged_in(stage.home.clerk)
    client.post(path(issue, "send"))
    waiting = gathered(stage.home, issue)
    assert waiting > 0
    page = text(client, path(issue))
    assert f"{waiting} Nachrichten gehen mit der Sammelmail hinaus" in page
    assert 'id="send-gathered"' in page
    assert 'id="hold"' in page
    for _click in range(2):
        assert client.post(path(issue, "send-gathered")).headers["Location"] == path(issue)
        assert gathered(stage.home, issue) == 0
    page = text(client, path(issue))
    assert "Es wartete nichts mehr auf eine Sammelmail." in page
    assert 'id="send-gathered"' not in page


def test_at_once_to_all(stage: Stage) -> None:
    issue, client = quiet(stage.home), logged_in(stage.home.clerk)
    client.post(path(issue, "send"), {"at_once": "yes"})
    assert gathered(stage.home, issue) == 0
    assert "Sammelmail" not in text(client, path(issue))


def test_who_only_reads_sees_that_it_waits_and_no_button(stage: Stage) -> None:
    issue = quiet(stage.home)
    logged_in(stage.home.clerk).post(path(issue, "send"))
    reader = logged_in(stage.people[Role.REVIEWER])
    page = text(reader, path(issue))
    assert "Sammelmail" in page
    assert 'id="send-gathered"' not in page
    assert reader.post(path(issue, "send-gathered")).status_code == 404
