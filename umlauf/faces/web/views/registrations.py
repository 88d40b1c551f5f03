"""Who comes to a conference, through either door: register, send a deputy, change, withdraw, decline."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.answer_forms import AnswerForm, ChangeForm, HostForm, WithdrawForm
from umlauf.faces.web.answering import Round
from umlauf.faces.web.principal_forms import deputy_form, people_form
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import answered
from umlauf.office.conferences.actions import register as registration
from umlauf.office.conferences.actions import withdraw as leaving
from umlauf.office.conferences.mailing import address_of
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.queries import conference_of, registrations_of
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.mailing import was_confirmed


def register(request: LetterRequest) -> HttpResponse:
    form = people_form(request)

    def act(entry: Entry) -> str:
        people, more = form.people(), form.cleaned_data["more"]
        unnamed, together = form.cleaned_data.get("unnamed") or 0, form.cleaned_data["together"]
        if not people and not more and not unnamed:
            registration.complete_registration(**target(request, entry))
            return " ".join([_("The registration is complete."), *confirmation(request, entry)])
        said = target(request, entry) | {"final": not more, "unnamed": unnamed, "together": together}
        done = registration.register(**said, people=people)
        return " ".join([_registered(done), *confirmation(request, entry)])

    heading = _("Register people") if request.door.office else _("Register")
    return answered(request, form, "web/register.html", heading, act, may=_may_register, who=_("Who registers?"))


def deputy(request: LetterRequest) -> HttpResponse:
    form = deputy_form(request)

    def act(entry: Entry) -> str:
        final = not form.cleaned_data["more"]
        done = registration.register(**target(request, entry), people=[form.person()], final=final)
        return " ".join([_registered(done), *confirmation(request, entry)])

    heading = _("Enter a deputy") if request.door.office else _("Send a deputy")
    return answered(request, form, "web/deputy.html", heading, act, may=_may_register, who=_("Who registers?"))


def person(request: LetterRequest, registration_id: int) -> HttpResponse:
    row = registered_person(request, registration_id)
    form = ChangeForm(request, row)

    def act(entry: Entry) -> str:
        said = target(request, entry) | {"registration_id": row.id, "naming": row.name_follows}
        registration.change_registration(**said, person=form.person(), sequence=form.sequence)
        return " ".join([_("The change is saved."), *confirmation(request, entry)])

    def may(around: Round) -> bool:
        open_still = around.may_change or (row.name_follows and around.may_step_back)
        return open_still and any(one.row.id == row.id for one in around.own_coming)

    heading = _("Put in the name") if row.name_follows else _("Change a registration")
    return answered(request, form, "web/person.html", heading, act, may=may, who=_("Who changes it?"))


def withdraw(request: LetterRequest) -> HttpResponse:
    form = WithdrawForm(request)

    def act(entry: Entry) -> str:
        leaving.withdraw(**target(request, entry), registration_ids=form.chosen)
        said = _("The withdrawal is entered.") if request.door.office else _("The withdrawal has arrived.")
        return " ".join([said, *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return around.may_step_back and bool(around.own_coming)

    return answered(
        request, form, "web/withdraw.html", _("Withdraw people"), act, may=may, who=_("Who withdraws them?")
    )


def decline(request: LetterRequest) -> HttpResponse:
    form = AnswerForm(request)

    def act(entry: Entry) -> str:
        leaving.decline(**target(request, entry))
        said = (
            _("Entered: they do not take part.")
            if request.door.office
            else _("Your answer that you do not take part has arrived.")
        )
        return " ".join([said, *confirmation(request, entry)])

    heading = _("Does not take part") if request.door.office else _("Decline")
    return answered(request, form, "web/decline.html", heading, act, may=_may_decline, who=_("Who declines?"))


def host(request: LetterRequest) -> HttpResponse:
    form = HostForm(request)

    def act(entry: Entry) -> str:
        final = not form.cleaned_data["more"]
        leaving.registered_with_host(**target(request, entry), final=final)
        return " ".join([_("Noted: registered with the host."), *confirmation(request, entry)])

    heading = _("Registered with the host")
    return answered(request, form, "web/host.html", heading, act, may=_may_name_host, who=_("Who registered?"))


def _may_register(around: Round) -> bool:
    return around.may_register


def _may_decline(around: Round) -> bool:
    return around.may_decline


def _may_name_host(around: Round) -> bool:
    return around.may_answer and around.with_host


def target(request: LetterRequest, entry: Entry) -> dict[str, Any]:
    return {"actor": request.actor, "recipient_id": request.recipient.id, "entry": entry}


def registered_person(request: LetterRequest, registration_id: int) -> Registration:
    """A registration of the letter's own organisation. Raises ``Http404``."""
    conference = conference_of(request.recipient.issue.circular_id)
    rows = registrations_of(conference, request.recipient.id) if conference else ()
    for row in rows:
        if row.id == registration_id and row.purged_at is None:
            return row
    raise Http404


def _registered(done: registration.Registered) -> str:
    """„2 Personen sind angemeldet. 1 Person steht auf der Warteliste.“"""
    waiting, admitted, undecided = len(done.waiting), len(done.seated), len(done.cases)
    sentences = []
    if admitted:
        said = ngettext("%(count)s person is registered.", "%(count)s people are registered.", admitted)
        sentences.append(said % {"count": admitted})
    if any(row.party_id for row in done.waiting):
        sentences.append(_("There is no room for all of them at present: they are on the waiting list together."))
    elif waiting:
        said = ngettext(
            "All places are taken: %(count)s person is on the waiting list.",
            "All places are taken: %(count)s people are on the waiting list.",
            waiting,
        )
        sentences.append(said % {"count": waiting})
    if undecided and all(map(address_of, done.cases)):
        said = ngettext(
            "Somebody decides about %(count)s person; they are told by mail.",
            "Somebody decides about %(count)s people; they are told by mail.",
            undecided,
        )
        sentences.append(said % {"count": undecided})
    elif undecided:
        said = ngettext(
            "Somebody decides about %(count)s person.", "Somebody decides about %(count)s people.", undecided
        )
        sentences.append(said % {"count": undecided})
    return " ".join(sentences) or _("The registration has arrived.")


def confirmation(request: LetterRequest, entry: Entry) -> list[str]:
    """That a confirmation goes out, if one does."""
    if not was_confirmed(request.recipient.id, entry.nonce):
        return []
    return [_("A confirmation goes to %(email)s.") % {"email": entry.email}]
