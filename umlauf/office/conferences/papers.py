"""Programme and form as papers: what the engine prints of a conference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import Findings
from umlauf.engines.letters import (
    ContributionEntry,
    LetterError,
    ProgrammeEntry,
    ProgrammeSheet,
    Rendered,
    render_programme,
)
from umlauf.ground.core.days import long_day, planned_day
from umlauf.ground.core.models import Association
from umlauf.office.circulars.checks import check_characters
from umlauf.office.circulars.letter import sender_of
from umlauf.office.conferences.enums import ConferenceKind, ItemKind, Timing
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.programme import Change, Item, Sheet
from umlauf.office.conferences.programme_words import sentence_of
from umlauf.office.conferences.roles import role_title

State = Literal["confirmed", "requested", "declined"]
_UNNUMBERED: Final = frozenset({ItemKind.ARRIVAL, ItemKind.BREAK, ItemKind.DINNER})


def rendered_programme(
    conference: Conference,
    sheet: Sheet,
    *,
    title: str,
    version: int,
    released_on: dt.date | None = None,
    changes: Sequence[Change] = (),
) -> Rendered:
    """The programme as a PDF, in the language of the association. ``released_on`` None: it goes with the letter.

    Raises ``Refused("circular.characters")`` for what the fonts lack.
    """
    with translation.override(conference.association.language):
        paper = ProgrammeSheet(
            sender=sender_of(conference.association),
            language=language_of(conference.association),
            title=title,
            number_label="",
            conference_title=sheet.title,
            when=sheet.when,
            where=sheet.where,
            hosts=sheet.hosts,
            version=version,
            items=tuple(_entries(conference, sheet)),
            date=released_on or dated(conference),
            as_of=long_day(released_on) if released_on else "",
            changes=tuple(sentence_of(change) for change in changes),
            agenda=conference.kind == ConferenceKind.SESSION,
        )
    return printable(title, lambda: render_programme(paper))


def findings_of(conference: Conference, made: Rendered) -> Findings:
    """What everything has that we render, so that nobody needs to look into it."""
    language = conference.association.language
    return Findings(made.pages, text=True, tagged=True, title=True, language=language)


def printable(title: str, render: Callable[[], Rendered]) -> Rendered:
    """What ``render`` gives. Raises ``Refused("circular.characters")`` for what the fonts lack."""
    try:
        return render()
    except LetterError as error:
        check_characters(title, "".join(error.characters))
        raise


def language_of(association: Association) -> Literal["de", "en"]:
    return "en" if association.language == "en" else "de"


def dated(conference: Conference) -> dt.date:
    """The day the draft began dates the file, so that unchanged data give the same bytes on any day."""
    begun = conference.circular.drafts.earliest("revision").saved_at
    return begun.astimezone(ZoneInfo(conference.association.zone)).date()


def _entries(conference: Conference, sheet: Sheet) -> list[ProgrammeEntry]:
    days = {item.day or conference.starts_on for item in sheet.items}
    entries = []
    number = 0
    for item in sheet.items:
        if item.parent is not None:
            continue
        numbered = conference.kind == ConferenceKind.SESSION and item.kind not in _UNNUMBERED
        number += numbered
        entries.append(
            _entry(
                item,
                day=planned_day(item.day or conference.starts_on) if len(days) > 1 else "",
                number=_("Item %(number)s") % {"number": number} if numbered else "",
                parallel=tuple(_entry(_within(one, item)) for one in sheet.items if one.parent == item.key),
            )
        )
    return entries


def _within(item: Item, frame: Item) -> Item:
    """The item without the times that its frame says already."""
    same = (item.start, item.end, item.timing) == (frame.start, frame.end, frame.timing)
    return replace(item, start=None, end=None, timing=Timing.EXACT) if same else item


def _entry(item: Item, *, day: str = "", number: str = "", parallel: tuple[ProgrammeEntry, ...] = ()) -> ProgrammeEntry:
    return ProgrammeEntry(
        start=time_format(item.start, "H:i") if item.start else "",
        end=time_format(item.end, "H:i") if item.end else "",
        title=item.title,
        contributions=tuple(
            ContributionEntry(
                one.who, one.office, _role_beside(item, one.role), cast("State", one.state.value), one.title
            )
            for one in item.people
        ),
        day=day,
        room=item.room,
        text=item.text,
        number=number,
        about=item.timing == Timing.ABOUT,
        following=item.timing == Timing.FOLLOWING,
        open_end=item.timing == Timing.OPEN_END,
        parallel=parallel,
    )


def _role_beside(item: Item, role: str) -> str:
    """The role, unless the item's own title says it."""
    title = role_title(role) if role else ""
    return "" if title == item.title else title
