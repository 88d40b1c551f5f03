"""Emergency access: two people, a notice, and an end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.directory.administering import actor_at, add_user, administrator, mails, roles_of
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.emergencies import (
    ask_for_emergency,
    confirm_emergency,
    end_emergencies,
    forget_emergencies,
)
from umlauf.office.directory.actions.grants import grant_role, set_roles, set_second_factor, suspend
from umlauf.office.directory.actions.invitations import Offer, invite
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Emergency, Grant

WHY = "Die Verwaltung ist nicht erreichbar, eine Kollegin braucht Zugang."


def asked(house: House) -> Emergency:
    """The clerk has asked."""
    return ask_for_emergency(actor=actor_at(house, house.clerk), reason=WHY)


def refusal_of(house: House, emergency: Emergency) -> str:
    """With which code the signatory's confirmation is refused."""
    with pytest.raises(Refused) as refused:
        confirm_emergency(actor=actor_at(house, house.signatory), emergency_id=emergency.id)
    return refused.value.code


def test_one_asks_another_confirms_and_it_ends_by_itself(home: House) -> None:
    away = administrator(home)
    emergency = asked(home)
    assert Role.ADMINISTRATOR not in hats_of(home.clerk)[0].roles
    told = {home.signatory.email, "verwalter@umlauf.example"}
    assert {mail.recipient for mail in mails(home)} == told
    assert all(WHY in mail.text for mail in mails(home))
    confirm_emergency(actor=actor_at(home, home.signatory), emergency_id=emergency.id)
    assert Role.ADMINISTRATOR in hats_of(home.clerk)[0].roles
    assert {mail.recipient for mail in mails(home)[2:]} == told | {home.clerk.email}
    grant = Grant.objects.get(user=home.clerk, role=Role.ADMINISTRATOR)
    assert grant.until is not None
    assert dt.timedelta(hours=23) < grant.until - machine_now() <= dt.timedelta(hours=24)
    events = list(Entry.objects.order_by("-sequence").values_list("event", flat=True)[:2])
    assert events == ["directory.emergency_confirmed", "directory.emergency_asked"]
    Grant.objects.filter(id=grant.id).update(until=machine_now())
    assert Role.ADMINISTRATOR not in hats_of(home.clerk)[0].roles
    assert away.user_id != home.clerk.id


def test_it_can_be_had_once_more(home: House) -> None:
    for _time in range(2):
        emergency = asked(home)
        confirm_emergency(actor=actor_at(home, home.signatory), emergency_id=emergency.id)
        assert Role.ADMINISTRATOR in hats_of(home.clerk)[0].roles
        Grant.objects.filter(user=home.clerk, role=Role.ADMINISTRATOR).update(until=machine_now())
    assert Emergency.objects.count() == 2


def events() -> list[str]:
    """The newest first."""
    return [
        event.removeprefix("directory.")
        for event in Entry.objects.order_by("-sequence").values_list("event", flat=True)
    ]


def confirmed(house: House) -> Emergency:
    """The clerk has asked, and the signatory confirmed."""
    return confirm_emergency(actor=actor_at(house, house.signatory), emergency_id=asked(house).id)


def end_all(house: House) -> int:
    return end_emergencies(actor=machine(house.association.id))


def run_out(*, before: dt.timedelta = dt.timedelta()) -> dt.datetime:
    """Its time is over, since ``before`` already."""
    end = machine_now() - before
    Emergency.objects.update(until=end, expires_at=end)
    Grant.objects.exclude(until=None).update(until=end)
    return end


def test_its_end_is_recorded_and_no_grant_is_left(home: House) -> None:
    emergency = confirmed(home)
    assert (end_all(home), emergency.until) == (0, Grant.objects.get(role=Role.ADMINISTRATOR).until)
    end = run_out()
    assert end_all(home) == 1
    emergency.refresh_from_db()
    assert emergency.ended_at == end
    assert Role.ADMINISTRATOR not in roles_of(home.clerk)
    assert end_all(home) == 0
    assert events()[:2] == ["emergency_ended", "emergency_confirmed"]


def test_it_ends_before_its_time_with_the_role(home: House) -> None:
    emergency = confirmed(home)
    set_roles(actor=administrator(home), user_id=home.clerk.id, roles=frozenset({Role.CLERK}))
    assert end_all(home) == 1
    emergency.refresh_from_db()
    assert emergency.ended_at is not None
    assert emergency.until is not None
    assert emergency.ended_at < emergency.until


def test_while_it_runs_nobody_makes_it_stay(home: House) -> None:
    confirmed(home)
    both = frozenset({Role.CLERK, Role.ADMINISTRATOR})
    for actor in (actor_at(home, home.clerk), administrator(home)):
        set_roles(actor=actor, user_id=home.clerk.id, roles=both)
    assert run_out() <= machine_now()
    end_all(home)
    assert roles_of(home.clerk) == {Role.CLERK}


