"""Who comes to a conference: the page of it, and its files for a spreadsheet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.participants import sheet_of, who_comes
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.words import counties
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import conference_of, last_day, places_of


def participants(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue, conference = _conference_for(request, circular_id)
    context = {
        "issue": issue,
        "content": Content.parse(issue.content),
        "conference": conference,
        "people": who_comes(conference),
        "places": places_of(conference),
        "as_counties": _as_counties(issue),
        "forgotten_on": last_day(conference),
    }
    return render(request, "web/participants.html", context)


def participants_xlsx(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue, conference = _conference_for(request, circular_id)
    return saved_response(as_xlsx(_sheet(issue, conference)), XLSX_TYPE, _filename(issue, "xlsx"))


def participants_csv(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue, conference = _conference_for(request, circular_id)
    return saved_response(as_csv(_sheet(issue, conference)), CSV_TYPE, _filename(issue, "csv"))


def _conference_for(request: OfficeRequest, circular_id: int) -> tuple[Issue, Conference]:
    """The conference of a circular that was signed: before that nobody can have registered. Raises ``Http404``."""
    issue = get_issue(get_circular_for(request.actor, circular_id, Ability.SEE_PARTICIPANTS))
    conference = conference_of(circular_id)
    if issue is None or conference is None:
        raise Http404
    return issue, conference


def _sheet(issue: Issue, conference: Conference) -> Sheet:
    return sheet_of(who_comes(conference), _("County") if _as_counties(issue) else _("Organisation"))


def _as_counties(issue: Issue) -> bool:
    return counties(Recipient.objects.filter(issue=issue).values_list("organisation__kind", flat=True))


def _filename(issue: Issue, suffix: str) -> str:
    """„Teilnehmende_2016-0543.xlsx“"""
    return f"{_('Participants')}_{issue.year}-{issue.number:04}.{suffix}"
