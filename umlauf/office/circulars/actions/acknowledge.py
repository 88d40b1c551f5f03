"""Acknowledge the receipt of a circular, by whoever it was sent to or by the office that was told."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.erasure import erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.call_up import call_up
from umlauf.office.circulars.aftermath import must_hold
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import Acknowledgement, Recipient

KEYED_IN: Final = (AcknowledgedBy.PHONE, AcknowledgedBy.MAIL)
_OWN: Final = {Means.LINK: AcknowledgedBy.LINK, Means.LOGIN: AcknowledgedBy.LOGIN}
_KEPT: Final = dt.timedelta(days=LIMITS.retention_days)


@transaction.atomic
def acknowledge(*, actor: Actor, recipient_id: int, means: AcknowledgedBy, by: str = "") -> Acknowledgement:
    """Note that an organisation got a circular which asks it to say so. Said before: what was noted first stands.

    ``by`` is who says it, as it was entered. Raises ``Refused`` with ``acknowledge.not_asked`` or
    ``acknowledge.withdrawn``, what checks of lengths and characters raise, and ``Http404``.
    """
    recipient = _recipient_for(actor, recipient_id, means)
    lock_circular(actor, recipient.issue.circular_id)
    known = Acknowledgement.objects.filter(recipient=recipient).first()
    if known is not None:
        return known
    _must_be_asked(recipient)
    name = " ".join(by.split())
    check_length(_("Name"), name, LIMITS.person)
    check_characters(_("Name"), name)
    if means not in KEYED_IN:
        call_up(actor=actor, recipient_id=recipient.id)
    now = office_now()
    noted = Acknowledgement.objects.create(
        association_id=recipient.association_id, recipient=recipient, at=now, by=name, means=means
    )
    record(
        actor,
        "circulars.acknowledged",
        subject=f"circulars.Acknowledgement:{noted.id}",
        label=f"{recipient.issue.label} {recipient.name} ({means})",
    )
    return noted


@transaction.atomic
def forget_who_acknowledged(association: Association, today: dt.date) -> int:
    """Let go of the names of those who acknowledged, once the retention has run out. That they did, and when, stays.

    Returns how many rows it emptied.
    """
    before = dt.datetime.combine(today - _KEPT, dt.time.min, ZoneInfo(association.zone))
    named = Acknowledgement.objects.filter(at__lt=before).exclude(by="")
    ids = list(named.values_list("id", flat=True))
    forgotten = named.update(by="") if ids else 0
    if forgotten:
        subjects = [f"circulars.Acknowledgement:{one}" for one in ids]
        erase_with(Erasure.WITH_ANSWER, association_id=association.id, subjects=subjects)
        record(
            machine(association.id),
            "circulars.acknowledgers_forgotten",
            subject=f"core.Association:{association.id}",
            label=f"{forgotten}",
        )
    return forgotten


def _recipient_for(actor: Actor, recipient_id: int, means: AcknowledgedBy) -> Recipient:
    """Once it was sent: of the office that wrote it, or of the actor's own house. Raises ``Http404``."""
    own = Recipient.objects.filter(association_id=actor.association_id, issue__dispatch__isnull=False)
    if not (means in KEYED_IN and actor.may(Ability.KEY_IN_ANSWERS)):
        if _OWN.get(actor.means) != means or actor.organisation_id is None:
            raise Http404
        if actor.means == Means.LOGIN and not actor.may(Ability.ANSWER):
            raise Http404
        own = own.filter(organisation_id=actor.organisation_id)
    recipient = own.filter(id=recipient_id).select_related("issue__series").first()
    if recipient is None:
        raise Http404
    return recipient


def _must_be_asked(recipient: Recipient) -> None:
    if recipient.is_copy or not recipient.issue.asks_to_acknowledge:
        raise Refused(
            "acknowledge.not_asked", _("Nobody asks you to confirm that you got this circular. Nothing was changed.")
        )
    must_hold(
        recipient.issue,
        "acknowledge.withdrawn",
        _("This circular was withdrawn, so nobody needs to confirm that it came. Nothing was changed."),
    )
