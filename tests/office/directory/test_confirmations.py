"""Once a year the members are asked whether their entries are right: a person asks, a click answers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_pen
from tests.office.directory.administering import mails
from tests.office.rows import row_counts
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_today, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.confirmations import (
    ask_to_confirm,
    confirm_by_link,
    confirm_own_entries,
    empty_confirmations,
    remind_to_confirm,
    renew_confirm_link,
    revoke_confirm_link,
)
from umlauf.office.directory.member_mailing import confirm_address, digest_of_entries
from umlauf.office.directory.models import Confirmation, ConfirmationRound, IntakeAddress, Organisation, PostDetails
from umlauf.office.directory.queries.own_entries import (
    confirmation_of_link,
    is_time_to_ask,
    last_confirmed,
    own_entries,
    round_state,
)

BEGINS = dt.datetime(2016, 11, 1, 8, 12, tzinfo=dt.UTC)
DUE = dt.date(2016, 11, 30)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def home(home: House) -> House:
    """The home association on its day."""
    set_office_time(BEGINS)
    return home


@pytest.fixture
def asked(home: House) -> ConfirmationRound:
    return ask_to_confirm(actor=home.clerk_actor, due=DUE)


def by_name(home: House) -> list[Organisation]:
    return sorted(home.members, key=lambda one: one.short_name)


def seen_of(home: House, organisation: Organisation) -> str:
    return digest_of_entries(own_entries(organisation.id, home.association))


def of(asked: ConfirmationRound, organisation: Organisation) -> Confirmation:
    return asked.confirmations.select_related("association", "organisation", "round").get(organisation=organisation)


def confirmed(home: House, one: Confirmation, name: str = "") -> Confirmation:
    seen = seen_of(home, one.organisation)
    return confirm_by_link(confirmation_id=one.id, generation=one.generation, name=name, seen=seen)


def test_every_member_gets_its_own_entries_and_one_link(home: House, asked: ConfirmationRound) -> None:
    sent = mails(home)
    assert [one.recipient for one in sent] == [f"post@lk-{one.short_name.lower()}.example" for one in by_name(home)]
    for mail, member in zip(sent, by_name(home), strict=True):
        assert confirm_address(of(asked, member)) in mail.text
        assert f"Dr. Jan {member.short_name}" in mail.text
        assert mail.kept_until == DUE + dt.timedelta(days=LIMITS.confirm_link_days)
        for other in home.members:
            assert (other.name in mail.text) == (other == member)
    assert verify(home.association) == []


def test_who_may_ask_and_until_when(home: House, cast: Cast) -> None:
    with pytest.raises(Refused):
        ask_to_confirm(actor=cast.member_actor, due=DUE)
    for due in (BEGINS.date(), dt.date(2017, 11, 1)):
        with pytest.raises(Refused) as refused:
            ask_to_confirm(actor=home.clerk_actor, due=due)
        assert refused.value.code == "confirm.due"
    assert mails(home) == []


def test_pressed_twice_it_asks_once(home: House, asked: ConfirmationRound) -> None:
    with pytest.raises(Refused) as refused:
        ask_to_confirm(actor=home.clerk_actor, due=DUE)
    assert refused.value.code == "confirm.running"
    assert len(mails(home)) == len(home.members)


def test_it_is_time_a_year_later(home: House) -> None:
    today = office_today(home.association)
    assert (is_time_to_ask(today), is_time_to_ask(today, never=False)) == (True, False)
    ask_to_confirm(actor=home.clerk_actor, due=DUE)
    later = today + dt.timedelta(days=365)
    assert [is_time_to_ask(day, never=False) for day in (today, later - ONE_DAY, later)] == [False, False, True]
    set_office_time(BEGINS + dt.timedelta(days=365))
    ask_to_confirm(actor=home.clerk_actor, due=DUE + dt.timedelta(days=365))
    assert ConfirmationRound.objects.count() == 2


def test_one_click_confirms_and_the_first_one_counts(home: House, asked: ConfirmationRound) -> None:
    one = of(asked, home.members[0])
    assert confirmed(home, one, "  Pia   Wendlandt ").confirmed_by == "Pia Wendlandt"
    before = row_counts()
    assert confirmed(home, one, "Jemand").confirmed_by == "Pia Wendlandt"
    assert row_counts() == before
    last = last_confirmed(home.members[0].id)
    assert last is not None
    assert (last.confirmed_by, last.by_login) == ("Pia Wendlandt", False)
    state = round_state(home.association)
    assert state is not None
    assert (len(state.confirmed), state.asked) == (1, len(home.members))
    assert [one.confirmation.organisation for one in state.missing] == by_name(home)[1:]


def test_a_member_confirms_by_its_login(home: House, cast: Cast, asked: ConfirmationRound) -> None:
    one = confirm_own_entries(actor=cast.member_actor, seen=seen_of(home, cast.shared))
    assert (one.confirmed_by, one.by_login) == (cast.member.name, True)
    with pytest.raises(Refused):
        confirm_own_entries(actor=home.clerk_actor, seen="")


def test_nobody_confirms_what_they_did_not_see(home: House, asked: ConfirmationRound) -> None:
    one = of(asked, home.members[0])
    seen = seen_of(home, home.members[0])
    details = PostDetails.objects.get(
        retired_at=None, post__organisation=home.members[0], post__function__name="Landrat"
    )
    a_pen(home).replace(details, phone="+49 391 7")
    with pytest.raises(Refused) as refused:
        confirm_by_link(confirmation_id=one.id, generation=1, name="", seen=seen)
    assert refused.value.code == "directory.changed"
    assert of(asked, home.members[0]).confirmed_at is None


def test_a_link_ends_thirty_days_after_its_day(home: House, asked: ConfirmationRound) -> None:
    one = of(asked, home.members[0])
    set_office_time(dt.datetime(2016, 12, 30, 22, 59, tzinfo=dt.UTC))
    assert confirmation_of_link(one.id, 1) is not None
    set_office_time(dt.datetime(2016, 12, 30, 23, 0, tzinfo=dt.UTC))
    assert confirmation_of_link(one.id, 1) is None
    with pytest.raises(Refused) as refused:
        confirmed(home, one)
    assert refused.value.code == "link.invalid"


def test_links_are_revoked_and_renewed(home: House, asked: ConfirmationRound) -> None:
    one = of(asked, home.members[0])
    revoke_confirm_link(actor=home.clerk_actor, confirmation_id=one.id, generation=1)
    for generation in (1, 2):
        assert confirmation_of_link(one.id, generation) is None
    with pytest.raises(Refused) as refused:
        renew_confirm_link(actor=home.clerk_actor, confirmation_id=one.id, generation=1)
    assert refused.value.code == "directory.changed"
    new = renew_confirm_link(actor=home.clerk_actor, confirmation_id=one.id, generation=2)
    assert confirmation_of_link(one.id, 3) == new
    assert confirm_address(new) in mails(home)[-1].text
    confirmed(home, new)
    with pytest.raises(Refused) as refused:
        revoke_confirm_link(actor=home.clerk_actor, confirmation_id=one.id, generation=3)
    assert refused.value.code == "confirm.done"


def test_another_association_touches_no_link(cast: Cast) -> None:
    set_office_time(BEGINS)
    with scope(association=cast.home.association):
        one = of(ask_to_confirm(actor=cast.home.clerk_actor, due=DUE), cast.shared)
    with scope(association=cast.other.association), pytest.raises(Http404):
        revoke_confirm_link(actor=cast.other.clerk_actor, confirmation_id=one.id, generation=1)


def test_those_who_are_missing_are_reminded_once_a_day(home: House, asked: ConfirmationRound) -> None:
    with pytest.raises(Refused) as refused:
        remind_to_confirm(actor=home.clerk_actor)
    assert refused.value.code == "confirm.reminded"
    confirmed(home, of(asked, home.members[0]))
    set_office_time(BEGINS + ONE_DAY)
    assert remind_to_confirm(actor=home.clerk_actor) == len(home.members) - 1
    assert [one.recipient for one in mails(home)[len(home.members) :]] == [
        f"post@lk-{one.short_name.lower()}.example" for one in by_name(home)[1:]
    ]
    with pytest.raises(Refused):
        remind_to_confirm(actor=home.clerk_actor)
    for member in home.members[1:]:
        confirmed(home, of(asked, member))
    set_office_time(BEGINS + 2 * ONE_DAY)
    with pytest.raises(Refused) as refused:
        remind_to_confirm(actor=home.clerk_actor)
    assert refused.value.code == "confirm.nobody"
    set_office_time(BEGINS + 40 * ONE_DAY)
    with pytest.raises(Refused) as refused:
        remind_to_confirm(actor=home.clerk_actor)
    assert refused.value.code == "confirm.over"


def test_a_member_without_an_address_is_shown(home: House) -> None:
    a_pen(home).retire(*IntakeAddress.objects.filter(retired_at=None, organisation=by_name(home)[1]))
    ask_to_confirm(actor=home.clerk_actor, due=DUE)
    state = round_state(home.association)
    assert state is not None
    assert [one.addresses for one in state.missing] == [1, 0, 1]
    assert len(mails(home)) == len(home.members) - 1


def test_who_confirmed_is_forgotten_on_its_day(home: House, asked: ConfirmationRound) -> None:
    confirmed(home, of(asked, home.members[0]), "Pia Wendlandt")
    day = BEGINS.date() + dt.timedelta(days=LIMITS.confirmed_days)
    assert empty_confirmations(actor=machine(home.association.id), today=day) == 0
    assert empty_confirmations(actor=machine(home.association.id), today=day + ONE_DAY) == 1
    one = of(asked, home.members[0])
    assert (one.confirmed_by, one.confirmed_at is not None) == ("", True)
