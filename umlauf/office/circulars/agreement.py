"""What has been agreed to: whether a draft may be signed, and how its submission ends. Behind the circular's lock."""

from __future__ import annotations

from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.folder import open_submission
from umlauf.office.circulars.models import ChainStep, Circular, Issue, Submission
from umlauf.office.circulars.version import Version


def must_be_agreed(circular: Circular, version: Version) -> Submission | None:
    """The open submission, if there is one, with nothing missing. A series without a chain needs none.

    Raises ``Refused("approval.missing")`` while somebody of the chain has not agreed to this very version.
    """
    submission = open_submission(circular.id)
    if submission is None:
        if ChainStep.objects.filter(series_id=circular.series_id).exists():
            raise Refused(
                "approval.missing",
                _("Circulars of this kind are agreed to before they are signed. Please lay the draft before them."),
            )
        return None
    missing = [one.approver.name for one in submission.approvals.all() if one.at is None]
    if missing:
        raise Refused(
            "approval.missing",
            _("These have not agreed yet: %(names)s. Please wait for them, or ask them.")
            % {"names": ", ".join(missing)},
        )
    version.must_be(submission.digest)
    return submission


def end_submission(submission: Submission, outcome: SubmissionEnd, *, by: str, comment: str = "") -> None:
    """End a submission. Its links lead nowhere from then on."""
    submission.outcome, submission.ended_at = outcome, office_now()
    submission.ended_by, submission.comment = by[: LIMITS.name], comment
    submission.save(update_fields=["outcome", "ended_at", "ended_by", "comment"])


def record_submission(actor: Actor, event: str, submission: Submission) -> None:
    """Record what became of a submission. Last, as every entry."""
    label = f"{submission.draft.content['subject']} ({submission.draft.revision})"
    record(actor, event, subject=f"circulars.Circular:{submission.circular_id}", label=label)


def must_be_open_for_changes(circular: Circular) -> None:
    """Raises ``Refused`` with ``draft.issued`` after the signature, ``draft.laid`` while others read the draft."""
    if Issue.objects.filter(circular=circular).exists():
        raise already_issued()
    if Submission.objects.filter(circular=circular, ended_at__isnull=True).exists():
        raise Refused(
            "draft.laid",
            _("Others are reading this draft, so it stays as it is. Please take it back first, then change it."),
        )


def already_issued() -> Refused:
    return Refused(
        "draft.issued",
        _("This circular is signed and can no longer be changed. What was wrong is corrected by a new circular."),
    )
