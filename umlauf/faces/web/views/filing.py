"""The file plan: its tree, an entry, a plan from a file; and the marks of those who file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, as_csv
from umlauf.faces.web.filing_forms import EntryForm, MarkForm, PlanFileForm, initial_of_entry
from umlauf.faces.web.filing_page import change_rows, found_in, groups_of
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.filing import add_entry, change_entry, set_entry_closed, take_in_plan
from umlauf.office.circulars.filing import FilePlan
from umlauf.office.circulars.filing_files import PlanFile, plan_changes, plan_of, read_plan, sheet_of_plan
from umlauf.office.directory.actions.colleagues import set_colleague
from umlauf.office.directory.exchange.tables import read_table
from umlauf.office.directory.queries.colleagues import colleague_of
from umlauf.office.directory.queries.grants import get_staff_for

SHOWN: Final = 200
"""So many changes of a file are shown one by one."""


def file_plan(request: OfficeRequest) -> HttpResponse:
    plan, words = FilePlan(), " ".join(request.GET.get("q", "").split())[:100]
    found = found_in(plan, words) if words else ()
    context = {"plan": plan, "words": words, "found": found, "groups": () if words else groups_of(plan)}
    return render(request, "web/filing/plan.html", context)


def file_plan_file(request: OfficeRequest) -> HttpResponse:
    del request
    sheet = sheet_of_plan(FilePlan(), language=get_language() or "")
    return saved_response(as_csv(sheet), CSV_TYPE, "Aktenplan.csv")


def entry_new(request: OfficeRequest) -> HttpResponse:
    plan = FilePlan()
    below = request.GET.get("below", "")
    above = plan.by_id.get(int(below)) if below.isdecimal() and len(below) < 18 else None
    form = EntryForm(sent(request), plan=plan, initial={"parent": str(above or "")})
    if done(form, lambda: add_entry(actor=request.actor, code=form.cleaned_data["code"], wish=form.wish)):
        messages.success(request, _("The entry %(code)s is saved.") % {"code": form.cleaned_data["code"]})
        return redirect("file-plan")
    frame = Frame(_("New entry"), _("File plan"), reverse("file-plan"), _("Save the entry"))
    return form_page(request, form, frame, "web/filing/entry.html", plan=plan)


def entry(request: OfficeRequest, entry_id: int) -> HttpResponse:
    plan = FilePlan()
    one = plan.by_id.get(entry_id)
    if one is None:
        raise Http404
    form = EntryForm(sent(request), plan=plan, entry=one, initial=initial_of_entry(one))
    if done(form, lambda: change_entry(actor=request.actor, entry_id=one.id, wish=form.wish)):
        messages.success(request, _("The entry %(code)s is saved.") % {"code": one.code})
        return redirect("file-plan")
    frame = Frame(str(one), _("File plan"), reverse("file-plan"), _("Save the entry"))
    return form_page(request, form, frame, "web/filing/entry.html", plan=plan, entry=one)


def entry_state(request: OfficeRequest, entry_id: int) -> HttpResponse:
    """Close an entry, or open it again."""
    closed = request.POST.get("closed") == "yes"
    one = set_entry_closed(actor=request.actor, entry_id=entry_id, closed=closed)
    said = _("%(code)s is closed: nothing new is filed there.") if closed else _("%(code)s is open again.")
    messages.success(request, said % {"code": one.code})
    return redirect("file-plan")


def plan_import(request: OfficeRequest) -> HttpResponse:
    """Choose a file, see what it would change, take it in. Between the two the plan travels in the form."""
    if "apply" in request.POST:
        return _apply(request)
    form = PlanFileForm(request)
    if form.is_valid():
        try:
            file = read_plan(form.cleaned_data["file"])
            return _preview(request, form, file, HTTPStatus.OK)
        except Refused as refused:
            form.refuse(refused)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/filing/import.html", {"form": form}, status=status)


def _apply(request: OfficeRequest) -> HttpResponse:
    form = PlanFileForm(request)
    form.errors.clear()
    try:
        file = plan_of(read_table(request.POST.get("plan", "").encode()))
        change = take_in_plan(actor=request.actor, file=file, seen=request.POST.get("seen", ""))
    except Refused as refused:
        if refused.code != "file.changed":
            form.refuse(refused)
            return render(request, "web/filing/import.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.error(request, str(refused.message))
        return _preview(request, form, file, HTTPStatus.CONFLICT)
    counts = {"new": len(change.new), "changed": len(change.changed)}
    messages.success(request, _("The plan is taken in: %(new)s new, %(changed)s changed.") % counts)
    return redirect("file-plan")


def _preview(request: OfficeRequest, form: PlanFileForm, file: PlanFile, status: HTTPStatus) -> HttpResponse:
    change = plan_changes(file, FilePlan())
    rows = change_rows(change)
    context = {
        "form": form,
        "file": file,
        "change": change,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "plan_text": file.as_text(),
    }
    return render(request, "web/filing/import.html", context, status=status)


def own_mark(request: OfficeRequest) -> HttpResponse:
    """How letters name oneself."""
    return _mark(request, request.user.id, Frame(_("My mark and phone"), _("My data"), reverse("me"), _("Save")))


def staff_mark(request: OfficeRequest, user_id: int) -> HttpResponse:
    """The same for a colleague, by an administrator."""
    one = get_staff_for(request.actor, user_id)
    heading = _("Mark and phone of %(name)s") % {"name": one.user.name}
    return _mark(request, user_id, Frame(heading, one.user.name, reverse("staff-person", args=[user_id]), _("Save")))


def _mark(request: OfficeRequest, user_id: int, frame: Frame) -> HttpResponse:
    known = colleague_of(request.association.id, user_id)
    form = MarkForm(sent(request), initial={"mark": known.mark, "phone": known.phone})
    if done(form, lambda: set_colleague(actor=request.actor, user_id=user_id, **form.cleaned_data)):
        messages.success(request, _("It is saved."))
        return HttpResponseRedirect(frame.address)
    return form_page(request, form, frame)
