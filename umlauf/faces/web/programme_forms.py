"""The forms of a programme: an item, who contributes to it, the rooms, and the release of a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from umlauf.faces.web.forms import Refusing, choose_from
from umlauf.ground.core.days import planned_day
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.enums import ContributionState, ItemKind, Timing, VoiceKind
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeItem, Room
from umlauf.office.conferences.programme_entries import ItemEntry, RoomEntry, VoiceEntry
from umlauf.office.conferences.queries import final_day
from umlauf.office.conferences.releasing import Told
from umlauf.office.conferences.roles import role_title

_FIELD_OF_CODE: Final = {
    "programme.title": "title",
    "programme.times": "starts_at",
    "programme.day": "day",
    "programme.room": "room",
    "programme.parent": "parent",
    "programme.choosable": "parent",
    "programme.seats": "seats",
    "voice.nobody": "name",
    "voice.known": "name",
    "address.invalid": "email",
}
_ROLES: Final = ("welcome", "greeting", "speech", "keynote", "panel", "moderation", "closing")
_FREE_ROOMS: Final = 3


class Seeing(Refusing):
    """A form of a programme as it was seen, by its revision."""

    _field_of_code = _FIELD_OF_CODE
    seen = forms.IntegerField(min_value=1, max_value=999_999_999, widget=forms.HiddenInput)


class ItemForm(Seeing):
    """A point of the programme."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LIMITS.name,
        error_messages={"required": gettext_lazy("The title is missing. Please write what happens.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ItemKind.choices)
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    starts_at = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends_at = forms.TimeField(
        label=gettext_lazy("Ends at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    timing = forms.ChoiceField(label=gettext_lazy("The time is meant"), choices=Timing.choices)
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)
    parent = forms.ChoiceField(
        label=gettext_lazy("Takes place during"),
        required=False,
        help_text=gettext_lazy("For what happens at once with others, such as forums."),
    )
    after = forms.ChoiceField(label=gettext_lazy("Stands behind"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=LIMITS.note,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    internal = forms.BooleanField(
        label=gettext_lazy("For the office alone: it is in no version that is released"), required=False
    )

    choosable = forms.BooleanField(
        label=gettext_lazy("Those who come choose between this and what else takes place at once"), required=False
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        min_value=1,
        max_value=LIMITS.places,
        help_text=gettext_lazy("How many can choose it. Empty: as many as want to."),
    )

    def __init__(
        self, *args: Any, conference: Conference, rows: Sequence[ProgrammeItem], rooms: Iterable[Room], **kwargs: Any
    ) -> None:
        item: ProgrammeItem | None = kwargs.pop("item", None)
        super().__init__(*args, **kwargs)
        days = _days(conference)
        if len(days) > 1:
            choose_from(self.fields["day"], [(day.isoformat(), planned_day(day)) for day in days])
        else:
            del self.fields["day"]
        nowhere = [("", str(_("not named")))]
        choose_from(self.fields["room"], [*nowhere, *((str(room.id), room.name) for room in rooms)])
        own = item.id if item else 0
        frames = [row for row in rows if row.parent_id is None and row.id != own]
        leads = any(row.parent_id == own for row in rows)
        if frames and not leads:
            alone = [("", str(pgettext("programme item", "by itself")))]
            choose_from(self.fields["parent"], [*alone, *((str(row.id), row.title) for row in frames)])
        else:
            for name in ("parent", "choosable", "seats"):
                del self.fields[name]
        if item is None and rows:
            last = [("", str(_("everything that is there")))]
            choose_from(self.fields["after"], [*last, *((str(row.id), row.title) for row in rows)])
        else:
            del self.fields["after"]

    def after_id(self) -> int | None:
        """Behind which item a new one goes; None: at the end."""
        given = self.cleaned_data.get("after")
        return int(given) if given else None

    def entry(self) -> ItemEntry:
        """What was entered, once the form is valid."""
        given = self.cleaned_data
        return ItemEntry(
            title=given["title"],
            kind=ItemKind(given["kind"]),
            day=dt.date.fromisoformat(given["day"]) if given.get("day") else None,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            timing=Timing(given["timing"]),
            room_id=int(given["room"]) if given["room"] else None,
            parent_id=int(given["parent"]) if given.get("parent") else None,
            text=given["text"],
            internal=given["internal"],
            choosable=bool(given.get("choosable")),
            seats=given.get("seats"),
        )


def _days(conference: Conference) -> list[dt.date]:
    count = (final_day(conference) - conference.starts_on).days + 1
    return [conference.starts_on + dt.timedelta(days=number) for number in range(min(count, 60))]


def initial_of_item(row: ProgrammeItem) -> dict[str, Any]:
    """What the form of an item shows at first."""
    return {
        "title": row.title,
        "kind": row.kind,
        "day": (row.day or row.conference.starts_on).isoformat(),
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "timing": row.timing,
        "room": str(row.room_id or ""),
        "parent": str(row.parent_id or ""),
        "text": row.text,
        "internal": row.internal,
        "choosable": row.choosable,
        "seats": row.seats,
    }


class VoiceForm(Seeing):
    """Who contributes to an item. Their state is chosen for a new one; later it follows from what they say."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), choices=VoiceKind.choices, widget=forms.RadioSelect, initial=VoiceKind.PERSON
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=LIMITS.name,
        help_text=gettext_lazy("Empty, where an office is asked and nobody knows yet who comes."),
    )
    office = forms.CharField(label=gettext_lazy("Office or house"), required=False, max_length=300)
    role = forms.CharField(
        label=gettext_lazy("Role"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For instance speech, moderation or panel. Empty: the title of the item says it."),
        widget=forms.TextInput(attrs={"list": "roles", "autocomplete": "off"}),
    )
    title = forms.CharField(label=gettext_lazy("Title of the talk"), required=False, max_length=LIMITS.name)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=LIMITS.email,
        help_text=gettext_lazy("For the office alone: who has one can be asked by mail and is told what changes."),
        widget=forms.EmailInput(),
    )
    state = forms.ChoiceField(label=gettext_lazy("How far is it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_states = (ContributionState.IDEA, ContributionState.REQUESTED, ContributionState.CONFIRMED)
        if new:
            choose_from(self.fields["state"], [(one.value, str(one.label)) for one in open_states])
            self.fields["state"].initial = ContributionState.REQUESTED
        else:
            del self.fields["state"]

    def entry(self, state: ContributionState) -> VoiceEntry:
        """What was entered, once the form is valid; ``state`` where the form does not ask for one."""
        given = self.cleaned_data
        known = {role_title(role).casefold(): role for role in _ROLES}
        role = given["role"]
        return VoiceEntry(
            name=given["name"],
            office=given["office"],
            kind=VoiceKind(given["kind"]),
            role=known.get(role.strip().casefold(), role),
            title=given["title"],
            email=given["email"],
            state=ContributionState(given.get("state") or state),
        )


def roles_known() -> list[str]:
    """What the roles are called that most programmes have."""
    return [role_title(role) for role in _ROLES]


def initial_of_voice(row: Contribution) -> dict[str, Any]:
    """What the form of a contribution shows at first."""
    known = {name: getattr(row, name) for name in ("kind", "name", "office", "title", "email")}
    return known | {"role": role_title(row.role) if row.role else ""}


class RoomsForm(Seeing):
    """The rooms, a line each; an empty line is none."""

    def __init__(self, *args: Any, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = rooms
        for number, room in enumerate([*rooms, *[None] * _FREE_ROOMS], start=1):
            self.fields[f"room-{room.id if room else f'new-{number}'}"] = forms.CharField(
                label=_("Room %(number)s") % {"number": number},
                required=False,
                max_length=LIMITS.person,
                initial=room.name if room else "",
            )

    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "seen"]

    def entries(self) -> tuple[RoomEntry, ...]:
        """The rooms that have a name, once the form is valid."""
        found = []
        for name, value in self.cleaned_data.items():
            key = name.removeprefix("room-")
            if key != name and value.strip():
                found.append(RoomEntry(value, int(key) if key.isdecimal() else None))
        return tuple(found)


class ReleaseForm(Seeing):
    """What is said of a version, and who is told of it. ``nonce`` is its one-time word, ``shown`` a digest."""

    note = forms.CharField(
        label=gettext_lazy("What has changed, in your words"),
        required=False,
        max_length=LIMITS.note,
        help_text=gettext_lazy("Stands in the mails and with the version. The changes themselves are listed anyway."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contributors = forms.BooleanField(required=False)
    coming = forms.BooleanField(required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def as_shown(self) -> dict[str, Any]:
        """What the page was filled from, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("seen", "shown")}

    def told(self) -> frozenset[Told]:
        """Who was ticked, once the form is valid."""
        return frozenset(one for one in Told if self.cleaned_data[one.value])


def order_in(data: QueryDict, rows: Sequence[ProgrammeItem]) -> list[int]:
    """The ids in the order that a form asks for: one moved among its neighbours („12 up“), else by their numbers."""
    wanted, _blank, way = data.get("move", "").partition(" ")
    by_id = {str(row.id): row for row in rows}
    if wanted in by_id and way in {"up", "down"}:
        return _moved(rows, by_id[wanted], -1 if way == "up" else 1)
    numbers = {row.id: _number(data.get(f"position-{row.id}", ""), place) for place, row in enumerate(rows, start=1)}
    ordered = sorted(rows, key=lambda row: numbers[row.id])
    return [one.id for row in ordered if row.parent_id is None for one in (row, *_below(ordered, row))]


def _moved(rows: Sequence[ProgrammeItem], row: ProgrammeItem, by: int) -> list[int]:
    neighbours = [one for one in rows if one.parent_id == row.parent_id]
    place = neighbours.index(row)
    neighbours.insert(max(0, place + by), neighbours.pop(place))
    others = [one for one in rows if one.parent_id != row.parent_id]
    ordered = [*others, *neighbours] if row.parent_id else [*neighbours, *others]
    return [one.id for top in ordered if top.parent_id is None for one in (top, *_below(ordered, top))]


def _below(rows: Sequence[ProgrammeItem], row: ProgrammeItem) -> list[ProgrammeItem]:
    return [one for one in rows if one.parent_id == row.id]


def _number(written: str, otherwise: int) -> float:
    """A place as it was written; half a place before what stands there, so that „2“ goes before the second."""
    if not written.isdecimal() or len(written) > 6 or int(written) == otherwise:
        return float(otherwise)
    return int(written) - 0.5 if int(written) < otherwise else int(written) + 0.5
