"""Two entries that are one person: found by name and organisation, merged, told apart."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, FOUNDED, Cast, House, a_pen
from tests.office.rows import row_counts
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.merges import keep_apart, merge_people
from umlauf.office.directory.enums import TenureKind
from umlauf.office.directory.models import Change, Merger, Person, PersonDetails, Post, Tenure
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.names import folded_words
from umlauf.office.directory.queries.duplicates import likely_duplicates


def somebody(house: House, first: str, last: str, *posts: tuple[int, dt.date, dt.date | None], email: str = "") -> int:
    """A person who holds posts of the members, by their place, from and until."""
    person = Person.objects.create(association=house.association)
    key = " " + " ".join(folded_words(f"{last} {first}"))
    pen = a_pen(house)
    pen.enter(PersonDetails(person=person, first_name=first, last_name=last, email=email, search_key=key))
    for place, since, until in posts:
        post = Post.objects.get(organisation=house.members[place], function__name="Landrat")
        pen.enter(Tenure(post=post, person=person, since=since, until=until, kind=TenureKind.ACTING))
    return person.id


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Eva", "Müller"), ("Eva", "Müller"), True),
        (("Eva", "Müller"), ("EVA", "MÜLLER"), True),
        (("Eva", "Müller"), ("E.", "Müller"), True),
        (("Eva Maria", "Müller"), ("Eva", "Müller"), True),
        (("", "Müller"), ("Eva", "Müller"), True),
        (("Almut", "Müller"), ("Allmut", "Müller"), True),
        (("Eva", "Müller"), ("Otto", "Müller"), False),
        (("Eva", "Müller"), ("Eva", "Möller"), False),
    ],
)
def test_who_looks_alike_at_one_organisation_is_found(
    home: House, one: tuple[str, str], other: tuple[str, str], alike: bool
) -> None:
    first = somebody(home, *one, (0, FOUNDED, FOUNDED))
    second = somebody(home, *other, (0, DAY, None))
    found = [(pair.first.person_id, pair.second.person_id) for pair in likely_duplicates()]
    assert found == ([(first, second)] if alike else [])


def test_a_shared_mailbox_or_a_name_elsewhere_makes_no_pair(home: House) -> None:
    somebody(home, "Eva", "Müller", (0, FOUNDED, FOUNDED), email="post@lk-ahorntal.example")
    somebody(home, "Otto", "Maier", (0, DAY, None), email="post@lk-ahorntal.example")
    somebody(home, "Eva", "Müller", (1, DAY, None))
    assert likely_duplicates() == ()


def test_the_queries_do_not_grow(home: House, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        somebody(home, "Eva", "Müller", (0, FOUNDED, FOUNDED))
    with django_assert_num_queries(3):
        assert len(likely_duplicates()) == 10


def test_who_is_told_apart_is_not_asked_about_again(home: House) -> None:
    first, second = (somebody(home, "Eva", "Müller", (0, FOUNDED, FOUNDED)) for _ in range(2))
    keep_apart(actor=home.clerk_actor, first_id=second, second_id=first)
    assert likely_duplicates() == ()
    before = row_counts()
    keep_apart(actor=home.clerk_actor, first_id=first, second_id=second)
    assert row_counts() == before


def test_a_merger_takes_over_posts_and_what_was_not_known(home: House) -> None:
    kept = somebody(home, "E.", "Müller", (0, DAY, None))
    gone = somebody(home, "Eva", "Müller", (1, DAY, None), email="eva.mueller@lk-ahorntal.example")
    merge_people(actor=home.clerk_actor, kept_id=kept, gone_id=gone)
    details = PersonDetails.objects.get(person=kept, retired_at=None)
    assert (str(details), details.email) == ("Eva Müller", "eva.mueller@lk-ahorntal.example")
    held = Tenure.objects.filter(as_it_stands(DAY).holds(), person=kept, post__function__name="Landrat")
    assert held.count() == 2
    assert not PersonDetails.objects.filter(person=gone, retired_at=None).exists()
    assert Merger.objects.get().gone_id == gone


def test_one_post_held_twice_becomes_one_tenure(home: House) -> None:
    kept = somebody(home, "Eva", "Müller", (0, FOUNDED, DAY))
    gone = somebody(home, "Eva", "Müller", (0, DAY, None))
    merge_people(actor=home.clerk_actor, kept_id=kept, gone_id=gone)
    tenure = Tenure.objects.get(retired_at=None, person=kept)
    assert (tenure.since, tenure.until) == (FOUNDED, None)


def test_a_change_of_nothing_is_none(home: House) -> None:
    one = somebody(home, "Eva", "Müller")
    before = Change.objects.count()
    with pytest.raises(Refused) as refusal:
        merge_people(actor=home.clerk_actor, kept_id=one, gone_id=one)
    assert refusal.value.code == "merge.self"
    assert Change.objects.count() == before


def test_a_member_merges_nobody(cast: Cast, home: House) -> None:
    first, second = (somebody(home, "Eva", "Müller", (0, FOUNDED, FOUNDED)) for _ in range(2))
    with pytest.raises(Refused) as refusal:
        merge_people(actor=cast.member_actor, kept_id=first, gone_id=second)
    assert refusal.value.code == "access.role"
