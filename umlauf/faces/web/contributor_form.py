"""The form of a contributor: for each contribution whether they come, with which talk, and what they need for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.programme_page import VoiceRow, voice_row
from umlauf.ground.core.days import planned_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.contribute import ContributorEntry, Said
from umlauf.office.conferences.contributors import ANSWERABLE
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Contributor
from umlauf.office.conferences.programme_rows import item_of
from umlauf.office.conferences.programme_words import time_of
from umlauf.office.conferences.queries import final_day

_COMES, _DECLINES = "yes", "no"


@dataclass(frozen=True, slots=True)
class Card:
    """One contribution on the page, with its fields; without them where somebody else comes now."""

    voice: VoiceRow
    day: str
    time: str
    answer: forms.BoundField | None = None
    title: forms.BoundField | None = None
    deputy: forms.BoundField | None = None


class ContributorForm(forms.Form):
    """What somebody says of their contributions. ``seen`` is the digest of what the page shows."""

    wishes = forms.CharField(
        label=gettext_lazy("What do you need?"),
        required=False,
        max_length=LIMITS.note,
        help_text=gettext_lazy("For instance a projector, a microphone, a parking space, or help with the journey."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, contributor: Contributor, rows: Sequence[Contribution], seen: str
    ) -> None:
        super().__init__(data, initial={"wishes": contributor.wishes, "seen": seen})
        self.rows, self.conference = rows, contributor.conference
        for row in self._open():
            self.fields |= _fields_of(row)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        open_rows = self._open()
        undecided = [row for row in open_rows if row.state == ContributionState.REQUESTED]
        silent = not any(given.get(f"answer-{row.id}") for row in open_rows)
        if undecided and silent and not self.errors:
            self.add_error(f"answer-{undecided[0].id}", _("Please say whether you can."))
        return given

    def entry(self) -> ContributorEntry:
        """What was entered, once the form is valid."""
        given = self.cleaned_data
        said = {
            row.id: Said(
                comes=_COMING.get(given[f"answer-{row.id}"]),
                title=given[f"title-{row.id}"],
                deputy=given[f"deputy-{row.id}"],
            )
            for row in self._open()
        }
        return ContributorEntry(said, given["wishes"], given["seen"])

    def refuse(self, refused: Refused, seen: str) -> None:
        """Show a refusal above the form, which is now of what its page shows: ``seen``."""
        self.add_error(None, str(refused.message))
        self.data = {**self.data.dict(), "seen": seen} if isinstance(self.data, QueryDict) else self.data

    def cards(self) -> Iterator[Card]:
        """The contributions in the order of the programme."""
        for row in self.rows:
            known = Card(voice_row(row, beside=row.item.title), _day(row, self.conference), time_of(item_of(row.item)))
            if row.state not in ANSWERABLE:
                yield known
                continue
            named = (self[f"{name}-{row.id}"] for name in ("answer", "title", "deputy"))
            yield Card(known.voice, known.day, known.time, *named)

    def _open(self) -> list[Contribution]:
        return [row for row in self.rows if row.state in ANSWERABLE]


_COMING = {_COMES: True, _DECLINES: False}


def _fields_of(row: Contribution) -> dict[str, forms.Field]:
    said = {ContributionState.CONFIRMED: _COMES, ContributionState.DECLINED: _DECLINES}
    return {
        f"answer-{row.id}": forms.ChoiceField(
            label=_("Can you?"),
            choices=[(_COMES, _("Yes, I accept")), (_DECLINES, _("No, I decline"))],
            required=False,
            initial=said.get(ContributionState(row.state)),
            widget=forms.RadioSelect,
        ),
        f"title-{row.id}": forms.CharField(
            label=_("Title of your talk"), required=False, max_length=LIMITS.name, initial=row.title
        ),
        f"deputy-{row.id}": forms.CharField(
            label=_("If you decline: who could come instead?"),
            required=False,
            max_length=LIMITS.note,
            initial=row.deputy,
            help_text=_("For the office alone. It decides and asks them itself."),
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }


def _day(row: Contribution, conference: Conference) -> str:
    day = row.item.day or conference.starts_on
    return planned_day(day) if final_day(conference) != conference.starts_on else ""
