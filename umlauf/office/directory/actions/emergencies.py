"""Emergency access: one asks, another confirms, all who answer for the office are told, and it ends by itself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import lock_grants
from umlauf.office.directory.hats import holding
from umlauf.office.directory.mailing import tell_of_emergency
from umlauf.office.directory.models import Emergency, Grant


@transaction.atomic
def ask_for_emergency(*, actor: Actor, reason: str) -> Emergency:
    """Ask to be administrator for a day. Whoever asks again while it waits gets the same row, as it is.

    Raises ``Refused`` with ``access.role`` (nobody of the office), ``emergency.reason`` or ``emergency.administrator``.
    """
    user = _of_office(actor)
    said = reason.strip()
    if not 0 < len(said) <= LIMITS.note:
        raise Refused("emergency.reason", _("Please write why it cannot wait for an administrator."))
    lock_grants(actor.association_id)
    if Role.ADMINISTRATOR in actor.roles:
        raise Refused("emergency.administrator", _("You are administrator already."))
    now = machine_now()
    waiting = Emergency.objects.filter(asked_by=user, confirmed_at=None, expires_at__gt=now).first()
    if waiting is not None:
        return waiting
    emergency = Emergency.objects.create(
        association_id=actor.association_id,
        asked_by=user,
        asked_at=now,
        reason=said,
        expires_at=now + dt.timedelta(hours=LIMITS.emergency_hours),
    )
    tell_of_emergency(emergency)
    _record_about(actor, "directory.emergency_asked", emergency)
    return emergency


@transaction.atomic
def confirm_emergency(*, actor: Actor, emergency_id: int) -> Emergency:
    """Let the one who asked be administrator for a day. Confirmed already: unchanged.

    Raises ``Refused`` with ``access.role``, ``emergency.self`` (it takes two), ``emergency.over``, or
    ``emergency.gone`` (who asked may not act for the office any more).
    """
    actor.must(Ability.SEE_CIRCULARS)
    lock_grants(actor.association_id)
    own = Emergency.objects.filter(association_id=actor.association_id).select_related("asked_by", "association")
    emergency = own.filter(id=emergency_id).first()
    now = machine_now()
    if emergency is None or (emergency.confirmed_at is None and emergency.expires_at <= now):
        raise Refused("emergency.over", _("This request is over. It has to be made once more."))
    if emergency.asked_by_id == actor.user_id:
        raise Refused("emergency.self", _("It takes two: please ask a colleague to confirm it."))
    if emergency.confirmed_at is not None:
        return emergency
    _check_still_there(emergency, now)
    emergency.confirmed_by = _of_office(actor)
    emergency.confirmed_at = now
    emergency.until = now + dt.timedelta(hours=LIMITS.emergency_hours)
    emergency.save(update_fields=["confirmed_by", "confirmed_at", "until"])
    Grant.objects.update_or_create(
        association_id=actor.association_id,
        user=emergency.asked_by,
        role=Role.ADMINISTRATOR,
        organisation=None,
        defaults={"granted_at": now, "granted_by": actor.label, "until": emergency.until},
    )
    tell_of_emergency(emergency)
    _record_about(actor, "directory.emergency_confirmed", emergency)
    return emergency


@transaction.atomic
def end_emergencies(*, actor: Actor) -> int:
    """Record of each emergency access that it is over, at its time or before, and leave no grant of it; how many."""
    if not _over(actor, machine_now()).exists():
        return 0
    lock_grants(actor.association_id)
    now = machine_now()
    ended = list(_over(actor, now).select_related("asked_by").order_by("id"))
    Grant.objects.filter(association_id=actor.association_id, role=Role.ADMINISTRATOR, until__lte=now).delete()
    for emergency in ended:
        emergency.ended_at = min(now, emergency.until or now)
        emergency.save(update_fields=["ended_at"])
        record(
            actor,
            "directory.emergency_ended",
            subject=f"directory.Emergency:{emergency.id}",
            label=Role.ADMINISTRATOR.value,
            personal={"to": emergency.asked_by.email},
        )
    return len(ended)


@transaction.atomic
def forget_emergencies(*, actor: Actor) -> int:
    """Erase who asked and why, ``LIMITS.retention_days`` after the end of the access or of the request; how many."""
    before = machine_now() - dt.timedelta(days=LIMITS.retention_days)
    own = Emergency.objects.filter(association_id=actor.association_id)
    old = own.filter(Q(confirmed_at=None, expires_at__lt=before) | Q(ended_at__lt=before))
    ids = list(old.order_by("id").values_list("id", flat=True))
    if ids:
        Emergency.objects.filter(id__in=ids).delete()
        subject = f"directory.Emergency:{ids[0]}"
        record(actor, "directory.emergencies_forgotten", subject=subject, label=str(len(ids)))
    return len(ids)


def _over(actor: Actor, now: dt.datetime) -> QuerySet[Emergency]:
    """What was confirmed, is over and not recorded as that: its time has come, or the role was taken away before."""
    held = Grant.objects.filter(association_id=actor.association_id, role=Role.ADMINISTRATOR, until__gt=now)
    holds = Q(until__gt=now, asked_by_id__in=held.values("user_id"))
    confirmed = Emergency.objects.filter(association_id=actor.association_id, confirmed_at__isnull=False, ended_at=None)
    return confirmed.exclude(holds)


def _of_office(actor: Actor) -> User:
    if actor.organisation_id is not None or actor.user_id is None or not actor.roles:
        raise Refused("access.role", _("Emergency access is for people of the association's own office."))
    return User.objects.get(id=actor.user_id)


def _check_still_there(emergency: Emergency, now: dt.datetime) -> None:
    grants = Grant.objects.filter(
        association_id=emergency.association_id, user=emergency.asked_by, organisation=None, user__is_active=True
    )
    held = holding(grants, now)
    if not held.exists() or grants.filter(suspended_at__isnull=False).exists():
        raise Refused(
            "emergency.gone",
            _("%(name)s may not act for the office any more, so this cannot be confirmed.")
            % {"name": emergency.asked_by.name},
        )
    if held.filter(role=Role.ADMINISTRATOR).exists():
        raise Refused(
            "emergency.administrator",
            _("%(name)s is administrator already.") % {"name": emergency.asked_by.name},
        )


def _record_about(actor: Actor, event: str, emergency: Emergency) -> None:
    record(
        actor,
        event,
        subject=f"directory.Emergency:{emergency.id}",
        label=Role.ADMINISTRATOR.value,
        personal={"to": emergency.asked_by.email, "reason": emergency.reason},
    )
