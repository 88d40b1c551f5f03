"""Who holds a post: appointed, ended, acting, carrying on, corrected; and what a circular then still shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db.models import Q
from django.http import Http404
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, FOUNDED, Cast, House, a_circular, an_issue
from tests.office.rows import row_counts
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import RecipientAddress
from umlauf.office.directory.actions.people import (
    PersonEntry,
    TenureEntry,
    appoint,
    correct_tenure,
    describe_person,
    end_tenure,
    enter_person,
)
from umlauf.office.directory.actions.posts import FunctionEntry, PostEntry, open_function, open_post
from umlauf.office.directory.enums import Holding, Salutation, TenureKind
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Change, Person, PersonDetails, Post, Tenure
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.holders import Holder, holders
from umlauf.office.directory.queries.selection import post_rows, posts_that

ONE_DAY = dt.timedelta(days=1)
EVA = PersonEntry("Nachfolge", "Eva", "Dr.", Salutation.MS)


def post_of(house: House, place: int = 0) -> Post:
    return Post.objects.get(organisation=house.members[place], function__name="Landrat")


def held(post: Post, day: dt.date) -> list[tuple[str, Holding]]:
    moment = as_it_stands(day)
    rows, _organisations = post_rows(posts_that(Q(id=post.id), moment), moment)
    return [(one.name, one.holding) for one in holders(rows, moment).get(post.id, ())]


def tenure_of(post: Post) -> Tenure:
    return Tenure.objects.get(post=post, retired_at=None, until=None)


def test_a_successor_ends_the_one_before_on_the_day_before(home: House) -> None:
    post = post_of(home)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA)
    assert held(post, DAY - ONE_DAY) == [("Dr. Jan Ahorntal", Holding.HELD)]
    assert held(post, DAY) == [("Dr. Eva Nachfolge", Holding.HELD)]
    assert verify(home.association) == []
    assert "Nachfolge" not in Entry.objects.latest("sequence").label


def test_the_same_appointment_once_more_changes_nothing(home: House) -> None:
    post, entry = post_of(home), TenureEntry(DAY)
    person = enter_person(actor=home.clerk_actor, entry=EVA)
    first = appoint(actor=home.clerk_actor, post_id=post.id, entry=entry, person_id=person.id)
    changes, tenures = Change.objects.count(), Tenure.objects.count()
    assert appoint(actor=home.clerk_actor, post_id=post.id, entry=entry, person_id=person.id) == first
    assert (Change.objects.count(), Tenure.objects.count()) == (changes, tenures)


def test_a_circular_still_shows_whom_it_went_to_before_the_election(home: House) -> None:
    issue = an_issue(home, a_circular(home))
    sent = list(RecipientAddress.objects.filter(recipient__issue=issue).order_by("id").values_list("email", "holder"))
    appoint(actor=home.clerk_actor, post_id=post_of(home).id, entry=TenureEntry(DAY + ONE_DAY), new=EVA)
    again = RecipientAddress.objects.filter(recipient__issue=issue).order_by("id").values_list("email", "holder")
    assert list(again) == sent
    assert ("landrat@lk-ahorntal.example", "Dr. Jan Ahorntal") in sent


def test_whoever_carries_on_does_so_until_the_successor_starts(home: House) -> None:
    post = post_of(home)
    end_tenure(actor=home.clerk_actor, tenure_id=tenure_of(post).id, last_day=DAY, carries_on=True)
    later = DAY + dt.timedelta(days=40)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(later, later), new=EVA)
    assert held(post, DAY) == [("Dr. Jan Ahorntal", Holding.HELD)]
    assert held(post, later - ONE_DAY) == [("Dr. Jan Ahorntal", Holding.CARRYING_ON)]
    assert held(post, later) == [("Dr. Eva Nachfolge", Holding.HELD)]
    assert held(post, later + ONE_DAY) == []


def test_an_acting_holder_goes_before_the_regular_one(home: House) -> None:
    post = post_of(home)
    days = TenureEntry(DAY, DAY + ONE_DAY, TenureKind.ACTING)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=days, new=EVA)
    assert held(post, DAY + ONE_DAY) == [("Dr. Eva Nachfolge", Holding.ACTING)]
    assert held(post, DAY + 2 * ONE_DAY) == [("Dr. Jan Ahorntal", Holding.HELD)]


def test_a_post_that_is_vacant_is_held_by_nobody(home: House) -> None:
    post = post_of(home)
    end_tenure(actor=home.clerk_actor, tenure_id=tenure_of(post).id, last_day=DAY)
    assert held(post, DAY + ONE_DAY) == []


@pytest.mark.parametrize(
    ("since", "until"), [(FOUNDED, None), (FOUNDED - ONE_DAY, FOUNDED), (FOUNDED - 2 * ONE_DAY, None)]
)
def test_days_that_are_taken_are_refused_with_who_has_them(home: House, since: dt.date, until: dt.date | None) -> None:
    before = row_counts()
    with pytest.raises(Refused, match=r"Dr\. Jan Ahorntal") as refusal:
        appoint(actor=home.clerk_actor, post_id=post_of(home).id, entry=TenureEntry(since, until), new=EVA)
    assert refusal.value.code == "tenure.overlap"
    assert row_counts() == before


def test_no_end_reaches_into_the_days_of_a_successor(home: House) -> None:
    post = post_of(home)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA)
    before = Tenure.objects.get(post=post, retired_at=None, until=DAY - ONE_DAY)
    with pytest.raises(Refused) as refusal:
        end_tenure(actor=home.clerk_actor, tenure_id=before.id, last_day=DAY)
    assert refusal.value.code == "tenure.overlap"


def test_several_sit_on_a_committee_but_nobody_twice(home: House) -> None:
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry("Mitglied im Ausschuss", several=True))
    post = open_post(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=PostEntry(function.id))
    first = appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=PersonEntry("Zweitmann", "Udo"))
    assert [name for name, _ in held(post, DAY)] == ["Dr. Eva Nachfolge", "Udo Zweitmann"]
    entry = TenureEntry(DAY + ONE_DAY)
    with pytest.raises(Refused) as refusal:
        appoint(actor=home.clerk_actor, post_id=post.id, entry=entry, person_id=first.person_id)
    assert refusal.value.code == "tenure.overlap"


@pytest.mark.parametrize("several", [True, False])
def test_a_button_that_is_pressed_twice_enters_nobody_twice(home: House, several: bool) -> None:
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry("Mitglied im Gremium", several=several))
    post = open_post(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=PostEntry(function.id))
    first = appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA)
    people = Person.objects.count()
    assert appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA) == first
    assert Person.objects.count() == people


def test_two_of_one_name_may_sit_on_a_committee(home: House) -> None:
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry("Mitglied im Gremium", several=True))
    post = open_post(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=PostEntry(function.id))
    one, other = (PersonEntry("Muster", "Max", email=f"{name}@kreis.example") for name in ("m.muster", "max.muster"))
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=one)
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=other)
    assert [name for name, _ in held(post, DAY)] == ["Max Muster", "Max Muster"]


@pytest.mark.parametrize("until", [DAY - ONE_DAY, FOUNDED])
def test_nothing_ends_before_it_begins(home: House, until: dt.date) -> None:
    with pytest.raises(Refused) as refusal:
        appoint(actor=home.clerk_actor, post_id=post_of(home).id, entry=TenureEntry(DAY, until), new=EVA)
    assert refusal.value.code == "tenure.days"
    with pytest.raises(Refused):
        end_tenure(actor=home.clerk_actor, tenure_id=tenure_of(post_of(home)).id, last_day=FOUNDED - ONE_DAY)


def test_a_correction_counts_for_past_days_as_they_are_seen_now(home: House) -> None:
    post = post_of(home)
    tenure = tenure_of(post)
    corrected = correct_tenure(actor=home.clerk_actor, tenure_id=tenure.id, entry=TenureEntry(DAY))
    assert held(post, DAY - ONE_DAY) == []
    assert corrected is not None
    assert correct_tenure(actor=home.clerk_actor, tenure_id=corrected.id, entry=None) is None
    assert held(post, DAY) == []


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(home: House) -> None:
    tenure = tenure_of(post_of(home))
    end_tenure(actor=home.clerk_actor, tenure_id=tenure.id, last_day=DAY)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        end_tenure(actor=home.signatory_actor, tenure_id=tenure.id, last_day=DAY + ONE_DAY)
    assert refusal.value.code == "directory.changed"
    assert row_counts() == before


def test_a_new_name_keeps_the_old_one(home: House) -> None:
    person = enter_person(actor=home.clerk_actor, entry=EVA)
    changed = PersonEntry("Nachfolge-Muster", "Eva", "Dr.", Salutation.MS)
    describe_person(actor=home.clerk_actor, person_id=person.id, entry=changed)
    known = PersonDetails.objects.filter(person=person).order_by("id")
    assert [(one.last_name, one.retired_at is None) for one in known] == [
        ("Nachfolge", False),
        ("Nachfolge-Muster", True),
    ]


def test_whoever_has_seen_an_older_entry_does_not_write_over_a_newer_one(home: House) -> None:
    person = enter_person(actor=home.clerk_actor, entry=EVA)
    seen = digest_of(PersonDetails.objects.get(person=person))
    changed = replace(EVA, email="eva@lk-ahorntal.example")
    describe_person(actor=home.clerk_actor, person_id=person.id, entry=changed, seen=seen)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        describe_person(actor=home.signatory_actor, person_id=person.id, entry=EVA, seen=seen)
    assert refusal.value.code == "directory.changed"
    assert row_counts() == before


@pytest.mark.parametrize(
    ("entry", "code"), [(PersonEntry("  "), "person.name"), (PersonEntry("M", email="kein Amt"), "address.invalid")]
)
def test_an_entry_that_cannot_be_right_is_refused(home: House, entry: PersonEntry, code: str) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        enter_person(actor=home.clerk_actor, entry=entry)
    assert refusal.value.code == code
    assert row_counts() == before


def test_another_association_finds_no_post_and_no_tenure(cast: Cast) -> None:
    with scope(association=cast.home.association):
        post, tenure = post_of(cast.home), tenure_of(post_of(cast.home))
    with scope(association=cast.other.association):
        actor = cast.other.clerk_actor
        with pytest.raises(Http404):
            appoint(actor=actor, post_id=post.id, entry=TenureEntry(DAY), new=EVA)
        with pytest.raises(Http404):
            end_tenure(actor=actor, tenure_id=tenure.id, last_day=DAY)


def test_a_member_changes_nothing_of_others(cast: Cast, home: House) -> None:
    with pytest.raises(Http404):
        appoint(actor=cast.member_actor, post_id=post_of(home, 1).id, entry=TenureEntry(DAY), new=EVA)
    tenure = Tenure.objects.filter(post=post_of(home)).order_by("id")[0]
    with pytest.raises(Refused) as refusal:
        correct_tenure(actor=cast.member_actor, tenure_id=tenure.id, entry=None)
    assert refusal.value.code == "access.role"


@pytest.mark.parametrize("places", [1, 3])
def test_holders_take_two_queries(home: House, django_assert_num_queries: DjangoAssertNumQueries, places: int) -> None:
    moment = as_it_stands(DAY)
    rows, _organisations = post_rows(
        posts_that(Q(id__in=[post_of(home, place).id for place in range(places)]), moment), moment
    )
    with django_assert_num_queries(2):
        found: dict[int, tuple[Holder, ...]] = holders(rows, moment)
    assert len(found) == places
