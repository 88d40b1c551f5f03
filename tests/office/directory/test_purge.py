"""What is known of former holders goes on its day, and not before."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cast import DAY, House, a_pen
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.actions.lists import Guest, save_list
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, describe_person, end_tenure
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.enums import Salutation
from umlauf.office.directory.models import ListGuest, Person, PersonDetails, Post, Tenure
from umlauf.office.directory.rules import Rule

EVA = PersonEntry("Nachfolge", "Eva", "Dr.", Salutation.MS, email="eva@lk-ahorntal.example", phone="+49 391 1")


def appointed(house: House, *, until: dt.date | None, carries_on: bool = False) -> PersonDetails:
    post = Post.objects.get(organisation=house.members[0], function__name="Landrat")
    entry = TenureEntry(DAY, until, carries_on=carries_on)
    tenure = appoint(actor=house.clerk_actor, post_id=post.id, entry=entry, new=EVA)
    return PersonDetails.objects.get(person=tenure.person)


def days_after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "contact", "name"),
    [
        (LIMITS.retention_days, True, True),
        (LIMITS.retention_days + 1, False, True),
        (LIMITS.former_days, False, True),
        (LIMITS.former_days + 1, False, False),
    ],
)
def test_contact_goes_first_and_the_name_years_later(home: House, days: int, contact: bool, name: bool) -> None:
    details = appointed(home, until=DAY)
    forget_former_holders(home.association, days_after(days))
    details.refresh_from_db()
    assert (bool(details.email), bool(details.phone), bool(details.last_name)) == (contact, contact, name)
    assert (Person.objects.get(id=details.person_id).forgotten_at is None) is name
    assert bool(details.search_key) is name


@pytest.mark.parametrize(("until", "carries_on"), [(None, False), (DAY, True)])
def test_whoever_is_in_office_is_kept(home: House, until: dt.date | None, carries_on: bool) -> None:
    details = appointed(home, until=until, carries_on=carries_on)
    forget_former_holders(home.association, days_after(2 * LIMITS.former_days))
    details.refresh_from_db()
    assert (details.email, details.last_name) == ("eva@lk-ahorntal.example", "Nachfolge")


def test_who_carried_on_is_forgotten_once_a_successor_has_started(home: House) -> None:
    details = appointed(home, until=DAY, carries_on=True)
    post = Post.objects.get(organisation=home.members[0], function__name="Landrat")
    appoint(
        actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(days_after(30)), new=PersonEntry("Drittmann", "Ute")
    )
    forget_former_holders(home.association, days_after(LIMITS.former_days + 31))
    details.refresh_from_db()
    assert details.last_name == ""


def test_whoever_was_forgotten_and_comes_back_is_forgotten_once_more(home: House) -> None:
    details = appointed(home, until=DAY)
    forgotten = days_after(LIMITS.former_days + 1)
    forget_former_holders(home.association, forgotten)
    post = Post.objects.get(organisation=home.members[1], function__name="Landrat")
    again = TenureEntry(forgotten, forgotten)
    Tenure.objects.filter(post=post).update(until=DAY)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=again, person_id=details.person_id)
    assert Person.objects.get(id=details.person_id).forgotten_at is None
    Person.objects.filter(id=details.person_id).update(forgotten_at=details.recorded_at)
    describe_person(actor=home.clerk_actor, person_id=details.person_id, entry=EVA)
    assert Person.objects.get(id=details.person_id).forgotten_at is None
    forget_former_holders(home.association, forgotten + dt.timedelta(days=LIMITS.former_days + 1))
    assert not PersonDetails.objects.filter(person=details.person_id).exclude(last_name="").exists()
    assert Person.objects.get(id=details.person_id).forgotten_at is not None


def test_a_tenure_that_ended_long_ago_does_not_count_beside_one_that_runs(home: House) -> None:
    details = appointed(home, until=DAY)
    other = Post.objects.get(organisation=home.members[1], function__name="Landrat")
    Tenure.objects.filter(post=other).update(until=DAY)
    pen = a_pen(home)
    pen.enter(Tenure(post=other, person_id=details.person_id, since=days_after(1)))
    forget_former_holders(home.association, days_after(LIMITS.former_days + 2))
    details.refresh_from_db()
    assert details.last_name == "Nachfolge"
    tenure = Tenure.objects.get(person=details.person_id, until=None)
    end_tenure(actor=home.clerk_actor, tenure_id=tenure.id, last_day=days_after(2))
    assert forget_former_holders(home.association, days_after(LIMITS.former_days + 4)) > 0
    details.refresh_from_db()
    assert details.last_name == ""


def test_a_guest_who_was_taken_off_is_forgotten_and_it_is_recorded_once(home: House) -> None:
    guest = Guest(home.members[0].id, "Gast Beispiel", "gast@uni.example")
    saved = save_list(actor=home.clerk_actor, name="Gäste", rule=Rule(), guests=(guest,))
    save_list(actor=home.clerk_actor, name="Gäste", rule=Rule(), list_id=saved.id)
    row = ListGuest.objects.get()
    assert row.retired_at is not None
    gone = office_today(home.association) + dt.timedelta(days=LIMITS.retention_days + 1)
    forget_former_holders(home.association, gone - dt.timedelta(days=2))
    assert ListGuest.objects.get().name == "Gast Beispiel"
    forget_former_holders(home.association, gone)
    assert (ListGuest.objects.get().name, ListGuest.objects.get().email) == ("", "")
    entries = Entry.objects.filter(event="directory.forgotten").count()
    assert forget_former_holders(home.association, gone) == 0
    assert Entry.objects.filter(event="directory.forgotten").count() == entries
