"""What the page of a draft asks for while somebody writes: the letter beside the text, and that it is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from umlauf.faces.web.beside import Beside, beside, read_typed
from umlauf.faces.web.desk_page import company_at, word_in
from umlauf.faces.web.draft_form import DraftForm, digest_of
from umlauf.faces.web.draft_typed import Reading, read_form
from umlauf.faces.web.hints_page import hints_at, hints_in_html
from umlauf.faces.web.often import too_often
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.templatetags.office import clock, in_office
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.working_copy import (
    Typed,
    drop_working_copy,
    keep_new_working_copy,
    keep_working_copy,
)
from umlauf.office.circulars.models import Circular, Draft, WorkingCopy

Keep = Callable[[], WorkingCopy | None]


def circular_beside(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    return _beside(request, circular, circular.drafts.latest("revision"))


def circular_new_beside(request: OfficeRequest) -> HttpResponse:
    return _beside(request, None, None)


def _beside(request: OfficeRequest, circular: Circular | None, draft: Draft | None) -> HttpResponse:
    if too_often(request, "beside"):
        return _said(_("That was very fast. The letter is shown again in a moment."), HTTPStatus.TOO_MANY_REQUESTS)
    read = read_typed(request, circular, draft)
    shown = beside(request, circular, read)
    hints = hints_at(request.association, circular, read.content) if isinstance(read, Reading) else ()
    said = {"sentence": shown.sentence, "hints": hints_in_html(request, circular, hints)}
    return JsonResponse(said | _picture(shown))


def _picture(shown: Beside) -> dict[str, Any]:
    if not shown.picture:
        return {}
    names = {"page": shown.page, "all": shown.pages}
    return {
        "picture": shown.picture,
        "page": shown.page,
        "pages": shown.pages,
        "caption": _("Page %(page)s of %(all)s") % names,
        "alt": _("Page %(page)s of %(all)s of the letter, with the text that stands in the form.") % names,
    }


def circular_keep(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    typed, _read = _typed(request, circular, circular.drafts.latest("revision"))
    keep = partial(keep_working_copy, actor=request.actor, circular_id=circular.id, typed=typed)
    answer = _kept(request, keep)
    company = company_at(request, circular, number_in(request.POST, "known"))
    context = {"company": company, "circular": circular}
    return JsonResponse(answer | {"company": render_to_string("web/draft/company.html", context, request).strip()})


def circular_new_keep(request: OfficeRequest) -> HttpResponse:
    typed, read = _typed(request, None, None)
    nonce = word_in(request.POST, "nonce")
    digest = digest_of(nonce, request.POST.get("series", ""), read.content) if read is not None else None
    keep = partial(keep_new_working_copy, actor=request.actor, nonce=nonce, typed=typed, origin_digest=digest)
    return JsonResponse(_kept(request, keep))


def _typed(request: OfficeRequest, circular: Circular | None, draft: Draft | None) -> tuple[Typed, Reading | None]:
    """What is kept of a form, and how it reads; None if it does not."""
    read = content = None
    with suppress(Refused):
        read = read_form(request.POST, circular, draft)
        content = read.saved(request)
    typed = Typed(
        entries={name: request.POST.getlist(name) for name in DraftForm.base_fields if name in request.POST},
        window=word_in(request.POST, "window"),
        over=word_in(request.POST, "from_window"),
        based_on=number_in(request.POST, "revision"),
        content=content,
    )
    return typed, read


def _kept(request: OfficeRequest, keep: Keep) -> dict[str, Any]:
    """Whether it was kept, and the sentence that says so. It is kept for whoever opened the page and nobody else."""
    if request.POST.get("writer") != str(request.user.id):
        said = _("Somebody else has logged in here meanwhile, so this text is not kept. Please copy it.")
        return {"kept": False, "said": said, "stranger": True}
    try:
        copy = keep()
    except Refused as refused:
        return {"kept": False, "said": str(refused.message)}
    if copy is None:
        return {"kept": True, "said": _("Nothing is unsaved.")}
    return {"kept": True, "said": _("Kept at %(time)s") % {"time": clock(in_office(copy.kept_at))}}


def circular_copy_drop(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    drop_working_copy(actor=request.actor, circular_id=circular.id)
    page = "circular-sign-edit" if request.POST.get("page") == "sign" else "circular-edit"
    return redirect(page, circular_id=circular.id)


def circular_new_copy_drop(request: OfficeRequest) -> HttpResponse:
    drop_working_copy(actor=request.actor, circular_id=None, nonce=word_in(request.POST, "nonce"))
    return redirect("circular-new")


def _said(sentence: str, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=status)
