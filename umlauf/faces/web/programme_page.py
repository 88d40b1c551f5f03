"""What the pages of a programme show, put together from its rows and its versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import planned_day
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import get_issue
from umlauf.office.conferences.contributors import behind, returned_mails
from umlauf.office.conferences.enums import MOVES, ConferenceKind, ContributionState, ItemKind
from umlauf.office.conferences.forums import Forums, forums_of
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeItem
from umlauf.office.conferences.programme import Item, conflicts
from umlauf.office.conferences.programme_rows import (
    rows_of,
    sheet_of,
    span_of_programme,
    versions_out,
    voice_of,
    working_sheet,
)
from umlauf.office.conferences.programme_words import conflict_sentence, programme_title, time_of, voice_label
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.roles import role_title

_TONES = {
    ContributionState.IDEA: "none",
    ContributionState.REQUESTED: "wait",
    ContributionState.CONFIRMED: "ok",
    ContributionState.DECLINED: "bad",
    ContributionState.REPLACED: "none",
}


@dataclass(frozen=True, slots=True)
class Move:
    """What may be written down of a contribution: the state, and the words of the button."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """Somebody who contributes, as the editor shows them. ``lost``: the last mail to them did not arrive."""

    row: Contribution
    label: str
    role: str
    word: str
    tone: str
    moves: tuple[Move, ...]
    lost: bool = False

    @property
    def quick(self) -> tuple[Move, ...]:
        """What is written down next, most likely."""
        waits = self.row.state in {ContributionState.IDEA, ContributionState.REQUESTED}
        return self.moves if waits else ()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list, with what is needed to move it. ``day`` is said where it begins, ``number`` of an agenda."""

    row: ProgrammeItem
    time: str
    day: str
    number: str
    place: int
    first: bool
    last: bool
    voices: tuple[VoiceRow, ...]


def editor_page(actor: Actor, conference: Conference) -> dict[str, Any]:
    """All of the page of a programme. As many queries however long it is."""
    rows = rows_of(conference)
    sheet = working_sheet(conference, rows)
    issue = get_issue(conference.circular)
    # Until the signature the one version is that of the draft, which nobody has yet.
    laid = None if issue else conference.versions.select_related("file").last()
    versions = list(versions_out(conference)) if issue else []
    ahead = takes_place(conference, office_now())
    latest = versions[-1] if versions else laid
    now = sheet_of(conference, rows).digest if latest else ""
    forums = forums_of(conference) if versions else Forums()
    runs = actor.may(Ability.RUN_CONFERENCES)
    lost = frozenset(returned_mails(conference)) if runs else frozenset()
    return {
        "conference": conference,
        "title": programme_title(conference),
        "session": conference.kind == ConferenceKind.SESSION,
        "rows": item_rows(conference, rows, sheet.items, lost),
        "seen": conference.programme.revision,
        "conflicts": [conflict_sentence(one) for one in conflicts(sheet, span_of_programme(conference))],
        "issue": issue,
        "laid": laid,
        "versions": versions[::-1],
        "latest": latest,
        "newer": latest is not None and latest.digest != now,
        "behind": behind(latest, rows) if latest else None,
        "forums": bool(forums) or any(row.choosable for row in rows),
        "lost": sum(one.chosen for one in forums.gone),
        "unread": conference.contributors.filter(unread=True).count() if runs else 0,
        "edits": ahead and runs,
        "releases": ahead and runs and (issue is not None or actor.may(Ability.WRITE_CIRCULARS)),
    }


def item_rows(
    conference: Conference, rows: Sequence[ProgrammeItem], items: Sequence[Item], lost: Collection[str] = ()
) -> list[ItemRow]:
    """The rows of the list, in their order. ``items`` are the same as plain data.

    ``lost``: the addresses to which the last mail did not arrive, in small letters.
    """
    days = {row.day or conference.starts_on for row in rows}
    found: list[ItemRow] = []
    before, number = None, 0
    for place, (row, item) in enumerate(zip(rows, items, strict=True), start=1):
        neighbours = [one.id for one in rows if one.parent_id == row.parent_id]
        day = row.day or conference.starts_on
        counted = row.parent_id is None and not row.internal and _is_numbered(conference, item)
        number += counted
        found.append(
            ItemRow(
                row=row,
                time=time_of(item),
                day=planned_day(day) if len(days) > 1 and row.parent_id is None and day != before else "",
                number=_("Item %(number)s") % {"number": number} if counted else "",
                place=place,
                first=neighbours[0] == row.id,
                last=neighbours[-1] == row.id,
                voices=tuple(voice_row(one, beside=row.title, lost=lost) for one in row.contributions.all()),
            )
        )
        before = day if row.parent_id is None else before
    return found


def _is_numbered(conference: Conference, item: Item) -> bool:
    return conference.kind == ConferenceKind.SESSION and item.kind not in {
        ItemKind.ARRIVAL,
        ItemKind.BREAK,
        ItemKind.DINNER,
    }


def voice_row(row: Contribution, *, beside: str = "", lost: Collection[str] = ()) -> VoiceRow:
    """``beside``: the title of the item, where it stands there and says the role already."""
    state = ContributionState(row.state)
    named = bool(row.name or row.office)
    role = role_title(row.role) if row.role and named else ""
    return VoiceRow(
        row=row,
        label=voice_label(voice_of(row)),
        role="" if role == beside else role,
        word=str(state.label),
        tone=_TONES[state],
        moves=tuple(Move(one.value, _button(one)) for one in MOVES[state]) if named else (),
        lost=row.email.casefold() in lost,
    )


def _button(state: ContributionState) -> str:
    words = {
        ContributionState.REQUESTED: _("Note as asked"),
        ContributionState.CONFIRMED: _("Note the acceptance"),
        ContributionState.DECLINED: _("Note the refusal"),
    }
    return words[state]
