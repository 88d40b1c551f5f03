"""In whose name somebody signs: „i. V.“ and „i. A.“ before the name, as the office has said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from tests.cast import House, a_circular, a_content
from tests.office.directory.administering import administrator
from tests.office.pdf import text_of
from umlauf.engines.files.store import read
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.sign import change_and_sign, sign_and_issue
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.ready import Signature, mark_of, signed_names
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.actions.grants import set_roles
from umlauf.office.directory.actions.invitations import Offer, accept, invite
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Grant, Invitation

OFFICE = frozenset({Role.CLERK, Role.SIGNATORY})


def signed(house: House, signs_as: SignsAs, language: str) -> Issue:
    circular = a_circular(house, replace(a_content(house), language=language))
    signature = Signature("Nora Feldkamp", "Referentin", signs_as)
    return sign_and_issue(
        actor=house.signatory_actor, circular_id=circular.id, signature=signature, seen=version_of(circular).digest
    )


@pytest.mark.parametrize(
    ("signs_as", "language", "expected"),
    [
        (SignsAs.OWN, "de", "Nora Feldkamp"),
        (SignsAs.DEPUTY, "de", "i. V. Nora Feldkamp"),
        (SignsAs.ORDER, "de", "i. A. Nora Feldkamp"),
        (SignsAs.DEPUTY, "en", "p.p. Nora Feldkamp"),
        (SignsAs.ORDER, "en", "by order: Nora Feldkamp"),
    ],
)
def test_the_mark_stands_before_the_name_in_the_language_of_the_letter(
    home: House, signs_as: SignsAs, language: str, expected: str
) -> None:
    issue = signed(home, signs_as, language)
    assert (issue.signatory_name, issue.signatory_title) == (expected, "Referentin")
    assert Entry.objects.get(event="circulars.issued").personal.data["signatory"] == expected
    letter = text_of(read(render_issue(actor=machine(home.association.id), issue_id=issue.id).pdf))
    assert f"{expected} Referentin" in letter
    assert issue.signatory_name in signed_names("Nora Feldkamp")


def test_who_changes_the_language_before_signing_signs_in_that_language(home: House) -> None:
    circular = a_circular(home)
    issue = change_and_sign(
        actor=home.signatory_actor,
        circular_id=circular.id,
        content=replace(a_content(home), language="en"),
        signature=Signature("Nora Feldkamp", "Referentin", SignsAs.DEPUTY),
        seen=version_of(circular).digest,
    )
    assert issue.signatory_name == f"{mark_of(SignsAs.DEPUTY, 'en')} Nora Feldkamp"


def test_the_longest_name_has_room_with_its_mark(home: House) -> None:
    circular = a_circular(home)
    issue = sign_and_issue(
        actor=home.signatory_actor,
        circular_id=circular.id,
        signature=Signature("N" * LIMITS.name, "", SignsAs.ORDER),
        seen=version_of(circular).digest,
    )
    assert issue.signatory_name.startswith("i. A. N")


def test_it_is_said_with_the_roles_and_counts_for_a_signatory_alone(home: House) -> None:
    boss = administrator(home)
    set_roles(actor=boss, user_id=home.clerk.id, roles=OFFICE, signs_as=SignsAs.DEPUTY)
    assert hats_of(home.clerk)[0].signs_as == SignsAs.DEPUTY
    assert set(Grant.objects.filter(user=home.clerk).values_list("role", "signs_as")) == {
        ("clerk", ""),
        ("signatory", "deputy"),
    }
    assert Entry.objects.latest("sequence").label == "clerk, signatory (deputy)"
    set_roles(actor=boss, user_id=home.clerk.id, roles=OFFICE, signs_as=SignsAs.ORDER)
    assert hats_of(home.clerk)[0].signs_as == SignsAs.ORDER
    set_roles(actor=boss, user_id=home.clerk.id, roles=frozenset({Role.CLERK}), signs_as=SignsAs.ORDER)
    assert hats_of(home.clerk)[0].signs_as == SignsAs.OWN
    assert Entry.objects.latest("sequence").label == "clerk"


def test_an_invitation_says_it_as_well(home: House) -> None:
    boss = administrator(home)
    user = User.objects.create(email="neu@umlauf.example", name="Neu Hier", password="!")
    for roles, expected in ((OFFICE, SignsAs.DEPUTY), (frozenset({Role.CLERK}), SignsAs.OWN)):
        offer = Offer(user.email, "Neu Hier", roles, "Referentin", signs_as=SignsAs.DEPUTY)
        invitation = invite(actor=boss, offer=offer)
        assert Invitation.objects.get(id=invitation.id).signs_as == expected
    invitation = invite(actor=boss, offer=Offer(user.email, "Neu Hier", OFFICE, signs_as=SignsAs.ORDER))
    accept(invitation_id=invitation.id, generation=invitation.generation, user=user)
    assert hats_of(user)[0].signs_as == SignsAs.ORDER


def test_the_database_keeps_it_from_other_roles(home: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(user=home.clerk, role=Role.CLERK).update(signs_as=SignsAs.DEPUTY)
