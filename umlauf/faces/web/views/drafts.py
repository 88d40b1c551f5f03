"""Write a circular: begin, change, attach; or begin with a text that came in."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from umlauf.engines.reading import ReadingRefused, read_file
from umlauf.faces.web.draft_page import choices_of_draft, lists_with_reach
from umlauf.faces.web.forms import AnnexForm, DraftForm, TextForm, initial_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.text import Refused, to_markdown
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft, Series
from umlauf.office.directory.queries.addressees import distribution_lists
from umlauf.office.intake.draft import begin_from_facts


def circular_new(request: OfficeRequest) -> HttpResponse:
    known = list(Series.objects.all())
    initial = {"language": request.association.language, "contact_name": request.user.name}
    form = DraftForm(_sent(request)[0], initial=initial, new=True, **choices_of_draft(request, known))
    if form.is_valid():
        series = next(one for one in known if str(one.id) == form.cleaned_data["series"])
        try:
            begun = begin_circular(actor=request.actor, series=series, content=form.content())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("circular", circular_id=begun.id)
    return _draft_page(request, form, {"ready": bool(known) and distribution_lists().exists()})


def circular_edit(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    away = _not_to_be_changed(request, circular)
    if away is not None:
        return away
    draft: Draft = circular.drafts.latest("revision")
    written = Content.parse(draft.content)
    initial = initial_of(written, draft.revision)
    form = DraftForm(_sent(request)[0], initial=initial, new=False, **choices_of_draft(request, [], written))
    context: dict[str, Any] = {"circular": circular, "draft": draft, "ready": True}
    if form.is_valid():
        try:
            _save(request, circular, form)
        except Refused as refused:
            form.refuse(refused)
            context |= _other_version(form, circular) if refused.code == "draft.changed" else {}
        else:
            return redirect("circular", circular_id=circular.id)
    return _draft_page(request, form, context)


def circular_annex(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    away = _not_to_be_changed(request, circular)
    if away is not None:
        return away
    there = queries.latest_annexes(circular)
    initial = {"number": max((one.annex.number for one in there), default=0) + 1}
    form = AnnexForm(*_sent(request), initial=initial)
    if form.is_valid():
        filename, kind, data = form.cleaned_data["file"]
        number, title = form.cleaned_data["number"], form.cleaned_data["title"]
        file = AnnexFile(number, title, filename, kind.media_type, data, "upload")
        try:
            attach_annex(actor=request.actor, circular_id=circular.id, file=file)
        except Refused as refused:
            form.add_error("file" if refused.code == "annex.size" else None, str(refused.message))
        else:
            messages.success(request, _("Annex %(number)s is attached.") % {"number": number})
            return redirect("circular", circular_id=circular.id)
    context = {"circular": circular, "draft": circular.drafts.latest("revision"), "form": form, "annexes": there}
    return render(request, "web/annex.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200)


def circular_from_text(request: OfficeRequest) -> HttpResponse:
    form = TextForm(*_sent(request), lists=lists_with_reach(request.association, "", by_name=True))
    if form.is_valid():
        data, name = form.source()
        digest = hashlib.sha256(data).hexdigest()
        known = queries.of_origin(digest)
        try:
            circular = known or _taken_in(request, data, name, digest, form.cleaned_data["distribution_list"] or None)
        except ReadingRefused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", _(refused.message) % refused.params)
        except Refused as refused:
            form.refuse(refused)
        else:
            if known:
                messages.info(request, _("This text was taken in before. Here is what became of it."))
                return redirect("circular", circular_id=circular.id)
            messages.success(request, _("The text has become a draft. Please look through all fields."))
            return redirect("circular-edit", circular_id=circular.id)
    return render(
        request, "web/from_text.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200
    )


def _not_to_be_changed(request: OfficeRequest, circular: Circular) -> HttpResponse | None:
    """Back to the circular, where it is signed already or others are reading it."""
    try:
        must_be_open_for_changes(circular)
    except Refused as refused:
        messages.info(request, str(refused.message))
        return redirect("circular", circular_id=circular.id)
    return None


def _save(request: OfficeRequest, circular: Circular, form: DraftForm) -> None:
    seen = form.cleaned_data["revision"] or 0
    save_draft(actor=request.actor, circular_id=circular.id, content=form.content(), based_on=seen)
    messages.success(request, _("The draft is saved."))


def _sent(request: OfficeRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile[bytes]] | None]:
    """What a form is bound to: all that was sent, even when it is nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _taken_in(request: OfficeRequest, data: bytes, name: str, digest: str, list_name: str | None) -> Circular:
    facts = read_file(data, name or _("pasted text"))
    return begin_from_facts(actor=request.actor, facts=facts, origin_digest=digest, list_name=list_name).circular


def _draft_page(request: OfficeRequest, form: DraftForm, context: dict[str, Any]) -> HttpResponse:
    return render(
        request,
        "web/draft.html",
        context | {"form": form},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200,
    )


def _other_version(form: DraftForm, circular: Circular) -> dict[str, Any]:
    """What a colleague has saved meanwhile, for comparing; saving once more then goes over it."""
    latest: Draft = circular.drafts.latest("revision")
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["revision"] = latest.revision  # type: ignore[index]
    saved = Content.parse(latest.content)
    return {"other": latest, "other_content": saved, "other_text": to_markdown(saved.body)}
