"""Circulars that were sent, and what follows them. To be called inside the house's scope."""

from __future__ import annotations

from tests.cast import House, an_issue
from umlauf.ground.core.actor import machine
from umlauf.office.circulars.actions.follow_up import begin_follow_up
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Circular, Issue, RecipientAddress


def sent(house: House, circular: Circular | None = None) -> Issue:
    """A circular that was signed, rendered and handed to the outbox."""
    issue = an_issue(house, circular)
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def followed(house: House, issue: Issue, kind: FollowUp) -> Issue:
    """A follow-up of a circular, sent."""
    return sent(house, begin_follow_up(actor=house.clerk_actor, issue_id=issue.id, kind=kind))


def snapshot(issue: Issue) -> list[tuple[int, str, str, str, str]]:
    """Who gets a circular, at which addresses."""
    rows = RecipientAddress.objects.filter(recipient__issue=issue)
    return sorted(rows.values_list("recipient__organisation_id", "kind", "label", "holder", "email"))
