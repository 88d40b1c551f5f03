"""A member changes its own entries: at once, or by a proposal that the office of the association decides on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.directory.access import must_keep_directory
from umlauf.office.directory.actions.own_changes import (
    KINDS,
    OwnChange,
    as_values,
    carry_out,
    from_values,
    label_of,
    rows_of,
)
from umlauf.office.directory.enums import ProposalState
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.member_mailing import tell_of_decision
from umlauf.office.directory.models import Proposal
from umlauf.office.directory.queries.own_entries import get_proposal_for


@transaction.atomic
def change_own_entry(*, actor: Actor, change: OwnChange, seen: str | None = None) -> Proposal | None:
    """Change an entry of the actor's own organisation. None: it is written; else it waits for the association.

    ``seen`` is the digest of what the actor has seen, as the action behind the change takes it. Raises ``Refused`` with
    ``access.role``, ``proposal.many`` or as that action, ``Http404`` for rows of somebody else.
    """
    actor.must(Ability.KEEP_OWN_ENTRIES)
    association = _locked(actor.association_id)
    if not association.confirms_changes:
        carry_out(actor, change, seen)
        return None
    label, digest = label_of(actor, change), digest_of(*rows_of(actor, change))
    with transaction.atomic():  # whatever would be refused now is refused now, and not by the office in some days
        carry_out(actor, change, seen)
        transaction.set_rollback(True)
    proposal, created = Proposal.objects.get_or_create(
        association_id=actor.association_id,
        organisation_id=actor.organisation_id or 0,
        kind=KINDS[type(change)],
        values=as_values(change),
        seen=digest,
        state=ProposalState.OPEN,
        defaults={
            "label": label[: LIMITS.name],
            "proposed_at": office_now(),
            "proposed_by": actor.label[: LIMITS.name],
            "proposer": User.objects.filter(id=actor.user_id or 0).first(),
        },
    )
    if created:
        _check_not_too_many(proposal)
        _record(actor, "directory.change_proposed", proposal)
    return proposal


def _check_not_too_many(proposal: Proposal) -> None:
    """Raises ``Refused("proposal.many")``, with which the caller's transaction ends."""
    waiting = Proposal.objects.filter(organisation=proposal.organisation_id, state=ProposalState.OPEN)
    if waiting.count() > LIMITS.proposals:
        raise Refused(
            "proposal.many",
            _("Too many of your proposals wait already. Please wait until the association has decided on some."),
        )


@transaction.atomic
def take_proposal(*, actor: Actor, proposal_id: int) -> Proposal:
    """Write what a member has proposed, and tell the member.

    Raises ``Refused`` with ``proposal.decided``, ``proposal.outdated`` when the entries say something else by now, or
    as the action behind the change.
    """
    proposal = _open(actor, proposal_id)
    change = from_values(proposal.kind, proposal.values)
    with recorded_together():
        try:
            if digest_of(*rows_of(actor, change)) != proposal.seen:
                raise _outdated()
            carry_out(replace(actor, label=_both(actor, proposal)), change)
        except Http404 as error:
            raise _outdated() from error
        _decide(actor, proposal, ProposalState.TAKEN, "")
        tell_of_decision(proposal)
        _record(actor, "directory.proposal_taken", proposal)
    return proposal


@transaction.atomic
def refuse_proposal(*, actor: Actor, proposal_id: int, reason: str) -> Proposal:
    """Do not write what a member has proposed, and tell the member why.

    Raises ``Refused`` with ``proposal.decided``, or ``proposal.reason`` without one.
    """
    proposal = _open(actor, proposal_id)
    why = reason.strip()
    if not 0 < len(why) <= LIMITS.note:
        raise Refused("proposal.reason", _("Please write the member why, in at most 1,000 characters."))
    _decide(actor, proposal, ProposalState.REFUSED, why)
    tell_of_decision(proposal)
    _record(actor, "directory.proposal_refused", proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, actor: Actor, proposal_id: int) -> Proposal:
    """The member takes its proposal back. Raises ``Refused("proposal.decided")``, or ``Http404`` for another's."""
    actor.must(Ability.KEEP_OWN_ENTRIES)
    _locked(actor.association_id)
    proposal = _undecided(get_proposal_for(actor, proposal_id))
    _decide(actor, proposal, ProposalState.WITHDRAWN, "")
    _record(actor, "directory.proposal_withdrawn", proposal)
    return proposal


@transaction.atomic
def set_confirms_changes(*, actor: Actor, confirms: bool) -> None:
    """Say whether changes by members wait for the office. Those that wait already go on waiting."""
    actor.must(Ability.ADMINISTER)
    association = _locked(actor.association_id)
    if association.confirms_changes == confirms:
        return
    association.confirms_changes = confirms
    association.save(update_fields=["confirms_changes"])
    record(
        actor,
        "directory.own_changes_wait" if confirms else "directory.own_changes_count",
        subject=f"core.Association:{association.id}",
        label=association.name,
    )


@transaction.atomic
def empty_proposals(*, actor: Actor, today: dt.date) -> int:
    """Empty what decided proposals say about people, ``LIMITS.retention_days`` after the decision. How many it were."""
    day = today - dt.timedelta(days=LIMITS.retention_days)
    due = Proposal.objects.filter(decided_at__date__lt=day, emptied_at=None)
    emptied = due.update(values={}, proposed_by="", proposer=None, decided_by="", reason="", emptied_at=office_now())
    if emptied:
        subject = f"core.Association:{actor.association_id}"
        record(actor, "directory.proposals_emptied", subject=subject, label=str(emptied))
    return emptied


def _locked(association_id: int) -> Association:
    """The association with the lock of its directory, which ``open_change`` takes, too."""
    return Association.objects.select_for_update(no_key=True).get(id=association_id)


def _open(actor: Actor, proposal_id: int) -> Proposal:
    """A proposal that waits for the actor's office, behind the lock. Raises ``Refused("proposal.decided")``."""
    must_keep_directory(actor)
    _locked(actor.association_id)
    return _undecided(get_proposal_for(actor, proposal_id))


def _undecided(proposal: Proposal) -> Proposal:
    if proposal.state != ProposalState.OPEN:
        raise Refused("proposal.decided", _("This proposal was decided meanwhile. Nothing was changed now."))
    return proposal


def _outdated() -> Refused:
    return Refused(
        "proposal.outdated",
        _(
            "The entry was changed after this was proposed, so nothing was written. Please refuse the proposal and say "
            "so, or enter what is right yourself."
        ),
    )


def _both(actor: Actor, proposal: Proposal) -> str:
    return _("%(office)s, as proposed by %(member)s (%(house)s)") % {
        "office": actor.label,
        "member": proposal.proposed_by,
        "house": proposal.organisation.short_name,
    }


def _decide(actor: Actor, proposal: Proposal, state: ProposalState, reason: str) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by = office_now(), actor.label[: LIMITS.name]
    proposal.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _record(actor: Actor, event: str, proposal: Proposal) -> None:
    record(actor, event, subject=f"directory.Proposal:{proposal.id}", label=proposal.label)
