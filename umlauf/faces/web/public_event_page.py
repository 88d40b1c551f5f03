"""What the public page of a conference shows, and the form that publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.days import planned_day
from umlauf.ground.text import Refused, to_json_block
from umlauf.office.conferences.actions.publish import CONTACT, SLUG
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.models import ContributorPhoto
from umlauf.office.conferences.programme import Item, Voice
from umlauf.office.conferences.programme_words import time_of, voice_label
from umlauf.office.conferences.public_event import PublicEvent, schema_of
from umlauf.office.conferences.queries import final_day
from umlauf.office.conferences.roles import role_title
from umlauf.office.conferences.words import when_of, where_of


class PublishForm(forms.Form):
    """Where the page stands, and whom the press may turn to."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=SLUG,
        help_text=_("The last part of the address of the page: small letters, digits and hyphens."),
        error_messages={"required": _("Please write an address, for instance “integration-2016”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    press_contact = forms.CharField(
        label=_("Press contact"),
        required=False,
        max_length=CONTACT,
        help_text=_("As it shall be shown: name, phone, e-mail. It is deleted with the names of those who came."),
    )

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the action at the field that it is about, else above the form."""
        field = {"publish.slug": "slug", "publish.taken": "slug"}.get(refused.code)
        self.add_error(field, str(refused.message))


@dataclass(frozen=True, slots=True)
class PublicVoice:
    """Somebody in the programme. ``asked``: they have not accepted yet. ``photo`` stands where they come first."""

    label: str
    role: str
    title: str
    asked: bool
    photo: ContributorPhoto | None = None


@dataclass(frozen=True, slots=True)
class PublicItem:
    """An item of the programme. ``day`` is said where it begins, ``within``: it takes place during the one above."""

    day: str
    time: str
    title: str
    room: str
    text: str
    within: bool
    voices: tuple[PublicVoice, ...]


def event_context(event: PublicEvent) -> dict[str, Any]:
    """All of the page. No query."""
    conference, items = event.conference, list(_items(event))
    return {
        "event": event,
        "conference": conference,
        "when": when_of(conference),
        "where": where_of(conference),
        "items": items,
        "timed": any(one.time or one.day for one in items),
        "schema": to_json_block(schema_of(event)),
    }


def _items(event: PublicEvent) -> Iterator[PublicItem]:
    conference, before = event.conference, None
    photos = _once(event)
    several = final_day(conference) != conference.starts_on
    for item in event.sheet.items if event.sheet else ():
        day = item.day or conference.starts_on
        new = several and item.parent is None and day != before
        yield _item(item, planned_day(day) if new else "", photos)
        before = day if item.parent is None else before


def _once(event: PublicEvent) -> dict[int, ContributorPhoto]:
    """Each photo by the key of the first voice that it belongs to."""
    first: dict[int, ContributorPhoto] = {}
    for _item, voice in event.sheet.voices() if event.sheet else ():
        photo = event.photos.get(voice.key)
        if photo is not None and photo not in first.values():
            first[voice.key] = photo
    return first


def _item(item: Item, day: str, photos: Mapping[int, ContributorPhoto]) -> PublicItem:
    voices = tuple(_voice(one, item.title, photos.get(one.key)) for one in item.people)
    return PublicItem(day, time_of(item), item.title, item.room, item.text, item.parent is not None, voices)


def _voice(voice: Voice, beside: str, photo: ContributorPhoto | None) -> PublicVoice:
    role = role_title(voice.role) if voice.role and voice.name else ""
    asked = voice.state == ContributionState.REQUESTED
    return PublicVoice(voice_label(voice), "" if role == beside else role, voice.title, asked, photo)
