"""Clearing up a message that needs a person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.addresses import mail_beside_of, notice_delivery_of
from tests.faces.web.stage import Stage, logged_in, set_state
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.office.circulars.access import get_delivery_for
from umlauf.office.circulars.models import Delivery, NoticeDelivery


def path(stage: Stage) -> str:
    return reverse("delivery", kwargs={"delivery_id": stage.delivery.id})


def all_of(stage: Stage) -> list[int]:
    with scope(association=stage.home.association):
        return list(Delivery.objects.filter(dispatch__issue=stage.sent).values_list("id", flat=True))


def state(stage: Stage) -> str:
    with scope(association=stage.home.association):
        return Message.objects.get(id=stage.delivery.message_id).state


@pytest.mark.parametrize(
    ("now", "sentence", "buttons"),
    [
        (State.UNCERTAIN, "Die Verbindung brach ab", {"War angekommen", "Noch einmal senden"}),
        (State.FAILED, "nicht angenommen", {"Noch einmal senden"}),
        (State.BOUNCED, "Die Nachricht kam zurück", {"Noch einmal senden"}),
        (State.SENT, "Es gibt nichts zu klären.", set()),
        (State.QUEUED, "läuft von selbst weiter", set()),
    ],
)
def test_the_page_says_what_is_known(stage: Stage, now: State, sentence: str, buttons: set[str]) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, now, "550 5.1.1 Unbekannt")
    page = logged_in(stage.home.clerk).get(path(stage)).content.decode()
    assert sentence in page
    assert "550 5.1.1 Unbekannt" in page
    assert "Landkreis Ahorntal" in page
    assert {text for text in ("War angekommen", "Noch einmal senden") if f">{text}</button>" in page} == buttons


@pytest.mark.parametrize("now", [State.SENT, State.DEFERRED, State.PAUSED])
def test_each_message_can_be_opened_from_the_circular(stage: Stage, now: State) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        set_state(stage.delivery, now)
    page = client.get(reverse("circular", kwargs={"circular_id": stage.sent.circular_id})).content.decode()
    for one in all_of(stage):
        assert page.count(f'href="{reverse("delivery", kwargs={"delivery_id": one})}"') == 1


def test_what_was_handed_over_says_when_and_under_which_number(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.SENT)
        at = dt.datetime(2016, 11, 3, 9, 17, tzinfo=dt.UTC)
        Message.objects.filter(id=stage.delivery.message_id).update(queue_id="4YQx2k1Zz", sent_at=at)
    page = logged_in(stage.home.clerk).get(path(stage)).content.decode()
    assert '<dd class="code">4YQx2k1Zz</dd>' in page
    assert "3. November 2016, 10:17 Uhr" in page


@pytest.mark.parametrize(("outcome", "after"), [("arrived", State.SENT), ("again", State.QUEUED)])
def test_a_person_decides_and_it_is_written_down_once(stage: Stage, outcome: str, after: State) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.UNCERTAIN)
    for _click in range(2):
        response = client.post(path(stage), {"outcome": outcome})
        assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
        assert state(stage) == after
    with scope(association=stage.home.association):
        (entry,) = Entry.objects.filter(event=f"circulars.delivery_{outcome}")
        assert entry.label == "Rundschreiben Nr. 544/2016 Landkreis Ahorntal, Poststelle"
        assert entry.personal.data["actor"] == stage.home.clerk.name


def test_what_did_not_arrive_cannot_be_called_arrived(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.FAILED)
    response = logged_in(stage.home.clerk).post(path(stage), {"outcome": "arrived"})
    assert response.status_code == 409
    assert "hat sich inzwischen geändert" in response.content.decode()
    assert state(stage) == State.FAILED


def test_what_was_handed_over_is_not_sent_again(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.SENT)
    assert logged_in(stage.home.clerk).post(path(stage), {"outcome": "again"}).status_code == 409
    assert state(stage) == State.SENT


def test_an_answer_that_does_not_exist_changes_nothing(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.UNCERTAIN)
    assert logged_in(stage.home.clerk).post(path(stage), {"outcome": "lost"}).status_code == 200
    assert state(stage) == State.UNCERTAIN


def test_another_office_can_neither_see_nor_settle_it(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.UNCERTAIN)
        with pytest.raises(Http404):  # also where the scope would let it through
            get_delivery_for(stage.cast.other.clerk_actor, stage.delivery.id)
        assert get_delivery_for(stage.home.clerk_actor, stage.delivery.id) == stage.delivery
    client = logged_in(stage.cast.other.clerk)
    assert client.post(path(stage), {"outcome": "arrived"}).status_code == 404
    assert state(stage) == State.UNCERTAIN


def test_the_mail_of_a_notice_is_cleared_up_the_same_way(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    found = notice_delivery_of(stage)
    where, circular = reverse("notice-delivery", kwargs={"delivery_id": found}), stage.sent.circular_id
    with scope(association=stage.home.association):
        mail = NoticeDelivery.objects.get(id=found).message
        Message.objects.filter(id=mail.id).update(state=State.FAILED, next_attempt_at=None, last_reply="550 Unbekannt")
    page = client.get(reverse("circular", kwargs={"circular_id": circular})).content.decode()
    assert f'href="{where}"' in page
    assert f'href="{where}"' in client.get("/").content.decode()
    assert "550 Unbekannt" in client.get(where).content.decode()
    assert client.post(where, {"outcome": "arrived"}).status_code == 409
    for _click in range(2):
        response = client.post(where, {"outcome": "again"})
        assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": circular})
    with scope(association=stage.home.association):
        assert Message.objects.get(id=mail.id).state == State.QUEUED
        (entry,) = Entry.objects.filter(event="circulars.delivery_again")
        assert entry.subject == f"circulars.NoticeDelivery:{found}"
    assert f'href="{where}"' not in client.get("/").content.decode()


def test_the_mail_of_a_notice_is_its_own_office_s(stage: Stage) -> None:
    where = reverse("notice-delivery", kwargs={"delivery_id": notice_delivery_of(stage)})
    for answer in ({}, {"outcome": "again"}):
        assert logged_in(stage.cast.other.clerk).post(where, answer).status_code == 404


@pytest.mark.parametrize(("outcome", "after"), [("again", State.QUEUED), ("left", State.CANCELLED)])
def test_a_new_link_that_reached_nobody_is_cleared_up(stage: Stage, outcome: str, after: State) -> None:
    client = logged_in(stage.home.clerk)
    found = mail_beside_of(stage)
    where = reverse("delivery-beside", kwargs={"message_id": found})
    circular = reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
    for page in ("/", circular):
        assert f'href="{where}"' in client.get(page).content.decode()
    page = client.get(where).content.decode()
    assert "550 Unbekannt" in page
    assert [f'value="{one}"' in page for one in ("arrived", "again", "left")] == [False, True, True]
    assert client.post(where, {"outcome": "arrived"}).status_code == 409
    for _click in range(2):
        assert client.post(where, {"outcome": outcome}).headers["Location"] == circular
    with scope(association=stage.home.association):
        assert Message.objects.get(id=found).state == after
        (entry,) = Entry.objects.filter(event=f"circulars.delivery_{outcome}")
        assert entry.subject == f"mail.Message:{found}"
    for page in ("/", circular):
        assert f'href="{where}"' not in client.get(page).content.decode()


def test_several_other_mails_lead_to_where_they_are_listed(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    both = [mail_beside_of(stage), mail_beside_of(stage, State.UNCERTAIN, to=1)]
    circular = reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
    assert f'href="{circular}#mails"' in client.get("/").content.decode()
    page = client.get(circular).content.decode()
    listed = page[page.index('id="mails"') :]
    assert all(reverse("delivery-beside", kwargs={"message_id": one}) in listed for one in both)
    uncertain = client.get(reverse("delivery-beside", kwargs={"message_id": both[1]})).content.decode()
    assert [f'value="{one}"' in uncertain for one in ("arrived", "again", "left")] == [True, True, False]


def test_a_circular_is_not_left_at_not_having_arrived(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.BOUNCED)
    client = logged_in(stage.home.clerk)
    assert 'value="left"' not in client.get(path(stage)).content.decode()
    assert client.post(path(stage), {"outcome": "left"}).status_code == 409
    assert state(stage) == State.BOUNCED


def test_other_mails_are_their_own_office_s(stage: Stage) -> None:
    where = reverse("delivery-beside", kwargs={"message_id": mail_beside_of(stage)})
    letter = reverse("delivery-beside", kwargs={"message_id": stage.delivery.message_id})
    assert logged_in(stage.home.clerk).get(letter).status_code == 404
    for answer in ({}, {"outcome": "again"}):
        assert logged_in(stage.cast.other.clerk).post(where, answer).status_code == 404
