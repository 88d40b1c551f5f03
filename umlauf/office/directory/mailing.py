"""Mail about who may act: the link of an invitation, and the notice that somebody asks for emergency access."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.accounts.models import User
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import machine_now, office_now, office_offset, office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role
from umlauf.office.directory.hats import holding
from umlauf.office.directory.models import Emergency, Grant, Invitation


def invitation_address(invitation: Invitation) -> str:
    """The personal link with which the invitation is taken up."""
    token = sign_link(Purpose.INVITATION, invitation.id, invitation.generation)
    return f"{settings.PUBLIC_URL}/invitation/{token}"


def last_day_of(invitation: Invitation) -> dt.date:
    """The day on which the link of an invitation ends, where the association is."""
    return (invitation.expires_at + office_offset()).astimezone(ZoneInfo(invitation.association.zone)).date()


def send_invitation(invitation: Invitation) -> None:
    """Queue the mail with the link, kept until the link is over. To be called inside the scope and a transaction."""
    association = invitation.association
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "house": invitation.organisation.name if invitation.organisation else association.name,
            "association": association.name,
            "link": invitation_address(invitation),
            "day": long_day(last_day_of(invitation)),
        }
        subject = _("Invitation to Umlauf: %(house)s") % {"house": context["house"]}
        text = render_to_string("directory/invitation.txt", context)
    kept_until = office_today(association) + dt.timedelta(days=LIMITS.invitation_days)
    key = f"invitation/{invitation.id}/{invitation.generation}"
    queue(association.id, [_mail(association, key, invitation.email, subject, text, kept_until)])


def tell_of_emergency(emergency: Emergency) -> None:
    """Tell all administrators and signatories what was asked, or confirmed. Inside the scope and a transaction."""
    association = emergency.association
    step = "asked" if emergency.confirmed_at is None else "confirmed"
    address = settings.PUBLIC_URL + "/emergency/"
    messages = []
    for user in _responsible(association):
        with translation.override(user.language):
            context = {"user": user, "emergency": emergency, "association": association.name, "address": address}
            subject = _("Emergency access: %(name)s") % {"name": emergency.asked_by.name}
            text = render_to_string(f"directory/emergency_{step}.txt", context | {"hours": LIMITS.emergency_hours})
        kept_until = office_today(association) + dt.timedelta(days=LIMITS.retention_days)
        key = f"emergency/{emergency.id}/{step}/{user.id}"
        messages.append(_mail(association, key, user.email, subject, text, kept_until))
    queue(association.id, messages)


def _responsible(association: Association) -> Iterable[User]:
    grants = Grant.objects.filter(
        association=association, role__in=(Role.ADMINISTRATOR, Role.SIGNATORY), user__is_active=True
    )
    users = holding(grants, machine_now()).values("user_id")
    return User.objects.filter(id__in=users).order_by("id")


def _mail(association: Association, key: str, to: str, subject: str, text: str, kept_until: dt.date) -> Outgoing:
    return Outgoing(
        key=key,
        recipient=check_address(to),
        sender_name=association.name,
        sender_address=association.email,
        subject=subject,
        text=text,
        date=office_now(),
        kept_until=kept_until,
    )
