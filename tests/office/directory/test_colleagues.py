"""How letters name somebody of the office: a mark each has alone, and a phone."""

from __future__ import annotations

import pytest
from django.http import Http404

from tests.cast import Cast, House
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.colleagues import set_colleague
from umlauf.office.directory.actions.grants import remove
from umlauf.office.directory.models import Colleague, Grant
from umlauf.office.directory.queries.colleagues import office_contacts


def administrator(house: House) -> Actor:
    roles = frozenset({Role.ADMINISTRATOR})
    return Actor(house.signatory.name, house.association.id, Means.LOGIN, roles, house.signatory.id)


def test_somebody_has_a_mark_and_a_phone(home: House) -> None:
    set_colleague(actor=home.clerk_actor, user_id=home.clerk.id, mark=" kö ", phone="+49 391 1234-20")
    entries = Entry.objects.count()
    set_colleague(actor=home.clerk_actor, user_id=home.clerk.id, mark="kö", phone="+49 391 1234-20")
    assert Entry.objects.count() == entries
    (other, own) = office_contacts(home.association.id)
    assert (own.name, own.mark, own.phone, own.email) == (home.clerk.name, "kö", "+49 391 1234-20", home.clerk.email)
    assert (other.mark, other.phone) == ("", "")


def test_a_mark_belongs_to_one_person(home: House) -> None:
    set_colleague(actor=home.clerk_actor, user_id=home.clerk.id, mark="kö", phone="")
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        set_colleague(actor=administrator(home), user_id=home.signatory.id, mark="kö", phone="")
    assert refusal.value.code == "mark.taken"
    assert row_counts() == before
    for user_id in (home.clerk.id, home.signatory.id):
        set_colleague(actor=administrator(home), user_id=user_id, mark="", phone="")


@pytest.mark.parametrize("mark", ["k/ö", "x" * 13, "-", "k\u200bö", "😀"])
def test_a_mark_is_short_and_has_no_slash(home: House, mark: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_colleague(actor=home.clerk_actor, user_id=home.clerk.id, mark=mark, phone="")
    assert refusal.value.code == "mark.form"


def test_only_oneself_or_an_administrator_says_it_and_of_the_office_alone(home: House, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        set_colleague(actor=home.clerk_actor, user_id=home.signatory.id, mark="br", phone="")
    assert refusal.value.code == "access.role"
    for stranger in (cast.member.id, cast.other.clerk.id):
        with pytest.raises(Http404):
            set_colleague(actor=administrator(home), user_id=stranger, mark="xy", phone="")
    assert not Colleague.objects.exists()


def test_it_goes_with_the_person(home: House) -> None:
    set_colleague(actor=home.clerk_actor, user_id=home.clerk.id, mark="kö", phone="1")
    Grant.objects.create(association=home.association, user=home.signatory, role=Role.ADMINISTRATOR)
    remove(actor=administrator(home), user_id=home.clerk.id)
    assert not Colleague.objects.exists()
