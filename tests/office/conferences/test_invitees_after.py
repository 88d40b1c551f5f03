"""What becomes of an invitation later: reminders after the deadline, links anew, and names that go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.inviting_guests import EVA, UWE, a_group, accepted, guest_mails, guests
from tests.office.conferences.registering import an_invitation
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.tasks import run_next_task
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.invite import (
    change_invitee,
    extend_invitee,
    remind_invitees,
    renew_invitee_link,
    silent_of,
    take_out,
)
from umlauf.office.conferences.invitee_entries import InviteeEntry
from umlauf.office.conferences.models import InvitedGroup, Invitee

pytestmark = pytest.mark.django_db
DEADLINE = dt.date(2016, 11, 20)


@pytest.fixture
def house(cast: Cast) -> Iterator[House]:
    with scope(association=cast.home.association):
        yield cast.home


def invited(house: House, **changes: Any) -> tuple[InvitedGroup, Invitee, Invitee]:
    group = a_group(house, an_invitation(house), **changes)
    eva, uwe = guests(house, group, EVA, UWE)
    return group, eva, uwe


def of(house: House, invitee: Invitee) -> dict[str, Any]:
    conference_id = invitee.group.conference_id
    return {"actor": house.clerk_actor, "conference_id": conference_id, "invitee_id": invitee.id}


def reminded(house: House, group: InvitedGroup, count: int) -> int:
    target = {"conference_id": group.conference_id, "group_id": group.id}
    return remind_invitees(actor=house.clerk_actor, **target, count=count)


def worked() -> None:
    while run_next_task():
        pass


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        work()
    return refusal.value.code


def test_after_the_deadline_who_has_more_time_is_counted_and_reminded(house: House) -> None:
    group, eva, _uwe = invited(house, register_by=DEADLINE)
    extend_invitee(**of(house, eva), until=dt.date(2016, 11, 25), reason="Urlaub")
    set_office_time(dt.datetime(2016, 11, 20, 12, tzinfo=dt.UTC))
    assert len(silent_of(group)) == 2
    set_office_time(dt.datetime(2016, 11, 21, 12, tzinfo=dt.UTC))
    assert [one.id for one in silent_of(group)] == [eva.id]
    assert reminded(house, group, 1) == 1


def test_a_new_link_reminds_nobody_who_has_answered(house: House) -> None:
    group, eva, _uwe = invited(house)
    set_office_time(dt.datetime(2016, 11, 15, 12, tzinfo=dt.UTC))
    assert reminded(house, group, 2) == 2
    worked()
    accepted(eva)
    known = set(guest_mails(eva).values_list("id", flat=True))
    renew_invitee_link(**of(house, eva), generation=1)
    worked()
    (anew,) = guest_mails(eva).exclude(id__in=known)
    first = guest_mails(eva)[0]
    assert anew.subject == first.subject
    assert guest_mails(eva)[1].subject != first.subject


def test_no_reminder_goes_to_who_answers_before_it_is_written(house: House) -> None:
    group, eva, uwe = invited(house)
    set_office_time(dt.datetime(2016, 11, 15, 12, tzinfo=dt.UTC))
    reminded(house, group, 2)
    accepted(eva)
    before = guest_mails(eva).count()
    worked()
    assert guest_mails(eva).count() == before
    assert guest_mails(uwe).count() == 2
    renew_invitee_link(**of(house, eva), generation=1)
    worked()
    assert guest_mails(eva).count() == before + 1


def test_no_link_ends_that_cannot_be_sent_anew(house: House) -> None:
    _group, eva, _uwe = invited(house)
    change_invitee(**of(house, eva), entry=InviteeEntry(EVA.name))
    assert code_of(lambda: renew_invitee_link(**of(house, eva), generation=1)) == "invitee.unsent"


def test_of_who_is_taken_out_no_name_stays_in_the_record(house: House) -> None:
    group = a_group(house, an_invitation(house))
    (eva,) = guests(house, group, EVA, send=False)
    change_invitee(**of(house, eva), entry=InviteeEntry("Eva Lange"))
    about = AuditEntry.objects.filter(subject=f"conferences.Invitee:{eva.id}")
    assert about.filter(personal__isnull=False).count() == 1
    take_out(**of(house, eva))
    assert about.count() == 1
    assert not about.filter(personal__isnull=False).exists()
