"""Ask contributors by mail, remind them, give them a new link, and note what they have said. A person releases each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, lock_programme
from umlauf.office.conferences.contributor_mailing import Occasion, content_of, contributor_message
from umlauf.office.conferences.contributors import INTERNAL, contributions_of, may_be_asked
from umlauf.office.conferences.enums import SHOWN, ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Contributor
from umlauf.office.conferences.releasing import by_mailbox
from umlauf.office.responses.queries import local_day


@transaction.atomic
def ask_contributors(*, actor: Actor, conference_id: int, contribution_ids: Collection[int]) -> int:
    """Ask those of the contributions that wait to be asked: one mail to each mailbox, for all that it contributes.

    Gives how many were asked; whoever was asked already is not asked again, so 0 for the same form once more.
    Raises ``Refused`` with ``contributor.begun`` or ``access.role``, and ``Http404``.
    """
    conference = _locked(actor, conference_id)
    own = Contribution.objects.filter(item__conference=conference).exclude(email="").exclude(INTERNAL)
    waiting = own.filter(id__in=contribution_ids, state=ContributionState.REQUESTED, asked_at=None)
    now, asked = office_now(), []
    for first, *_others in by_mailbox(list(waiting.order_by("id"))):
        own.filter(email__iexact=first.email, state__in=SHOWN, asked_at=None).update(asked_at=now)
        asked.append(_contributor(conference, first.email))
    _mail(asked, conference, Occasion.ASKED)
    if asked:
        _noted(actor, conference, "conferences.contributors_asked", len(asked))
    return len(asked)


@transaction.atomic
def remind_contributors(*, actor: Actor, conference_id: int, contributor_ids: Collection[int]) -> int:
    """Remind those who have left something open and got no mail today. Gives how many. Raises as the one above."""
    conference = _locked(actor, conference_id)
    today = local_day(office_now(), conference.association)
    silent = []
    for one in conference.contributors.filter(id__in=contributor_ids):
        waits = contributions_of(one).filter(state=ContributionState.REQUESTED).exists()
        if waits and local_day(one.mailed_at, conference.association) < today:
            silent.append(one)
    _mail(silent, conference, Occasion.REMINDED)
    if silent:
        _noted(actor, conference, "conferences.contributors_reminded", len(silent))
    return len(silent)


@transaction.atomic
def renew_contributor_link(*, actor: Actor, conference_id: int, contributor_id: int, generation: int) -> Contributor:
    """Mail somebody a new link; the older ones open nothing any more. ``generation`` is the one that was seen.

    The same form once more changes nothing. Raises as ``ask_contributors``, and ``Http404`` for whoever has nothing to
    contribute any more.
    """
    conference = _locked(actor, conference_id)
    one = conference.contributors.filter(id=contributor_id).first()
    if one is None or not contributions_of(one).exists():
        raise Http404
    if one.link_generation != generation:
        return one
    one.link_generation += 1
    _mail([one], conference, Occasion.RENEWED)
    _noted(actor, conference, "conferences.contributor_link_renewed", one.link_generation)
    return one


@transaction.atomic
def note_answers(*, actor: Actor, conference_id: int, contributor_ids: Collection[int], seen: int) -> int:
    """Say that the office has read what these have said. Gives how many were unread. ``seen``: the revision read.

    Raises ``Refused`` with ``programme.changed`` for what nobody has read yet, ``access.role``, and ``Http404``.
    """
    actor.must(Ability.RUN_CONFERENCES)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    revision = lock_programme(conference).revision
    unread = conference.contributors.filter(id__in=contributor_ids, unread=True)
    if revision != seen and unread.exists():
        raise Refused(
            "programme.changed",
            _("Something has changed since you opened the page. Nothing was noted. Please look at it once more."),
        )
    noted = unread.update(unread=False)
    if noted:
        _noted(actor, conference, "conferences.answers_noted", noted)
    return noted


def _locked(actor: Actor, conference_id: int) -> Conference:
    actor.must(Ability.RUN_CONFERENCES)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    lock_programme(conference)
    if not may_be_asked(conference, office_now()):
        raise Refused(
            "contributor.begun",
            _("It has begun or was cancelled, so nobody is asked by mail any more. Please call them if need be."),
        )
    return conference


def _contributor(conference: Conference, email: str) -> Contributor:
    known = {"mailed_at": office_now()}
    own = {"association_id": conference.association_id, "conference": conference, "email": email.lower()}
    return Contributor.objects.get_or_create(**own, defaults=known)[0]


def _mail(contributors: Sequence[Contributor], conference: Conference, occasion: Occasion) -> None:
    """Queue the link for each of them, with what is open; with a new link all that it opens."""
    now = office_now()
    content = content_of(conference)
    messages = []
    for one in contributors:
        one.mailed_at = now
        one.save(update_fields=["mailed_at", "link_generation"])
        rows = list(contributions_of(one))
        undecided = [row for row in rows if row.state == ContributionState.REQUESTED]
        shown = [row for row in rows if row.state in SHOWN] or rows
        said = shown if occasion == Occasion.RENEWED else undecided
        messages.append(
            contributor_message(one, said, conference=conference, content=content, occasion=occasion, at=now)
        )
    queue(conference.association_id, messages)


def _noted(actor: Actor, conference: Conference, event: str, count: int) -> None:
    """In the record stands how many it were, and nobody's name."""
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=f"{conference.title} ({count})")
