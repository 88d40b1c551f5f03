"""Send later: somebody says when, and the worker does it then, by the same action as a person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_issue
from umlauf.office.circulars.actions.send import dispatch, must_have_letter
from umlauf.office.circulars.aftermath import is_withdrawn
from umlauf.office.circulars.dispatching import due_plan
from umlauf.office.circulars.models import Dispatch, Issue, PlannedDispatch

PLAN_AHEAD = dt.timedelta(days=92)
"""How far ahead a dispatch is planned: behind that lies a slip in the year."""


@transaction.atomic
def plan_dispatch(*, actor: Actor, issue_id: int, at: dt.datetime) -> PlannedDispatch:
    """Have a circular sent by itself at ``at`` (aware, office time), or at another time than was planned before.

    Raises ``Refused`` with ``plan.sent``, ``plan.past``, ``plan.far`` or ``dispatch.letter``, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    issue, now = lock_issue(actor, issue_id), office_now()
    if Dispatch.objects.filter(issue=issue).exists():
        raise Refused("plan.sent", _("The circular has been sent already, so there is nothing left to plan."))
    must_have_letter(issue)
    at = at.replace(second=0, microsecond=0)
    if at <= now:
        raise Refused("plan.past", _("This time has passed. Please choose a later one, or send the circular now."))
    if at > now + PLAN_AHEAD:
        raise Refused("plan.far", _("This is more than three months ahead. Please check the year, or plan it later."))
    plan = PlannedDispatch.objects.filter(issue=issue).first()
    if plan is not None and plan.at == at:
        return plan
    said = {"association_id": issue.association_id, "at": at, "by": actor.label, "set_at": now}
    plan, _created = PlannedDispatch.objects.update_or_create(issue=issue, defaults=said)
    _record(actor, "circulars.dispatch_planned", issue, at)
    return plan


@transaction.atomic
def unplan_dispatch(*, actor: Actor, issue_id: int) -> bool:
    """Take a plan back, so that nothing is sent by itself. Returns whether there was one. Raises ``Http404``."""
    actor.must(Ability.WRITE_CIRCULARS)
    issue = lock_issue(actor, issue_id)
    return _take_back(actor, issue, PlannedDispatch.objects.filter(issue=issue).first())


@transaction.atomic
def dispatch_planned(*, actor: Actor, issue_id: int) -> Dispatch | None:
    """Send a circular whose time has come. None: it was sent, moved or taken back meanwhile, so there is nothing to do.

    A circular that was withdrawn meanwhile is not sent, and its plan goes: a person decides.
    """
    issue = lock_issue(actor, issue_id)
    plan = due_plan(issue)
    if plan is None:
        return None
    if is_withdrawn(issue) or _follows_withdrawn(issue):
        _take_back(actor, issue, plan)
        return None
    return dispatch(actor=actor, issue_id=issue_id)


def _follows_withdrawn(issue: Issue) -> bool:
    """Whether it corrects or supplements what no longer holds."""
    follows = getattr(issue.circular, "follows", None)
    return follows is not None and is_withdrawn(follows.issue)


def _take_back(actor: Actor, issue: Issue, plan: PlannedDispatch | None) -> bool:
    if plan is None:
        return False
    plan.delete()
    _record(actor, "circulars.dispatch_unplanned", issue, plan.at)
    return True


def _record(actor: Actor, event: str, issue: Issue, at: dt.datetime) -> None:
    record(actor, event, subject=f"circulars.Issue:{issue.id}", label=f"{issue.label} ({at:%Y-%m-%dT%H:%M}Z)")
