"""Papers as answers: shown in the browser where it can, saved under a good name."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from umlauf.engines.files.store import read
from umlauf.faces.web.uploads import PDF, shown_in_browser
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import letter_filename
from umlauf.office.circulars.models import AnnexVersion, Issue


def pdf_response(data: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows."""
    return _response(data, PDF.media_type, name)


def letter_response(issue: Issue) -> HttpResponse:
    """The letter of an issue as it was kept. Raises ``Http404`` while it is not made yet."""
    rendition = getattr(issue, "rendition", None)
    if rendition is None:
        raise Http404
    return pdf_response(read(rendition.pdf), letter_filename(issue, Content.parse(issue.content)))


def annex_response(annexes: Iterable[AnnexVersion], number: int) -> HttpResponse:
    """The annex with that number. Raises ``Http404``."""
    for version in annexes:
        if version.annex.number == number:
            return _response(read(version.file), version.file.media_type, version.filename)
    raise Http404


def picture_response(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A picture that stands in a page."""
    return _response(data, media_type, name)


def saved_response(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that the browser saves."""
    return _response(data, media_type, name)


def _response(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    as_attachment = not shown_in_browser(media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "inline"
    return response
