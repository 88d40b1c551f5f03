"""The series of numbers („Nummernkreise“): which there are, open one, and say where its year begins.

What holds for the annexes and the mails of all of them is set beside.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.chain_words import chain_rows
from umlauf.faces.web.number_forms import AnnexLimitsForm, LetterLimitsForm, SeriesChangeForm, SeriesForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.clock import office_today
from umlauf.office.circulars.actions.annex_room import limit_annexes
from umlauf.office.circulars.actions.letter_room import limit_letters
from umlauf.office.circulars.actions.number import get_series
from umlauf.office.circulars.actions.series import add_series, change_series, is_drawn
from umlauf.office.circulars.annexes import annex_room
from umlauf.office.circulars.letter_room import rooms_as_set
from umlauf.office.circulars.models import Series, SeriesYear


def series(request: OfficeRequest) -> HttpResponse:
    year = office_today(request.association).year
    counted = {book.series_id: book for book in SeriesYear.objects.filter(year=year)}
    rows = []
    for one in Series.objects.all():
        book = counted.get(one.id)
        rows.append((one, book, one.numbered((book.last_number if book else 0) + 1, year)))
    context = {"rows": rows, "year": year, "chains": chain_rows(request.association.id)}
    context |= {"annexes": annex_room(request.association), "letters": rooms_as_set(request.association)}
    return render(request, "web/register/series.html", context)


def series_new(request: OfficeRequest) -> HttpResponse:
    form = SeriesForm(sent(request))
    if done(form, lambda: add_series(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("The series “%(kind)s” is open.") % {"kind": form.cleaned_data["kind"]})
        return redirect("series")
    frame = Frame(_("Open a series"), _("Series of numbers"), reverse("series"), _("Open the series"))
    return form_page(request, form, frame)


def annex_limits(request: OfficeRequest) -> HttpResponse:
    """How large an annex may be, and all annexes of a circular together."""
    room = annex_room(request.association)
    initial = {"one": room.one_mb, "together": room.together_mb}
    form = AnnexLimitsForm(sent(request), initial=initial)
    if done(form, lambda: limit_annexes(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("It is saved."))
        return redirect("series")
    frame = Frame(_("Size of annexes"), _("Series of numbers"), reverse("series"), _("Save the sizes"))
    return form_page(request, form, frame)


def letter_limits(request: OfficeRequest) -> HttpResponse:
    """Up to which size a letter goes with its mail."""
    form = LetterLimitsForm(sent(request), initial=rooms_as_set(request.association))
    if done(form, lambda: limit_letters(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("It is saved."))
        return redirect("series")
    frame = Frame(_("Size of letters in mails"), _("Series of numbers"), reverse("series"), _("Save the sizes"))
    return form_page(request, form, frame)


def series_change(request: OfficeRequest, series_id: int) -> HttpResponse:
    one = get_series(request.actor, series_id)
    book = SeriesYear.objects.filter(series=one, year=office_today(request.association).year).first()
    form = SeriesChangeForm(
        sent(request), book=book, drawn=book is not None and is_drawn(book), initial={"proof": one.proof}
    )
    if done(form, lambda: change_series(actor=request.actor, series_id=one.id, **form.cleaned_data)):
        messages.success(request, _("The series “%(kind)s” is saved.") % {"kind": one.kind})
        return redirect("series")
    frame = Frame(one.kind, _("Series of numbers"), reverse("series"), _("Save the series"))
    return form_page(request, form, frame)
