"""An invitation beside the circular, through either door: see it, register, withdraw people, decline."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.engines.files.store import read
from umlauf.faces.web.answer_forms import AnswerForm, PeopleForm, WithdrawForm
from umlauf.faces.web.contacts import Contact, guest_contact
from umlauf.faces.web.invitee_page import Invited, invited_of
from umlauf.faces.web.invitees import open_event_link, remember_event
from umlauf.faces.web.language import begin_in
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.paper import pdf_response
from umlauf.faces.web.requests import InviteeRequest
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.answer_invitation import (
    accept_invitation,
    decline_invitation,
    withdraw_guests,
)
from umlauf.office.conferences.invitee_mailing import invitee_was_confirmed
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.programme_words import programme_title
from umlauf.office.responses.entries import Entry


def event_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation and go on to an address that holds no key."""
    try:
        invitee = open_event_link(token)
    except Refused:
        return link_invalid(request)
    response = HttpResponseRedirect(reverse("event", kwargs={"invitee_id": invitee.id}), status=303)
    remember_event(request, response, invitee)
    begin_in(request, response, invitee.language)
    return unnamed(response)


def event_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else begins like a link: a mail program has broken it."""
    del rest
    return link_invalid(request)


def event(request: InviteeRequest) -> HttpResponse:
    return render(request, "web/event/page.html", event_context(request, invited_of(request)))


def event_programme(request: InviteeRequest) -> HttpResponse:
    """The programme that was released last."""
    around = invited_of(request)
    if around.programme is None:
        raise Http404
    name = f"{programme_title(around.conference)}_{around.programme.number}.pdf"
    return pdf_response(read(around.programme.file), name)


def register(request: InviteeRequest) -> HttpResponse:
    form = PeopleForm(request, rows=1)
    _propose(request, form)

    def act(entry: Entry) -> str:
        accept_invitation(**_target(request, entry), people=form.people())
        return _("The registration is entered.") if request.door.office else _("Your registration has arrived.")

    heading = _("Register people") if request.door.office else _("Register")
    return _answered(request, form, "register", heading, act, may=lambda around: around.may_register)


def withdraw(request: InviteeRequest) -> HttpResponse:
    form = WithdrawForm(request)

    def act(entry: Entry) -> str:
        withdraw_guests(**_target(request, entry), registration_ids=form.chosen)
        return _("The withdrawal is entered.") if request.door.office else _("The withdrawal has arrived.")

    def may(around: Invited) -> bool:
        return around.may_step_back and bool(around.coming)

    return _answered(request, form, "withdraw", _("Withdraw people"), act, may=may)


def decline(request: InviteeRequest) -> HttpResponse:
    form = AnswerForm(request)

    def act(entry: Entry) -> str:
        decline_invitation(**_target(request, entry))
        if request.door.office:
            return _("Entered: they do not take part.")
        return _("Your answer that you do not take part has arrived.")

    heading = _("Does not take part") if request.door.office else _("Decline")
    return _answered(request, form, "decline", heading, act, may=lambda around: around.may_decline)


def event_context(request: InviteeRequest, around: Invited) -> dict[str, Any]:
    """What all pages of an invitation show."""
    return {
        "invited": around,
        "invitee": around.invitee,
        "conference": around.conference,
        "association": around.conference.association,
        "content": around.content,
        "door": request.door,
        "contact": _contact(around),
        "programme_title": programme_title(around.conference),
    }


def _contact(around: Invited) -> Contact:
    return guest_contact(around.conference.association, around.content, around.conference.title)


def _propose(request: InviteeRequest, form: PeopleForm) -> None:
    """Whoever is invited by name stands in the form already, until somebody is registered."""
    invitee = request.invitee
    if form.is_bound or form.adding or not invitee.name or invitee.answered_at is not None:
        return
    known = PersonEntry(invitee.name, invitee.function, invitee.email)
    form.initial.update(
        {"person-0-name": known.name, "person-0-function": known.function, "person-0-email": known.email}
    )


def _answered(
    request: InviteeRequest,
    form: AnswerForm,
    name: str,
    heading: str,
    act: Callable[[Entry], str],
    *,
    may: Callable[[Invited], bool],
) -> HttpResponse:
    """Show a form, or do what it asks for and go to the page that shows the answer as it stands.

    As ``answers.answered`` does it for a letter.
    """
    if request.method == "POST" and form.is_valid():
        entry = form.entry()
        try:
            said = act(entry)
        except Refused as refused:
            form.refuse(refused)
        else:
            confirmed = invitee_was_confirmed(request.invitee.id, entry.nonce)
            also = _("A confirmation goes to %(email)s.") % {"email": entry.email} if confirmed else ""
            messages.success(request, " ".join(filter(None, (said, also))))
            return HttpResponseRedirect(request.door.landing, status=303)
    around = invited_of(request)
    if request.method != "POST" and not may(around):
        return HttpResponseRedirect(request.door.landing)
    if request.method != "POST" or form.outdated:
        form.seen = around.invitee.revision
    if not request.door.office and not form.is_bound:
        form.initial.update({"name": around.invitee.name, "email": around.invitee.email})
    page = event_context(request, around) | {"form": form, "heading": heading, "who": _("Who answers?")}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"web/event/{name}.html", page, status=status)


def _target(request: InviteeRequest, entry: Entry) -> dict[str, Any]:
    return {"actor": request.actor, "invitee_id": request.invitee.id, "entry": entry}
