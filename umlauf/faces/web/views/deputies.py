"""Somebody comes in the place of somebody else, or after all, through either door."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from umlauf.faces.web.answering import Person, Round
from umlauf.faces.web.deputy_forms import BackForm, SendForm
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import answered
from umlauf.faces.web.views.registrations import confirmation, registered_person, target
from umlauf.office.conferences.actions.deputies import send_deputy, undo_deputy
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.responses.entries import Entry


def send(request: LetterRequest, registration_id: int) -> HttpResponse:
    row = registered_person(request, registration_id)
    form = SendForm(request, row)

    def act(entry: Entry) -> str:
        said = target(request, entry) | {"registration_id": row.id, "sequence": form.sequence}
        done = send_deputy(**said, person=form.person())
        return " ".join([_said(done.state) % {"name": done.name, "other": row.name}, *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return around.may_send_deputy and any(one.row.id == row.id for one in around.own_coming)

    heading = _("A deputy for %(name)s") % {"name": row.name}
    return answered(request, form, "web/send_deputy.html", heading, act, may=may, who=_("Who sends the deputy?"))


def back(request: LetterRequest, registration_id: int) -> HttpResponse:
    row = registered_person(request, registration_id)
    form = BackForm(request, row)

    def act(entry: Entry) -> str:
        done = undo_deputy(**target(request, entry), registration_id=row.id, sequence=form.sequence)
        return " ".join([_said_back(done.state) % {"name": done.name}, *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return around.may_step_back and any(may_come(one) for one in around.people if one.row.id == row.id)

    heading = _("No deputy after all")
    return answered(request, form, "web/deputy_back.html", heading, act, may=may, who=_("Who takes it back?"))


def may_come(person: Person) -> bool:
    return person.theirs and bool(person.back)


def _said(state: str) -> str:
    """What became of it, once a deputy was sent."""
    if state == RegistrationState.STAND_IN:
        return _("Somebody decides whether %(name)s can come in place of %(other)s. The place is kept until then.")
    if state == RegistrationState.REVIEW:
        return _("Somebody decides whether %(name)s can come in place of %(other)s.")
    if state == RegistrationState.WAITING:
        return _("%(name)s is on the waiting list in place of %(other)s.")
    return _("%(name)s comes in place of %(other)s.")


def _said_back(state: str) -> str:
    """What became of whoever comes after all."""
    if state == RegistrationState.WAITING:
        return _("All places are taken: %(name)s is on the waiting list.")
    if state in {RegistrationState.REVIEW, RegistrationState.STAND_IN}:
        return _("Somebody decides whether %(name)s can come.")
    return _("%(name)s comes after all and has the place.")
