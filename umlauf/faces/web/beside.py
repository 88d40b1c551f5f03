"""What stands beside a text while it is written: the letter as it would look."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from umlauf.engines.letters import LetterError, draw_page
from umlauf.faces.web.draft_typed import Reading, read_form
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import draft_letter
from umlauf.office.circulars.models import Circular, Draft, Series
from umlauf.office.circulars.queries import latest_annexes

WIDTH: Final = 960
"""Of a picture, in pixels, where the browser does not say how wide it is shown."""
_LONGEST: Final = 120_000
"""Characters, about forty pages: as much as pictures are made of (``PREVIEW_PAGES``)."""
_PARAGRAPH, _RUN = 80, 20
"""As many characters as a paragraph, or a run of words in it, takes room for by itself."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The page that is looked at, as the address of its picture. Without one, ``sentence`` says why."""

    picture: str = ""
    page: int = 0
    pages: int = 0
    sentence: str = ""


def read_typed(request: OfficeRequest, circular: Circular | None, draft: Draft | None) -> Reading | str:
    """What a form says that is being filled in; else the sentence that says why it is not read."""
    if any(len(value) > 4 * _LONGEST for _name, values in request.POST.lists() for value in values):
        return _too_long()
    try:
        return read_form(request.POST, circular, draft)
    except Refused as refused:
        return str(refused.message)


def beside(request: OfficeRequest, circular: Circular | None, read: Reading | str) -> Beside:
    """The letter that a form would become: its page ``show``, none of it for 0."""
    if isinstance(read, str):
        return Beside(sentence=read)
    try:
        content = read.saved(request)
    except Refused as refused:
        return Beside(sentence=str(refused.message))
    if _room(content) > _LONGEST:
        return Beside(sentence=_too_long())
    return _drawn(request, circular, content)


def _drawn(request: OfficeRequest, circular: Circular | None, content: Content) -> Beside:
    data = request.POST
    series = circular.series if circular is not None else _series(data)
    page = number_in(data, "show", 1)
    if series is None or not page:
        return Beside()
    annexes = latest_annexes(circular) if circular is not None else []
    letter = draft_letter(request.association, series, content, annexes)
    try:
        drawn = draw_page(letter, page, width=number_in(data, "width", WIDTH))
    except LetterError:
        return Beside(sentence=_too_long())
    picture = f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}"
    return Beside(picture, drawn.page, drawn.pages)


def _series(data: QueryDict) -> Series | None:
    """The kind that was chosen, or the first one as long as none is."""
    known = list(Series.objects.all())
    return next((one for one in known if str(one.id) == data.get("series")), next(iter(known), None))


def _room(content: Content) -> int:
    return sum(len(run.text) + _RUN for run in content.body.runs()) + _PARAGRAPH * len(content.body.content)


def _too_long() -> str:
    return _("The text is too long to be shown while you write. Please save it and open the letter as PDF.")
