"""Say on what ground the office works."""

from __future__ import annotations

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.models import Association, OfficeBasis
from umlauf.ground.core.policy import Ability


@transaction.atomic
def set_basis(*, actor: Actor, basis: OfficeBasis) -> None:
    """From now on new questions rest on it unless another ground is chosen. Those that are asked keep theirs."""
    actor.must(Ability.ADMINISTER)
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    if association.basis == basis:
        return
    association.basis = basis
    association.save(update_fields=["basis"])
    record(
        actor,
        "directory.basis_task" if basis == OfficeBasis.TASK else "directory.basis_interest",
        subject=f"core.Association:{association.id}",
        label=association.name,
    )
