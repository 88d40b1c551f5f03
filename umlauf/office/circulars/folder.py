"""The signing folder: what lies before whom. Derived from submissions, approvals and absences. Inside a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch
from django.http import Http404
from django_scopes import scopes_disabled

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.models import Approval, FolderLink, Issue, Submission
from umlauf.office.circulars.presence import Presence, acting, presence_today


class Asked(StrEnum):
    """What is asked of somebody in whose folder a draft lies."""

    APPROVE = "approve"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A draft in somebody's folder. ``approval`` is the one that they give, ``in_place_of`` whom they stand in for."""

    submission: Submission
    asked: Asked
    approval: Approval | None = None
    in_place_of: User | None = None


def open_submissions() -> list[Submission]:
    """Whatever lies before somebody, the oldest first, with approvals and their people. Two queries."""
    people = Approval.objects.select_related("approver", "stand_in").order_by("position", "id")
    found = Submission.objects.filter(ended_at__isnull=True).select_related("circular__series", "draft")
    return list(found.prefetch_related(Prefetch("approvals", people)).order_by("laid_at", "id"))


def folder_of(actor: Actor) -> list[FolderEntry]:
    """What waits for the actor: first to be agreed to or signed is what has waited longest. Five queries at most."""
    if not (actor.may(Ability.SIGN) or actor.may(Ability.APPROVE)):
        return []
    presence = presence_today(actor.association_id)
    return [entry for one in open_submissions() if (entry := entry_for(actor, one, presence)) is not None]


def entry_for(actor: Actor, submission: Submission, presence: Presence) -> FolderEntry | None:
    """What is asked of the actor in an open submission."""
    if submission.ended_at is not None:
        return None
    approvals = tuple(submission.approvals.all())
    if all(one.at for one in approvals):
        return FolderEntry(submission, Asked.SIGN) if actor.may(Ability.SIGN) else None
    if not actor.may(Ability.APPROVE):
        return None
    for one in at_turn(approvals):
        holder = acting(one, presence)
        if holder is not None and holder.id == actor.user_id:
            return FolderEntry(submission, Asked.APPROVE, one, one.approver if holder != one.approver else None)
    return None


def get_entry_for(actor: Actor, circular_id: int) -> FolderEntry:
    """What is asked of the actor for a circular. Raises ``Http404`` where nothing is."""
    entry = entry_of(actor, circular_id)
    if entry is None:
        raise Http404
    return entry


def entry_of(actor: Actor, circular_id: int) -> FolderEntry | None:
    """What is asked of the actor for a circular, if anything is."""
    own = Submission.objects.filter(association_id=actor.association_id, circular_id=circular_id, ended_at__isnull=True)
    people = Approval.objects.select_related("approver", "stand_in").order_by("position", "id")
    found = own.select_related("circular__series", "draft").prefetch_related(Prefetch("approvals", people)).first()
    return entry_for(actor, found, presence_today(actor.association_id)) if found else None


def at_turn(approvals: Iterable[Approval]) -> list[Approval]:
    """Those whose turn it is: all of the first position at which one is missing, that are missing."""
    missing = [one for one in approvals if one.at is None]
    first = min((one.position for one in missing), default=None)
    return [one for one in missing if one.position == first]


def submission_signed(issue: Issue) -> Submission | None:
    """What lay before others until it was signed, with its approvals."""
    signed = Submission.objects.filter(circular_id=issue.circular_id, outcome=SubmissionEnd.SIGNED)
    return signed.prefetch_related("approvals").first()


def last_told(submission: Submission) -> dt.datetime | None:
    """When somebody was last told that the draft lies before them."""
    return submission.links.order_by("-told_at").values_list("told_at", flat=True).first()


def link_of(link_id: int, generation: int) -> FolderLink | None:
    """Where a link leads, and whom, in whichever association: whoever asks has proved the link of that generation."""
    since = office_now() - dt.timedelta(days=LIMITS.folder_days)
    with scopes_disabled():
        valid = FolderLink.objects.filter(id=link_id, generation=generation, told_at__gte=since)
        open_ones = valid.filter(submission__ended_at__isnull=True, association__active=True)
        return open_ones.select_related("submission", "association", "user").first()


def open_submission(circular_id: int) -> Submission | None:
    """The submission of a circular that has not ended, with the people of its approvals."""
    people = Approval.objects.select_related("approver", "stand_in").order_by("position", "id")
    found = Submission.objects.filter(circular_id=circular_id, ended_at__isnull=True)
    return found.select_related("draft").prefetch_related(Prefetch("approvals", people)).first()
