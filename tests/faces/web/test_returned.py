"""The pages of what came back: what waits stands first, nothing in a mail is shown but its words, a person settles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.engines.mail import returns
from tests.engines.mail.returns import plain, report
from tests.faces.web.stage import Stage, logged_in, set_state
from tests.office.circulars.coming_back import NOON, bounced, verp_of
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.bad_addresses import bad_addresses
from umlauf.office.circulars.models import Delivery

AHORN = "post@lk-ahorntal.example"


def taken(stage: Stage, data: bytes, message: Message | None = None) -> Arrival:
    with scope(association=stage.home.association):
        verp = verp_of(message) if message else None
        return take_in(actor=machine(stage.home.association.id), data=data, verp=verp)


def at(name: str, arrival: Arrival) -> str:
    return reverse(name, kwargs={"arrival_id": arrival.id})


@pytest.fixture
def clerk(stage: Stage) -> Client:
    set_office_time(NOON)
    with scope(association=stage.home.association):
        for delivery in Delivery.objects.all():
            set_state(delivery, State.SENT)
    return logged_in(stage.home.clerk)


def refused_twice(stage: Stage) -> None:
    with scope(association=stage.home.association):
        for day in (2, 3):
            bounced(stage.home, stage.delivery.message, day=day)


def test_what_waits_stands_first_and_leads_to_its_page(stage: Stage, clerk: Client) -> None:
    empty = clerk.get(reverse("returned")).content.decode()
    assert 'class="empty"' in empty
    unknown = taken(stage, returns.ADVERTISEMENT)
    known = taken(stage, report(recipient=AHORN), stage.delivery.message)
    page = clerk.get(reverse("returned")).content.decode()
    assert page.index(at("returned-mail", unknown)) < page.index(at("returned-mail", known))
    assert reverse("delivery", kwargs={"delivery_id": stage.delivery.id}) in page
    filtered = clerk.get(reverse("returned"), {"kind": "bounce"}).content.decode()
    assert at("returned-mail", known) in filtered
    assert at("returned-mail", unknown) not in filtered
    assert 'class="empty"' in clerk.get(reverse("returned"), {"kind": "delay"}).content.decode()
    assert clerk.get(reverse("returned"), {"kind": "nonsense"}).status_code == 200


def test_a_list_of_five_hundred_has_pages_and_costs_no_more(stage: Stage, clerk: Client) -> None:
    first = taken(stage, report(recipient=AHORN), stage.delivery.message)
    clerk.get(reverse("returned"))
    with CaptureQueriesContext(connection) as few:
        clerk.get(reverse("returned"))
    with scope(association=stage.home.association):
        Arrival.objects.bulk_create(
            Arrival(
                association_id=first.association_id,
                digest=f"{number:064}",
                received_at=NOON,
                kind="auto_reply",
                subject=f"Abwesend {number}",
                message_id=first.message_id,
            )
            for number in range(500)
        )
    with CaptureQueriesContext(connection) as many:
        page = clerk.get(reverse("returned")).content.decode()
    assert len(many) == len(few) <= 15
    assert "501" in page
    assert page.count("<tr>") == 51
    assert clerk.get(reverse("returned"), {"page": "11"}).content.decode().count("<tr>") == 2


def test_nothing_in_a_mail_is_shown_but_its_words(stage: Stage, clerk: Client) -> None:
    html = plain(
        "<b>Angebot</b>", '<img src="https://x.example/p.png"><script>go()</script>Guten Tag', sender="a@x.example"
    )
    arrival = taken(stage, html.replace(b"text/plain", b"text/html"))
    page = clerk.get(at("returned-mail", arrival)).content.decode()
    assert "&lt;b&gt;Angebot" in page
    assert "Guten Tag" in page
    assert "x.example/p.png" not in page
    assert "go()" not in page
    saved = clerk.get(at("returned-file", arrival))
    assert saved.content == html.replace(b"text/plain", b"text/html")
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"


def test_a_person_settles_it(stage: Stage, clerk: Client) -> None:
    arrival = taken(stage, returns.ADVERTISEMENT)
    assert at("returned-settle", arrival) in clerk.get(at("returned-mail", arrival)).content.decode()
    assert clerk.post(at("returned-settle", arrival)).status_code == 302
    page = clerk.get(at("returned-mail", arrival)).content.decode()
    assert at("returned-settle", arrival) not in page
    assert stage.home.clerk.name in page


def test_a_person_says_whose_it_is(stage: Stage, clerk: Client) -> None:
    arrival = taken(stage, report(recipient=AHORN))
    message = stage.delivery.message
    page = clerk.get(at("returned-mail", arrival)).content.decode()
    assert f'name="message" value="{message.id}"' in page
    assert clerk.post(at("returned-assign", arrival)).status_code == 409
    assert clerk.post(at("returned-assign", arrival), {"message": "999999999"}).status_code == 404
    assert clerk.post(at("returned-assign", arrival), {"message": message.id}).status_code == 302
    with scope(association=stage.home.association):
        assert Message.objects.get(id=message.id).state == State.BOUNCED
    delivery = clerk.get(reverse("delivery", kwargs={"delivery_id": stage.delivery.id})).content.decode()
    assert at("returned-mail", arrival) in delivery
    with scope(association=stage.home.association):
        other = Delivery.objects.exclude(id=stage.delivery.id)[0].message_id
    assert clerk.post(at("returned-assign", arrival), {"message": other}).status_code == 409


def test_whoever_reads_alone_is_offered_no_form(stage: Stage, clerk: Client) -> None:
    arrival = taken(stage, report(recipient=AHORN))
    refused_twice(stage)
    reviewer = logged_in(stage.people[Role.REVIEWER])
    for path in (at("returned-mail", arrival), reverse("returned-addresses")):
        assert 'action="/returned/' in clerk.get(path).content.decode()
        assert 'action="/returned/' not in reviewer.get(path).content.decode()


def test_an_address_that_takes_none_is_a_task_with_its_entry(stage: Stage, clerk: Client) -> None:
    contact = reverse("organisation-contact", kwargs={"organisation_id": stage.cast.shared.id})
    assert reverse("returned-addresses") not in clerk.get(reverse("today")).content.decode()
    refused_twice(stage)
    today = clerk.get(reverse("today")).content.decode()
    assert "des Landkreises Ahorntal" in today
    assert f'href="{contact}"' in today
    page = clerk.get(reverse("returned-addresses")).content.decode()
    assert AHORN in page
    assert "User unknown" in page
    assert f'href="{contact}"' in page
    assert clerk.post(reverse("returned-address-clear"), {"address": AHORN}).status_code == 302
    with scope(association=stage.home.association):
        assert bad_addresses(stage.home.association) == []
    assert AHORN not in clerk.get(reverse("returned-addresses")).content.decode()


def test_today_counts_what_waits(stage: Stage, clerk: Client) -> None:
    assert f'href="{reverse("returned")}"' not in clerk.get(reverse("today")).content.decode()
    taken(stage, returns.ADVERTISEMENT)
    assert f'href="{reverse("returned")}"' in clerk.get(reverse("today")).content.decode()


def test_replies_stand_on_the_page_of_their_circular(stage: Stage, clerk: Client) -> None:
    arrival = taken(stage, returns.REPLY, stage.delivery.message)
    page = clerk.get(reverse("circular", kwargs={"circular_id": stage.sent.circular_id})).content.decode()
    assert at("returned-mail", arrival) in page
    assert "pia@lk-ahorntal.example" in page


def test_what_was_forgotten_says_so(stage: Stage, clerk: Client) -> None:
    arrival = taken(stage, returns.REPLY, stage.delivery.message)
    with scope(association=stage.home.association):
        Arrival.objects.filter(id=arrival.id).update(text="", raw_key="", kept_until=None)
    page = clerk.get(at("returned-mail", arrival)).content.decode()
    assert at("returned-file", arrival) not in page
    assert clerk.get(at("returned-file", arrival)).status_code == 404


def test_an_office_sees_nothing_of_another(stage: Stage, cast: Cast, clerk: Client) -> None:
    arrival = taken(stage, returns.ADVERTISEMENT)
    other = logged_in(cast.other.clerk)
    assert at("returned-mail", arrival) not in other.get(reverse("returned")).content.decode()
    assert other.get(at("returned-mail", arrival)).status_code == 404
    assert other.post(at("returned-settle", arrival)).status_code == 404
