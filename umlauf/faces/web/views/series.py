"""The series of numbers („Nummernkreise“): which there are, open one, and say where its year begins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.chain_words import chain_rows
from umlauf.faces.web.number_forms import SeriesChangeForm, SeriesForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.clock import office_today
from umlauf.office.circulars.actions.number import get_series
from umlauf.office.circulars.actions.series import add_series, change_series, is_drawn
from umlauf.office.circulars.models import Series, SeriesYear


def series(request: OfficeRequest) -> HttpResponse:
    year = office_today(request.association).year
    counted = {book.series_id: book for book in SeriesYear.objects.filter(year=year)}
    rows = [(one, counted.get(one.id)) for one in Series.objects.all()]
    context = {"rows": rows, "year": year, "chains": chain_rows(request.association.id)}
    return render(request, "web/register/series.html", context)


def series_new(request: OfficeRequest) -> HttpResponse:
    form = SeriesForm(sent(request))
    if done(form, lambda: add_series(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("The series “%(kind)s” is open.") % {"kind": form.cleaned_data["kind"]})
        return redirect("series")
    frame = Frame(_("Open a series"), _("Series of numbers"), reverse("series"), _("Open the series"))
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
