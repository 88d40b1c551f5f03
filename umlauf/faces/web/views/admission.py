"""Who is admitted to a conference, and about whom somebody decides."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.admission_forms import AdmissionForm, DecideForm, ReverseForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, get_registration_for
from umlauf.office.conferences.actions.admit import functions_of, set_admission, state_of_admission
from umlauf.office.conferences.actions.decide import decide_case, reverse_decision
from umlauf.office.conferences.capacity import room_for
from umlauf.office.conferences.enums import Admission, Decision
from umlauf.office.conferences.models import AdmissionCase, Registration
from umlauf.office.conferences.people import is_same, person_of
from umlauf.office.conferences.queries import INVITER, places_of, takes_place, waiting_places_of
from umlauf.office.conferences.words import state_in_words
from umlauf.office.directory.models import Function

PAGE = 50


def admission(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    known = [(str(one.id), one.name) for one in Function.objects.order_by("name", "id")]
    initial = {
        "admission": found.admission,
        "functions": list(map(str, functions_of(found))),
        "per_house": found.per_house,
        "offer_hours": found.offer_hours,
        "seen": state_of_admission(found),
    }
    form = AdmissionForm(_sent(request), initial=initial, functions=known)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given |= {"admission": Admission(given["admission"]), "functions": list(map(int, given["functions"]))}
        try:
            set_admission(actor=request.actor, conference_id=found.id, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is saved who is admitted."))
            return redirect("conference", conference_id=found.id)
    return _page(request, "admission", form, {"conference": found, "form": form, "functions": bool(known)})


def cases(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    all_of_them = bool(request.GET.get("all"))
    rows = AdmissionCase.objects.filter(registration__conference=found, registration__purged_at=None, reversed_at=None)
    if not all_of_them:
        rows = rows.filter(decision=Decision.OPEN)
    page = Paginator(rows.select_related(*(f"registration__{one}" for one in INVITER)).order_by("id"), PAGE)
    context = {"conference": found, "page": page.get_page(request.GET.get("page")), "all": all_of_them}
    return render(request, "web/conference/cases.html", context)


def case(request: OfficeRequest, conference_id: int, registration_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    row = get_registration_for(request.actor, conference_id, registration_id)
    history = list(row.cases.order_by("id"))
    if not history:
        raise Http404
    step, last = request.POST.get("step", ""), history[-1]
    seen = {"seen": last.id, "sequence": row.sequence}
    decide = DecideForm(_sent(request, step == "decide"), initial=seen)
    reverse = ReverseForm(_sent(request, step == "reverse"), initial=seen)
    if (said := _decided(request, row, decide, reverse)) is not None:
        messages.success(request, said)
        return redirect("case", conference_id=found.id, registration_id=row.id)
    form = reverse if reverse.is_bound else decide
    context = {"conference": found, "row": row, "person": person_of(row), "last": last, "history": history}
    context |= {"decide": decide, "reverse": reverse, "form": form, "places": places_of(found)}
    context["earlier"] = _earlier(row)
    if row.invitee is not None:
        context |= {"guest": True, "room": room_for(found, row.invitee.group) >= 1}
    context |= {"state": state_in_words(row, waiting_places_of([row]).get(row.id, 0)), "means": row.means}
    return _page(request, "case", form, context | {"ahead": takes_place(found, office_now())})


def _earlier(row: Registration) -> list[AdmissionCase]:
    """What was decided of the same organisation's other registrations of that name. One query."""
    others = Q(conference=row.conference_id, recipient=row.recipient_id, invitee=row.invitee_id, purged_at=None) & ~Q(
        id=row.id
    )
    decided = AdmissionCase.objects.filter(registration__in=Registration.objects.filter(others))
    found = decided.exclude(decided_at=None).select_related("registration").order_by("id")
    return [case for case in found if is_same(case.registration.name, row.name)]


def _decided(request: OfficeRequest, row: Registration, decide: DecideForm, reverse: ReverseForm) -> str | None:
    """What came of the form that was sent. None where none was, or something is to be corrected."""
    target: dict[str, Any] = {
        "actor": request.actor,
        "conference_id": row.conference_id,
        "registration_id": row.id,
    }
    form = reverse if reverse.is_bound else decide
    try:
        if decide.is_valid():
            given = dict(decide.cleaned_data)
            admit = given.pop("decision") == Decision.ADMITTED
            case = decide_case(**target, **given, admit=admit)
            return _("It is decided, and a mail says so.") if case.told_at else _("It is decided. No mail says so.")
        if reverse.is_valid():
            reverse_decision(**target, **reverse.cleaned_data)
            return _("The decision is taken back.")
    except Refused as refused:
        form.refuse(refused)
    return None


def _page(request: OfficeRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"web/conference/{name}.html", context, status=status)


def _sent(request: OfficeRequest, given: bool = True) -> QueryDict | None:
    """What a form is bound to, if it was the one that was sent."""
    return request.POST if given and request.method == "POST" else None
