"""The card of a dispatch: how far it is, what is in the way, and how a person holds it back, goes on, gives up."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, a_county, add_member
from tests.faces.web.stage import Stage, logged_in, send, set_state
from umlauf.engines.mail.away import say_away
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.faces.web import rows
from umlauf.faces.web.dispatch_card import progress_card
from umlauf.ground.core.clock import machine_now
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.dispatching import Sending, sending_of, troubles_of
from umlauf.office.circulars.models import Delivery, Issue

MINUTE = dt.timedelta(minutes=1)
ROW = re.compile(r'<td data-label="Landkreis">([^<]+)<')


def path(stage: Stage, step: str = "") -> str:
    return reverse(f"circular-{step}" if step else "circular", kwargs={"circular_id": stage.sent.circular_id})


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def become(stage: Stage, *states: State) -> list[Delivery]:
    """Let the deliveries be in these states, in their order."""
    with scope(association=stage.home.association):
        deliveries = list(Delivery.objects.filter(dispatch__issue=stage.sent).order_by("id"))
        for delivery, state in zip(deliveries, states, strict=True):
            set_state(delivery, state)
    return deliveries


def states(stage: Stage) -> Counter[str]:
    with scope(association=stage.home.association):
        return Counter(
            Message.objects.filter(key__startswith=f"circular:{stage.sent.id}:").values_list("state", flat=True)
        )


def card(stage: Stage) -> str:
    """The card alone."""
    page = text(logged_in(stage.home.clerk), path(stage, "progress"))
    return page[page.index('aria-labelledby="delivery"') : page.index('aria-labelledby="annexes"')]


SENT, QUEUED, FAILED = State.SENT, State.QUEUED, State.FAILED


def test_held_back_and_gone_on_with(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    become(stage, *[SENT] * 5, *[QUEUED] * 3)
    assert 'id="hold"' in card(stage)
    for _click in range(2):
        assert client.post(path(stage, "hold")).headers["Location"] == path(stage)
        assert states(stage) == {"sent": 5, "paused": 3}
    held = card(stage)
    assert 'id="hold"' not in held
    assert stage.home.clerk.name in held
    assert f'href="{path(stage, "cancel")}"' in held
    assert "hx-get" not in text(client, path(stage, "progress"))
    assert f'href="{path(stage)}"' in text(client, reverse("today"))
    for _click in range(2):
        assert client.post(path(stage, "resume")).headers["Location"] == path(stage)
        assert states(stage) == {"sent": 5, "queued": 3}
    assert 'id="hold"' in card(stage)


def test_what_is_held_back_by_nobody_can_go_on(stage: Stage) -> None:
    become(stage, *[SENT] * 6, State.PAUSED, QUEUED)
    shown = card(stage)
    assert f'action="{path(stage, "resume")}"' in shown
    assert f'href="{path(stage, "cancel")}"' not in shown


def test_the_count_of_what_is_held_back_leads_to_it(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    become(stage, *[SENT] * 7, State.PAUSED)
    wanted = f'href="{path(stage)}?state=paused#recipients"'
    assert all(wanted in text(client, reverse(name)) for name in ("today", "circulars"))


def test_before_it_is_given_up_a_page_says_for_whom(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    deliveries = become(stage, *[SENT] * 6, State.DEFERRED, QUEUED)
    assert client.get(path(stage, "cancel")).headers["Location"] == path(stage)
    assert client.post(path(stage, "cancel")).status_code == 302
    assert states(stage) == {"sent": 6, "deferred": 1, "queued": 1}
    client.post(path(stage, "hold"))
    page = text(client, path(stage, "cancel"))
    with scope(association=stage.home.association):
        emails = {one.address.email: one.message.state for one in Delivery.objects.select_related("address", "message")}
    assert {email for email in emails if email in page} == {email for email, at in emails.items() if at == "paused"}
    assert page.count("<b>2 ") == 1
    for _click in range(2):
        assert client.post(path(stage, "cancel")).headers["Location"] == path(stage)
        assert states(stage) == {"sent": 6, "cancelled": 2}
    shown = text(client, path(stage))
    assert f'href="{path(stage, "again")}"' in shown
    one = deliveries[-1].id
    assert f'href="{reverse("delivery", kwargs={"delivery_id": one})}"' in shown
    assert (
        "button" in text(client, reverse("delivery", kwargs={"delivery_id": one})).partition('name="outcome"')[0][-60:]
    )


def test_what_reached_nobody_is_sent_again_after_a_page(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    become(stage, *[SENT] * 3, State.UNCERTAIN, State.BOUNCED, FAILED, FAILED, State.CANCELLED)
    page = text(client, path(stage, "again"))
    assert page.count("<b>3 ") == 1
    for _click in range(2):
        assert client.post(path(stage, "again")).headers["Location"] == path(stage)
        assert states(stage) == {"sent": 3, "uncertain": 1, "bounced": 1, "queued": 3}
    assert "<button" not in text(client, path(stage, "again")).partition("<main")[2].partition("</main")[0]
    client.post(path(stage, "hold"))
    assert client.get(path(stage, "again")).headers["Location"] == path(stage)


def test_who_only_reads_sees_no_buttons(stage: Stage) -> None:
    become(stage, *[SENT] * 6, FAILED, QUEUED)
    page = text(logged_in(stage.people["administrator"]), path(stage, "progress"))  # type: ignore[index]
    for mark in ('id="hold"', 'id="again"', "<form"):
        assert mark not in page
    assert 'id="state-failed"' in page


def test_nothing_can_be_held_before_it_is_sent(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for step in ("hold", "resume", "cancel", "again"):
        address = reverse(f"circular-{step}", kwargs={"circular_id": stage.ready.circular_id})
        assert client.post(address).status_code == 302
    for step in ("cancel", "again"):
        address = reverse(f"circular-{step}", kwargs={"circular_id": stage.ready.circular_id})
        assert client.get(address).status_code == 404


def test_what_needs_a_person_is_one_filter_away(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    become(stage, FAILED, *[SENT] * 4, State.UNCERTAIN, State.BOUNCED, SENT)
    link = f'href="{path(stage)}?state=stuck#recipients"'
    assert link in text(client, path(stage))
    assert link in text(client, reverse("today"))
    assert link in text(client, reverse("circulars"))
    with scope(association=stage.home.association):
        names = set(
            Delivery.objects.filter(message__state__in=("failed", "uncertain", "bounced")).values_list(
                "address__recipient__name", flat=True
            )
        )
    assert set(ROW.findall(text(client, f"{path(stage)}?state=stuck"))) == names


def test_domains_that_take_nothing_lead_to_their_rows(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    deliveries = become(stage, *[SENT] * 8)
    with scope(association=stage.home.association):
        for delivery, domain, state in (
            (deliveries[0], "ahorntal.example", FAILED),
            (deliveries[1], "ahorntal.example", State.DEFERRED),
            (deliveries[-1], "b.example", State.UNCERTAIN),
        ):
            set_state(delivery, state, "550 <Nein>")
            Message.objects.filter(id=delivery.message_id).update(domain=domain)
        last = deliveries[-1].address.recipient.name
        troubles = troubles_of(stage.sent, 10)
    assert [(one.domain, dict(one.by_state), one.reply) for one in troubles] == [
        ("ahorntal.example", {State.DEFERRED: 1, State.FAILED: 1}, "550 <Nein>"),
        ("b.example", {State.UNCERTAIN: 1}, "550 <Nein>"),
    ]
    shown = card(stage)
    assert f'href="{path(stage)}?domain=ahorntal.example#recipients"' in shown
    assert "550 &lt;Nein&gt;" in shown
    assert ROW.findall(text(client, f"{path(stage)}?domain=b.example")) == [last]
    assert ROW.findall(text(client, f"{path(stage)}?domain=b.example&state=failed")) == []
    assert ROW.findall(text(client, f"{path(stage)}?domain=%00%C3%BC")) == []


def test_rate_and_time_left_are_measured_over_the_last_minute(stage: Stage) -> None:
    deliveries, now = become(stage, *[SENT] * 5, *[QUEUED] * 3), machine_now()
    with scope(association=stage.home.association):
        for delivery, ago in zip(deliveries, (300, 30, 20, 10, 5), strict=False):
            Message.objects.filter(id=delivery.message_id).update(sent_at=now - dt.timedelta(seconds=ago))
        sending = sending_of(stage.sent)
        issue = get_issue(stage.sent.circular)
        assert issue is not None
        pace = progress_card(issue, issue.dispatch).pace
    assert (sending.lately, sending.moving) == (4, 3)
    assert sending.per_minute(now) == pytest.approx(8, rel=0.1)
    assert re.findall(r"\d+", pace)[0] in {"7", "8"}
    with scope(association=stage.home.association):
        Message.objects.update(sent_at=now - 2 * MINUTE)
        assert sending_of(stage.sent).per_minute(now) == 0
        assert progress_card(issue, issue.dispatch).pace == ""


def test_no_rate_from_nothing_or_from_one() -> None:
    now = machine_now()
    assert Sending().per_minute(now) == 0
    assert Sending(lately=1, since=now - MINUTE).per_minute(now) == 0
    assert Sending(lately=3, since=now).per_minute(now) == 0
    assert Sending(lately=3, since=now + MINUTE).per_minute(now) == 0  # a clock that was set back


def test_deferred_ones_name_their_next_try(stage: Stage) -> None:
    deliveries = become(stage, *[SENT] * 6, State.DEFERRED, State.DEFERRED)
    tomorrow = machine_now() + dt.timedelta(days=1, minutes=1)
    with scope(association=stage.home.association):
        for delivery, at in ((deliveries[-1], tomorrow), (deliveries[-2], tomorrow + MINUTE)):
            Message.objects.filter(id=delivery.message_id).update(next_attempt_at=at)
        issue = get_issue(stage.sent.circular)
        assert issue is not None
        said = progress_card(issue, issue.dispatch).deferred
    local = tomorrow.astimezone()
    assert f"{tomorrow:%d}.{tomorrow:%m}." in said or f"{local:%d}.{local:%m}." in said


def test_that_nothing_goes_out_is_said_and_why_if_that_is_known(stage: Stage) -> None:
    become(stage, *[SENT] * 5, *[QUEUED] * 3)
    with scope(association=stage.home.association):
        issue = get_issue(stage.sent.circular)
        assert issue is not None

        def quiet() -> str:
            return progress_card(issue, issue.dispatch).quiet

        assert quiet() == ""  # the last went out this minute
        Message.objects.filter(state=SENT).update(sent_at=machine_now() - 3 * MINUTE)
        assert quiet() == ""  # they wait for seconds only
        Message.objects.filter(state=QUEUED).update(next_attempt_at=machine_now() - 2 * MINUTE)
        assert re.search(r"\d\d:\d\d", quiet())
        cache.clear()
        say_away("localhost:25: refused")
        assert "localhost:25: refused" in quiet()
        say_away("")
        assert "refused" not in quiet()
        Message.objects.filter(state=QUEUED).update(next_attempt_at=machine_now() + MINUTE)
        assert quiet() == ""


def test_a_long_table_has_pages(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE_ROWS", 2)
    client = logged_in(stage.home.clerk)
    become(stage, *[SENT] * 8)
    first, second = (text(client, f"{path(stage)}?page={number}") for number in (1, 2))
    assert [len(ROW.findall(page)) for page in (first, second)] == [2, 1]
    assert {*ROW.findall(first), *ROW.findall(second)} == {one.name for one in stage.home.members}
    assert "?page=2#recipients" in first
    kept = text(client, f"{path(stage)}?state=sent")
    assert "?state=sent&amp;page=2#recipients" in kept
    assert len(ROW.findall(text(client, f"{path(stage)}?page=99&state=sent"))) == 1


def test_the_card_costs_the_same_however_many_messages(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost(issue: Issue) -> int:
        with scope(association=cast.home.association):
            for number, delivery in enumerate(Delivery.objects.filter(dispatch__issue=issue)):
                set_state(delivery, (SENT, FAILED, QUEUED, State.DEFERRED, State.UNCERTAIN)[number % 5])
        with django_assert_num_queries(22) as asked:
            text(logged_in_clerk, reverse("circular-progress", kwargs={"circular_id": issue.circular_id}))
        return len(asked)

    logged_in_clerk = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        few = send(cast.home)
    costs = [cost(few)]
    with scope(association=cast.home.association):
        for position in range(3, 20):
            add_member(cast.home, a_county(position))
        many = send(cast.home)
    assert costs == [cost(many)]
