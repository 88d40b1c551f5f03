"""The programme as plain data: kept and read back, compared, looked through; and every one of them can be printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.letters.papers import SENDER
from tests.engines.letters.pdf_reading import whole_text
from umlauf.engines.letters import ContributionEntry, ProgrammeEntry, ProgrammeSheet, render_programme
from umlauf.office.conferences.enums import SHOWN, ContributionState, ItemKind, Timing, VoiceKind
from umlauf.office.conferences.programme import (
    ChangeKind,
    ConflictKind,
    Item,
    Sheet,
    Span,
    Voice,
    conflicts,
    difference,
    touched,
)
from umlauf.office.conferences.programme_words import outline_of

pytestmark = pytest.mark.pure

DAY = dt.date(2016, 12, 2)
SPAN = Span(DAY, DAY, dt.time(10), dt.time(16, 30))
WORDS = st.text("abcdefg äöü", min_size=1, max_size=12)
TIMES = st.none() | st.times(dt.time(8), dt.time(20)).map(lambda time: time.replace(second=0, microsecond=0))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    keys = count(1)
    items: list[Item] = []
    for _number in range(draw(st.integers(0, 6))):
        frames = [one.key for one in items if one.parent is None]
        parent = draw(st.none() | st.sampled_from(frames)) if frames else None
        items.append(
            Item(
                key=next(keys),
                title=draw(WORDS),
                kind=draw(st.sampled_from(ItemKind)),
                day=draw(st.none() | st.just(DAY + dt.timedelta(days=1))),
                start=draw(TIMES),
                end=draw(TIMES),
                timing=draw(st.sampled_from(Timing)),
                room=draw(st.sampled_from(("", "Saal", "Raum 2"))),
                text=draw(st.sampled_from(("", "Worum es geht"))),
                parent=parent,
                people=tuple(
                    Voice(
                        key=next(keys),
                        who=draw(WORDS),
                        role=draw(st.sampled_from(("", "keynote", "closing"))),
                        state=draw(st.sampled_from(SHOWN)),
                        kind=draw(st.sampled_from(VoiceKind)),
                    )
                    for _voice in range(draw(st.integers(0, 2)))
                ),
            )
        )
    return Sheet(draw(WORDS), "Freitag", "Saal", ("Verband",), tuple(items))


@given(sheets())
def test_what_is_kept_is_read_back(sheet: Sheet) -> None:
    again = Sheet.parse(sheet.json())
    assert again == sheet
    assert again.digest == sheet.digest


@given(sheets())
def test_equal_ones_differ_in_nothing(sheet: Sheet) -> None:
    assert difference(sheet, sheet) == ()


@given(sheets(), sheets())
def test_each_change_is_of_an_item_of_one_of_both(before: Sheet, after: Sheet) -> None:
    known = {item.key for item in (*before.items, *after.items)} | {0}
    changes = difference(before, after)
    assert {change.key for change in changes} <= known
    added = {change.key for change in changes if change.kind == ChangeKind.ADDED}
    removed = {change.key for change in changes if change.kind == ChangeKind.REMOVED}
    old, new = ({item.key for item in sheet.items} for sheet in (before, after))
    assert (added, removed) == (new - old, old - new)
    voices = {voice.key for sheet in (before, after) for _item, voice in sheet.voices()}
    assert touched(changes, before, after).voices <= voices


@given(sheets(), sheets())
def test_there_and_back_is_the_same_number_of_items(before: Sheet, after: Sheet) -> None:
    there, back = difference(before, after), difference(after, before)
    kinds = [change.kind for change in there]
    assert kinds.count(ChangeKind.ADDED) == [change.kind for change in back].count(ChangeKind.REMOVED)
    assert kinds.count(ChangeKind.MOVED) == [change.kind for change in back].count(ChangeKind.MOVED)


OPENING = Item(1, "Begrüßung", ItemKind.WELCOME, start=dt.time(10), end=dt.time(10, 15), room="Saal")
SPEECH = Item(
    2,
    "Abschlussrede",
    ItemKind.CLOSING,
    start=dt.time(14, 30),
    people=(Voice(7, "Vera Quast", "Ministerin", "closing"),),
)
PLAIN = Sheet("Tagung", "Freitag", "Saalbau", ("Verband",), (OPENING, SPEECH))


@pytest.mark.parametrize(
    ("after", "kind", "key"),
    [
        (replace(PLAIN, items=(OPENING,)), ChangeKind.REMOVED, 2),
        (replace(PLAIN, items=(*PLAIN.items, Item(3, "Empfang"))), ChangeKind.ADDED, 3),
        (replace(PLAIN, items=(replace(OPENING, start=dt.time(9)), SPEECH)), ChangeKind.MOVED, 1),
        (replace(PLAIN, items=(replace(OPENING, timing=Timing.ABOUT), SPEECH)), ChangeKind.MOVED, 1),
        (replace(PLAIN, items=(replace(OPENING, title="Auftakt"), SPEECH)), ChangeKind.RENAMED, 1),
        (replace(PLAIN, items=(replace(OPENING, room="Foyer"), SPEECH)), ChangeKind.ROOM, 1),
        (replace(PLAIN, items=(replace(OPENING, text="Neu"), SPEECH)), ChangeKind.TEXT, 1),
        (replace(PLAIN, items=(SPEECH, OPENING)), ChangeKind.ORDER, 2),
        (replace(PLAIN, where="Rathaus"), ChangeKind.HEAD, 0),
        (replace(PLAIN, items=(OPENING, replace(SPEECH, people=()))), ChangeKind.VOICE_GONE, 2),
        (
            replace(PLAIN, items=(replace(OPENING, people=(Voice(8, "Jan Ahorn"),)), SPEECH)),
            ChangeKind.VOICE_ADDED,
            1,
        ),
        (
            replace(
                PLAIN,
                items=(
                    OPENING,
                    replace(SPEECH, people=(replace(SPEECH.people[0], state=ContributionState.CONFIRMED),)),
                ),
            ),
            ChangeKind.VOICE_STATE,
            2,
        ),
        (
            replace(PLAIN, items=(OPENING, replace(SPEECH, people=(replace(SPEECH.people[0], title="Vom Land"),)))),
            ChangeKind.VOICE_CHANGED,
            2,
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, ChangeKind) else "",
)
def test_one_thing_that_is_another_is_one_change(after: Sheet, kind: ChangeKind, key: int) -> None:
    [change] = difference(PLAIN, after)
    assert (change.kind, change.key) == (kind, key)


def test_a_speaker_who_agrees_touches_the_speaker_alone() -> None:
    agreed = replace(SPEECH, people=(replace(SPEECH.people[0], state=ContributionState.CONFIRMED),))
    after = replace(PLAIN, items=(OPENING, agreed))
    found = touched(difference(PLAIN, after), PLAIN, after)
    assert (found.voices, found.everybody) == (frozenset({7}), False)


@pytest.mark.parametrize(
    "after",
    [
        replace(PLAIN, items=(replace(OPENING, start=dt.time(9)), SPEECH)),
        replace(PLAIN, items=(OPENING, replace(SPEECH, people=()))),
        replace(PLAIN, where="Rathaus"),
    ],
    ids=["begins earlier", "nobody closes it", "elsewhere"],
)
def test_what_concerns_all_who_come_touches_everybody(after: Sheet) -> None:
    assert touched(difference(PLAIN, after), PLAIN, after).everybody


def test_another_time_or_place_touches_all_who_contribute() -> None:
    for after in (replace(PLAIN, where="Rathaus"), replace(PLAIN, when="am 5. Dezember 2016")):
        found = touched(difference(PLAIN, after), PLAIN, after)
        assert found.voices == {voice.key for _item, voice in PLAIN.voices()} == {7}


@pytest.mark.parametrize(
    "frame",
    [replace(OPENING, start=dt.time(10, 5)), replace(OPENING, room="Foyer"), None],
    ids=["moved", "another room", "gone"],
)
def test_what_moves_touches_who_contributes_below_it(frame: Item | None) -> None:
    forum = Item(3, "Forum", parent=OPENING.key, people=(Voice(9, "Jan Ahorn"),))
    before = replace(PLAIN, items=(OPENING, forum, SPEECH))
    after = replace(PLAIN, items=(frame, forum, SPEECH) if frame else (replace(forum, parent=None), SPEECH))
    assert touched(difference(before, after), before, after).voices == {9}


def test_a_calendar_names_nobody_who_has_declined() -> None:
    gone = replace(SPEECH, people=(replace(SPEECH.people[0], state=ContributionState.DECLINED),))
    assert SPEECH.people[0].who in outline_of(PLAIN)
    assert SPEECH.people[0].who not in outline_of(replace(PLAIN, items=(OPENING, gone)))


def test_a_room_and_a_person_are_in_one_place_at_a_time() -> None:
    other = Item(3, "Forum", start=dt.time(10, 10), end=dt.time(11), room="saal", people=(Voice(9, "Jan Ahorn"),))
    speaks = replace(OPENING, people=(Voice(8, "jan ahorn"),))
    found = conflicts(replace(PLAIN, items=(speaks, other)), SPAN)
    assert [(one.kind, one.what) for one in found] == [(ConflictKind.ROOM, "Saal"), (ConflictKind.PERSON, "jan ahorn")]


@pytest.mark.parametrize(
    ("items", "kinds"),
    [
        ((replace(OPENING, end=dt.time(9)),), [ConflictKind.BACKWARDS]),
        ((replace(OPENING, start=dt.time(9)),), [ConflictKind.OUTSIDE]),
        ((replace(OPENING, start=dt.time(9), kind=ItemKind.ARRIVAL),), []),
        ((replace(OPENING, day=DAY + dt.timedelta(days=2)),), [ConflictKind.OUTSIDE]),
        ((OPENING, replace(SPEECH, end=dt.time(15))), [ConflictKind.GAP]),
        ((OPENING, replace(OPENING, key=3, start=dt.time(10, 15), end=dt.time(11))), []),
        ((OPENING, replace(OPENING, key=3, parent=1)), []),
    ],
    ids=["backwards", "too early", "people arrive before", "another day", "gap", "one after the other", "within it"],
)
def test_what_does_not_go_together_is_found(items: tuple[Item, ...], kinds: list[ConflictKind]) -> None:
    assert [one.kind for one in conflicts(replace(PLAIN, items=items), SPAN)] == kinds


@st.composite
def entries(draw: st.DrawFn, *, deep: bool = True) -> ProgrammeEntry:
    words = st.text("abc Äß–„“", max_size=30)
    return ProgrammeEntry(
        title=draw(words),
        start=draw(st.sampled_from(("", "10:00"))),
        end=draw(st.sampled_from(("", "11:30"))),
        contributions=tuple(
            ContributionEntry(draw(words), draw(words), draw(words), draw(st.sampled_from(("confirmed", "requested"))))
            for _number in range(draw(st.integers(0, 2)))
        ),
        day=draw(st.sampled_from(("", "Freitag, 2. Dezember 2016"))),
        room=draw(words),
        text=draw(words),
        number=draw(st.sampled_from(("", "TOP 1"))),
        about=draw(st.booleans()),
        following=draw(st.booleans()),
        open_end=draw(st.booleans()),
        parallel=tuple(draw(st.lists(entries(deep=False), max_size=2))) if deep else (),
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entries(), max_size=4), st.booleans())
def test_whatever_a_programme_says_is_printed_with_each_who_is_only_asked(
    items: list[ProgrammeEntry], agenda: bool
) -> None:
    sheet = ProgrammeSheet(SENDER, "Tagung", items=tuple(items), agenda=agenda, date=DAY)
    asked = sum(
        one.state == "requested" for item in items for entry in (item, *item.parallel) for one in entry.contributions
    )
    assert whole_text(render_programme(sheet).pdf).replace("\n", " ").count("(angefragt)") == asked
