"""A person writes back: what their mail answers is proposed, and written down once somebody has looked at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.http import Http404

from tests.cast import Cast, House
from tests.office.conferences.registering import an_entry, an_invitation
from umlauf.engines.mail.models import Arrival
from umlauf.engines.reading.replies import Answer as Said
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.models import Delivery, Recipient
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.directory.models import Tenure
from umlauf.office.intake.replies import Proposal, proposal_of, take_reply
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import AnswerState, AskKind, Channel

pytestmark = pytest.mark.django_db

DAY = dt.date(2016, 11, 10)


@pytest.fixture
def conference(home: House) -> Conference:
    return an_invitation(home)


def a_reply(house: House, text: str, *, number: int = 0) -> Arrival:
    """A mail in which the first recipient of the house answers the letter that it got."""
    message = Delivery.objects.order_by("id")[number].message
    data = (
        f"From: Petra Vorzimmer <vorzimmer@lk-ahorntal.example>\nTo: office@lkt.example\nSubject: AW: Konferenz\n"
        f"In-Reply-To: {message.message_id}\nMessage-ID: <reply-{number}@lk-ahorntal.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
    return take_in(actor=house.clerk_actor, data=data.encode(), verp=None)


def proposed(arrival: Arrival, kind: AskKind | None = AskKind.REGISTRATION) -> Proposal:
    proposal = proposal_of(arrival, kind, DAY)
    assert proposal is not None
    return proposal


def by_mail(seen: int = 0) -> Entry:
    return replace(an_entry(seen), channel=Channel.MAIL)


def holder(house: House) -> Tenure:
    """Somebody who holds a post of the first recipient."""
    first = Delivery.objects.order_by("id")[0].address.recipient
    return Tenure.objects.filter(post__organisation=first.organisation_id).select_related("post__function")[0]


def test_a_person_is_completed_from_the_directory(home: House, conference: Conference) -> None:
    tenure = holder(home)
    details = tenure.person.details.get(retired_at=None)
    proposal = proposed(a_reply(home, f"Frau {details.last_name} nimmt teil."))
    assert proposal.said is Said.COMES
    (person,) = proposal.people
    assert person.name.endswith(f"{details.first_name} {details.last_name}")
    assert person.email == details.email
    assert person.function


def test_what_a_person_has_looked_at_is_written_down_once(home: House, conference: Conference) -> None:
    arrival = a_reply(home, "Herr Landrat nimmt teil.")
    proposal = proposed(arrival)
    people = [PersonEntry("Martin Beispiel", "Landrat")]
    entry = by_mail()
    for _time in range(2):
        answer = take_reply(actor=home.clerk_actor, arrival_id=arrival.id, said=Said.COMES, entry=entry, people=people)
    assert answer.state == AnswerState.REGISTERED
    assert list(Registration.objects.values_list("name", "recipient_id", "channel")) == [
        ("Martin Beispiel", proposal.recipient.id, Channel.MAIL)
    ]
    arrival.refresh_from_db()
    assert arrival.settled_by == home.clerk_actor.label


@pytest.mark.parametrize(
    ("text", "said", "state"),
    [
        ("Wir können leider nicht teilnehmen.", Said.DECLINES, AnswerState.DECLINED),
        ("Herr Landrat lässt sich durch Frau Kerstin Entwurf vertreten.", Said.REPRESENTED, AnswerState.REPRESENTED),
    ],
)
def test_other_answers(home: House, conference: Conference, text: str, said: Said, state: AnswerState) -> None:
    arrival = a_reply(home, text)
    proposal = proposed(arrival)
    assert proposal.said is said
    answer = take_reply(
        actor=home.clerk_actor, arrival_id=arrival.id, said=said, entry=by_mail(), people=proposal.people
    )
    assert answer.state == state
    if said is Said.REPRESENTED:
        assert Registration.objects.get().represents in {"Landrat", *(one.represents for one in proposal.people)}


def test_what_is_refused_leaves_the_mail_open(home: House, conference: Conference) -> None:
    arrival = a_reply(home, "Herr Landrat nimmt teil.")
    for said, code in ((Said.COMES, "register.nobody"), (Said.MORE_TIME, "reply.by_hand")):
        with pytest.raises(Refused) as refused:
            take_reply(actor=home.clerk_actor, arrival_id=arrival.id, said=said, entry=by_mail())
        assert refused.value.code == code
    arrival.refresh_from_db()
    assert arrival.settled_at is None
    assert not Registration.objects.exists()


def test_what_does_not_fit_what_was_asked_is_not_proposed(home: House, conference: Conference) -> None:
    nil = a_reply(home, "Fehlanzeige.")
    assert proposed(nil).said is None
    assert proposed(nil, AskKind.STATEMENT).said is Said.NIL
    assert proposed(nil, None).said is None


def test_a_mail_that_nobody_wrote_proposes_nothing(home: House, conference: Conference) -> None:
    arrival = a_reply(home, "Herr Landrat nimmt teil.")
    Arrival.objects.filter(id=arrival.id).update(message=None, doubt="unknown")
    arrival.refresh_from_db()
    assert proposal_of(arrival, AskKind.REGISTRATION, DAY) is None
    with pytest.raises(Http404):
        take_reply(actor=home.clerk_actor, arrival_id=arrival.id, said=Said.DECLINES, entry=by_mail())


def test_a_colleague_elsewhere_does_not_see_it(cast: Cast, home: House, conference: Conference) -> None:
    arrival = a_reply(home, "Herr Landrat nimmt teil.")
    with pytest.raises(Http404):
        take_reply(actor=cast.other.clerk_actor, arrival_id=arrival.id, said=Said.DECLINES, entry=by_mail())
    assert Recipient.objects.exists()
