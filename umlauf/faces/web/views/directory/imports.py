"""Bring a file into the directory: take it in, say what its columns mean, look at what changes, apply it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.import_forms import ChoicesForm, UploadForm, columns_of, lost_zeros
from umlauf.faces.web.import_page import preview_of, progress_in_words, recent_imports, written_by
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, form_page, sent_as
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_import_for
from umlauf.office.directory.actions.imports import (
    begin_applying,
    changed,
    choose,
    discard_import,
    plan_of,
    table_of_import,
    take_in_file,
)
from umlauf.office.directory.exchange.columns import Choices
from umlauf.office.directory.exchange.drafts import Plan
from umlauf.office.directory.exchange.tables import Table
from umlauf.office.directory.models import Import
from umlauf.office.directory.models.imports import ImportState

_OPEN = frozenset({ImportState.UPLOADED, ImportState.FAILED})


def imports(request: OfficeRequest) -> HttpResponse:
    form = UploadForm(request)
    if form.is_valid():
        name, data = form.cleaned_data["file"]
        try:
            taken = take_in_file(actor=request.actor, filename=name, data=data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("directory-import", import_id=taken.id)
    frame = Frame(
        heading=_("Import and export"),
        back=_("Directory"),
        address=reverse("directory"),
        button=_("Upload the file"),
    )
    return form_page(
        request, form, frame, "web/directory/imports.html", recent=recent_imports(), days=LIMITS.import_days
    )


def import_page(request: OfficeRequest, import_id: int) -> HttpResponse:
    """By how the file stands: what its columns mean with what would change, how far it is, or what was written."""
    taken = get_import_for(request.actor, import_id)
    if taken.state not in _OPEN:
        if request.method == "POST":
            return redirect("directory-import", import_id=import_id)
        return render(request, "web/directory/import_state.html", _state(taken))
    try:
        table = table_of_import(taken)
    except Refused as refused:
        return render(request, "web/directory/import_state.html", {"taken": taken, "gone": refused})
    chosen = Choices.parse(taken.choices)
    form = ChoicesForm(sent_as(request, "choose"), columns=columns_of(table), chosen=chosen)
    if form.is_valid():
        try:
            choose(actor=request.actor, import_id=import_id, choices=form.choices())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to_preview(import_id)
    if request.POST.get("step") == "apply":
        return _apply(request, taken, table, form)
    return _choosing(request, taken, table, form)


def _to_preview(import_id: int) -> HttpResponseRedirect:
    return redirect(reverse("directory-import", kwargs={"import_id": import_id}) + "?preview=1#preview")


def _apply(request: OfficeRequest, taken: Import, table: Table, form: ChoicesForm) -> HttpResponse:
    """Hand the file to the worker if what somebody saw still holds; else show what would change by now."""
    plan = None
    try:
        plan = plan_of(taken)
        if plan.errors or plan.empty:
            return _to_preview(taken.id)
        if plan.digest != request.POST.get("digest"):
            raise changed()
        begin_applying(actor=request.actor, import_id=taken.id, seen_digest=plan.digest)
    except Refused as refused:
        return _choosing(request, taken, table, form, plan=plan, refusal=str(refused.message))
    return redirect("directory-import", import_id=taken.id)


def _choosing(
    request: OfficeRequest,
    taken: Import,
    table: Table,
    form: ChoicesForm,
    *,
    plan: Plan | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The page with what the columns mean and, once asked for, what would change."""
    if plan is None and not refusal and "preview" in request.GET and not form.is_bound:
        try:
            plan = plan_of(taken)
        except Refused as refused:
            refusal = str(refused.message)
    status = HTTPStatus.CONFLICT if refusal or form.conflict else HTTPStatus.OK
    if form.errors and not form.conflict:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "taken": taken,
        "rows": len(table.rows),
        "form": form,
        "lost": lost_zeros(table, Choices.parse(taken.choices)),
        "preview": preview_of(plan) if plan else None,
        "refusal": refusal,
    }
    return render(request, "web/directory/import.html", context, status=status)


def import_progress(request: OfficeRequest, import_id: int) -> HttpResponse:
    """How far the worker is, for the page to put in."""
    taken = get_import_for(request.actor, import_id)
    return render(request, "web/directory/import_progress.html", _state(taken) | {"fragment": True})


def _state(taken: Import) -> dict[str, Any]:
    applied = taken.state == ImportState.APPLIED
    return {
        "taken": taken,
        "live": taken.state == ImportState.APPLYING,
        "applied": applied,
        "said": progress_in_words(taken),
        "written": written_by(taken.change) if applied and taken.change else None,
    }


def import_discard(request: OfficeRequest, import_id: int) -> HttpResponse:
    try:
        name = discard_import(actor=request.actor, import_id=import_id)
    except Refused as refused:
        if refused.code == "import.discarded":  # a second click
            messages.info(request, str(refused.message))
            return redirect("directory-imports")
        messages.error(request, str(refused.message))
        return redirect("directory-import", import_id=import_id)
    messages.success(request, _("The file “%(name)s” is thrown away. Nothing was written.") % {"name": name})
    return redirect("directory-imports")
