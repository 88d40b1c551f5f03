"""Ask the houses for the names of their places. A person does it, never a task, and once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note, note_message
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.enums import AnnouncementKind
from umlauf.office.conferences.mailing import key_prefix, openly
from umlauf.office.conferences.models import Announcement, Conference, Registration
from umlauf.office.conferences.queries import last_day, nameless_of, takes_place
from umlauf.office.conferences.words import when_of
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.queries import intake_addresses, local_day

Asked = tuple[str, list[Registration]]
"""An address, and the places of one organisation for whose names it is asked."""


@transaction.atomic
def ask_for_names(*, actor: Actor, conference_id: int, seen: int, nonce: str) -> Announcement:
    """Write to whoever registered places without names, else to the house. The same form: the same result.

    ``seen`` is how many such places the form showed. Raises ``Refused`` with ``names.changed`` (others by now),
    ``names.nobody`` (none, or nobody can be written to), ``names.today`` (asked today already), ``register.over`` or
    ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    known = Announcement.objects.filter(association_id=actor.association_id, nonce=nonce).first()
    if known is not None:
        return known
    now, rows, issue = office_now(), nameless_of(conference), get_issue(conference.circular)
    to = addresses_of(rows)
    if issue is None or not to:
        raise Refused("names.nobody", _("No place is without a name, or nobody can be written to. No mail was sent."))
    _must_be_askable(conference, len(rows), seen, now)
    asked = Announcement.objects.create(
        association_id=conference.association_id,
        conference=conference,
        kind=AnnouncementKind.NAMES,
        nonce=nonce,
        at=now,
        by=actor.label[: LIMITS.name],
        queued_at=machine_now(),
    )
    queue(conference.association_id, _messages(asked, issue, to, now))
    label = f"{conference.title} ({len(to)})"
    record(actor, "conferences.names_asked", subject=f"conferences.Announcement:{asked.id}", label=label)
    return asked


def addresses_of(rows: Iterable[Registration]) -> list[Asked]:
    """Where to ask for which of the places: who registered them, else the house's own address, else nowhere.

    One query, and none where everybody who registered is known.
    """
    places = list(rows)
    unknown = {row.house.id for row in places if not row.by_email}
    houses = intake_addresses(unknown) if unknown else {}
    found: dict[tuple[int, str], Asked] = {}
    for row in places:
        own = [one.email for one in houses.get(row.house.id, ())]
        for email in [row.by_email] if row.by_email else own:
            found.setdefault((row.house.id, email.casefold()), (email, []))[1].append(row)
    return list(found.values())


def _messages(asked: Announcement, issue: Issue, to: Iterable[Asked], at: dt.datetime) -> list[Outgoing]:
    content, conference = Content.parse(issue.content), asked.conference
    messages = []
    with translation.override(content.language):
        subject = f"{_('Names that follow')} – {openly(conference, issue, content)}"
        for number, (email, rows) in enumerate(to):
            envelope = Envelope(
                key=f"{key_prefix(conference.id)}{rows[0].id}:names:{asked.id}:{number}",
                email=email,
                subject=subject,
                recipient_name=rows[0].house.name,
                at=at,
                kept_until=last_day(conference),
                headers=AUTOMATIC,
            )
            messages.append(note_message(issue, content, _note(conference, rows), envelope))
    return messages


def _note(conference: Conference, rows: Sequence[Registration]) -> Note:
    count = len(rows)
    opening = ngettext(
        "%(count)s place is registered for %(house)s, and we do not know the name yet.",
        "%(count)s places are registered for %(house)s, and we do not know the names yet.",
        count,
    )
    return Note(
        greeting=greeting(rows[0].by_name),
        opening=(opening % {"count": count, "house": rows[0].house.name},),
        lines=(conference.title, when_of(conference)),
        closing=(
            _("Please put in the names by your personal link, or answer this mail with them."),
            _("If you do not need a place, please withdraw it, so that somebody else can have it."),
        ),
    )


def _must_be_askable(conference: Conference, places: int, seen: int, now: dt.datetime) -> None:
    if not takes_place(conference, now):
        raise Refused("register.over", _("It is over or was cancelled, so no name is needed. No mail was sent."))
    if places != seen:
        raise Refused(
            "names.changed",
            _("Meanwhile other places are without a name. No mail was sent. Please look who would be asked now."),
        )
    if asked_today(conference, now):
        raise Refused(
            "names.today", _("They were asked today already. No mail was sent. Please give them time until tomorrow.")
        )


def asked_today(conference: Conference, now: dt.datetime) -> bool:
    """Whether the houses were asked on this day of the office."""
    last = conference.announcements.filter(kind=AnnouncementKind.NAMES).order_by("-id").first()
    own = conference.association
    return last is not None and local_day(last.at, own) == local_day(now, own)
