"""Why somebody can see a circular: through which role, or since which organisation got it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.words import role_name
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability, Role
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.directory.models import Grant
from umlauf.office.directory.queries.grants import readers_of, staff_of

PAGE = 100


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody of the office, with each role by which they see circulars and the grant that gives it."""

    name: str
    through: tuple[tuple[str, Grant], ...]


@dataclass(frozen=True, slots=True)
class Got:
    """An organisation that got the circular, and how many logins of it read its letters."""

    name: str
    logins: int


def circular_access(request: OfficeRequest, circular_id: int) -> HttpResponse:
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    draft = found.drafts.latest("revision")
    content = Content.parse(issue.content if issue is not None else draft.content)
    dispatch = getattr(issue, "dispatch", None)
    recipients = Recipient.objects.filter(issue=issue) if issue is not None else Recipient.objects.none()
    page = Paginator(recipients.order_by("name", "id"), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    logins = readers_of(request.association, [one.organisation_id for one in rows]) if dispatch else {}
    context = {
        "circular": found,
        "heading": _heading(issue, content),
        "confidentiality": content.confidentiality,
        "seers": _seers(request),
        "page": page,
        "got": [Got(one.name, logins.get(one.organisation_id, 0)) for one in rows],
        "dispatch": dispatch,
        "link_ends": dispatch.at + dt.timedelta(days=LIMITS.link_days) if dispatch else None,
    }
    return render(request, "web/staff/circular_access.html", context)


def _heading(issue: Issue | None, content: Content) -> str:
    return f"{issue.label}: {content.subject}" if issue is not None else content.subject


def _seers(request: OfficeRequest) -> list[Seer]:
    people = [one for one in staff_of(request.actor.association_id, None) if not one.suspended and one.user.is_active]
    seeing = ((one, one.through(Ability.SEE_CIRCULARS)) for one in people)
    return [
        Seer(one.user.name, tuple((role_name(Role(grant.role)), grant) for grant in grants))
        for one, grants in seeing
        if grants
    ]
