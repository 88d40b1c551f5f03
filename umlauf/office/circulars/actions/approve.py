"""Agree to a draft that lies before one, send it back, or take it over."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import end_submission, record_submission
from umlauf.office.circulars.checks import check_length
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.folder import get_entry_for
from umlauf.office.circulars.models import Approval, Circular, Submission
from umlauf.office.circulars.telling import tell_author, tell_those_at_turn
from umlauf.office.circulars.version import version_of


@transaction.atomic
def approve(*, actor: Actor, circular_id: int, approval_id: int, seen: str, comment: str = "") -> Approval:
    """Agree to the draft as it was ``seen``, by its digest. Agreed to already: the same Approval again.

    Whoever stands in for somebody who is away agrees in their place. Raises ``Refused("draft.changed")``, and
    ``Http404`` where this approval is not the actor's to give now.
    """
    actor.must(Ability.APPROVE)
    check_length(_("Comment"), comment, LIMITS.note)
    circular = lock_circular(actor, circular_id)
    given = _given(actor, circular, approval_id)
    if given is not None:
        return given
    entry = get_entry_for(actor, circular.id)
    if entry.approval is None or entry.approval.id != approval_id:
        raise Http404
    version = version_of(circular)
    version.must_be(seen)
    version.must_be(entry.submission.digest)
    approval = entry.approval
    approval.at, approval.by, approval.comment = office_now(), actor.label[: LIMITS.name], comment.strip()
    approval.save(update_fields=["at", "by", "comment"])
    tell_those_at_turn(entry.submission)
    record_submission(actor, "circulars.approved", entry.submission)
    return approval


@transaction.atomic
def send_back(*, actor: Actor, circular_id: int, seen: str, comment: str) -> Submission:
    """Send the draft back to whoever laid it before the actor, with a comment that says what to change.

    Raises ``Refused`` with ``approval.comment`` without one or ``draft.changed``, and ``Http404`` where nothing is
    asked of the actor.
    """
    if not comment.strip():
        raise Refused("approval.comment", _("Please say in a few words what shall be changed, then send it back."))
    check_length(_("Comment"), comment, LIMITS.note)
    circular = lock_circular(actor, circular_id)
    entry = get_entry_for(actor, circular.id)
    version_of(circular).must_be(seen)
    end_submission(entry.submission, SubmissionEnd.SENT_BACK, by=actor.label, comment=comment.strip())
    tell_author(entry.submission, actor)
    record_submission(actor, "circulars.sent_back", entry.submission)
    return entry.submission


@transaction.atomic
def take_over(*, actor: Actor, circular_id: int) -> Circular:
    """Take a draft over that lies before the actor, to write on oneself. Whoever laid it there is told.

    Raises ``Http404`` where nothing is asked of the actor.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    entry = get_entry_for(actor, circular.id)
    end_submission(entry.submission, SubmissionEnd.TAKEN_OVER, by=actor.label)
    tell_author(entry.submission, actor)
    record_submission(actor, "circulars.taken_over", entry.submission)
    return circular


def _given(actor: Actor, circular: Circular, approval_id: int) -> Approval | None:
    """What the actor has agreed to already, in the submission that is open."""
    own = Q(approver_id=actor.user_id) | Q(stand_in_id=actor.user_id)
    given = Approval.objects.filter(own, id=approval_id, submission__circular=circular, at__isnull=False)
    return given.filter(submission__ended_at__isnull=True).first()
