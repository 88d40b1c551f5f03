"""One's own place at a conference: how it stands, what is asked, what one needs, and how to withdraw."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.engines.files.store import read
from umlauf.faces.web.choosing import chosen
from umlauf.faces.web.language import begin_in
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.paper import pdf_response, saved_response
from umlauf.faces.web.place_forms import NeedsForm, QuestionsForm
from umlauf.faces.web.place_page import (
    asked_in_words,
    calendar_file,
    contact_context,
    forms_of,
    place_context,
    said_of_answers,
    told_in_words,
)
from umlauf.faces.web.places import open_place, remember_place
from umlauf.faces.web.requests import PlaceRequest, number_in
from umlauf.faces.web.security_forms import BirthForm
from umlauf.faces.web.security_page import step_of
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.conferences.actions.answer_questions import answer_questions, withdraw_consent
from umlauf.office.conferences.actions.ask_for_oneself import ask_for_oneself
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.needs import say_needs
from umlauf.office.conferences.actions.own_offer import let_own_offer_go, take_own_offer
from umlauf.office.conferences.actions.security_entry import check_over, give_birth_data, take_birth_data_back
from umlauf.office.conferences.enums import ASKING_AGAIN, ConferenceStatus, RegistrationState
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.programme_rows import latest_version
from umlauf.office.conferences.security_queries import has_ended


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the place and go on to an address that holds no key."""
    try:
        row = open_place(token)
    except Refused:
        return link_invalid(request)
    response = HttpResponseRedirect(reverse("place", kwargs={"registration_id": row.id}), status=303)
    remember_place(request, response, row)
    begin_in(request, response, row.invitee.language if row.invitee is not None else row.conference.language)
    return unnamed(response)


def place(request: PlaceRequest) -> HttpResponse:
    questions, forums, needs = forms_of(request)
    said = _said(request, questions, needs) or chosen(request.actor, _key(request), request.registration, forums.form)
    if said is not None:
        messages.success(request, said)
        return redirect("place", registration_id=request.registration.id)
    form = next((one for one in (needs, forums.form) if one.is_bound), questions)
    context = {"questions": questions, "forums": forums, "needs": needs, "form": form} | place_context(request)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/place/place.html", context, status=status)


