"""What the list of conferences and the page of one show, put together from the rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.faces.web.asking import asked_of
from umlauf.faces.web.returns import Returns, returns_of
from umlauf.faces.web.templatetags.office import clock, short_day, weekday_day
from umlauf.faces.web.way import WayStep
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Draft, Issue
from umlauf.office.conferences.enums import (
    COMING,
    AnnouncementKind,
    Circle,
    ConferenceKind,
    ConferenceStatus,
    RegistrationState,
)
from umlauf.office.conferences.forums import has_forums
from umlauf.office.conferences.listing import EventRow, event_rows
from umlauf.office.conferences.models import Announcement, Conference, ProgrammeVersion, PublicPage
from umlauf.office.conferences.programme_rows import versions_out
from umlauf.office.conferences.programme_words import programme_title
from umlauf.office.conferences.queries import final_day, is_past, last_day, people_by_state
from umlauf.office.conferences.security_queries import check_now
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.enums import Way
from umlauf.office.responses.queries import Returned, local_day, returned


@dataclass(frozen=True, slots=True)
class Listed:
    """A conference in the list, with where it stands and how many have answered."""

    row: EventRow
    where: str
    word: str
    tone: str
    back: Returned | None


def listed(ids: list[int], now: dt.datetime) -> list[Listed]:
    """The conferences of a page of the list, in their order. As many queries however many they are."""
    rows = event_rows(ids)
    back = returned([row.conference.circular_id for row in rows])
    return [
        Listed(row, where_of(row.conference), *_standing(row, now), back.get(row.conference.circular_id))
        for row in rows
    ]


def event_page(conference: Conference) -> dict[str, Any]:
    """All of the page of a conference."""
    circular = conference.circular
    issue, draft = get_issue(circular), circular.drafts.latest("revision")
    content = content_now(issue) if issue else Content.parse(draft.content)
    sent = issue is not None and getattr(issue, "dispatch", None) is not None
    asked = asked_of(circular, content)
    returns = returns_of(issue, content, asked) if issue and sent and asked else None
    people, outside = people_by_state(conference), 0
    if people and conference.places:
        admitted = conference.registrations.filter(state=RegistrationState.ADMITTED)
        outside = admitted.filter(invitee__group__outside_total=True).count()
    now = office_now()
    programme = versions_out(conference).last()
    hosts = list(conference.hosts.all())
    return {
        "conference": conference,
        "circular": circular,
        "issue": issue,
        "content": content,
        "sent": sent,
        "returns": returns,
        "people": people | {"admitted": people.get("admitted", 0) - outside} if outside else people,
        "nameless": conference.registrations.filter(name_follows=True, state__in=COMING, purged_at=None).count(),
        "by_host": not people and asked is not None and asked.ask.way == Way.HOST,
        "when": when_of(conference),
        "where": where_of(conference),
        "forums": has_forums(conference),
        "hosts": [host for host in hosts if not host.co_host],
        "co_hosts": [host for host in hosts if host.co_host],
        "way": way_of_event(conference, draft, issue, returns, now, programme),
        "announcements": [(one, told_in_words(one)) for one in conference.announcements.order_by("-id")],
        "programme": programme,
        "public": PublicPage.objects.filter(conference=conference).exclude(published_at=None).first(),
        "outside": outside,
        "security": check_now(conference, now),
        "guests": conference.kind == ConferenceKind.CONFERENCE and not content.for_the_named_alone,
        "ahead": not is_past(conference, now) and conference.status != ConferenceStatus.CANCELLED,
    }


def way_of_event(
    conference: Conference,
    draft: Draft,
    issue: Issue | None,
    returns: Returns | None,
    now: dt.datetime,
    programme: ProgrammeVersion | None = None,
) -> list[WayStep]:
    """Planned, invited, registration, takes place, names deleted: how far it has come, and what is next."""
    dispatch = getattr(issue, "dispatch", None)
    cancelled = conference.status == ConferenceStatus.CANCELLED
    over = is_past(conference, now)
    planned = _("%(day)s, %(who)s") % {"day": short_day(draft.saved_at), "who": draft.saved_by}
    steps = [WayStep(_("Planned"), planned, "done" if dispatch or cancelled or over else "here")]
    if dispatch is not None:
        invited = f"{short_day(dispatch.at)}, {clock(dispatch.at)}, {dispatch.by}"
        steps.append(WayStep(_("Invited"), invited, "done"))
    elif not cancelled:
        steps.append(WayStep(_("Invited"), _("signed, not sent") if issue else "–", "open"))
    running = dispatch is not None and not cancelled and not over
    if returns is not None:
        until = _("until %(day)s") % {"day": short_day(returns.deadline)} if returns.deadline else ""
        ended = returns.over or not returns.missing or not running
        detail = ", ".join(filter(None, (until, returns.share)))
        steps.append(WayStep(_("Registration"), detail, "done" if ended else "here"))
        running = running and ended
    elif not cancelled:
        steps.append(WayStep(_("Registration"), "–", "open"))
    if cancelled:
        return [*steps, WayStep(_("Cancelled"), _cancelled_in_words(conference), "here")]
    if programme is not None:
        released = {"number": programme.number, "day": short_day(programme.released_at)}
        steps.append(WayStep(programme_title(conference), _("version %(number)s, %(day)s") % released, "done"))
    day = weekday_day(conference.starts_on)
    steps.append(WayStep(_("Takes place"), day, "done" if over else "here" if running else "open"))
    deleted = over and final_day(conference) < last_day(conference) < local_day(now, conference.association)
    names = _("after %(day)s") % {"day": short_day(last_day(conference))}
    return [*steps, WayStep(_("Names deleted"), names, "done" if deleted else "open")]


def told_in_words(announcement: Announcement) -> str:
    """„wer kommt, alle Eingeladenen“"""
    words = {Circle.COMING: _("those who come"), Circle.INVITED: _("all who were invited")}
    if announcement.kind == AnnouncementKind.NAMES:
        return _("the houses with places without names")
    if announcement.kind == AnnouncementKind.SECURITY:
        return _("those who have a place and had not answered")
    return ", ".join(words[circle] for circle in Circle if circle in announcement.circles) or _("nobody")


def coming_of(people: dict[str, int]) -> int:
    """How many of these come, or want to."""
    return sum(people.get(state, 0) for state in COMING)


def _cancelled_in_words(conference: Conference) -> str:
    last: Iterable[Announcement] = conference.announcements.filter(kind="cancelled").order_by("-id")[:1]
    return next((f"{short_day(one.at)}, {clock(one.at)}, {one.by}" for one in last), "–")


def _standing(row: EventRow, now: dt.datetime) -> tuple[str, str]:
    """A word for where it stands, and its tone."""
    if row.conference.status == ConferenceStatus.CANCELLED:
        return _("cancelled"), "bad"
    if is_past(row.conference, now):
        return pgettext("event", "over"), "none"
    if row.sent:
        return _("invited"), "ok"
    return (_("signed, not sent"), "wait") if row.signed else (_("Draft"), "none")
