"""Release the programme: version n with its changes, while version n-1 stays, and only those touched are told."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.files.store import keep
from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue, lock_circular
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.access import get_conference_for, lock_programme, must_be_as_seen
from umlauf.office.conferences.actions.annexes import PROGRAMME, attach_programme
from umlauf.office.conferences.actions.announce import Tell, announce
from umlauf.office.conferences.enums import AnnouncementKind, Circle
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.models import Conference, ProgrammeVersion
from umlauf.office.conferences.papers import rendered_programme
from umlauf.office.conferences.programme_mailing import News, contributor_messages, version_label
from umlauf.office.conferences.programme_words import programme_title, sentence_of
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.releasing import (
    Release,
    Told,
    by_mailbox,
    contributors_touched,
    is_told,
    release_of,
    was_sent,
)
from umlauf.office.responses.queries import local_day

_LINES: Final = 20
"""So many changes stand in a mail; the version has all."""


@transaction.atomic
@recorded_together()
def release_programme(
    *,
    actor: Actor,
    conference_id: int,
    seen: int,
    shown: str | None = None,
    note: str = "",
    tell: Collection[Told] = (),
    nonce: str,
) -> ProgrammeVersion:
    """Release the programme as it was ``seen``. The same form again gives the same version.

    ``shown`` is the digest of the sheet that the page showed, in which title, time, place and hosts stand too.

    Until the signature it is version 1, which is written anew as an annex of the circular; nobody is told. After it, it
    is the next version, with what has changed, and those in ``tell`` whom the changes touch get a mail, once the letter
    was sent.

    Raises ``Refused`` with ``programme.changed``, ``programme.empty``, ``programme.same`` (readers have it already),
    ``event.ended``, ``draft.laid``, ``circular.long`` or ``circular.characters``, ``access.role`` (also for whoever may
    not write circulars, until the signature), and ``Http404``.
    """
    actor.must(Ability.RUN_CONFERENCES)
    lock_circular(actor, get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES).circular_id)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    programme = lock_programme(conference)
    word = hashlib.sha256(f"{conference.id}:{nonce}".encode()).hexdigest()[:40]
    done = conference.versions.filter(nonce=word).first()
    if done is not None:
        return done
    must_be_as_seen(programme, seen)
    said = _checked_note(note)
    issue = get_issue(conference.circular)
    release = release_of(conference, signed=issue is not None)
    _must_be_as_shown(release, shown)
    _must_be_new(release)
    if issue is None:
        version = _into_draft(actor, conference, said, word)
    else:
        _must_be_ahead(conference)
        version = _after_letter(actor, conference, release, said, word)
        _tell(actor, conference, issue, version, release, tell)
    record(
        actor,
        "conferences.programme_released",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title} v{version.number}",
    )
    return version


def _checked_note(note: str) -> str:
    said = paragraphs(note)
    check_length(_("What has changed"), said, LIMITS.note)
    check_characters(_("What has changed"), said)
    return said


def _must_be_as_shown(release: Release, shown: str | None) -> None:
    if shown is not None and shown != release.sheet.digest:
        raise Refused(
            "programme.changed",
            _("Somebody has changed the event meanwhile. Nothing was released. Please look at it and do it again."),
        )


def _must_be_new(release: Release) -> None:
    if not release.sheet.items:
        raise Refused("programme.empty", _("There is nothing in the programme yet. Please add what happens."))
    if release.same and release.before is not None:
        raise Refused(
            "programme.same",
            _("Nothing has changed since version %(number)s. There is nothing to release.")
            % {"number": release.before.number},
        )


def _must_be_ahead(conference: Conference) -> None:
    if not takes_place(conference, office_now()):
        raise Refused("event.ended", _("It is over or was cancelled. The programme stays as it was released."))


def _into_draft(actor: Actor, conference: Conference, note: str, word: str) -> ProgrammeVersion:
    """Version 1 as the annex that the letter will have."""
    there = latest_annexes(conference.circular)
    own = next((one.annex for one in there if one.source == PROGRAMME), None)
    taken = {one.annex.number for one in there}
    with translation.override(conference.association.language):
        title = own.title if own else programme_title(conference)
    attached = attach_programme(
        actor=actor,
        conference=conference,
        number=own.number if own else next(number for number in range(1, len(taken) + 2) if number not in taken),
        title=title,
        digital_only=own.digital_only if own else True,
    )
    version = ProgrammeVersion.objects.get(conference=conference, annex_version=attached)
    version.note, version.nonce = note, word
    version.save(update_fields=["note", "nonce"])
    return version


def _after_letter(actor: Actor, conference: Conference, release: Release, note: str, word: str) -> ProgrammeVersion:
    now = office_now()
    with translation.override(conference.association.language):
        title = programme_title(conference)
    made = rendered_programme(
        conference,
        release.sheet,
        title=title,
        version=release.number,
        released_on=local_day(now, conference.association),
        changes=release.changes,
    )
    # A version that was attached and then not signed was never out; the next one takes its number.
    version, _created = ProgrammeVersion.objects.update_or_create(
        association_id=conference.association_id,
        conference=conference,
        number=release.number,
        defaults={
            "content": release.sheet.json(),
            "digest": release.sheet.digest,
            "file": keep(conference.association_id, made.pdf, "application/pdf"),
            "annex_version": None,
            "note": note,
            "nonce": word,
            "released_at": now,
            "released_by": actor.label[: LIMITS.name],
        },
    )
    return version


def _tell(
    actor: Actor,
    conference: Conference,
    issue: Issue,
    version: ProgrammeVersion,
    release: Release,
    tell: Collection[Told],
) -> None:
    if not was_sent(issue):
        return
    content = Content.parse(issue.content)
    if Told.COMING in tell:
        conference.calendar_sequence += 1
        conference.save(update_fields=["calendar_sequence"])
        with translation.override(content.language):
            lines = (version_label(conference, version.number), *_lines(release))
            told = Tell(frozenset({Circle.COMING}), version.note, version.nonce)
            announce(actor, conference, issue, kind=AnnouncementKind.PROGRAMME, tell=told, lines=lines)
    if Told.CONTRIBUTORS in tell:
        mailboxes = by_mailbox(list(filter(is_told, contributors_touched(conference, release))))
        news = News(version, release.changes, content, version.released_at)
        queue(conference.association_id, contributor_messages(mailboxes, conference=conference, news=news))


def _lines(release: Release) -> list[str]:
    lines = [sentence_of(change) for change in release.changes[:_LINES]]
    more = len(release.changes) - _LINES
    if more > 0:
        lines.append(ngettext("and %(count)s more change", "and %(count)s more changes", more) % {"count": more})
    return lines
