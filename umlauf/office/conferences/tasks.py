"""What happens to a conference by itself, by registered name."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import enqueue, register, register_sweep
from umlauf.office.conferences.actions.announce import queue_announcement
from umlauf.office.conferences.actions.feeds import forget_feeds
from umlauf.office.conferences.actions.invite import queue_invitations
from umlauf.office.conferences.actions.offers import lapse_offers
from umlauf.office.conferences.actions.purge import NAMED_VOICE, UNRELEASED, purge_conference
from umlauf.office.conferences.actions.sayings import GONE, SEATLESS, last_day_of, last_day_of_needs, purge_sayings
from umlauf.office.conferences.actions.security_purge import ENTRY_GONE, purge_security
from umlauf.office.conferences.enums import OfferOutcome
from umlauf.office.conferences.models import (
    Announcement,
    Conference,
    Contribution,
    Contributor,
    ForumChoice,
    Invitee,
    Need,
    Offer,
    ProgrammeVersion,
    PublicPage,
    Question,
    QuestionAnswer,
    Registration,
    SecurityCheck,
    SecurityEntry,
)
from umlauf.office.conferences.security_queries import is_due
from umlauf.office.responses.actions.purge import NAMED_ANSWER, NAMED_EXTENSION
from umlauf.office.responses.models import Answer, Extension


@register("conferences.purge")
def purge(conference_id: int) -> None:
    conference = Conference.objects.get(id=conference_id)
    purge_conference(actor=machine(conference.association_id), conference_id=conference_id)


@register_sweep("conferences.unpurged", last_day=True)
def find_unpurged(association: Association) -> int:
    """Conferences whose last day has passed and of which somebody is still known by name."""
    ended = office_today(association) - dt.timedelta(days=LIMITS.retention_days)
    answers = Answer.objects.filter(ask__circular=OuterRef("circular"))
    extensions = Extension.objects.filter(ask__circular=OuterRef("circular"))
    voices = Contribution.objects.filter(item__conference=OuterRef("pk"))
    versions = ProgrammeVersion.objects.filter(conference=OuterRef("pk"))
    known = (
        ~Q(note="")
        | Q(Exists(Registration.objects.filter(conference=OuterRef("pk"), purged_at=None)))
        | Q(Exists(Announcement.objects.filter(conference=OuterRef("pk")).exclude(text="")))
        | Q(Exists(voices.exclude(email="", deputy="")))
        | Q(Exists(PublicPage.objects.filter(conference=OuterRef("pk")).exclude(press_contact="")))
        | Q(Exists(Contributor.objects.filter(conference=OuterRef("pk"))))
        | Q(Exists(voices.filter(UNRELEASED, NAMED_VOICE)))
        | (Q(Exists(voices.filter(NAMED_VOICE))) & ~Q(Exists(versions)))
        | Q(Exists(versions.exclude(note="")))
        | Q(Exists(Invitee.objects.filter(group__conference=OuterRef("pk"), purged_at=None)))
        | Q(Exists(answers.filter(NAMED_ANSWER)))
        | Q(Exists(extensions.filter(NAMED_EXTENSION)))
    )
    ends = Greatest("starts_on", Coalesce("ends_on", "starts_on"))
    due = Conference.objects.annotate(ends=ends).filter(known, ends__lt=ended)
    ids = list(due.values_list("id", flat=True))
    for conference_id in ids:
        enqueue("conferences.purge", conference_id, association_id=association.id)
    return len(ids)


@register("conferences.lapse")
def lapse(conference_id: int) -> None:
    conference = Conference.objects.get(id=conference_id)
    lapse_offers(actor=machine(conference.association_id), conference_id=conference_id)


@register_sweep("conferences.unlapsed")
def find_unlapsed(association: Association) -> int:
    """Conferences with offers whose time is over."""
    due = Offer.objects.filter(association=association, outcome=OfferOutcome.OPEN, expires_at__lte=office_now())
    ids = set(due.order_by().values_list("registration__conference_id", flat=True))
    for conference_id in sorted(ids):
        enqueue("conferences.lapse", conference_id, association_id=association.id)
    return len(ids)


@register("conferences.announce")
def announce(announcement_id: int) -> None:
    actor = machine(Announcement.objects.get(id=announcement_id).association_id)
    while queue_announcement(actor=actor, announcement_id=announcement_id):
        pass


@register_sweep("conferences.unannounced")
def find_unannounced(association: Association) -> int:
    """Announcements of which somebody may not have a mail yet."""
    ids = list(Announcement.objects.filter(association=association, queued_at=None).values_list("id", flat=True))
    for announcement_id in ids:
        enqueue("conferences.announce", announcement_id, association_id=association.id)
    return len(ids)


@register("conferences.invite")
def invite(group_id: int) -> None:
    while queue_invitations(group_id=group_id):
        pass


@register_sweep("conferences.uninvited")
def find_uninvited(association: Association) -> int:
    """Groups in which somebody may not have the mail yet that was released for them."""
    waiting = Invitee.objects.filter(association=association, invited_at__isnull=False, queued_at=None, purged_at=None)
    ids = sorted(set(waiting.values_list("group_id", flat=True)))
    for group_id in ids:
        enqueue("conferences.invite", group_id, association_id=association.id)
    return len(ids)


@register("conferences.purge_sayings")
def forget_sayings(conference_id: int) -> None:
    conference = Conference.objects.get(id=conference_id)
    purge_sayings(actor=machine(conference.association_id), conference_id=conference_id)


@register_sweep("conferences.unpurged_sayings", last_day=True)
def find_sayings(association: Association) -> int:
    """Conferences where an answer has come to its day, or a need, or where somebody has said something and is gone."""
    today = office_today(association)
    answered = Question.objects.filter(Exists(QuestionAnswer.objects.filter(question=OuterRef("pk"))))
    ids = {
        one.conference_id for one in answered.select_related("conference") if last_day_of(one, one.conference) < today
    }
    needing = Conference.objects.filter(Exists(Need.objects.filter(registration__conference=OuterRef("pk"))))
    ids |= {one.id for one in needing if last_day_of_needs(one) < today}
    for said in (QuestionAnswer, Need):
        ids |= set(said.objects.filter(GONE).values_list("registration__conference", flat=True))
    ids |= set(ForumChoice.objects.filter(SEATLESS).values_list("registration__conference", flat=True))
    for conference_id in sorted(ids):
        enqueue("conferences.purge_sayings", conference_id, association_id=association.id)
    return len(ids)


@register("conferences.purge_security")
def forget_security(conference_id: int) -> None:
    conference = Conference.objects.get(id=conference_id)
    purge_security(actor=machine(conference.association_id), conference_id=conference_id)


@register_sweep("conferences.unpurged_security", last_day=True)
def find_security(association: Association) -> int:
    """Conferences whose security check has come to its day, or of which somebody lies there who is gone."""
    now = office_now()
    running = SecurityCheck.objects.filter(association=association, ended_at=None)
    known = running.select_related("conference__association")
    ids = {one.conference_id for one in known if is_due(one, one.conference, now)}
    gone = SecurityEntry.objects.filter(ENTRY_GONE, association=association)
    ids |= set(gone.values_list("registration__conference", flat=True))
    for conference_id in sorted(ids):
        enqueue("conferences.purge_security", conference_id, association_id=association.id)
    return len(ids)


@register_sweep("conferences.forget_feeds", last_day=True)
def find_unused_feeds(association: Association) -> int:
    """Addresses of calendars that nobody fetches any more, or may. It puts no task back."""
    forget_feeds(association)
    return 0
