"""An answer through either door: the office's own page of it, a statement, a nil return, a wish for more time."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from umlauf.faces.web.after import after_letter
from umlauf.faces.web.answer_forms import AnswerForm, ExtensionForm, StatementForm
from umlauf.faces.web.answering import Round, round_of
from umlauf.faces.web.contacts import contact_of
from umlauf.faces.web.happenings import office_side
from umlauf.faces.web.receipt_forms import receipt_at
from umlauf.faces.web.requests import LetterRequest
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.ask import ask_more_time
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.entries import Entry

Act = Callable[[Entry], str]
"""Does what a form asks for, and says what was done."""


def desk(request: LetterRequest) -> HttpResponse:
    """The answer of one recipient, as the office sees and enters it."""
    around = round_of(request)
    side = office_side(around.recipient, around.answer)
    shown = {"side": side, "after": after_letter(request), "receipt": receipt_at(request)}
    return render(request, "web/desk.html", page_context(request, around) | shown)


def answer(request: LetterRequest) -> HttpResponse:
    form = StatementForm(request)

    def act(entry: Entry) -> str:
        said: dict[str, Any] = {"actor": request.actor, "recipient_id": request.recipient.id, "entry": entry}
        if form.nil:
            give_nil_return(**said)
            return _("Your nil return has arrived.") if not request.door.office else _("The nil return is entered.")
        give_statement(**said, text=form.cleaned_data["text"], final=not form.cleaned_data["more"])
        return _("Your answer has arrived.") if not request.door.office else _("The answer is entered.")

    heading = _("Nil return") if form.nil else _("Answer")
    return answered(request, form, "web/statement.html", heading, act, may=_may_state, who=_("Who answers?"))


def extension(request: LetterRequest) -> HttpResponse:
    form = ExtensionForm(request)

    def act(entry: Entry) -> str:
        wished, reason = form.cleaned_data["wished"], form.cleaned_data["reason"]
        ask_more_time(actor=request.actor, recipient_id=request.recipient.id, entry=entry, wished=wished, reason=reason)
        if request.door.office:
            return _("The request for more time is entered.")
        return _("The request for more time has arrived. You will hear whether it is granted.")

    heading = _("Ask for more time")
    return answered(request, form, "web/extension.html", heading, act, may=_may_ask_for_time, who=_("Who asks?"))


def _may_state(around: Round) -> bool:
    return around.may_answer and not around.registers


def _may_ask_for_time(around: Round) -> bool:
    return around.may_ask_for_time


def answered(
    request: LetterRequest,
    form: AnswerForm,
    template: str,
    heading: str,
    act: Act,
    *,
    may: Callable[[Round], bool],
    who: str,
) -> HttpResponse:
    """Show a form, or do what it asks for and go to the page that shows the answer as it stands.

    ``may`` says whether the form makes sense now: a form that nobody could send is not shown. One that was filled in
    comes back with its entries, whatever has happened meanwhile. ``who`` asks for the name of whoever says it.
    """
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form.entry())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(request.door.landing, status=303)
    around = round_of(request)
    if request.method != "POST" and not may(around):
        return HttpResponseRedirect(request.door.landing)
    if request.method != "POST" or form.outdated:
        form.meet(around)
    page = page_context(request, around) | {"form": form, "heading": heading, "who": who}
    return render(request, template, page, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200)


def page_context(request: LetterRequest, around: Round) -> dict[str, Any]:
    """What all pages of a door show."""
    return {
        "round": around,
        "door": request.door,
        "issue": around.issue,
        "content": around.content,
        "recipient": around.recipient,
        "contact": contact_of(around.issue, around.content),
    }
