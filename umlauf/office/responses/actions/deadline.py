"""Move the deadline of a circular that was sent, for all of its recipients, and tell every one of them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.follow_up import Word, give_notice, notice_given
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Issue, Notice
from umlauf.office.responses.access import lock_ask
from umlauf.office.responses.models import Ask


@transaction.atomic
@recorded_together()
def move_deadline(*, actor: Actor, circular_id: int, day: dt.date, seen: int, text: str = "") -> Notice:
    """Let the deadline be another day, earlier or later, by a notice to exactly those who got the circular.

    A later day that was granted to a recipient stays. The new deadline stands in the notice; ``text`` and ``seen`` are
    those of its ``Word``. The same form again gives the same Notice. Raises ``Refused`` with ``deadline.none``,
    ``deadline.closed``, ``deadline.past``, ``deadline.same``, what ``give_notice`` raises, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    issue = Issue.objects.filter(circular=circular).select_related("series", "association").first()
    if issue is None:
        raise Http404
    word = Word(FollowUp.DEADLINE, text, seen, day)
    given = notice_given(issue, word)
    if given is not None:
        return given
    deadline = content_now(issue).answer_by
    if deadline is None:
        raise Refused("deadline.none", _("This circular has no deadline, so none can be moved."))
    ask = lock_ask(actor, circular_id)
    _must_fit(ask, issue, day, deadline)
    notice = give_notice(actor=actor, issue_id=issue.id, word=word)
    record(actor, "responses.deadline_moved", subject=f"responses.Ask:{ask.id}", label=f"{issue.label}: {day}")
    return notice


def _must_fit(ask: Ask, issue: Issue, day: dt.date, deadline: dt.date) -> None:
    if ask.closed_at is not None:
        raise Refused(
            "deadline.closed",
            _("No more answers are taken, so another deadline would be of no use. Please open them again first."),
        )
    if day < office_today(issue.association):
        raise Refused("deadline.past", _("That day has passed. Please choose today or a later day."))
    if day == deadline:
        raise Refused(
            "deadline.same",
            _("The deadline is %(day)s already. Please choose another day.") % {"day": long_day(deadline)},
        )
