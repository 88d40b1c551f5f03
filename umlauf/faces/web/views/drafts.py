"""Write a circular: begin, change, attach; or begin with a text that came in."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from umlauf.faces.web.annex_forms import file_to_attach
from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.draft_page import choices_of_draft, lists_with_reach, not_to_be_changed
from umlauf.faces.web.forms import TextForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.text import Refused, to_markdown
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.annex import AnnexFile
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft, Series
from umlauf.office.directory.queries.addressees import distribution_lists
from umlauf.office.intake.incoming import take_in


def circular_new(request: OfficeRequest) -> HttpResponse:
    known = list(Series.objects.all())
    form = DraftForm(_sent(request)[0], initial=_beginning(request), new=True, **choices_of_draft(request, known))
    if form.is_valid():
        series = next(one for one in known if str(one.id) == form.cleaned_data["series"])
        try:
            content = form.content()
            digest = form.digest(content)
            begun = begin_circular(actor=request.actor, series=series, content=content, origin_digest=digest)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("circular", circular_id=begun.id)
    return _draft_page(request, form, {"ready": bool(known) and distribution_lists().exists()})


def _beginning(request: OfficeRequest) -> dict[str, Any]:
    """What the form of a new circular shows: who writes, or what an earlier one says (``from`` in the address)."""
    initial: dict[str, Any] = {"language": request.association.language, "contact_name": request.user.name}
    earlier = request.GET.get("from", "")
    if earlier.isdecimal():
        circular = get_circular_for(request.actor, int(earlier[:18]))
        written = Content.parse(circular.drafts.latest("revision").content)
        initial = initial_of(written.to_begin_with(), 0) | {"series": str(circular.series_id)}
    return initial | {"nonce": secrets.token_urlsafe(16)}


def circular_edit(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    draft: Draft = circular.drafts.latest("revision")
    written = Content.parse(draft.content)
    initial = initial_of(written, draft.revision)
    choices = choices_of_draft(request, [], written) | {"follows": hasattr(circular, "follows")}
    form = DraftForm(_sent(request)[0], initial=initial, new=False, **choices)
    context: dict[str, Any] = {"circular": circular, "draft": draft, "ready": True}
    if form.is_valid():
        try:
            _save(request, circular, form, written)
        except Refused as refused:
            form.refuse(refused)
            context |= _other_version(form, circular) if refused.code == "draft.changed" else {}
        else:
            return redirect("circular", circular_id=circular.id)
    return _draft_page(request, form, context)


def circular_from_text(request: OfficeRequest) -> HttpResponse:
    form = TextForm(*_sent(request), lists=lists_with_reach(request.association, "", by_name=True))
    if form.is_valid():
        data, name = form.source()
        list_name = form.cleaned_data["distribution_list"] or None
        name = name or _("pasted text")
        try:
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
    seen = form.cleaned_data["revision"] or 0
    save_draft(actor=request.actor, circular_id=circular.id, content=form.content(written), based_on=seen)
    messages.success(request, _("The draft is saved."))


def _sent(request: OfficeRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile[bytes]] | None]:
    """What a form is bound to: all that was sent, even when it is nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


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
