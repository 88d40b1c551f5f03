"""Whoever is forgotten in a room is forgotten in the record of it as well, in the same transaction."""

from __future__ import annotations

import datetime as dt

from tests.cast import DAY, House
from tests.office.conferences.registering import ANNA, an_entry, an_invitation, guest, invited, registered
from tests.office.responses.asking import DEADLINE, a_sent_circular, by_link, guest_of, recipient_of
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, describe_person
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.models import Post
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.actions.purge import forget_answers


def parts(*events: str) -> int:
    """How many entries of these events still have their personal part."""
    return PersonalPart.objects.filter(entry__event__in=events).count()


def test_names_of_former_holders_go_from_the_record_on_their_day(home: House) -> None:
    post = Post.objects.get(organisation=home.members[0], function__name="Landrat")
    eva = PersonEntry("Nachfolge", "Eva")
    tenure = appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY, DAY), new=eva)
    describe_person(actor=home.clerk_actor, person_id=tenure.person_id, entry=eva)
    named = ("directory.appointed", "directory.person_described")
    forget_former_holders(home.association, DAY + dt.timedelta(days=LIMITS.former_days))
    assert parts(*named) == 2
    forget_former_holders(home.association, DAY + dt.timedelta(days=LIMITS.former_days + 1))
    assert parts(*named) == 0
    assert "Nachfolge" not in str(list(PersonalPart.objects.values_list("data", flat=True)))
    assert Entry.objects.filter(event__in=named).count() == 2
    assert [entry.event for entry in Entry.objects.order_by("-sequence")[:2]] == ["directory.forgotten", "audit.erased"]
    assert verify(home.association) == []


def test_who_answered_goes_from_the_record_and_who_decided_stays(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    longer = DEADLINE + dt.timedelta(days=5)
    wish = ask_extension(
        actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), wished=longer, reason="Pia ist krank."
    )
    decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), text="Ja.")
    said = ("responses.answered", "responses.extension_asked")
    kept = dt.timedelta(days=LIMITS.retention_days)
    forget_answers(home.association, longer + kept)
    assert parts(*said) == 2
    forget_answers(home.association, longer + kept + dt.timedelta(days=1))
    assert parts(*said) == 0
    assert parts("responses.extension_granted") == 1
    assert verify(home.association) == []


def test_who_came_goes_from_the_record_after_the_conference(home: House) -> None:
    conference = an_invitation(home)
    first, second, *_rest = invited(conference)
    (anna,) = registered(first, ANNA).added
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    decline(actor=guest(second), recipient_id=second.id, entry=an_entry())
    Message.objects.update(state="sent", next_attempt_at=None)
    said = ("conferences.registered", "conferences.withdrawn", "conferences.declined")
    assert parts(*said) == 3
    set_office_time(dt.datetime(2017, 3, 3, 9, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert parts(*said) == 0
    assert parts("conferences.planned") == 1
    assert verify(home.association) == []
