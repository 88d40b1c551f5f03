"""How letters name somebody of the office: the clerk's mark, and the phone at their desk."""

from __future__ import annotations

import re
from typing import Final

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.directory.models import Colleague
from umlauf.office.directory.queries.grants import staff_of

_MARK: Final = re.compile(rf"[^\W_][\w.\- ]{{0,{LIMITS.mark - 1}}}")


@transaction.atomic
def set_colleague(*, actor: Actor, user_id: int, mark: str, phone: str) -> Colleague:
    """Say which mark somebody of the office has, and under which phone number they are reached.

    One does it for oneself, an administrator for all. Raises ``Http404`` for somebody else, and ``Refused`` with
    ``mark.form`` or ``mark.taken``.
    """
    if user_id != actor.user_id or not actor.may(Ability.WRITE_CIRCULARS):
        actor.must(Ability.ADMINISTER)
    Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    staff = next((one for one in staff_of(actor.association_id, None) if one.user.id == user_id), None)
    if staff is None or actor.organisation_id is not None:
        raise Http404
    clean, number = " ".join(mark.split()), " ".join(phone.split())[: LIMITS.phone]
    if clean and not _MARK.fullmatch(clean):
        raise Refused(
            "mark.form",
            _("A mark has at most %(most)s letters and digits and no slash. Please write it like “kö”.")
            % {"most": LIMITS.mark},
        )
    own = Colleague.objects.filter(association_id=actor.association_id)
    same = own.filter(mark=clean).exclude(user_id=user_id).select_related("user").first() if clean else None
    if same is not None:
        raise Refused(
            "mark.taken",
            _("%(name)s has the mark “%(mark)s” already. Please choose another one.")
            % {"name": same.user.name, "mark": clean},
        )
    before = own.filter(user_id=user_id).first()
    if before is not None and (before.mark, before.phone) == (clean, number):
        return before
    entry = before or Colleague(association_id=actor.association_id, user_id=user_id)
    entry.mark, entry.phone = clean, number
    entry.save()
    record(
        actor,
        "directory.colleague_described",
        subject=f"accounts.User:{user_id}",
        label=clean,
        personal={"to": staff.user.email},
    )
    return entry
