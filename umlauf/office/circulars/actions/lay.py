"""Between writing and signing: lay the draft before those who agree and sign, and take it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import already_issued, end_submission, record_submission
from umlauf.office.circulars.chain import chain_of, steps_today
from umlauf.office.circulars.checks import check_length
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.folder import last_told, open_submission
from umlauf.office.circulars.models import Approval, Circular, Issue, Submission
from umlauf.office.circulars.presence import presence_today
from umlauf.office.circulars.ready import must_be_ready
from umlauf.office.circulars.telling import tell_once_more, tell_those_at_turn
from umlauf.office.circulars.version import version_of


@transaction.atomic
def lay_before(*, actor: Actor, circular_id: int, seen: str, note: str = "") -> Submission:
    """Lay the draft, as it was ``seen`` by its digest, before the chain of its series, and then before who signs.

    Each is told by mail when it is their turn. Laid already: the same Submission again. Raises ``Refused`` with
    ``draft.issued``, ``draft.changed``, or what ``must_be_ready`` raises, so that the signature has nothing to refuse.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    check_length(_("Note"), note, LIMITS.note)
    circular = lock_circular(actor, circular_id)
    if Issue.objects.filter(circular=circular).exists():
        raise already_issued()
    there = open_submission(circular.id)
    if there is not None:
        return there
    version = version_of(circular)
    version.must_be(seen)
    must_be_ready(circular, version)
    submission = Submission.objects.create(
        association_id=actor.association_id,
        circular=circular,
        draft=version.draft,
        digest=version.digest,
        note=note.strip(),
        laid_at=office_now(),
        laid_by=actor.label[: LIMITS.name],
        laid_by_user_id=actor.user_id,
    )
    _ask_chain(submission, circular)
    tell_those_at_turn(submission)
    record_submission(actor, "circulars.laid", submission)
    return submission


@transaction.atomic
def take_back(*, actor: Actor, circular_id: int) -> Circular:
    """Take a draft back, to change it. What was agreed to is asked anew. Nothing laid before anybody: no change."""
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    submission = open_submission(circular.id)
    if submission is not None:
        end_submission(submission, SubmissionEnd.TAKEN_BACK, by=actor.label)
        record_submission(actor, "circulars.taken_back", submission)
    return circular


@transaction.atomic
def remind_readers(*, actor: Actor, circular_id: int, told_at: dt.datetime) -> tuple[str, ...]:
    """Tell those whose turn it is once more, by a new link; their names.

    ``told_at`` is when they were last told, as the form showed it: sent twice, they are told once. Raises ``Http404``
    where nothing lies before anybody.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    submission = open_submission(lock_circular(actor, circular_id).id)
    if submission is None:
        raise Http404
    if last_told(submission) != told_at:
        return ()
    people = tell_once_more(submission)
    record_submission(actor, "circulars.readers_reminded", submission)
    return tuple(user.name for user in people)


@transaction.atomic
def tell_readers(*, actor: Actor, circular_id: int) -> None:
    """Tell those whose turn it is and who have not been told, since somebody else was here before. Told: no change."""
    submission = open_submission(lock_circular(actor, circular_id).id)
    if submission is not None:
        tell_those_at_turn(submission)


def _ask_chain(submission: Submission, circular: Circular) -> None:
    Approval.objects.bulk_create(
        Approval(
            association_id=submission.association_id,
            submission=submission,
            position=one.position,
            approver_id=one.approver_id,
            stand_in_id=one.stand_in_id,
        )
        for one in steps_today(chain_of(circular.series_id), presence_today(circular.association_id).able)
    )
