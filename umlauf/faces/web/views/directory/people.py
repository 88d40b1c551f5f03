"""The page of a person, and the forms that say who holds a post."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.holder_forms import NEW, AppointForm, EndTenureForm, PersonForm, TenureForm
from umlauf.faces.web.holder_page import forms_of, person_page
from umlauf.faces.web.known import post_name, posts_today
from umlauf.faces.web.organisation_page import held
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, kept, sent, sent_as
from umlauf.faces.web.views.directory.posts import frame_of
from umlauf.faces.web.views.directory.search import is_fragment
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_person_for, get_post_for, get_tenure_for
from umlauf.office.directory.actions.people import appoint, correct_tenure, describe_person, end_tenure
from umlauf.office.directory.enums import TenureKind
from umlauf.office.directory.models import Tenure
from umlauf.office.directory.queries.search import find_people


def person(request: OfficeRequest, person_id: int) -> HttpResponse:
    details = get_person_for(request.actor, person_id)
    day = office_today(request.association)
    return render(request, "web/directory/person.html", {"shown": person_page(details, day), "day": day})


def person_edit(request: OfficeRequest, person_id: int) -> HttpResponse:
    details = get_person_for(request.actor, person_id)
    proposed = forms_of(details, office_today(request.association))
    form = PersonForm(sent(request), details=details, proposed=proposed)

    def save() -> None:
        describe_person(actor=request.actor, person_id=person_id, entry=form.person(), seen=form.was_seen)

    if done(form, save):
        messages.success(request, _("The person is saved."))
        return redirect("person", person_id=person_id)
    frame = Frame(
        heading=_("Change the person"),
        back=str(details),
        address=reverse("person", kwargs={"person_id": person_id}),
        button=_("Save the person"),
    )
    return form_page(request, form, frame)


def post_appoint(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    day = office_today(request.association)
    asked = request.POST.get("q", "").replace("\0", "").strip()[:200]
    people = find_people(asked, day=day, most=_FOUND)
    finding = request.POST.get("step") == "find" or _searches(request, asked)
    initial = kept(request) if finding else {"since": day}
    form = AppointForm(None if finding else sent(request), found=people, initial=initial)
    if finding and is_fragment(request):
        return render(request, "web/directory/people_found.html", {"form": form, "asked": asked})

    def save() -> None:
        known = form.person_id()
        new = form.person() if known is None else None
        appoint(actor=request.actor, post_id=found.id, entry=form.tenure(), person_id=known, new=new)

    if done(form, save):
        messages.success(request, _("The post is filled."))
        return redirect("post", post_id=found.id)
    frame = frame_of(found, _("Fill the post"), _("Fill the post"))
    today = next(iter(posts_today(Q(id=found.id), day)), None)
    return form_page(request, form, frame, "web/directory/appoint.html", today=today, asked=asked, post=found)


_FOUND = 12


def _searches(request: OfficeRequest, asked: str) -> bool:
    """Whether somebody has pressed the enter key on new words of a search, with nobody chosen or written."""
    nobody = request.POST.get("who", NEW) == NEW and not request.POST.get("last_name", "").strip()
    return nobody and asked not in {"", request.POST.get("asked", "")}


def tenure(request: OfficeRequest, tenure_id: int) -> HttpResponse:
    found = get_tenure_for(request.actor, tenure_id)
    if found.retired_at is not None and request.method != "POST":
        messages.info(request, _("This entry was changed meanwhile. Here is what holds now."))
        return redirect("post", post_id=found.post_id)
    end, correct = _tenure_forms(request, found)
    done = _change(request, found, end, correct)
    if done:
        messages.success(request, done)
        return redirect("post", post_id=found.post_id)
    (shown,) = held([found])
    step = request.POST.get("step", "")
    form = correct if step in {"correct", "strike"} else end
    frame = frame_of(found.post, shown.person, "")
    context = {"end": end, "correct": correct, "shown": shown, "post": post_name(found.post)}
    response = form_page(request, form, frame, "web/directory/tenure.html", **context)
    if step == "strike":
        response.status_code = HTTPStatus.CONFLICT
    return response


def _tenure_forms(request: OfficeRequest, found: Tenure) -> tuple[EndTenureForm, TenureForm]:
    """The form that ends a tenure and the one that corrects it."""
    end = EndTenureForm(
        sent_as(request, "end"),
        initial={
            "last_day": found.until or office_today(request.association),
            "carries_on": found.carries_on,
        },
        prefix="end",
    )
    correct = TenureForm(
        sent_as(request, "correct"),
        initial={
            "since": found.since,
            "until": found.until,
            "acting": found.kind == TenureKind.ACTING,
            "carries_on": found.carries_on,
        },
    )
    return end, correct


def _change(request: OfficeRequest, found: Tenure, end: EndTenureForm, correct: TenureForm) -> str:
    """Do what one of the forms asks for. Returns what was done, nothing where something is to be corrected."""
    step = request.POST.get("step", "")
    try:
        if step == "end" and end.is_valid():
            given = end.cleaned_data
            end_tenure(
                actor=request.actor,
                tenure_id=found.id,
                last_day=given["last_day"],
                carries_on=given["carries_on"],
            )
            return _("The last day is saved.")
        if step == "correct" and correct.is_valid():
            correct_tenure(actor=request.actor, tenure_id=found.id, entry=correct.tenure())
            return _("The correction is saved.")
        if step == "strike":
            correct_tenure(actor=request.actor, tenure_id=found.id, entry=None)
            return _("The entry is struck out. Lists of past days go on saying what they said.")
    except Refused as refused:
        form = end if step == "end" else correct
        if not form.is_bound:
            messages.error(request, str(refused.message))
        else:
            form.refuse(refused)
    return ""
