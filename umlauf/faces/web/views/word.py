"""A draft as a Word file, and a Word file as the next version of a draft."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render

from umlauf.engines.word import MEDIA_TYPE
from umlauf.faces.web.desk_page import waiting_at
from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.draft_page import choices_of_draft, not_to_be_changed
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.uploads import DOCX, clean_filename
from umlauf.faces.web.word_form import WordForm
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft
from umlauf.office.circulars.word import ReadIn, read_in, word_of


def circular_word(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    draft: Draft = circular.drafts.latest("revision")
    content = Content.parse(draft.content)
    name = clean_filename(f"{content.keyword or content.subject} ({draft.revision}).docx", DOCX)
    return saved_response(word_of(request.association, draft), MEDIA_TYPE, name)


def circular_word_in(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Reads a file and shows what it changes. What is shown is saved by the form of the draft, and not before."""
    circular = get_circular_for(request.actor, circular_id)
    away = not_to_be_changed(request, circular)
    if away is not None:
        return away
    draft: Draft = circular.drafts.latest("revision")
    if waiting_at(request, circular, draft) is not None:
        return redirect("circular-edit", circular_id=circular.id)
    form = WordForm(request.POST, request.FILES) if request.method == "POST" else WordForm()
    if form.is_valid():
        try:
            return _difference(request, circular, read_in(circular, form.cleaned_data["file"].read()))
        except Refused as refused:
            form.add_error("file", str(refused.message))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "circular": circular, "draft": draft, "content": Content.parse(draft.content)}
    return render(request, "web/word/choose.html", context, status=status)


def _difference(request: OfficeRequest, circular: Circular, read: ReadIn) -> HttpResponse:
    entries = initial_of(read.content, read.draft.revision)
    entries["body_tree"] = json.dumps(read.content.body.json(), ensure_ascii=False)
    choices = choices_of_draft(request, [], read.content) | {"follows": hasattr(circular, "follows")}
    form = DraftForm(initial=entries, new=False, **choices)
    newer = read.newer[-1] if read.newer else None
    context = {"circular": circular, "read": read, "changes": read.changes, "newer": newer, "form": form}
    return render(request, "web/word/difference.html", context | {"content": read.content})
