"""Say who may act for whom."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.models import Grant, Organisation


@transaction.atomic
def grant_role(
    *, actor: Actor, user: User, role: Role, organisation: Organisation | None = None, title: str = ""
) -> Grant:
    """Let a user act for the association, or as a member for an organisation. Granted already: unchanged.

    Raises ``Refused("grant.organisation")`` when a member's organisation is missing, or given for another role.
    """
    actor.must_administer()
    if (role == Role.MEMBER) != (organisation is not None):
        raise Refused(
            "grant.organisation",
            _("A member acts for one organisation, so please name it; clerks and signatories act for the association."),
        )
    grant, created = Grant.objects.get_or_create(
        association_id=actor.association_id,
        user=user,
        role=role,
        organisation=organisation,
        defaults={"title": title},
    )
    if created:
        record(
            actor,
            "directory.granted",
            subject=f"directory.Grant:{grant.id}",
            label=role.value,
            personal={"to": user.email},
        )
    return grant
