"""What people gave for a security check: the one list that shows it, the one file, and what is said on the phone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import XLSX_TYPE, as_xlsx
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.security_forms import KeyedInBirthForm
from umlauf.faces.web.security_page import facts_of, opened, person_of, sheet_for_body
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, get_registration_for
from umlauf.office.conferences.actions.security_entry import check_over, give_birth_data, hand_on, take_birth_data_back
from umlauf.office.conferences.models import Conference, SecurityCheck
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.security_queries import (
    check_now,
    entry_of,
    handed_on,
    ids_by_name,
    is_asked,
    kept_of_others,
    with_entries,
)
from umlauf.office.conferences.words import when_of

PAGE: Final = 100
_SHOWN: Final = {"given": True, "missing": False}


def people(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """Everybody with a place; sent as a form, the file for the authority that asks."""
    found, check = _check(request, conference_id)
    if check is None:
        return _over(request)
    if request.method == "POST":
        try:
            _told, rows = hand_on(actor=request.actor, conference_id=found.id)
        except Refused as refused:
            if refused.code == "security.over":
                return _over(request)
            messages.error(request, str(refused.message))
            return redirect("security", conference_id=found.id)
        name = f"{_('Security check')}_{found.starts_on:%Y-%m-%d}.xlsx"
        return saved_response(as_xlsx(sheet_for_body(rows)), XLSX_TYPE, name)
    only = request.GET.get("only", "")
    everybody, given = ids_by_name(found), ids_by_name(found, given=True)
    shown = ids_by_name(found, given=_SHOWN[only]) if only in _SHOWN else everybody
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = facts_of(check, found) | {
        "page": page,
        "people": [person_of(row) for row in with_entries(found, list(page.object_list))],
        "all": len(everybody),
        "given": len(given),
        "in_file": len(handed_on(found, given)),
        "others": kept_of_others(found),
        "missing": len(everybody) - len(given),
        "only": only if only in _SHOWN else "",
        "when": when_of(found),
        "ahead": takes_place(found, office_now()),
    }
    return render(request, "web/security/people.html", context)


def person(request: OfficeRequest, conference_id: int, registration_id: int) -> HttpResponse:
    """Write down what somebody says on the phone, or delete what lies there."""
    found, check = _check(request, conference_id)
    if check is None:
        return _over(request)
    row = get_registration_for(request.actor, found.id, registration_id)
    entry = entry_of(row)
    given, asked = entry is not None and entry.at is not None, is_asked(row)
    if not asked and not given:
        raise Http404
    row.conference = found
    key, step = PlaceKey(row.id), request.POST.get("step", "")
    if step == "delete":
        take_birth_data_back(actor=request.actor, key=key)
        messages.success(request, _("What was given for %(name)s is deleted.") % {"name": row.name})
        return redirect("security", conference_id=found.id)
    (birth, unreadable), stands = opened(entry), None
    form = KeyedInBirthForm(request.POST if request.method == "POST" else None, check, entry, birth)
    if form.is_valid():
        try:
            give_birth_data(actor=request.actor, key=key, **form.given())
        except Refused as refused:
            check = check_now(found, office_now())
            if check is None:
                return _over(request)
            row = get_registration_for(request.actor, found.id, registration_id)
            now_there = entry_of(row)
            given, asked = now_there is not None and now_there.at is not None, is_asked(row)
            if not asked and not given:
                messages.error(request, str(refused.message))
                return redirect("security", conference_id=found.id)
            form.refuse(refused, check, now_there)
            birth, unreadable = opened(now_there)
            stands = birth if refused.code == "security.changed" else None
        else:
            messages.success(request, _("What %(name)s said is saved.") % {"name": row.name})
            return redirect("security", conference_id=found.id)
    context = facts_of(check, found) | {
        "row": row,
        "house": row.inviter_name,
        "form": form,
        "given": given,
        "asked": asked,
        "stands": stands,
        "unreadable": unreadable,
        "ahead": takes_place(found, office_now()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/security/person.html", context, status=status)


def _check(request: OfficeRequest, conference_id: int) -> tuple[Conference, SecurityCheck | None]:
    """The conference and its check; None where something was sent to one that has ended, or whose day has come.

    Raises ``Http404`` where none runs and nothing was sent, or there never was one.
    """
    found = get_conference_for(request.actor, conference_id, Ability.SEE_SECURITY_ENTRIES)
    check = check_now(found, office_now())
    if check is None and not (request.method == "POST" and found.security_checks.exists()):
        raise Http404
    return found, check


def _over(request: OfficeRequest) -> HttpResponse:
    messages.error(request, str(check_over().message))
    return redirect("today")