def test_it_makes_nothing_that_outlasts_it(home: House) -> None:
    confirmed(home)
    passing = actor_at(home, home.clerk)
    both = frozenset({Role.CLERK, Role.ADMINISTRATOR})
    offer = Offer("zweitens@umlauf.example", "Zita Zweitens", both)
    for act in (
        lambda: set_roles(actor=passing, user_id=home.signatory.id, roles=both),
        lambda: set_second_factor(actor=passing, asked=False),
        lambda: invite(actor=passing, offer=offer),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "grant.emergency"
    assert Role.ADMINISTRATOR not in roles_of(home.signatory)
    assert invite(actor=passing, offer=replace(offer, roles=frozenset({Role.CLERK}))).roles == ["clerk"]


def test_once_it_is_over_an_administrator_may_give_the_role_for_good(home: House) -> None:
    confirmed(home)
    run_out()
    both = frozenset({Role.CLERK, Role.ADMINISTRATOR})
    set_roles(actor=administrator(home), user_id=home.clerk.id, roles=both)
    assert end_all(home) == 1
    assert roles_of(home.clerk) == both
    assert events()[:2] == ["emergency_ended", "roles_set"]


@pytest.mark.parametrize("over", [True, False])
def test_the_command_line_gives_the_role_for_good(home: House, over: bool) -> None:
    confirmed(home)
    if over:
        run_out()
    command = Actor("umlauf", home.association.id, Means.COMMAND)
    grant_role(actor=command, user=home.clerk, role=Role.ADMINISTRATOR)
    assert Grant.objects.get(user=home.clerk, role=Role.ADMINISTRATOR).until is None
    assert events()[0] == "granted"
    assert end_all(home) == 1
    assert Role.ADMINISTRATOR in hats_of(home.clerk)[0].roles


def test_who_asked_and_why_is_forgotten_on_its_day(home: House) -> None:
    kept = dt.timedelta(days=LIMITS.retention_days)
    forget = partial(forget_emergencies, actor=machine(home.association.id))
    confirmed(home)
    run_out(before=kept + dt.timedelta(hours=1))
    assert forget() == 0, "its end is not recorded yet"
    end_all(home)
    ask_for_emergency(actor=actor_at(home, home.signatory), reason=WHY)
    assert forget() == 1
    waiting = Emergency.objects.get()
    Emergency.objects.update(expires_at=machine_now() - kept + dt.timedelta(hours=1))
    assert forget() == 0
    Emergency.objects.update(expires_at=machine_now() - kept - dt.timedelta(hours=1))
    forget()
    assert not Emergency.objects.filter(id=waiting.id).exists()
    assert events()[0] == "emergencies_forgotten"
    assert PersonalPart.objects.filter(entry__event="directory.emergency_asked").count() == 2


def test_asking_twice_is_asking_once(home: House) -> None:
    assert asked(home) == asked(home)
    assert len(mails(home)) == 1


def test_nobody_confirms_for_themselves(home: House) -> None:
    emergency = asked(home)
    with pytest.raises(Refused) as refused:
        confirm_emergency(actor=actor_at(home, home.clerk), emergency_id=emergency.id)
    assert refused.value.code == "emergency.self"


def test_after_a_day_it_is_over(home: House) -> None:
    emergency = asked(home)
    Emergency.objects.filter(id=emergency.id).update(expires_at=machine_now())
    assert refusal_of(home, emergency) == "emergency.over"


def test_whoever_may_not_act_any_more_gets_nothing(home: House) -> None:
    emergency = asked(home)
    suspend(actor=administrator(home), user_id=home.clerk.id)
    assert refusal_of(home, emergency) == "emergency.gone"


def test_an_administrator_needs_none(home: House) -> None:
    emergency = asked(home)
    add_user(home, home.clerk.name, Role.ADMINISTRATOR)
    assert refusal_of(home, emergency) == "emergency.administrator"
    with pytest.raises(Refused) as refused:
        asked(home)
    assert refused.value.code == "emergency.administrator"


@pytest.mark.parametrize("role", [Role.DOOR, Role.DIRECTORY_EDITOR])
def test_who_sees_no_circulars_asks_but_does_not_confirm(home: House, role: Role) -> None:
    emergency = asked(home)
    actor = actor_at(home, add_user(home, "Tür Steher", role))
    with pytest.raises(Refused) as refused:
        confirm_emergency(actor=actor, emergency_id=emergency.id)
    assert refused.value.code == "access.role"
    assert ask_for_emergency(actor=actor, reason=WHY).asked_by_id == actor.user_id


def test_it_is_for_the_office_and_with_a_reason(cast: Cast) -> None:
    with scope(association=cast.home.association):
        with pytest.raises(Refused) as refused:
            ask_for_emergency(actor=cast.member_actor, reason=WHY)
        assert refused.value.code == "access.role"
        with pytest.raises(Refused) as refused:
            ask_for_emergency(actor=actor_at(cast.home, cast.home.clerk), reason="  ")
        assert refused.value.code == "emergency.reason"
        emergency = asked(cast.home)
    with scope(association=cast.other.association):
        assert refusal_of(cast.other, emergency) == "emergency.over"
