"""Forget what people have answered and need: each on its own day, and at once where they no longer come."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.enums import COMING, COUNTING
from umlauf.office.conferences.models import Conference, ForumChoice, Need, NeedCount, Question, QuestionAnswer
from umlauf.office.conferences.queries import final_day
from umlauf.office.responses.models import Ask

GONE = ~Q(registration__state__in=COMING)
"""Of somebody who no longer comes."""
SEATLESS = ~Q(registration__state__in=COUNTING)
"""Of somebody who has no place, and so holds no seat in a forum."""


def forget_sayings(whose: Q) -> int:
    """Delete answers and needs, behind the lock of the ask. Returns how many rows that were."""
    answers = _forget_answers(whose)
    needs, _ = Need.objects.filter(whose).delete()
    return answers + needs


def _forget_answers(whose: Q) -> int:
    """Files go with their answers, and are not counted."""
    _rows, by_model = QuestionAnswer.objects.filter(whose).delete()
    return by_model.get(QuestionAnswer._meta.label, 0)


def last_day_of(question: Question, conference: Conference) -> dt.date:
    """The last day on which the answers to a question are kept."""
    return final_day(conference) + dt.timedelta(days=question.keep_days)


def last_day_of_needs(conference: Conference) -> dt.date:
    return final_day(conference) + dt.timedelta(days=LIMITS.need_days)


@transaction.atomic
def purge_sayings(*, actor: Actor, conference_id: int) -> int:
    """Delete the answers whose day has come, the needs after they were counted, and both of whoever does not come.

    A choice of forums goes where somebody has no place. Returns how many rows were deleted. Again: no change.
    """
    conference = Conference.objects.select_related("association").get(id=conference_id)
    Ask.objects.select_for_update().get(circular_id=conference.circular_id)
    today = office_today(conference.association)
    own = Q(registration__conference=conference)
    deleted = forget_sayings(own & GONE)
    deleted += ForumChoice.objects.filter(own & SEATLESS).delete()[0]
    due = [one.id for one in conference.questions.all() if last_day_of(one, conference) < today]
    deleted += _forget_answers(Q(question__in=due))
    if last_day_of_needs(conference) < today:
        deleted += _keep_counts_alone(conference)
    if deleted:
        subject = f"conferences.Conference:{conference.id}"
        record(actor, "conferences.answers_purged", subject=subject, label=f"{conference.title} ({deleted})")
    return deleted


def _keep_counts_alone(conference: Conference) -> int:
    needs = Need.objects.filter(registration__conference=conference)
    counted = list(
        needs.filter(registration__state__in=COUNTING).order_by().values("kind", "value").annotate(count=Count("id"))
    )
    deleted, _ = needs.delete()
    if deleted:
        NeedCount.objects.filter(conference=conference).delete()
        NeedCount.objects.bulk_create(
            NeedCount(association_id=conference.association_id, conference=conference, **one) for one in counted
        )
    return deleted
