"""Tell many what is new of a conference: decided in one transaction, queued by the worker, some hundreds at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from umlauf.engines.mail.outbox import CHUNK, Outgoing, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.core.tasks import enqueue
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Issue, Notice
from umlauf.office.conferences.announcing import announcement_messages, headline_of
from umlauf.office.conferences.enums import COMING, AnnouncementKind, Circle, ConferenceStatus
from umlauf.office.conferences.models import Announcement, Conference
from umlauf.office.conferences.queries import INVITER, is_past
from umlauf.office.conferences.question_mailing import question_messages
from umlauf.office.conferences.security_mailing import security_messages

_WRITERS: Final[dict[AnnouncementKind, Callable[..., list[Outgoing]]]] = {
    AnnouncementKind.QUESTIONS: question_messages,
    AnnouncementKind.SECURITY: security_messages,
}


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom a form wants to be told, and what it says to them beside what has changed. ``nonce``: its one-time word."""

    circles: frozenset[Circle] = frozenset()
    text: str = ""
    nonce: str = ""


def told_already(actor: Actor, tell: Tell) -> bool:
    """Whether this very form came before. To be asked behind the lock of the conference."""
    known = Announcement.objects.filter(association_id=actor.association_id, nonce=tell.nonce)
    return bool(tell.nonce) and known.exists()


def announce(
    actor: Actor, conference: Conference, issue: Issue, *, kind: AnnouncementKind, tell: Tell, lines: Iterable[str]
) -> Announcement:
    """Write down what is told, for the worker to queue; who was invited gets a notice of the circular at once.

    To be called behind the lock of the circular, with the language of the circular active. Raises what ``give_notice``
    raises, and ``access.role`` for whoever may not write to all who were invited.
    """
    text = "\n".join(filter(None, (*lines, tell.text)))
    announcement = Announcement.objects.create(
        association_id=conference.association_id,
        conference=conference,
        kind=kind,
        circles=sorted(tell.circles),
        text=text,
        nonce=tell.nonce,
        at=office_now(),
        by=actor.label[: LIMITS.name],
        queued_at=None if Circle.COMING in tell.circles else machine_now(),
    )
    if Circle.INVITED in tell.circles:
        actor.must(Ability.WRITE_CIRCULARS)
        said = "\n".join(filter(None, (conference.title, headline_of(announcement), text)))
        word = Word(FollowUp.SUPPLEMENT, said, seen=Notice.objects.filter(issue=issue).count(), most=LIMITS.abstract)
        give_notice(actor=actor, issue_id=issue.id, word=word)
    if Circle.COMING in tell.circles:
        enqueue("conferences.announce", announcement.id, association_id=conference.association_id)
    return announcement


def write_to_who_comes(
    actor: Actor, conference: Conference, *, kind: AnnouncementKind, nonce: str, at: dt.datetime
) -> Announcement:
    """Have the worker write to those who come, as ``kind`` has its words (``_WRITERS``), at an office time.

    To be called behind the lock of the conference.
    """
    announcement = Announcement.objects.create(
        association_id=conference.association_id,
        conference=conference,
        kind=kind,
        circles=[Circle.COMING],
        nonce=nonce,
        at=at,
        by=actor.label[: LIMITS.name],
    )
    enqueue("conferences.announce", announcement.id, association_id=conference.association_id)
    return announcement


@transaction.atomic
def queue_announcement(*, actor: Actor, announcement_id: int) -> bool:
    """Queue the mails of an announcement for the next of those who come. False when there is nobody left.

    Whoever has registered since has read what is new already, and who has withdrawn needs to know no more. A change is
    told to nobody any more once the conference was cancelled: that has an announcement of its own.
    """
    waiting = Announcement.objects.select_for_update(of=("self",), no_key=True)
    announcement = waiting.select_related("conference__association", "conference__circular").get(id=announcement_id)
    conference = announcement.conference
    if announcement.queued_at is not None:
        return False
    issue, now = get_issue(conference.circular), office_now()
    overtaken = announcement.kind != AnnouncementKind.CANCELLED and conference.status == ConferenceStatus.CANCELLED
    if issue is None or overtaken or is_past(conference, now):
        rows = []
    else:
        coming = conference.registrations.filter(
            state__in=COMING, purged_at=None, id__gt=announcement.reached, at__lte=announcement.at
        )
        rows = list(coming.select_related(*INVITER).order_by("id")[:CHUNK])
        write = _WRITERS.get(AnnouncementKind(announcement.kind), announcement_messages)
        queue(conference.association_id, write(announcement, rows, issue=issue, at=now))
    more = len(rows) == CHUNK
    announcement.reached = rows[-1].id if rows else announcement.reached
    announcement.queued_at = None if more else machine_now()
    announcement.save(update_fields=["reached", "queued_at"])
    if rows:
        label = f"{conference.title} ({len(rows)})"
        record(actor, "conferences.announced", subject=f"conferences.Announcement:{announcement.id}", label=label)
    return more
