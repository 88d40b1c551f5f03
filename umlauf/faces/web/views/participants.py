"""Who comes to a conference: the page of it, and the files that somebody takes for a purpose."""

from __future__ import annotations

from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from umlauf.faces.web.forum_words import chosen_in_words
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.participant_filter import TakeForm, choices_of, query_of, which_in
from umlauf.faces.web.participants import Taken, as_people, paper_of, people_of, sheet_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.uploads import PDF
from umlauf.faces.web.words import counties
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.conferences.actions.take_list import take_list
from umlauf.office.conferences.forums import Forums, forums_of
from umlauf.office.conferences.lists import Which, ids_of, which_in_words
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.offers import beginning_of
from umlauf.office.conferences.queries import conference_of, last_day, places_of

PAGE = 50


def participants(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue, conference = _conference_for(request, circular_id)
    forums = forums_of(conference)
    choices = choices_of(conference, forums, decides=request.actor.may(Ability.RUN_CONFERENCES))
    which = which_in(request.GET, choices)
    page = Paginator(ids_of(conference, which), PAGE).get_page(request.GET.get("page"))
    ids = list(page.object_list)
    context = {
        "issue": issue,
        "content": Content.parse(issue.content),
        "conference": conference,
        "page": page,
        "people": people_of(conference, ids, chosen_in_words(conference, forums, ids)),
        "choosing": bool(forums.choices) and beginning_of(conference) > office_now(),
        "choices": choices,
        "which": which,
        "query": query_of(which),
        "filtered": which != Which(order=which.order),
        "places": places_of(conference),
        "as_counties": _as_counties(issue),
        "forgotten_on": last_day(conference),
    }
    return render(request, "web/participants.html", context)


def participants_export(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What the list shows, as a file; the address has the same filter."""
    issue, conference = _conference_for(request, circular_id)
    forums = forums_of(conference)
    which = which_in(request.GET, choices_of(conference, forums, decides=True))
    form = TakeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _taken(request, issue, conference, forums, which, form)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "issue": issue,
        "conference": conference,
        "form": form,
        "query": query_of(which),
        "chosen": which_in_words(conference, which),
        "count": len(ids_of(conference, which)),
        "forgotten_on": last_day(conference),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/participants_export.html", context, status=status)


def _taken(
    request: OfficeRequest, issue: Issue, conference: Conference, forums: Forums, which: Which, form: TakeForm
) -> HttpResponse:
    """The file. Raises ``Refused``."""
    rows = take_list(actor=request.actor, conference_id=conference.id, which=which, **form.cleaned_data)
    given = form.cleaned_data
    taken = Taken(
        conference=conference,
        issue=issue,
        people=as_people(conference, rows, chosen_in_words(conference, forums, [row.id for row in rows])),
        house=_("County") if _as_counties(issue) else _("Organisation"),
        chosen=which_in_words(conference, which),
        purpose=given["purpose"],
        by=request.actor.label,
        emails=given["emails"],
        forums=bool(forums),
    )
    name = f"{_('Participants')}_{issue.year}-{issue.number:04}.{given['ending']}"
    if given["ending"] == "pdf":
        return saved_response(paper_of(taken), PDF.media_type, name)
    sheet = sheet_of(taken)
    if given["ending"] == "csv":
        return saved_response(as_csv(sheet), CSV_TYPE, name)
    return saved_response(as_xlsx(sheet), XLSX_TYPE, name)


def _conference_for(request: OfficeRequest, circular_id: int) -> tuple[Issue, Conference]:
    """The conference of a circular that was signed: before that nobody can have registered. Raises ``Http404``."""
    issue = get_issue(get_circular_for(request.actor, circular_id, Ability.SEE_PARTICIPANTS))
    conference = conference_of(circular_id)
    if issue is None or conference is None:
        raise Http404
    return issue, conference


def _as_counties(issue: Issue) -> bool:
    return counties(
        Recipient.objects.filter(issue=issue).order_by().values_list("organisation__kind", flat=True).distinct()
    )
