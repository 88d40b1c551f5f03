"""Whoever is invited beside the members: groups, invitations, what is said by them, and when it is too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.inviting_guests import (
    COMES,
    EVA,
    PRESS,
    UWE,
    a_group,
    accepted,
    by_link,
    guest_mails,
    guests,
)
from tests.office.conferences.registering import (
    ANNA,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    persons,
    registered,
    states,
)
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.tasks import run_next_task
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.answer_invitation import (
    accept_invitation,
    decline_invitation,
    withdraw_guests,
)
from umlauf.office.conferences.actions.decide import decide_case
from umlauf.office.conferences.actions.groups import remove_group, set_group, state_of_group
from umlauf.office.conferences.actions.invite import (
    change_invitee,
    extend_invitee,
    invite,
    queue_invitations,
    remind_invitees,
    renew_invitee_link,
    send_invitations,
    take_out,
)
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import ConferenceKind, GroupAdmission
from umlauf.office.conferences.models import AdmissionCase, Invitee, Registration
from umlauf.office.conferences.queries import places_of
from umlauf.office.responses.enums import Way
from umlauf.office.responses.models import Ask

pytestmark = pytest.mark.django_db


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.code


def test_an_invitation_is_released_by_a_person_and_goes_out_once(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group = a_group(house, conference)
        eva, uwe = guests(house, group, EVA, UWE, send=False)
        target = {"conference_id": conference.id, "group_id": group.id}
        assert not guest_mails(eva).exists()
        assert refused(lambda: send_invitations(actor=house.clerk_actor, **target, count=1)) == "invitee.count"
        assert send_invitations(actor=house.clerk_actor, **target, count=2) == 2
        assert send_invitations(actor=house.clerk_actor, **target, count=2) == 0
        while run_next_task():
            pass
        Invitee.objects.update(queued_at=None)
        assert not queue_invitations(group_id=group.id)
        (mail,) = guest_mails(eva)
        assert (mail.recipient, guest_mails(uwe).count()) == (EVA.email, 1)
        issue_label = conference.circular.issue.label
        text = f"{mail.subject} {mail.text} {mail.html}"
        assert all(said in mail.text for said in (PRESS.invitation, conference.title, "/event/", "Art. 13"))
        assert not any(said in text for said in ("/l/", issue_label))
        assert conference.circular.issue.short_label not in text


def test_whoever_comes_by_an_invitation_is_registered_and_told_in_its_own_frame(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        (eva,) = guests(house, a_group(house, conference))
        entry = an_entry(name="Eva Lang", email=EVA.email)
        accepted(eva, entry=entry)
        accepted(eva, entry=entry)  # a double click
        row = Registration.objects.get(invitee=eva)
        assert (row.state, row.recipient_id, row.inviter_name) == ("admitted", None, "Eva Lang, Kreisblatt")
        (told,) = mails(about=row.id)
        label = conference.circular.issue.label
        receipt = guest_mails(eva).last()
        assert receipt is not None
        assert "METHOD:REQUEST" in told.calendar
        assert label not in f"{told.text}{told.html}{receipt.text}{receipt.html}"
        assert ("/event/" in receipt.text, "/event/" in told.text) == (True, False)
        assert "Art. 14" not in told.text  # the invitation has said it
        other = replace(COMES, name="Olaf Kern", email="olaf@kreisblatt.example")
        assert refused(lambda: accepted(eva, other)) == "invitee.places"


def test_a_late_guest_comes_when_the_house_is_full_and_takes_no_place_of_it(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house, places=1)
        member = invited(conference)[0]
        registered(member, *persons(2))
        (press,) = guests(house, a_group(house, conference))
        accepted(press)
        vip = a_group(house, conference, name="Ehrengäste", outside_total=True, places=1)
        late, later = guests(
            house, vip, replace(EVA, name="Ada Ott", email="ada@bund.example"), replace(UWE, email="uwe@bund.example")
        )
        set_office_time(dt.datetime(2016, 12, 1, 12, tzinfo=dt.UTC))  # long after the members' deadline
        accepted(late, replace(COMES, name="Ada Ott"))
        accepted(later, replace(COMES, name="Uwe Moor"))
        assert states(conference) == ["admitted", "waiting", "waiting", "admitted", "waiting"]
        places = places_of(conference)
        assert (places.admitted, places.outside, places.waiting, places.free) == (1, 1, 3, 0)
        ada = Registration.objects.get(name="Ada Ott")
        withdraw_guests(actor=by_link(late), invitee_id=late.id, entry=an_entry(), registration_ids=[ada.id])
        assert states(conference) == ["admitted", "waiting", "waiting", "withdrawn", "admitted"]
        set_places(actor=house.clerk_actor, conference_id=conference.id, places=2)
        assert states(conference) == ["admitted", "admitted", "waiting", "withdrawn", "admitted"]


def test_who_waits_for_a_full_group_stands_in_nobodys_way(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house, places=3)
        group = a_group(house, conference, places=1)
        eva, uwe = guests(house, group, EVA, UWE)
        accepted(eva)
        accepted(uwe, replace(COMES, name="Uwe Moor"))
        first, second = invited(conference)[:2]
        registered(first, *persons(2))
        done = registered(second, *persons(1, first=3))
        assert states(conference) == ["admitted", "waiting", "admitted", "admitted", "waiting"]
        entry = an_entry(1)
        ids = [Registration.objects.get(name="Person 1").id]
        withdraw(actor=guest(first), recipient_id=first.id, entry=entry, registration_ids=ids)
        assert states(conference) == ["admitted", "waiting", "withdrawn", "admitted", "admitted"]
        assert done.added[0].name == "Person 3"
        entry_of = replace(PRESS, places=2)
        assert (
            refused(
                lambda: set_group(
                    actor=house.clerk_actor, conference_id=conference.id, group_id=group.id, entry=entry_of, seen="old"
                )
            )
            == "group.changed"
        )
        set_places(actor=house.clerk_actor, conference_id=conference.id, places=4)
        assert states(conference)[1] == "waiting"
        group.refresh_from_db()
        seen = state_of_group(group)
        set_group(actor=house.clerk_actor, conference_id=conference.id, group_id=group.id, entry=entry_of, seen=seen)
        assert states(conference)[1] == "admitted"
        few = replace(PRESS, places=1)
        group.refresh_from_db()
        assert (
            refused(
                lambda: set_group(
                    actor=house.clerk_actor,
                    conference_id=conference.id,
                    group_id=group.id,
                    entry=few,
                    seen=state_of_group(group),
                )
            )
            == "group.few"
        )


def test_a_group_has_a_deadline_of_its_own_to_the_second(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group = a_group(
            house,
            conference,
            register_from=dt.date(2016, 11, 15),
            register_by=dt.date(2016, 11, 30),
            register_by_time=dt.time(12),
        )
        eva, uwe = guests(house, group, EVA, UWE)
        assert refused(lambda: accepted(eva)) == "invitee.before"
        set_office_time(dt.datetime(2016, 11, 30, 10, 59, 50, tzinfo=dt.UTC))
        accepted(eva)
        set_office_time(dt.datetime(2016, 11, 30, 11, 0, 1, tzinfo=dt.UTC))
        assert refused(lambda: accepted(uwe, replace(COMES, name="Uwe Moor"))) == "invitee.over"
        actor = house.clerk_actor
        extend: dict[str, Any] = {"actor": actor, "conference_id": conference.id, "invitee_id": uwe.id}
        assert refused(lambda: extend_invitee(**extend, until=dt.date(2016, 12, 1), reason=" ")) == "invitee.reason"
        late, ended = dt.date(2016, 12, 1), dt.date(2016, 12, 3)
        assert refused(lambda: extend_invitee(**extend, until=ended, reason="Krank")) == "extension.date"
        extend_invitee(**extend, until=late, reason="Krank")
        accepted(uwe, replace(COMES, name="Uwe Moor"))
        set_office_time(dt.datetime(2016, 12, 1, 23, 0, 1, tzinfo=dt.UTC))
        assert refused(lambda: accepted(uwe)) == "invitee.over"
        decline_invitation(actor=by_link(uwe), invitee_id=uwe.id, entry=an_entry(1))
        assert states(conference) == ["admitted", "withdrawn"]


def test_the_press_is_accredited_one_by_one(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        (eva,) = guests(house, a_group(house, conference, admission=GroupAdmission.CASE))
        accepted(eva)
        case = AdmissionCase.objects.get()
        assert states(conference) == ["review"]
        decided = decide_case(
            actor=house.clerk_actor,
            conference_id=conference.id,
            registration_id=case.registration_id,
            admit=True,
            reason="",
            seen=case.id,
            sequence=0,
        )
        assert (bool(decided.told_at), states(conference)) == (True, ["admitted"])
        assert AuditEntry.objects.filter(subject=f"conferences.Invitee:{eva.id}", event="conferences.case_decided")


def test_declining_withdraws_and_a_second_tab_is_told(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        (eva,) = guests(house, a_group(house, conference))
        accepted(eva)
        stale = an_entry(0)
        assert refused(lambda: decline_invitation(actor=by_link(eva), invitee_id=eva.id, entry=stale)) == (
            "answer.changed"
        )
        decline_invitation(actor=by_link(eva), invitee_id=eva.id, entry=an_entry(1))
        assert states(conference) == ["withdrawn"]
        assert refused(lambda: accepted(eva)) == "answer.changed"
        accepted(eva, entry=an_entry(2, email=EVA.email))
        assert states(conference) == ["withdrawn", "admitted"]


def test_nobody_answers_for_another_or_with_anothers_door(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        eva, uwe = guests(house, a_group(house, conference), EVA, UWE)
        recipient = invited(conference)[0]

        def answers(actor: object, invitee: Invitee) -> Callable[[], object]:
            return lambda: accept_invitation(
                actor=actor,  # type: ignore[arg-type]
                invitee_id=invitee.id,
                entry=an_entry(),
                people=(COMES,),
            )

        for actor in (by_link(uwe), guest(recipient), cast.member_actor):
            with pytest.raises(Http404):
                answers(actor, eva)()
        with pytest.raises(Http404):
            register(actor=by_link(eva), recipient_id=recipient.id, entry=an_entry(), people=(ANNA,))
        with pytest.raises(Http404):
            accept_invitation(actor=cast.other.clerk_actor, invitee_id=eva.id, entry=by_phone(), people=(COMES,))
        assert not Registration.objects.exists()


def test_the_office_keys_in_what_was_said_on_the_phone(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        (eva,) = guests(house, a_group(house, conference), send=False)
        two = (COMES, replace(COMES, name="Olaf Kern", email=""))
        accept_invitation(actor=house.clerk_actor, invitee_id=eva.id, entry=by_phone(), people=two)
        assert states(conference) == ["admitted", "review"]  # one more than the invitation is for
        assert AdmissionCase.objects.get().why == "over_limit"


def test_too_many_forms_within_an_hour_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    house = cast.home
    monkeypatch.setattr("umlauf.office.conferences.invitee_access.LIMITS", replace(LIMITS, changes_per_hour=1))
    with scope(association=house.association):
        (eva,) = guests(house, a_group(house, an_invitation(house)))
        accepted(eva)
        assert refused(lambda: accepted(eva)) == "answer.too_many"


def test_the_same_address_is_invited_once_to_a_conference(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group, other = a_group(house, conference), a_group(house, conference, name="Bund")
        target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id}
        guests(house, group, send=False)
        assert invite(**target, group_id=group.id, people=[EVA]) == []  # a double click
        loud = replace(EVA, email="EVA.lang@kreisblatt.example")
        assert refused(lambda: invite(**target, group_id=other.id, people=[loud])) == "invitee.known"
        assert refused(lambda: invite(**target, group_id=other.id, people=[UWE, UWE])) == "invitee.twice"
        assert refused(lambda: invite(**target, group_id=other.id, people=[replace(UWE, name="", house="")])) == (
            "invitee.name"
        )
        assert refused(lambda: a_group(house, conference)) == "group.name"
        assert refused(lambda: remove_group(**target, group_id=group.id)) == "group.used"
        remove_group(**target, group_id=other.id)
        assert conference.groups.count() == 1


def test_who_is_silent_is_reminded_the_day_after_and_not_twice(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group = a_group(house, conference)
        eva, uwe = guests(house, group, EVA, UWE)
        target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id, "group_id": group.id}
        assert remind_invitees(**target, count=0) == 0
        set_office_time(dt.datetime(2016, 11, 20, 12, tzinfo=dt.UTC))
        accepted(eva)
        assert remind_invitees(**target, count=1) == 1
        while run_next_task():
            pass
        assert remind_invitees(**target, count=0) == 0
        assert [mail.subject.startswith("Erinnerung") for mail in guest_mails(uwe)] == [False, True]


def test_a_new_link_goes_out_and_an_address_is_set_right(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        eva, uwe = guests(house, a_group(house, conference), EVA, UWE)
        target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id, "invitee_id": eva.id}
        change_invitee(**target, entry=replace(EVA, email="eva@neu.example"))
        assert refused(lambda: change_invitee(**target, entry=UWE)) == "invitee.known"
        renew_invitee_link(**target, generation=1)
        assert refused(lambda: renew_invitee_link(**target, generation=1)) == "link.generation"
        while run_next_task():
            pass
        assert [mail.recipient for mail in guest_mails(eva)] == [EVA.email, "eva@neu.example"]
        assert refused(lambda: take_out(**target)) == "invitee.sent"
        (new,) = guests(house, uwe.group, replace(EVA, name="Neu", email="neu@neu.example"), send=False)
        take_out(**target | {"invitee_id": new.id})
        assert not Invitee.objects.filter(id=new.id).exists()


def test_nobody_is_invited_beside_where_only_members_come(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        alone = an_invitation(house, confidentiality=Confidentiality.NAMED)
        assert refused(lambda: a_group(house, alone)) == "group.named"
        session = an_invitation(house, kind=ConferenceKind.SESSION)
        assert refused(lambda: a_group(house, session)) == "group.session"
        hosted = an_invitation(house)
        Ask.objects.filter(circular=hosted.circular_id).update(way=Way.HOST)
        assert refused(lambda: a_group(house, hosted)) == "group.host"
        over = an_invitation(house)
        set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
        assert refused(lambda: a_group(house, over)) == "event.ended"


def test_no_mail_about_an_invitation_counts_as_one_about_a_letter(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        (eva,) = guests(house, a_group(house, an_invitation(house)))
        accepted(eva)
        assert not Message.objects.filter(key__startswith="receipt:").exists()
