"""On what ground the office works, until a question names another."""

from __future__ import annotations

import pytest

from tests.cast import House
from tests.office.directory.administering import administrator
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actions import found_association
from umlauf.ground.core.models import Association, OfficeBasis
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.basis import set_basis


def told() -> list[str]:
    known = Entry.objects.filter(event__startswith="directory.basis_").order_by("sequence")
    return list(known.values_list("event", flat=True))


def test_an_administrator_says_it_and_the_record_keeps_it_once(home: House) -> None:
    actor = administrator(home)
    for basis in (OfficeBasis.TASK, OfficeBasis.INTEREST, OfficeBasis.INTEREST, OfficeBasis.TASK):
        set_basis(actor=actor, basis=basis)
        home.association.refresh_from_db()
        assert home.association.basis == basis
    assert told() == ["directory.basis_interest", "directory.basis_task"]


def test_nobody_else_says_it(home: House) -> None:
    with pytest.raises(Refused) as refusal:
        set_basis(actor=home.clerk_actor, basis=OfficeBasis.INTEREST)
    assert refusal.value.code == "access.role"
    home.association.refresh_from_db()
    assert (home.association.basis, told()) == (OfficeBasis.TASK, [])


@pytest.mark.django_db
def test_a_file_sets_an_association_up_with_it_and_never_with_consent() -> None:
    given = {"name": "Verband Beispielstadt", "short_name": "VB", "email": "post@vb.example"}
    found_association(Association(slug="vb", **given, basis="interest"))
    assert Association.objects.get(slug="vb").basis == OfficeBasis.INTEREST
    with pytest.raises(Refused) as refusal:
        found_association(Association(slug="vb-zwei", **given, basis="consent"))
    assert (refusal.value.code, "basis" in str(refusal.value.message)) == ("association.invalid", True)
