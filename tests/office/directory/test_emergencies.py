"""Emergency access: two people, a notice, and an end."""

from __future__ import annotations

import datetime as dt

import pytest
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.directory.administering import actor_at, add_user, administrator, mails
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.emergencies import ask_for_emergency, confirm_emergency
from umlauf.office.directory.actions.grants import suspend
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
