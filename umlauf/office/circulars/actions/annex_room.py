"""Say how much room annexes have."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused


@transaction.atomic
def limit_annexes(*, actor: Actor, one: int, together: int) -> None:
    """From now on one annex may have ``one`` MB and all of a circular ``together``. What is attached stays.

    Raises ``Refused`` with ``annex.limit`` or ``annex.limit_together``.
    """
    actor.must(Ability.ADMINISTER)
    if not 1 <= one <= LIMITS.annex_bytes // MB:
        raise Refused("annex.limit", _("An annex may have from 1 to %(most)s MB.") % {"most": LIMITS.annex_bytes // MB})
    if not one <= together <= LIMITS.annexes_bytes // MB:
        raise Refused(
            "annex.limit_together",
            _("All annexes together may have at least as much as one, and at most %(most)s MB.")
            % {"most": LIMITS.annexes_bytes // MB},
        )
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    if (association.annex_mb, association.annexes_mb) == (one, together):
        return
    association.annex_mb, association.annexes_mb = one, together
    association.save(update_fields=["annex_mb", "annexes_mb"])
    subject = f"core.Association:{association.id}"
    record(actor, "circulars.annexes_limited", subject=subject, label=f"{one} MB, {together} MB")
