"""Write a circular: begin, change, attach; or begin with a text that came in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from umlauf.faces.web.annex_forms import file_to_attach
from umlauf.faces.web.desk_page import (
    desk_page,
    goes_over,
    must_be_who_opened_it,
    other_version,
    stays_open,
    waiting_at,
    waiting_page,
    windows_of,
)
from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.draft_page import beginning, choices_of_draft, completed, lists_with_reach, not_to_be_changed
from umlauf.faces.web.forms import TextForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.replying import form_dropped
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.annex import AnnexFile
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.actions.returned import take_in_if_ours
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft, Series
from umlauf.office.directory.queries.addressees import distribution_lists
from umlauf.office.intake.forms import returned_form
from umlauf.office.intake.incoming import take_in


def circular_new(request: OfficeRequest) -> HttpResponse:
    known = list(Series.objects.all())
    sent = None if stays_open(request) else _sent(request)[0]
    form = DraftForm(sent, initial=beginning(request), new=True, **choices_of_draft(request, known))
    if form.is_valid():
        series = next(one for one in known if str(one.id) == form.cleaned_data["series"])
        try:
            must_be_who_opened_it(request)
            content = form.content()
            given: dict[str, Any] = {"origin_digest": form.digest(content), "nonce": form.cleaned_data["nonce"]}
            given["windows"] = windows_of(request)
            content = completed(request, form, content)
            begun = begin_circular(actor=request.actor, series=series, content=content, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("circular", circular_id=begun.id)
    return desk_page(request, form, {"ready": bool(known) and distribution_lists().exists()})


def circular_edit(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    draft: Draft = circular.drafts.latest("revision")
    waiting = waiting_at(request, circular, draft)
    if waiting is not None:
        return waiting_page(request, circular, waiting)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    written = Content.parse(draft.content)
    sent = None if stays_open(request) else _sent(request)[0]
    choices = choices_of_draft(request, [], written) | {"follows": hasattr(circular, "follows")}
    form = DraftForm(sent, initial=initial_of(written, draft.revision), new=False, **choices)
    context: dict[str, Any] = {"draft": draft, "ready": True}
    if form.is_valid():
        try:
            _save(request, circular, form, written)
        except Refused as refused:
            form.refuse(refused)
            if refused.code == "draft.changed":
                context |= other_version(circular, form.content(written))
        else:
            return redirect("circular", circular_id=circular.id)
    return desk_page(request, form, context, circular=circular, known=draft.revision)


def circular_from_text(request: OfficeRequest) -> HttpResponse:
    form = TextForm(*_sent(request), lists=lists_with_reach(request.association, "", by_name=True))
    if form.is_valid():
        data, name = form.source()
        list_name = form.cleaned_data["distribution_list"] or None
        name = name or _("pasted text")
        try:
            if (came_back := take_in_if_ours(actor=request.actor, data=data)) is not None:
                messages.info(
                    request, _("This mail belongs to a circular of yours. It lies with the mails that came back.")
                )
                return redirect("returned-mail", arrival_id=came_back.id)
            if (filled := returned_form(actor=request.actor, data=data, name=name)) is not None:
                return form_dropped(request, filled)
            taken = take_in(actor=request.actor, data=data, name=name, annex_of=_annex_of, list_name=list_name)
        except Refused as refused:
            form.refuse(refused)
        else:
            if taken.again:
                messages.info(request, _("This text was taken in before. Here is what became of it."))
                return redirect("circular", circular_id=taken.circular.id)
            messages.success(request, _("The text has become a draft. Please look through all fields."))
            if taken.proposed:
                messages.info(request, " ".join([_("Please check what is proposed."), *taken.proposed]))
            for hint in taken.hints:
                messages.info(request, hint)
            return redirect("circular-edit", circular_id=taken.circular.id)
    return render(
        request, "web/from_text.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200
    )


def _annex_of(name: str, data: bytes) -> AnnexFile:
    """A file that came inside of a mail, judged as if somebody had chosen it."""
    return file_to_attach(SimpleUploadedFile(name, data))


def _save(request: OfficeRequest, circular: Circular, form: DraftForm, written: Content) -> None:
    must_be_who_opened_it(request)
    seen, windows = goes_over(request) or form.cleaned_data["revision"] or 0, windows_of(request)
    content = completed(request, form, form.content(written))
    save_draft(actor=request.actor, circular_id=circular.id, content=content, based_on=seen, windows=windows)
    messages.success(request, _("The draft is saved."))


def _sent(request: OfficeRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile[bytes]] | None]:
    """What a form is bound to: all that was sent, even when it is nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
