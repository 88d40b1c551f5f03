"""Who agrees to the circulars of a series, and who stands in for whom while somebody is away."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.chain_forms import AbsenceForm, ChainForm
from umlauf.faces.web.chain_words import breaks_in_words, chain_in_words
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent, sent_as
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.actions.absence import enter_absence, strike_absence
from umlauf.office.circulars.actions.chain import set_chain
from umlauf.office.circulars.actions.number import get_series
from umlauf.office.circulars.chain import chain_of, steps_with
from umlauf.office.circulars.models import Absence, Submission
from umlauf.office.directory.hats import users_who_may


def series_chain(request: OfficeRequest, series_id: int) -> HttpResponse:
    """Who agrees to the circulars of a series, in which order, and who stands in for them."""
    series = get_series(request.actor, series_id)
    chain, people = chain_of(series.id), list(users_who_may(request.association.id, Ability.APPROVE))
    form = ChainForm(sent(request), chain=chain, people=people)

    def save() -> None:
        set_chain(actor=request.actor, series_id=series.id, steps=form.steps(), seen=form.was_seen)

    if done(form, save):
        messages.success(request, _("It is saved."))
        return HttpResponseRedirect(reverse("series-chain", args=[series.id]))
    frame = Frame(
        heading=_("Agreement: %(kind)s") % {"kind": series.kind},
        back=_("Series of numbers"),
        address=reverse("series"),
        button=_("Save who agrees"),
    )
    context = {
        "says": chain_in_words(chain),
        "broken": breaks_in_words(chain, frozenset(one.id for one in people)),
        "open": Submission.objects.filter(circular__series=series, ended_at=None).count(),
    }
    return form_page(request, form, frame, "web/chain.html", **context)


def absences(request: OfficeRequest) -> HttpResponse:
    """When somebody is away themselves."""
    return _absences(request, request.user, reverse("me"), _("My data"))


def staff_absences(request: OfficeRequest, user_id: int) -> HttpResponse:
    """The same for a colleague, by an administrator."""
    agreeing = users_who_may(request.association.id, Ability.APPROVE)
    user = agreeing.filter(id=user_id).first()
    if user is None:
        raise Http404
    return _absences(request, user, reverse("staff-person", args=[user_id]), user.name)


def _absences(request: OfficeRequest, user: User, back_address: str, back: str) -> HttpResponse:
    form = AbsenceForm(sent_as(request, "enter"))
    own = user.id == request.user.id
    if request.method == "POST" and request.POST.get("strike", "").isdecimal():
        strike_absence(actor=request.actor, user_id=user.id, absence_id=int(request.POST["strike"]))
        messages.success(request, _("The entry is struck."))
        return HttpResponseRedirect(request.path)

    def enter() -> None:
        enter_absence(actor=request.actor, user_id=user.id, **form.cleaned_data)

    if done(form, enter):
        messages.success(request, _("It is saved."))
        return HttpResponseRedirect(request.path)
    today = office_today(request.association)
    frame = Frame(_("My absences") if own else _("Absences of %(name)s") % {"name": user.name}, back, back_address, "")
    context = {
        "form": form,
        "frame": frame,
        "own": own,
        "today": today,
        "rows": Absence.objects.filter(user=user, until__gte=today),
        "steps": [one for one in steps_with(user) if one.approver_id == user.id],
    }
    return render(request, "web/absences.html", context, status=_status(form))


def _status(form: AbsenceForm) -> HTTPStatus:
    if not form.errors:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if form.conflict else HTTPStatus.UNPROCESSABLE_ENTITY
