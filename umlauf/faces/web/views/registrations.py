"""Who comes to a conference, through either door: register, send a deputy, change, withdraw, decline."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.answer_forms import AnswerForm, HostForm, OnePersonForm, PeopleForm, WithdrawForm
from umlauf.faces.web.answering import Round, round_of
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import answered
from umlauf.office.conferences.actions import register as registration
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import conference_of, registrations_of
from umlauf.office.responses.entries import Entry


def register(request: LetterRequest) -> HttpResponse:
    form = PeopleForm(request)

    def act(entry: Entry) -> str:
        more = form.cleaned_data["more"]
        people = form.people() or ([] if more else _who_comes(request))
        done = registration.register(**_target(request, entry), people=people, final=not more)
        return " ".join([_registered(done), *_confirmation(entry)])

    heading = _("Register people") if request.door.office else _("Register")
    return answered(request, form, "web/register.html", heading, act, may=_may_register, who=_("Who registers?"))


def deputy(request: LetterRequest) -> HttpResponse:
    form = OnePersonForm(request, deputy=True)

    def act(entry: Entry) -> str:
        done = registration.register(**_target(request, entry), people=[form.person()])
        return " ".join([_registered(done), *_confirmation(entry)])

    heading = _("Enter a deputy") if request.door.office else _("Send a deputy")
    return answered(request, form, "web/deputy.html", heading, act, may=_may_register, who=_("Who registers?"))


def person(request: LetterRequest, registration_id: int) -> HttpResponse:
    row = _registered_person(request, registration_id)
    initial = {
        "person-name": row.name,
        "person-function": row.function,
        "person-email": row.email,
        "represents": row.represents,
    }
    form = OnePersonForm(request, deputy=bool(row.represents), sequence=row.sequence, **initial)

    def act(entry: Entry) -> str:
        registration.change_registration(
            **_target(request, entry), registration_id=row.id, person=form.person(), sequence=form.sequence
        )
        return " ".join([_("The change is saved."), *_confirmation(entry)])

    def may(around: Round) -> bool:
        return around.may_register and any(one.row.id == row.id for one in around.coming)

    return answered(
        request, form, "web/person.html", _("Change a registration"), act, may=may, who=_("Who changes it?")
    )


def withdraw(request: LetterRequest) -> HttpResponse:
    form = WithdrawForm(request)

    def act(entry: Entry) -> str:
        registration.withdraw(**_target(request, entry), registration_ids=form.chosen)
        return " ".join([_("The withdrawal has arrived."), *_confirmation(entry)])

    def may(around: Round) -> bool:
        return around.may_step_back and bool(around.coming)

    return answered(
        request, form, "web/withdraw.html", _("Withdraw people"), act, may=may, who=_("Who withdraws them?")
    )


def decline(request: LetterRequest) -> HttpResponse:
    form = AnswerForm(request)

    def act(entry: Entry) -> str:
        registration.decline(**_target(request, entry))
        said = _("It is entered that they do not take part.") if request.door.office else _("Your refusal has arrived.")
        return " ".join([said, *_confirmation(entry)])

    heading = _("Does not take part") if request.door.office else _("Decline")
    return answered(request, form, "web/decline.html", heading, act, may=_may_decline, who=_("Who declines?"))


def host(request: LetterRequest) -> HttpResponse:
    form = HostForm(request)

    def act(entry: Entry) -> str:
        final = not form.cleaned_data["more"]
        registration.registered_with_host(**_target(request, entry), final=final)
        return " ".join([_("Noted: registered with the host."), *_confirmation(entry)])

    heading = _("Registered with the host")
    return answered(request, form, "web/host.html", heading, act, may=_may_name_host, who=_("Who registered?"))


def _may_register(around: Round) -> bool:
    return around.may_register


def _may_decline(around: Round) -> bool:
    return around.may_step_back and not around.declined


def _may_name_host(around: Round) -> bool:
    return around.may_answer and around.with_host


def _target(request: LetterRequest, entry: Entry) -> dict[str, Any]:
    return {"actor": request.actor, "recipient_id": request.recipient.id, "entry": entry}


def _who_comes(request: LetterRequest) -> list[PersonEntry]:
    """Who is registered already: named again, they make an answer complete that was not."""
    around = round_of(request)
    if around.answer is None or around.answer.final:
        return []
    return [PersonEntry(one.row.name) for one in around.coming]


def _registered_person(request: LetterRequest, registration_id: int) -> Registration:
    """A registration of the letter's own organisation. Raises ``Http404``."""
    conference = conference_of(request.recipient.issue.circular_id)
    rows = registrations_of(conference, request.recipient.id) if conference else ()
    for row in rows:
        if row.id == registration_id and row.purged_at is None:
            return row
    raise Http404


def _registered(done: registration.Registered) -> str:
    """„2 Personen sind angemeldet. 1 Person steht auf der Warteliste.“"""
    waiting = len(done.waiting)
    admitted = len(done.added) + len(done.known) - waiting
    sentences = []
    if admitted:
        said = ngettext("%(count)s person is registered.", "%(count)s persons are registered.", admitted)
        sentences.append(said % {"count": admitted})
    if waiting:
        said = ngettext(
            "All places are taken: %(count)s person is on the waiting list.",
            "All places are taken: %(count)s persons are on the waiting list.",
            waiting,
        )
        sentences.append(said % {"count": waiting})
    return " ".join(sentences) or _("The registration has arrived.")


def _confirmation(entry: Entry) -> list[str]:
    return [_("A confirmation goes to %(email)s.") % {"email": entry.email}] if entry.email else []
