"""Lay a draft before those who agree and sign, take it back, and tell them once more."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from umlauf.faces.web.forms import LayForm
from umlauf.faces.web.hints_page import warnings_at
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.words import reach_of_plan
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.lay import lay_before, remind_readers, take_back
from umlauf.office.circulars.chain import chain_of, steps_today
from umlauf.office.circulars.folder import open_submission
from umlauf.office.circulars.models import Circular
from umlauf.office.circulars.presence import presence_today
from umlauf.office.circulars.reach import reach_of_draft
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.hats import signatories


def circular_lay(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    if get_issue(circular) is not None or open_submission(circular.id) is not None:
        return redirect("circular", circular_id=circular.id)
    form = LayForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _lay_page(request, circular, form)
    given = form.cleaned_data
    try:
        lay_before(actor=request.actor, circular_id=circular.id, seen=given["seen"], note=given["note"])
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return _lay_page(request, circular, form)
    messages.success(request, _("The draft lies before those who read it next. They get a mail."))
    return redirect("circular", circular_id=circular.id)


def circular_take_back(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = take_back(actor=request.actor, circular_id=circular_id)
    messages.success(request, _("The draft is back. You can change it now."))
    return redirect("circular", circular_id=circular.id)


def circular_remind_readers(request: OfficeRequest, circular_id: int) -> HttpResponse:
    told_at = parse_datetime(request.POST.get("told_at", "")) or dt.datetime.min.replace(tzinfo=dt.UTC)
    names = remind_readers(actor=request.actor, circular_id=circular_id, told_at=told_at)
    if names:
        messages.success(request, _("Told once more: %(names)s.") % {"names": ", ".join(names)})
    return redirect("circular", circular_id=circular_id)


def _lay_page(request: OfficeRequest, circular: Circular, form: LayForm) -> HttpResponse:
    version = version_of(circular)
    day = version.content.letter_date or office_today(request.association)
    context = {
        "circular": circular,
        "version": version,
        "content": version.content,
        "form": form,
        "warnings": warnings_at(request.association, circular, version.content, list(version.annexes)),
        "mends": True,
        "hints_back": "circular-lay",
        "reach": reach_of_plan(reach_of_draft(circular, version.content, day)),
        "chain": steps_today(chain_of(circular.series_id), presence_today(circular.association_id).able),
        "signatories": signatories(request.association),
    }
    return render(request, "web/folder/lay.html", context, status=HTTPStatus.CONFLICT if form.errors else 200)
