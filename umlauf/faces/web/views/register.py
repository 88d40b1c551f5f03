"""The register of numbers: a page, its files, the figures of a year, and a number that belongs to no circular."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from umlauf.faces.web.number_forms import VoidForm
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.register_page import Shelf, figures_sheet, heads, sheet_of, shelf_of, tables_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import sent
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.circulars import queries
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.register import entries_of, figures_of, numbers_of

PAGE: Final = 100
_SHEETS: Final[dict[str, tuple[Callable[[Sheet], bytes], str]]] = {
    "csv": (as_csv, CSV_TYPE),
    "xlsx": (as_xlsx, XLSX_TYPE),
}


def register(request: OfficeRequest) -> HttpResponse:
    shelf = _shelf(request)
    page = Paginator(numbers_of(shelf.book) if shelf.book else (), PAGE).get_page(request.GET.get("page"))
    entries = entries_of(shelf.book, list(page.object_list)) if shelf.book else []
    return render(request, "web/register/register.html", {"shelf": shelf, "page": page, "entries": entries})


def register_file(request: OfficeRequest, ending: str) -> HttpResponse:
    shelf = _shelf(request)
    entries = entries_of(shelf.book, numbers_of(shelf.book)) if shelf.book else []
    short = shelf.chosen.short if shelf.chosen else ""
    return _file(sheet_of(shelf, entries), f"{_('Register')}_{short}_{shelf.year}", ending)


def figures(request: OfficeRequest) -> HttpResponse:
    shelf = _shelf(request)
    context = {"shelf": shelf, "tables": tables_of(figures_of(shelf.year)), "heads": heads()}
    return render(request, "web/register/figures.html", context)


def figures_file(request: OfficeRequest, ending: str) -> HttpResponse:
    year = _shelf(request).year
    return _file(figures_sheet(year, tables_of(figures_of(year))), f"{_('Figures of the year')}_{year}", ending)


def void(request: OfficeRequest) -> HttpResponse:
    """Leave out the next number of a series and year. The page names it, and so does the form."""
    shelf = _shelf(request)
    if shelf.chosen is None:
        raise Http404
    form = VoidForm(sent(request), initial={"expected": queries.next_number(shelf.chosen, shelf.year)})
    if form.is_valid():
        given = {"expected": form.cleaned_data["expected"], "reason": form.cleaned_data["reason"]}
        try:
            voided = void_number(actor=request.actor, series_id=shelf.chosen.id, year=shelf.year, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = _("%(label)s is left out.") % {"label": shelf.chosen.label(voided.number, voided.year)}
            messages.success(request, said)
            return HttpResponseRedirect(f"{reverse('register')}{shelf.query}")
    return _void_page(request, shelf, form)


def _void_page(request: OfficeRequest, shelf: Shelf, form: VoidForm) -> HttpResponse:
    status = HTTPStatus.OK
    number = queries.next_number(shelf.chosen, shelf.year) if shelf.chosen else 0
    if form.errors:
        status = HTTPStatus.CONFLICT if form.conflict else HTTPStatus.UNPROCESSABLE_ENTITY
        form.name(number)
    label = shelf.chosen.label(number, shelf.year) if shelf.chosen else ""
    context = {"shelf": shelf, "form": form, "label": label}
    return render(request, "web/register/void.html", context, status=status)


def _shelf(request: OfficeRequest) -> Shelf:
    return shelf_of(request.GET, office_today(request.association))


def _file(sheet: Sheet, stem: str, ending: str) -> HttpResponse:
    if ending not in _SHEETS:
        raise Http404
    write, media_type = _SHEETS[ending]
    return saved_response(write(sheet), media_type, f"{stem}.{ending}")
