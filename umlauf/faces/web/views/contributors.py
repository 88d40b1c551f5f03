"""Those who contribute to a programme, as the office asks them, reminds them and reads what they have said."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.contributor_page import contributors_page
from umlauf.faces.web.photo_form import photo_response
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.contributors import (
    ask_contributors,
    note_answers,
    remind_contributors,
    renew_contributor_link,
)
from umlauf.office.conferences.actions.photos import remove_photo
from umlauf.office.conferences.photos import photo_of


def contributors(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    return render(request, "web/programme/contributors.html", contributors_page(conference))


def ask(request: OfficeRequest, conference_id: int) -> HttpResponse:
    def done() -> str:
        ids = _ids(request, "contribution")
        count = ask_contributors(actor=request.actor, conference_id=conference_id, contribution_ids=ids)
        if not count:
            return _(
                "Nothing was sent: they were asked already, have answered, or have no address. Please look at the list."
            )
        said = ngettext("The request to %(count)s person is on its way.", "%(count)s requests are on their way.", count)
        return said % {"count": count}

    return _after(request, conference_id, done)


def remind(request: OfficeRequest, conference_id: int) -> HttpResponse:
    def done() -> str:
        ids = _ids(request, "contributor")
        count = remind_contributors(actor=request.actor, conference_id=conference_id, contributor_ids=ids)
        if not count:
            return _("They have answered, or got a mail today already. Nothing was sent.")
        said = ngettext(
            "The reminder to %(count)s person is on its way.", "%(count)s reminders are on their way.", count
        )
        return said % {"count": count}

    return _after(request, conference_id, done)


def link(request: OfficeRequest, conference_id: int, contributor_id: int) -> HttpResponse:
    def done() -> str:
        seen = {"contributor_id": contributor_id, "generation": number_in(request.POST, "generation")}
        renew_contributor_link(actor=request.actor, conference_id=conference_id, **seen)
        return _("A new link is on its way. The older one opens nothing any more.")

    return _after(request, conference_id, done)


def photo(request: OfficeRequest, conference_id: int, contributor_id: int) -> HttpResponse:
    """The photo that somebody gave, or its end. Raises ``Http404``."""
    if request.method == "POST":

        def done() -> str:
            remove_photo(actor=request.actor, conference_id=conference_id, contributor_id=contributor_id)
            return _("The photo is deleted. No page shows it any more.")

        return _after(request, conference_id, done)
    conference = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    one = conference.contributors.filter(id=contributor_id).first()
    kept = photo_of(one) if one else None
    if kept is None:
        raise Http404
    response = photo_response(kept)
    add_never_cache_headers(response)
    return response


def note(request: OfficeRequest, conference_id: int) -> HttpResponse:
    def done() -> str:
        ids, seen = _ids(request, "contributor"), number_in(request.POST, "seen")
        note_answers(actor=request.actor, conference_id=conference_id, contributor_ids=ids, seen=seen)
        return _("The answers are noted as read.")

    return _after(request, conference_id, done)


def _after(request: OfficeRequest, conference_id: int, act: Callable[[], str]) -> HttpResponse:
    """Do it, say what came of it, and go back to the list."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("contributors", conference_id=conference_id)


def _ids(request: OfficeRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 19]
