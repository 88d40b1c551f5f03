"""Say when somebody of the office is away, so that others stand in for them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Absence
from umlauf.office.directory.hats import users_who_may

_DAY = dt.timedelta(days=1)


@transaction.atomic
def enter_absence(*, actor: Actor, user_id: int, since: dt.date, until: dt.date) -> Absence:
    """Enter the days, the last one included, on which somebody is away. Days that adjoin or overlap become one entry.

    One's own, or that of anybody who agrees or signs for whoever administers the association. Entered already:
    unchanged. Raises ``Http404`` for a stranger, and ``Refused`` with ``access.role``, ``absence.order``,
    ``absence.past``, ``absence.far`` or ``absence.long``.
    """
    user = _lock_user(actor, user_id)
    _check_days(office_today(Association.objects.get(id=actor.association_id)), since, until)
    touching = list(Absence.objects.filter(user=user, since__lte=until + _DAY, until__gte=since - _DAY))
    first, last = min([since, *(one.since for one in touching)]), max([until, *(one.until for one in touching)])
    if (last - first).days >= LIMITS.absence_days:
        raise Refused(
            "absence.long",
            _("At most %(days)s days in a row can be entered. Please choose an earlier end.")
            % {"days": LIMITS.absence_days},
        )
    if len(touching) == 1 and (touching[0].since, touching[0].until) == (first, last):
        return touching[0]
    Absence.objects.filter(id__in=[one.id for one in touching]).delete()
    absence = Absence.objects.create(association_id=actor.association_id, user=user, since=first, until=last)
    _record(actor, "circulars.absence_entered", user)
    return absence


@transaction.atomic
def strike_absence(*, actor: Actor, user_id: int, absence_id: int) -> None:
    """Take an entry back: whoever was away is here. Struck already: no change. Raises as ``enter_absence``."""
    user = _lock_user(actor, user_id)
    struck, _rows = Absence.objects.filter(user=user, id=absence_id).delete()
    if struck:
        _record(actor, "circulars.absence_struck", user)


@transaction.atomic
def forget_absences(*, actor: Actor) -> int:
    """Erase the absences that ended ``LIMITS.absence_kept_days`` ago; how many."""
    before = office_today(Association.objects.get(id=actor.association_id)) - LIMITS.absence_kept_days * _DAY
    over = Absence.objects.filter(association_id=actor.association_id, until__lt=before)
    gone, _rows = over.delete()
    if gone:
        subject = f"core.Association:{actor.association_id}"
        record(actor, "circulars.absences_forgotten", subject=subject, label=str(gone))
    return gone


def _lock_user(actor: Actor, user_id: int) -> User:
    """Whose absence it is, with the row locked, so that two entries at once become one."""
    actor.must(Ability.APPROVE if user_id == actor.user_id else Ability.ADMINISTER)
    of_office = users_who_may(actor.association_id, Ability.APPROVE).filter(id=user_id)
    user = User.objects.select_for_update(no_key=True).filter(id__in=of_office.order_by().values("id")).first()
    if user is None:
        raise Http404
    return user


def _check_days(today: dt.date, since: dt.date, until: dt.date) -> None:
    if until < since:
        raise Refused("absence.order", _("The last day comes before the first. Please correct one of them."))
    if until < today:
        raise Refused("absence.past", _("These days are over, so nobody needs to stand in any more."))
    if (since - today).days > LIMITS.absence_days:
        raise Refused("absence.far", _("This is more than a year ahead. Please correct the year."))


def _record(actor: Actor, event: str, user: User) -> None:
    """Not the days: why somebody was away, and how long, is nobody's matter ten years later."""
    record(actor, event, subject=f"accounts.User:{user.id}", label="", personal={"to": user.email})
