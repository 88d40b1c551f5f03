"""The desk around the form of a draft: what waits from last time, who else is writing, and the form as it was left."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.beside import beside, read_typed
from umlauf.faces.web.draft_form import DraftForm
from umlauf.faces.web.draft_typed import as_sent, read_form, refill
from umlauf.faces.web.hints_page import Shown, answers_hint, hint_answered, hints_at, hints_typed
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.working_copy import drop_working_copy
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.difference import FieldChange, difference
from umlauf.office.circulars.models import Circular, Draft, WorkingCopy
from umlauf.office.circulars.writing import Writer, others_writing, unsaved_texts, working_copy_of

GO_ON: Final = "copy"
"""In the address of the page: the form as it was left. Of a new circular it names which."""
SHOW: Final = "show"
"""The button that shows the letter beside the text, for whoever has no script; its value is the page."""


_WORD: Final = re.compile(r"[\w-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is at the same draft: writing now, or with a revision that this page has not shown."""

    writers: tuple[Writer, ...] = ()
    newer: Draft | None = None
    known: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was typed into a draft and not saved. ``closed`` says why nobody can go on with it; ``raw``: unreadable."""

    copy: WorkingCopy
    changes: tuple[FieldChange, ...] = ()
    raw: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page of a form needs to know for its script: the addresses, and the words of ``WorkingCopy``."""

    keep: str
    beside: str
    window: str
    from_window: str
    writer: int
    known: int = 0
    company: Company = field(default_factory=Company)


def desk_at(request: OfficeRequest, circular: Circular | None, copy: WorkingCopy | None, *, known: int = 0) -> Desk:
    """``copy``: what the form goes on with. ``known``: the revision that the page shows, or says to be newer."""
    arguments = {} if circular is None else {"circular_id": circular.id}
    name = "circular-new" if circular is None else "circular"
    return Desk(
        keep=reverse(f"{name}-keep", kwargs=arguments),
        beside=reverse(f"{name}-beside", kwargs=arguments),
        window=word_in(request.POST, "window") or secrets.token_urlsafe(16),
        from_window=copy.window if copy is not None else word_in(request.POST, "from_window"),
        writer=number_in(request.POST, "writer") or request.user.id,
        known=known,
        company=Company() if circular is None else company_at(request, circular, known),
    )


def company_at(request: OfficeRequest, circular: Circular, known: int) -> Company:
    latest: Draft = circular.drafts.latest("revision")
    writers = tuple(others_writing(request.actor, circular))
    return Company(writers, latest if latest.revision > known else None, known)


def waiting_at(request: OfficeRequest, circular: Circular, draft: Draft, *, signs: bool = False) -> Waiting | None:
    """What waits to be gone on with or thrown away, before the form is shown. What says what is saved is dropped."""
    copy = working_copy_of(request.actor, circular) if request.method == "GET" else None
    if copy is None:
        return None
    closed = "" if signs else _closed(circular)
    data = as_sent(copy)
    try:
        typed = read_form(data, circular, draft).saved(request)
    except Refused:
        waiting = Waiting(copy, raw=data.get("body", ""), closed=closed)
    else:
        waiting = Waiting(copy, difference(Content.parse(draft.content), typed), closed=closed)
        if not waiting.changes:
            drop_working_copy(actor=request.actor, circular_id=circular.id)
            return None
    return None if GO_ON in request.GET and not closed else waiting


def _closed(circular: Circular) -> str:
    try:
        must_be_open_for_changes(circular)
    except Refused as refused:
        return str(refused.message)
    return ""


def copy_to_go_on_with(request: OfficeRequest, circular: Circular | None) -> WorkingCopy | None:
    """What the form begins with, chosen in the address. To be asked behind ``waiting_at``."""
    if request.method != "GET":
        return None
    if circular is not None:
        return working_copy_of(request.actor, circular)
    nonce = word_in(request.GET, GO_ON)
    return working_copy_of(request.actor, None, nonce) if nonce else None


def desk_page(
    request: OfficeRequest,
    form: DraftForm,
    context: dict[str, Any],
    *,
    circular: Circular | None = None,
    known: int = 0,
) -> HttpResponse:
    """The page of a form: as it was sent, as it was left, or as the draft is. ``known`` as in ``desk_at``."""
    shown: dict[str, Any] = {}
    known = context["other"].revision if "other" in context else number_in(request.POST, "known") or known
    copy = copy_to_go_on_with(request, circular)
    data = as_sent(copy) if copy is not None else request.POST
    if stays_open(request):
        data = hint_answered(request.actor, circular, request.POST)
        refill(form, data)
    if SHOW in request.POST:
        shown["beside"] = beside(request, circular, read_typed(request, circular, context.get("draft")))
    elif copy is not None:
        refill(form, data)
        known = copy.based_on
    elif circular is None and request.method == "GET":
        shown["unsaved"] = unsaved_texts(request.actor, new=True)
    shown["hints"] = _hints(request, circular, context.get("draft"), data)
    shown["desk"] = desk_at(request, circular, copy, known=known)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/draft.html", context | shown | {"form": form, "circular": circular}, status=status)


def stays_open(request: OfficeRequest) -> bool:
    """Whether a form was sent to be shown again, by the button of the letter or one beside a hint."""
    return SHOW in request.POST or answers_hint(request.POST)


def _hints(
    request: OfficeRequest, circular: Circular | None, draft: Draft | None, data: QueryDict
) -> tuple[Shown, ...]:
    """About what the form shows: what was typed, else what is saved."""
    if data:
        return hints_typed(request.association, circular, draft, data)
    return hints_at(request.association, circular, Content.parse(draft.content)) if draft is not None else ()


def waiting_page(request: OfficeRequest, circular: Circular, waiting: Waiting, *, signs: bool = False) -> HttpResponse:
    """What was typed and not saved, to be gone on with or thrown away."""
    context = {"circular": circular, "waiting": waiting, "signs": signs}
    return render(request, "web/draft/waiting.html", context)


def other_version(circular: Circular, mine: Content) -> dict[str, Any]:
    """What a colleague has saved meanwhile, beside one's own: to go over it is an act of its own."""
    latest: Draft = circular.drafts.latest("revision")
    return {"other": latest, "changes": difference(Content.parse(latest.content), mine)}


def goes_over(request: OfficeRequest) -> int:
    """The revision over which somebody says that theirs shall go; 0: over none."""
    return number_in(request.POST, "goes_over")


def windows_of(request: OfficeRequest) -> set[str]:
    """The one-time words of the page that sends a form, and of the one whose copy it goes on with."""
    return {word_in(request.POST, name) for name in ("window", "from_window")}


def must_be_who_opened_it(request: OfficeRequest) -> None:
    """Nobody saves or signs what a colleague has typed, though the open page takes over the token of each new login.

    Raises ``Refused("draft.stranger")``. A form that does not say who opened it is that of whoever sends it.
    """
    if request.POST.get("writer", "") not in {"", str(request.user.id)}:
        raise Refused(
            "draft.stranger",
            _(
                "Somebody else has logged in here since this page was opened, so nothing is saved under their name. "
                "Please copy your text, or log in again yourself in another window and save once more."
            ),
        )


def word_in(given: QueryDict, name: str) -> str:
    """The one-time word of a page or a form; nothing, where what is sent is none."""
    word = given.get(name, "")
    return word if _WORD.fullmatch(word) else ""
