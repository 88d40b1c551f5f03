"""Organisations × circulars: who got what, called it up and confirmed it, on one page and as a table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, as_csv
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.receipt_matrix import matrix_of, matrix_sheet
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today


def receipt_table(request: OfficeRequest) -> HttpResponse:
    matrix = matrix_of(request.association, request.GET)
    return render(request, "web/receipts/matrix.html", {"matrix": matrix, "page": matrix.organisations})


def receipt_table_csv(request: OfficeRequest) -> HttpResponse:
    name = f"{_('Overview of receipt')}_{office_today(request.association).isoformat()}.csv"
    return saved_response(as_csv(matrix_sheet(request.association, request.GET)), CSV_TYPE, name)
