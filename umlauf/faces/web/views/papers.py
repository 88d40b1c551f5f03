"""The papers of a circular for the office: the letter as PDF and as pictures, and the annexes."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from umlauf.engines.letters import PREVIEW_PAGES, Letter, LetterError, preview_png, render_letter
from umlauf.faces.web.paper import annex_response, letter_response, pdf_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import draft_letter, issued_letter
from umlauf.office.circulars.models import Circular, Issue


def circular_letter(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """The PDF: the stored one once it is signed, before that what it would be, marked as a draft."""
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    if issue is not None:
        return letter_response(issue)
    return pdf_response(render_letter(_letter(request, circular, None)).pdf, f"draft-{circular.id}.pdf")


def circular_preview(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    rendition = getattr(issue, "rendition", None)
    pages = rendition.pages if rendition else render_letter(_letter(request, circular, issue)).pages
    context = {"circular": circular, "issue": issue, "rendition": rendition, "count": pages}
    context["pages"] = range(1, pages + 1) if pages <= PREVIEW_PAGES else ()
    draft = circular.drafts.latest("revision")
    return render(request, "web/preview.html", context | {"content": Content.parse(draft.content), "draft": draft})


def circular_page_picture(request: OfficeRequest, circular_id: int, page: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    try:
        picture = preview_png(_letter(request, circular, get_issue(circular)), page)
    except LetterError as error:
        raise Http404 from error
    return HttpResponse(picture, content_type="image/png")


def circular_annex_file(request: OfficeRequest, circular_id: int, number: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    annexes = queries.frozen_annexes(issue) if issue else queries.latest_annexes(circular)
    return annex_response(annexes, number)


def _letter(request: OfficeRequest, circular: Circular, issue: Issue | None) -> Letter:
    if issue is not None:
        return issued_letter(issue)
    content = Content.parse(circular.drafts.latest("revision").content)
    return draft_letter(request.association, circular.series, content, queries.latest_annexes(circular))