def withdraw(request: PlaceRequest) -> HttpResponse:
    row = request.registration
    asked = request.method != "POST" and row.state == RegistrationState.OFFERED
    if not row.means.coming or asked:  # what is offered is let go
        return redirect("place", registration_id=row.id)
    told, sentence = told_in_words(row), ""
    if request.method == "POST":
        try:
            leave_place(actor=request.actor, key=_key(request))
        except Refused as refused:
            sentence = str(refused.message)
        else:
            messages.success(request, " ".join(filter(None, (_("You have withdrawn."), told))))
            return redirect("place", registration_id=row.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK
    context = {"sentence": sentence, "told": told} | place_context(request)
    return render(request, "web/place/withdraw.html", context, status=status)


def take(request: PlaceRequest) -> HttpResponse:
    """Take the place that is offered. What stands in the way is said on the page, which shows how it is now."""
    try:
        take_own_offer(actor=request.actor, key=_key(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("You have taken the place. A mail brings the date for your calendar."))
    return redirect("place", registration_id=request.registration.id)


def let_go(request: PlaceRequest) -> HttpResponse:
    row = request.registration
    if request.method == "POST":
        try:
            row = let_own_offer_go(actor=request.actor, key=_key(request))
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            if row.state == RegistrationState.WITHDRAWN:
                messages.success(request, _("The place is let go."))
        return redirect("place", registration_id=row.id)
    if row.state != RegistrationState.OFFERED:
        return redirect("place", registration_id=row.id)
    context = {"told": told_in_words(row)} | place_context(request)
    return render(request, "web/place/let_go.html", context)


def again(request: PlaceRequest) -> HttpResponse:
    """Ask again, once one does not come any more."""
    row, refused = request.registration, None
    if request.method == "POST":
        try:
            row = ask_for_oneself(actor=request.actor, key=_key(request), seen=number_in(request.POST, "seen"))
        except Refused as sentence:
            refused = sentence
        else:
            messages.success(request, asked_in_words(row))
            return redirect("place", registration_id=row.id)
    elif row.state not in ASKING_AGAIN:
        return redirect("place", registration_id=row.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused is not None else HTTPStatus.OK
    context = {"told": told_in_words(row)} | place_context(request)
    context["no_asking"] = refused or context.get("no_asking")
    return render(request, "web/place/again.html", context, status=status)


def security(request: PlaceRequest) -> HttpResponse:
    """When and where somebody was born, for a security check. It is taken, and never shown."""
    row = request.registration
    step = step_of(row, request.now)
    if step is None:
        return _no_step(request)
    form = BirthForm(request.POST if request.POST.get("step") == "give" else None, step.check)
    if request.POST.get("step") == "delete":
        take_birth_data_back(actor=request.actor, key=_key(request))
        messages.success(request, _("What you gave is deleted."))
        return redirect("place", registration_id=row.id)
    if form.is_valid():
        try:
            give_birth_data(actor=request.actor, key=_key(request), **form.given())
        except Refused as refused:
            step = step_of(row, request.now)
            if step is None:
                return _no_step(request)
            form.refuse(refused, step.check)
        else:
            messages.success(request, _("Your date and place of birth are kept sealed. They are not shown here again."))
            return redirect("place-security", registration_id=row.id)
    context = {"form": form, "step": step} | contact_context(row)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/place/security.html", context, status=status)


def _no_step(request: PlaceRequest) -> HttpResponse:
    """Where nothing is asked of the person: whoever sends something to a check that has ended meanwhile reads why.

    Raises ``Http404``.
    """
    row = request.registration
    if request.POST.get("step") == "delete":  # the second click
        return redirect("place", registration_id=row.id)
    if request.method != "POST" or not has_ended(row.conference, request.now):
        raise Http404
    messages.error(request, str(check_over().message))
    return redirect("place", registration_id=row.id)


def programme(request: PlaceRequest) -> HttpResponse:
    """The latest programme that was released."""
    issue = get_issue(request.registration.conference.circular)
    version = latest_version(issue) if issue else None
    if version is None:
        raise Http404
    return pdf_response(read(version.file), _("programme.pdf"))


def calendar(request: PlaceRequest) -> HttpResponse:
    """The entry for the calendar, while there is one."""
    row = request.registration
    issue = get_issue(row.conference.circular)
    if issue is None or not row.means.calendar or row.conference.status == ConferenceStatus.CANCELLED:
        raise Http404
    return saved_response(calendar_file(row, issue, request.now).encode(), "text/calendar", _("event.ics"))


def _said(request: PlaceRequest, questions: QuestionsForm, needs: NeedsForm) -> str | None:
    """What came of what was sent. None where nothing was, or something is to be corrected."""
    form = needs if needs.is_bound else questions
    try:
        if questions.is_bound and questions.is_valid():
            said: dict[str, Any] = {"answers": questions.answers(), "files": questions.given}
            answer_questions(actor=request.actor, key=_key(request), **said, seen=questions.cleaned_data["seen"])
            return said_of_answers(questions)
        if needs.is_bound and needs.is_valid():
            wanted = needs.needs()
            say_needs(actor=request.actor, key=_key(request), needs=wanted)
            return _("What you need is noted.") if wanted else _("Nothing is noted any more of what you need.")
        if request.POST.get("step") == "consent":
            withdraw_consent(actor=request.actor, key=_key(request), question_id=number_in(request.POST, "question"))
            return _("Your consent is taken back, and what you had said is deleted.")
    except Refused as refused:
        form.refuse(refused)
    return None


def _key(request: PlaceRequest) -> PlaceKey:
    return PlaceKey(request.registration.id, request.registration.link_generation)
