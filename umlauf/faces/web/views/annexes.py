"""The annexes of a draft: attach several at once, name and order them, put others in their place, remove them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.annex_forms import AnnexesForm, FileForm, FilesForm, file_to_attach
from umlauf.faces.web.annex_page import annexes_context
from umlauf.faces.web.draft_page import not_to_be_changed
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.text import Refused
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.annex import attach_annex, replace_annex
from umlauf.office.circulars.actions.arrange import AnnexWish, arrange_annexes, remove_annex
from umlauf.office.circulars.annexes import UPLOAD, get_annex, must_be_as_seen, state_of_annexes
from umlauf.office.circulars.models import Circular


def circular_annex(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """The list, and the files that become annexes: each by itself, so that a bad one keeps no good one away."""
    circular = get_circular_for(request.actor, circular_id)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    posted = request.method == "POST"
    form = FilesForm(request.POST, request.FILES) if posted else FilesForm()
    if form.is_valid():
        count = _attach_each(request, circular, form, form.cleaned_data["file"])
        if count:
            said = ngettext("%(count)s annex is attached.", "%(count)s annexes are attached.", count)
            messages.success(request, said % {"count": count})
        if not form.errors:
            return redirect("circular-annex", circular_id=circular.id)
    return _page(request, circular, form)


def circular_annex_list(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Save what the annexes are called and how they go out, and move one of them if a button for that was pressed."""
    circular = get_circular_for(request.actor, circular_id)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    annexes = queries.latest_annexes(circular)
    form = AnnexesForm(request.POST, annexes=annexes)
    try:
        must_be_as_seen(annexes, request.POST.get("seen", ""))
        moved = _arrange(request, circular, form) if form.is_valid() else 0
    except Refused as refused:
        if refused.code == "annex.changed":
            messages.error(request, str(refused.message))
            return redirect("circular-annex", circular_id=circular.id)
        form.add_error(None, str(refused.message))
    if form.errors:
        return _page(request, circular, FilesForm(), form)
    messages.success(request, _("The annexes are saved."))
    place = f"#annex-{moved}" if moved else ""
    return redirect(reverse("circular-annex", kwargs={"circular_id": circular.id}) + place)


def circular_annex_change(request: OfficeRequest, circular_id: int, annex_id: int) -> HttpResponse:
    """One annex: another file in its place, or none."""
    circular = get_circular_for(request.actor, circular_id)
    latest = get_annex(circular, annex_id)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            file = file_to_attach(form.cleaned_data["file"])
            replace_annex(actor=request.actor, circular_id=circular.id, annex_id=annex_id, file=file)
        except Refused as refused:
            form.add_error("file", str(refused.message))
        else:
            messages.success(request, _("The new file of annex %(number)s is there.") % {"number": latest.annex.number})
            return redirect("circular-annex", circular_id=circular.id)
    context = {
        "circular": circular,
        "draft": circular.drafts.latest("revision"),
        "latest": latest,
        "made_here": latest.source != UPLOAD,
        "form": form,
        "seen": state_of_annexes(queries.latest_annexes(circular)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/annex_change.html", context, status=status)


def circular_annex_remove(request: OfficeRequest, circular_id: int, annex_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    title = get_annex(circular, annex_id).annex.title
    try:
        remove_annex(actor=request.actor, circular_id=circular.id, annex_id=annex_id, seen=request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("“%(title)s” is no longer an annex.") % {"title": title})
    return redirect("circular-annex", circular_id=circular.id)


def _attach_each(
    request: OfficeRequest, circular: Circular, form: FilesForm, files: Sequence[UploadedFile[bytes]]
) -> int:
    """How many of the files became annexes; of the others the form says why not."""
    attached = 0
    for file in files:
        try:
            attach_annex(actor=request.actor, circular_id=circular.id, file=file_to_attach(file))
        except Refused as refused:
            form.add_error("file", str(refused.message))
        else:
            attached += 1
    return attached


def _arrange(request: OfficeRequest, circular: Circular, form: AnnexesForm) -> int:
    """Do what the form asks for; which annex was moved, 0 for none."""
    moved, wishes = _in_order(form.wishes(), request.POST.get("move", ""))
    arrange_annexes(
        actor=request.actor,
        circular_id=circular.id,
        wishes=wishes,
        seen=form.cleaned_data["seen"],
        close_gaps="close_gaps" in request.POST,
    )
    return moved


def _in_order(wishes: dict[int, AnnexWish], move: str) -> tuple[int, list[AnnexWish]]:
    """The wishes with one of them a place further up or down („12 up“), and which of them that is."""
    order = list(wishes)
    number, _blank, way = move.partition(" ")
    moved = int(number) if number.isdecimal() and len(number) < 19 else 0
    if moved in wishes and way in {"up", "down"}:
        place = order.index(moved)
        order.insert(max(0, place + (1 if way == "down" else -1)), order.pop(place))
        return moved, [wishes[one] for one in order]
    return 0, list(wishes.values())


def _page(
    request: OfficeRequest, circular: Circular, files: FilesForm, listed: AnnexesForm | None = None
) -> HttpResponse:
    context = annexes_context(circular, queries.latest_annexes(circular), files, listed)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].errors else HTTPStatus.OK
    return render(request, "web/annex.html", context, status=status)
