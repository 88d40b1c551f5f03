"""Remind those who are missing, and only them. A person does it, never a task."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.circulars.aftermath import must_hold
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.responses.access import lock_ask, word_of
from umlauf.office.responses.entries import Standing
from umlauf.office.responses.mailing import reminder_messages
from umlauf.office.responses.models import Ask, Reminded, Reminder
from umlauf.office.responses.queries import intake_addresses, is_over, missing


@transaction.atomic
def remind(*, actor: Actor, circular_id: int, recipient_ids: Collection[int], nonce: str) -> Reminder:
    """Remind those of the recipients that are still missing, at their intake addresses. The same form: the same result.

    Raises ``Refused`` with ``remind.withdrawn``, ``remind.nobody``, ``remind.closed`` or ``answer.form``, and
    ``Http404``.
    """
    ask = lock_ask(actor, circular_id)
    word = word_of(ask.id, nonce)
    sent = Reminder.objects.filter(ask=ask, nonce=word).first()
    if sent is not None:
        return sent
    issue = _sent_issue(ask)
    must_hold(
        issue,
        "remind.withdrawn",
        _("This circular was withdrawn, so nobody needs to answer it. No reminder was sent."),
    )
    now = office_now()
    chosen = _reachable([one for one in missing(issue) if one.recipient.id in recipient_ids])
    _must_be_answerable(ask, issue, chosen)
    owner = {"association_id": ask.association_id}
    reminder = Reminder.objects.create(**owner, ask=ask, nonce=word, at=now, by=actor.label)
    reminders = reminder_messages(issue, Content.parse(issue.content), ask, chosen, word=str(reminder.id), at=now)
    messages = queue(ask.association_id, [outgoing for _standing, outgoing in reminders])
    Reminded.objects.bulk_create(
        Reminded(**owner, reminder=reminder, recipient=standing.recipient, message=message)
        for (standing, _outgoing), message in zip(reminders, messages, strict=True)
    )
    record(
        actor,
        "responses.reminded",
        subject=f"responses.Reminder:{reminder.id}",
        label=f"{issue.label} ({len(chosen)})",
    )
    return reminder


def _sent_issue(ask: Ask) -> Issue:
    sent = Issue.objects.filter(circular_id=ask.circular_id, dispatch__isnull=False)
    issue = sent.select_related("series", "association").first()
    if issue is None:
        raise Http404
    return issue


def _reachable(chosen: list[Standing]) -> list[Standing]:
    """Those who have an intake address; nobody is reminded elsewhere. Raises ``Refused("remind.nobody")``."""
    known = intake_addresses([one.recipient.id for one in chosen])
    if not known:
        raise Refused(
            "remind.nobody",
            _("Nobody of those is missing any more, or has an intake address. No reminder was sent."),
        )
    return [one for one in chosen if one.recipient.id in known]


def _must_be_answerable(ask: Ask, issue: Issue, chosen: list[Standing]) -> None:
    now = office_now()
    over = any(is_over(one.deadline, issue.association, now) for one in chosen)
    if ask.closed_at is not None or (ask.closes_at_deadline and over):
        raise Refused(
            "remind.closed",
            _(
                "No more answers are taken by link, so a reminder would lead nowhere. "
                "Please open the circular for answers again first. No reminder was sent."
            ),
        )
