"""The programme of a conference: its items, who contributes, and the rooms, while it is worked on."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.programme_forms import (
    ItemForm,
    RoomsForm,
    Seeing,
    VoiceForm,
    initial_of_item,
    initial_of_voice,
    order_in,
    roles_known,
)
from umlauf.faces.web.programme_page import editor_page, voice_row
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, get_contribution_for, get_item_for
from umlauf.office.conferences.actions.programme import (
    add_item,
    arrange_programme,
    change_item,
    remove_item,
    set_rooms,
)
from umlauf.office.conferences.actions.voices import (
    add_contribution,
    change_contribution,
    remove_contribution,
    replace_voice,
    set_voice_state,
)
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.forums import forums_of
from umlauf.office.conferences.models import Conference, ProgrammeItem
from umlauf.office.conferences.programme_rows import rows_of
from umlauf.office.conferences.programme_words import programme_title

Row = TypeVar("Row")


def programme(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = get_conference_for(request.actor, conference_id)
    return render(request, "web/programme/programme.html", editor_page(request.actor, conference))


def item_new(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    form = _item_form(request, conference, {"seen": conference.programme.revision, "kind": _usual_kind(conference)})
    if form.is_valid():
        given = {"entry": form.entry(), "after": form.after_id(), "seen": form.cleaned_data["seen"]}
        row = _done(form, lambda: add_item(actor=request.actor, conference_id=conference.id, **given))
        if row is not None:
            messages.success(request, _("“%(title)s” is in the programme.") % {"title": row.title})
            return _back(conference, row.id)
    return _form_page(request, "item", form, {"conference": conference})


def item(request: OfficeRequest, conference_id: int, item_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    row = get_item_for(request.actor, conference.id, item_id)
    row.conference = conference
    form = _item_form(request, conference, initial_of_item(row) | {"seen": conference.programme.revision}, row)
    if form.is_valid():
        given = {"item_id": row.id, "entry": form.entry(), "seen": form.cleaned_data["seen"]}
        done = _done(form, lambda: change_item(actor=request.actor, conference_id=conference.id, **given))
        if done is not None:
            messages.success(request, _("What you changed is saved."))
            _warn_of_seats(request, conference, done)
            return _back(conference, row.id)
    return _form_page(request, "item", form, {"conference": conference, "item": row})


def _warn_of_seats(request: OfficeRequest, conference: Conference, row: ProgrammeItem) -> None:
    """Nobody is put out of a forum that has become smaller; whoever made it so is told."""
    over = 0
    if row.seats is not None:
        forums = (block.forum(row.id) for block in forums_of(conference).blocks)
        over = sum(one.over for one in forums if one is not None)
    if over:
        said = ngettext(
            "%(count)s person more than there are seats has chosen it. Nobody was taken out.",
            "%(count)s people more than there are seats have chosen it. Nobody was taken out.",
            over,
        )
        messages.warning(request, said % {"count": over})


def item_remove(request: OfficeRequest, conference_id: int, item_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    title = get_item_for(request.actor, conference.id, item_id).title
    try:
        remove_item(actor=request.actor, conference_id=conference.id, item_id=item_id, seen=_seen(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
        return _back(conference, item_id)
    messages.success(request, _("“%(title)s” is no longer in the programme.") % {"title": title})
    return _back(conference)


def order(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """One item up or down, or all by their numbers."""
    conference = _run(request, conference_id)
    wanted = order_in(request.POST, rows_of(conference))
    try:
        arrange_programme(actor=request.actor, conference_id=conference.id, order=wanted, seen=_seen(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
    moved = request.POST.get("move", "").partition(" ")[0]
    return _back(conference, int(moved) if moved.isdecimal() and len(moved) < 19 else None)


def rooms(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    known = list(conference.rooms.all())
    form = RoomsForm(_sent(request), rooms=known, initial={"seen": conference.programme.revision})
    if form.is_valid():
        given = {"rooms": form.entries(), "seen": form.cleaned_data["seen"]}
        try:
            set_rooms(actor=request.actor, conference_id=conference.id, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The rooms are saved."))
            return _back(conference)
    return _form_page(request, "rooms", form, {"conference": conference})


def voice_new(request: OfficeRequest, conference_id: int, item_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    row = get_item_for(request.actor, conference.id, item_id)
    form = VoiceForm(_sent(request), new=True, initial={"seen": conference.programme.revision})
    if form.is_valid():
        given = {"entry": form.entry(ContributionState.REQUESTED), "seen": form.cleaned_data["seen"]}
        done = _done(
            form,
            lambda: add_contribution(actor=request.actor, conference_id=conference.id, item_id=row.id, **given),
        )
        if done is not None:
            messages.success(request, _("Who contributes is saved."))
            return _back(conference, row.id)
    return _form_page(request, "voice", form, {"conference": conference, "item": row, "roles": roles_known()})


def voice(request: OfficeRequest, conference_id: int, contribution_id: int) -> HttpResponse:
    """Somebody who contributes: change what is known, put somebody in their place, or remove them."""
    conference = _run(request, conference_id)
    row = get_contribution_for(request.actor, conference.id, contribution_id)
    target: dict[str, Any] = {"actor": request.actor, "conference_id": conference.id, "contribution_id": row.id}
    step, seen = request.POST.get("step", ""), {"seen": conference.programme.revision}
    form = VoiceForm(_sent(request, step != "replace"), new=False, initial=initial_of_voice(row) | seen)
    other = VoiceForm(_sent(request, step == "replace"), new=True, prefix="other", initial=seen)
    if step == "remove":
        return _voice_removed(request, conference, row.item_id, target)
    chosen, act = (other, replace_voice) if step == "replace" else (form, change_contribution)
    if chosen.is_valid():
        given = {"entry": chosen.entry(ContributionState.REQUESTED), "seen": chosen.cleaned_data["seen"]}
        if _done(chosen, lambda: act(**target, **given)) is not None:
            messages.success(request, _("Who contributes is saved."))
            return _back(conference, row.item_id)
    context = {"conference": conference, "item": row.item, "voice": voice_row(row), "roles": roles_known()}
    context |= {"fields": form, "other": other, "seen": conference.programme.revision}
    return _form_page(request, "voice", chosen, context)


def voice_state(request: OfficeRequest, conference_id: int, contribution_id: int) -> HttpResponse:
    conference = _run(request, conference_id)
    row = get_contribution_for(request.actor, conference.id, contribution_id)
    state = request.POST.get("state", "")
    chosen = ContributionState(state) if state in ContributionState.values else ContributionState(row.state)
    target: dict[str, Any] = {"actor": request.actor, "conference_id": conference.id, "contribution_id": row.id}
    try:
        set_voice_state(**target, state=chosen, seen=_seen(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = {"who": row.name or row.office, "state": chosen.label}
        words = _("%(who)s: %(state)s. Readers see it once the programme is released.")
        if chosen == ContributionState.DECLINED:
            words = _("%(who)s: %(state)s. The name is left out once the programme is released.")
        messages.success(request, words % said)
    return _back(conference, row.item_id)


def _voice_removed(
    request: OfficeRequest, conference: Conference, item_id: int, target: dict[str, Any]
) -> HttpResponse:
    try:
        before = remove_contribution(**target, seen=_seen(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The contribution is removed."))
        if before is not None:
            said = {"who": voice_row(before).label, "state": ContributionState(before.state).label}
            messages.info(request, _("%(who)s: %(state)s. Please check whether that is right.") % said)
    return _back(conference, item_id)


def _run(request: OfficeRequest, conference_id: int) -> Conference:
    return get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)


def _seen(request: OfficeRequest) -> int:
    return number_in(request.POST, "seen")


def _done(form: Seeing, act: Callable[[], Row]) -> Row | None:
    """What the action gives; None when it refuses, which the form then says."""
    try:
        return act()
    except Refused as refused:
        form.refuse(refused)
        return None


def _item_form(
    request: OfficeRequest, conference: Conference, initial: dict[str, Any], row: ProgrammeItem | None = None
) -> ItemForm:
    return ItemForm(
        _sent(request),
        conference=conference,
        rows=rows_of(conference),
        rooms=conference.rooms.all(),
        item=row,
        initial=initial,
    )


def _usual_kind(conference: Conference) -> str:
    return "agenda" if conference.kind == "session" else "other"


def _back(conference: Conference, item_id: int | None = None) -> HttpResponse:
    place = f"#item-{item_id}" if item_id else ""
    return redirect(reverse("programme", kwargs={"conference_id": conference.id}) + place)


def _form_page(request: OfficeRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    conference: Conference = context["conference"]
    context = {"form": form, "title": programme_title(conference), "seen": conference.programme.revision} | context
    return render(request, f"web/programme/{name}.html", context, status=status)


def _sent(request: OfficeRequest, given: bool = True) -> QueryDict | None:
    """What a form is bound to, if it was the one that was sent."""
    return request.POST if given and request.method == "POST" else None
