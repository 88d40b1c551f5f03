"""Invitations: who may invite to what, and what a link is worth."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django_scopes import scope

from tests.cast import PASSWORD, Cast, House
from tests.office.directory.administering import add_user, administrator, mails, member_administrator, roles_of
from tests.office.rows import row_counts
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.core.policy import MEMBER_ROLES, OFFICE_ROLES, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import remove
from umlauf.office.directory.actions.invitations import (
    Offer,
    accept,
    accept_as_new,
    forget_invitations,
    invite,
    renew_invitation,
    revoke_invitation,
)
from umlauf.office.directory.models import Grant, Invitation, Post, Principal
from umlauf.office.directory.queries.grants import member_logins

NEW = "Neu@Umlauf.example"
CLERK = Offer(NEW, " Neue  Kraft ", frozenset({Role.CLERK}), title="Referentin")


def link_in(text: str) -> tuple[int, int]:
    """Id and generation of the link in a mail."""
    found = re.search(r"/invitation/(\S+)", text)
    assert found
    return read_link(Purpose.INVITATION, found[1])


def test_an_invitation_goes_out_by_mail(home: House) -> None:
    invitation = invite(actor=administrator(home), offer=CLERK)
    assert (invitation.email, invitation.name, invitation.of_office) == ("neu@umlauf.example", "Neue Kraft", True)
    assert invitation.expires_at - invitation.invited_at == dt.timedelta(days=LIMITS.invitation_days)
    (mail,) = mails(home)
    assert mail.recipient == "neu@umlauf.example"
    assert link_in(mail.text) == (invitation.id, 1)
    assert mail.kept_until is not None
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("directory.invited", "clerk")


def test_invited_once_more_it_is_the_same_with_a_new_link(home: House) -> None:
    actor = administrator(home)
    first = invite(actor=actor, offer=CLERK)
    again = invite(actor=actor, offer=Offer(NEW.lower(), "Neue Kraft", frozenset({Role.REVIEWER})))
    assert (again.id, again.generation, Invitation.objects.count()) == (first.id, 2, 1)
    assert [link_in(mail.text)[1] for mail in mails(home)] == [1, 2]
    with pytest.raises(Refused) as refused:
        accept_as_new(invitation_id=first.id, generation=1, name="Neue Kraft", password=PASSWORD)
    assert refused.value.code == "link.invalid"
    user = accept_as_new(invitation_id=first.id, generation=2, name="Neue Kraft", password=PASSWORD)
    assert roles_of(user) == {"reviewer"}


def test_renewed_it_holds_longer_and_the_older_link_is_dead(home: House) -> None:
    actor = administrator(home)
    invitation = invite(actor=actor, offer=CLERK)
    Invitation.objects.filter(id=invitation.id).update(expires_at=machine_now())
    renewed = renew_invitation(actor=actor, invitation_id=invitation.id)
    assert (renewed.generation, renewed.expires_at > machine_now()) == (2, True)


def test_taken_back_it_opens_nothing(home: House) -> None:
    actor = administrator(home)
    invitation = invite(actor=actor, offer=CLERK)
    revoke_invitation(actor=actor, invitation_id=invitation.id)
    with pytest.raises(Refused) as refused:
        accept_as_new(invitation_id=invitation.id, generation=1, name="Neue Kraft", password=PASSWORD)
    assert refused.value.code == "link.invalid"
    for change in (renew_invitation, revoke_invitation):
        with pytest.raises(Refused) as refused:
            change(actor=actor, invitation_id=invitation.id)
        assert refused.value.code == "invitation.closed"
    assert invite(actor=actor, offer=CLERK).id != invitation.id


def test_a_new_person_sets_up_a_login_once(home: House) -> None:
    actor = administrator(home)
    invitation = invite(actor=actor, offer=CLERK)
    user = accept_as_new(invitation_id=invitation.id, generation=1, name="Nele Kraft", password=PASSWORD)
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("neu@umlauf.example", "Nele Kraft", True)
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.title, grant.granted_by) == ("clerk", "Referentin", actor.label)
    with pytest.raises(Refused) as refused:
        accept(invitation_id=invitation.id, generation=1, user=user)
    assert refused.value.code == "link.invalid"
    assert verify(home.association) == []


@pytest.mark.parametrize("password", ["kurz", "aaaaaaaaaaaaaaaa", "passwort1234"])
def test_a_weak_password_uses_nothing_up(home: House, password: str) -> None:
    invitation = invite(actor=administrator(home), offer=CLERK)
    before = row_counts()
    with pytest.raises(Refused) as refused:
        accept_as_new(invitation_id=invitation.id, generation=1, name="Neue Kraft", password=password)
    assert (refused.value.code, row_counts()) == ("accounts.password", before)
    assert Invitation.objects.get().accepted_at is None


def test_somebody_with_a_login_takes_it_up_with_it_alone(cast: Cast) -> None:
    with scope(association=cast.home.association):
        offer = Offer(cast.other.clerk.email, "Ines Tannert", frozenset({Role.REVIEWER}))
        invitation = invite(actor=administrator(cast.home), offer=offer)
        one = {"invitation_id": invitation.id, "generation": 1}
        with pytest.raises(Refused) as refused:
            accept(**one, user=cast.home.clerk)
        assert refused.value.code == "invitation.other"
        with pytest.raises(Refused) as refused:
            accept_as_new(**one, name="Ines Tannert", password=PASSWORD)
        assert refused.value.code == "accounts.taken"
        accept(**one, user=cast.other.clerk)
        assert roles_of(cast.other.clerk) == {"reviewer"}


def test_somebody_who_was_removed_comes_back_by_an_invitation(home: House) -> None:
    actor = administrator(home)
    remove(actor=actor, user_id=home.clerk.id)
    invitation = invite(actor=actor, offer=Offer(home.clerk.email, "Nora Feldkamp", frozenset({Role.CLERK})))
    user = accept_as_new(invitation_id=invitation.id, generation=1, name="Nora Feld", password="Neu-Baum-Wolke-77")
    assert (user.id, user.is_active, user.check_password("Neu-Baum-Wolke-77")) == (home.clerk.id, True, True)


def test_a_login_that_was_switched_off_otherwise_does_not_come_back(home: House) -> None:
    invitation = invite(
        actor=administrator(home), offer=Offer("fort@umlauf.example", "Wer Fort", frozenset({Role.CLERK}))
    )
    gone = add_user(home, "Wer Fort", Role.DOOR)
    User.objects.filter(id=gone.id).update(is_active=False)
    with pytest.raises(Refused) as refused:
        accept_as_new(invitation_id=invitation.id, generation=1, name="Wer Fort", password="Neu-Baum-Wolke-77")
    assert refused.value.code == "accounts.taken"


def test_whoever_is_here_already_is_not_invited(cast: Cast) -> None:
    with scope(association=cast.home.association):
        office, house = administrator(cast.home), member_administrator(cast.home, cast.shared)
        known = Offer(cast.home.clerk.email.upper(), "Nora", frozenset({Role.CLERK}))
        of_house = Offer(
            cast.member.email, "Pia", frozenset({Role.MEMBER_ADMINISTRATOR}), organisation_id=cast.shared.id
        )
        for actor, offer in ((office, known), (house, of_house)):
            with pytest.raises(Refused) as refused:
                invite(actor=actor, offer=offer)
            assert refused.value.code == "invitation.known"
        invite(actor=office, offer=of_house)  # the office is not told who acts in a member's house


@pytest.mark.parametrize("role", list(Role))
def test_what_the_office_and_a_member_can_give(cast: Cast, role: Role) -> None:
    with scope(association=cast.home.association):
        office, house = administrator(cast.home), member_administrator(cast.home, cast.shared)
        posts = frozenset(Post.objects.values_list("id", flat=True))
        at_member = {Role.MEMBER_ADMINISTRATOR, Role.REGISTRY}
        tries = (
            (office, None, role in OFFICE_ROLES),
            (office, cast.shared.id, role in at_member),
            (house, cast.shared.id, role in MEMBER_ROLES),
            (house, None, False),
            (house, cast.home.members[1].id, False),
        )
        for actor, at, fine in tries:
            offer = Offer(f"{role}@neu.example", "Neu", frozenset({role}), organisation_id=at, principals=posts)
            if fine:
                assert invite(actor=actor, offer=offer).offered == {role}
            else:
                with pytest.raises(Refused):
                    invite(actor=actor, offer=offer)


def test_nobody_else_invites(home: House) -> None:
    for actor in (home.clerk_actor, home.signatory_actor):
        with pytest.raises(Refused) as refused:
            invite(actor=actor, offer=CLERK)
        assert refused.value.code == "access.role"


def test_the_office_invites_to_its_members_alone(cast: Cast) -> None:
    stranger = cast.home.members[2]
    with scope(association=cast.other.association):
        offer = Offer(NEW, "Neu", frozenset({Role.REGISTRY}), organisation_id=stranger.id)
        with pytest.raises(Refused) as refused:
            invite(actor=administrator(cast.other), offer=offer)
    assert refused.value.code == "invitation.member"


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (Offer("keine Adresse", "Neu", frozenset({Role.CLERK})), "address.invalid"),
        (Offer(NEW, "  ", frozenset({Role.CLERK})), "invitation.name"),
        (Offer(NEW, "Neu", frozenset()), "grant.none"),
    ],
)
def test_an_offer_that_is_not_whole_is_refused(home: House, offer: Offer, code: str) -> None:
    actor = administrator(home)
    before = row_counts()
    with pytest.raises(Refused) as refused:
        invite(actor=actor, offer=offer)
    assert (refused.value.code, row_counts()) == (code, before)


def test_a_front_office_comes_with_its_posts(cast: Cast) -> None:
    with scope(association=cast.home.association):
        posts = frozenset(Post.objects.values_list("id", flat=True))
        own = set(Post.objects.filter(organisation=cast.shared).values_list("id", flat=True))
        offer = Offer(NEW, "Neu", frozenset({Role.FRONT_OFFICE}), organisation_id=cast.shared.id, principals=posts)
        invitation = invite(actor=member_administrator(cast.home, cast.shared), offer=offer)
        accept_as_new(invitation_id=invitation.id, generation=1, name="Neu", password=PASSWORD)
        assert set(Principal.objects.values_list("post_id", flat=True)) == own


def test_the_association_sees_how_many_and_who_administers(cast: Cast, django_assert_num_queries: object) -> None:
    with scope(association=cast.home.association):
        member_administrator(cast.home, cast.shared)
        offer = Offer(NEW, "Neu", frozenset({Role.REGISTRY}), organisation_id=cast.shared.id)
        invite(actor=administrator(cast.home), offer=offer)
        own = Offer("still@neu.example", "Still", frozenset({Role.REGISTRY}), organisation_id=cast.shared.id)
        invite(actor=member_administrator(cast.home, cast.shared, "Zweite Kreis-Zwei"), offer=own)
        with django_assert_num_queries(5):  # type: ignore[operator]  # one of them for the office clock
            rows = member_logins(cast.home.association)
    first = next(row for row in rows if row.organisation == cast.shared)
    assert first.logins == 3
    assert [grant.user.name for grant in first.administrators] == ["Meta Kreis", "Zweite Kreis-Zwei"]
    assert [invitation.name for invitation in first.invited] == ["Neu"]
    assert [row.logins for row in rows if row.organisation != cast.shared] == [0, 0]


def test_who_was_invited_is_forgotten_after_a_while(home: House) -> None:
    actor = administrator(home)
    names = ("nie", "zurueck", "bleibt", "ging")
    rows = {
        name: invite(actor=actor, offer=Offer(f"{name}@neu.example", name, frozenset({Role.DOOR}))) for name in names
    }
    revoke_invitation(actor=actor, invitation_id=rows["zurueck"].id)
    for name in ("bleibt", "ging"):
        user = accept_as_new(invitation_id=rows[name].id, generation=1, name=name, password=PASSWORD)
    remove(actor=actor, user_id=user.id)
    assert forget_invitations(actor=machine(home.association.id)) == 0
    long_ago = machine_now() - dt.timedelta(days=LIMITS.retention_days, seconds=1)
    Invitation.objects.update(expires_at=long_ago)
    assert forget_invitations(actor=machine(home.association.id)) == 3
    assert Invitation.objects.get().name == "bleibt"
    assert Entry.objects.latest("sequence").event == "directory.invitations_forgotten"
