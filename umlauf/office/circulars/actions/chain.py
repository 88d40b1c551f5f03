"""Say who agrees to the circulars of a series before they are signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.chain import Step, chain_of
from umlauf.office.circulars.models import ChainStep, Series
from umlauf.office.directory.hats import users_who_may
from umlauf.office.directory.ledger import must_be_as_seen


@transaction.atomic
def set_chain(*, actor: Actor, series_id: int, steps: Sequence[Step], seen: str | None) -> list[ChainStep]:
    """Replace the chain of a series; none: its circulars are signed without being agreed to. As it is: unchanged.

    The numbers of the positions only order the steps. What lies before somebody already keeps the chain with which it
    was laid there. ``seen`` is the digest (``ledger.digest_of``) of the steps that the form showed. Raises ``Http404``,
    and ``Refused`` with ``chain.long``, ``chain.twice``, ``chain.self``, ``chain.person`` (may not agree here) or
    ``directory.changed``.
    """
    actor.must(Ability.ADMINISTER)
    series = _lock_series(actor, series_id)
    there, wanted = chain_of(series.id), _in_order(steps)
    if wanted == [Step(one.position, one.approver_id, one.stand_in_id) for one in there]:
        return there
    must_be_as_seen(seen, *there)
    _check(actor, wanted)
    ChainStep.objects.filter(series=series).delete()
    ChainStep.objects.bulk_create(
        ChainStep(
            association_id=actor.association_id,
            series=series,
            position=one.position,
            approver_id=one.approver_id,
            stand_in_id=one.stand_in_id,
        )
        for one in wanted
    )
    chain = chain_of(series.id)
    record(
        actor,
        "circulars.chain_set",
        subject=f"circulars.Series:{series.id}",
        label=series.kind,
        personal={"people": _in_words(chain)},
    )
    return chain


def _lock_series(actor: Actor, series_id: int) -> Series:
    own = Series.objects.filter(association_id=actor.association_id)
    series = own.select_for_update(no_key=True).filter(id=series_id).first()
    if series is None:
        raise Http404
    return series


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps by their positions, which become 1, 2, 3 …"""
    ranks = {position: rank for rank, position in enumerate(sorted({one.position for one in steps}), 1)}
    ordered = sorted(steps, key=lambda one: one.position)
    return [Step(ranks[one.position], one.approver_id, one.stand_in_id) for one in ordered]


def _check(actor: Actor, steps: Sequence[Step]) -> None:
    if len(steps) > LIMITS.chain_steps:
        raise Refused(
            "chain.long",
            _("At most %(most)s people agree to a circular. Please leave somebody out.") % {"most": LIMITS.chain_steps},
        )
    approvers = [one.approver_id for one in steps]
    if len(set(approvers)) < len(approvers):
        raise Refused("chain.twice", _("Somebody stands there twice. Please name each person once."))
    if any(one.approver_id == one.stand_in_id for one in steps):
        raise Refused("chain.self", _("Nobody stands in for themselves. Please choose somebody else, or nobody."))
    able = set(users_who_may(actor.association_id, Ability.APPROVE).values_list("id", flat=True))
    if not able.issuperset(approvers) or not able.issuperset(one.stand_in_id for one in steps if one.stand_in_id):
        raise Refused(
            "chain.person",
            _("One of these people may not agree to circulars here. Please choose among those shown."),
        )


def _in_words(chain: Sequence[ChainStep]) -> str:
    """„1 Anna Alt (Ben Berg), 2 Cora Clever“, for the record."""
    return ", ".join(
        f"{one.position} {one.approver.name}" + (f" ({one.stand_in.name})" if one.stand_in else "") for one in chain
    )
