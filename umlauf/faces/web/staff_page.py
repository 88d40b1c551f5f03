"""What the pages of the administration of people show: one set for the office and for a member's own house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse

from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.role_words import roles_in_words
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import machine_now, office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import MEMBER_ROLES, OFFICE_ROLES, Role
from umlauf.office.directory.models import Invitation, Organisation, Post
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.grants import Staff

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class House:
    """Whose people a page is about: the office's (``organisation`` None), or a member's own."""

    organisation: Organisation | None

    @property
    def roles(self) -> frozenset[Role]:
        return OFFICE_ROLES if self.organisation is None else MEMBER_ROLES

    @property
    def address(self) -> str:
        """The page with all of them; all others lie below it."""
        return reverse("staff" if self.organisation is None else "house-staff")

    def person(self, user_id: int) -> str:
        return f"{self.address}{user_id}/"

    def posts(self, association: Association) -> list[tuple[int, str]]:
        """Id and name of the posts for which a front office can act, as the association knows them."""
        if self.organisation is None:
            return []
        today = as_it_stands(office_today(association))
        own = Post.objects.filter(today.holds("details__"), association=association, organisation=self.organisation)
        named = own.order_by("function__name", "subject", "id").values_list("id", "function__name", "subject")
        return [(post_id, f"{function} {subject}".strip()) for post_id, function, subject in named]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody, with what a table shows."""

    staff: Staff
    roles: str
    factor: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits. ``over``: its link holds no more."""

    invitation: Invitation
    roles: str
    over: bool


def house_of(request: OfficeRequest) -> House:
    return House(request.hat.organisation)


def staff_rows(staff: Iterable[Staff]) -> list[StaffRow]:
    """One query beside."""
    people = list(staff)
    secured = set(
        Authenticator.objects.filter(user_id__in=[one.user.id for one in people], type__in=_FACTORS).values_list(
            "user_id", flat=True
        )
    )
    return [StaffRow(one, roles_in_words(one.roles), one.user.id in secured) for one in people]


def invitation_rows(invitations: Iterable[Invitation]) -> list[InvitationRow]:
    now = machine_now()
    return [InvitationRow(one, roles_in_words(one.offered), one.expires_at <= now) for one in invitations]


def end_sessions(user: User) -> None:
    """Log somebody out everywhere."""
    for session in UserSession.objects.filter(user_id=user.id):
        session.end()
