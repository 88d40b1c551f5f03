"""The programme while it is worked on: items, order, rooms, who contributes, and two who write at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular
from tests.office.conferences.registering import PLAN
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.plan import PlannedContribution, PlannedItem, plan_conference
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
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState, ItemKind, Timing
from umlauf.office.conferences.models import Conference, Contribution, Programme, ProgrammeItem
from umlauf.office.conferences.programme_entries import ItemEntry, RoomEntry, VoiceEntry
from umlauf.office.conferences.programme_rows import rows_of, sheet_of

ITEMS = (
    PlannedItem("Begrüßung", dt.time(10), dt.time(10, 15)),
    PlannedItem(
        "Abschlussrede",
        dt.time(14, 30),
        contributions=(PlannedContribution("Vera Quast", "Ministerin", "closing", ContributionState.REQUESTED),),
    ),
)
LUNCH = ItemEntry("Mittagspause", ItemKind.BREAK, starts_at=dt.time(12), timing=Timing.ABOUT)


@pytest.fixture
def conference(home: House) -> Conference:
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    plan = replace(PLAN, items=ITEMS)
    return plan_conference(actor=home.clerk_actor, circular_id=a_circular(home).id, plan=plan)


class Editor:
    """The clerk at the programme, who always has seen the latest."""

    def __init__(self, house: House, conference: Conference) -> None:
        self.actor, self.conference = house.clerk_actor, conference

    @property
    def target(self) -> dict[str, Any]:
        return {"actor": self.actor, "conference_id": self.conference.id, "seen": self.revision}

    @property
    def revision(self) -> int:
        return Programme.objects.get(conference=self.conference).revision

    def titles(self) -> list[str]:
        return [row.title for row in rows_of(self.conference)]


@pytest.fixture
def editor(home: House, conference: Conference) -> Editor:
    return Editor(home, conference)


def test_an_item_goes_where_it_is_put(editor: Editor) -> None:
    first = editor.conference.items.all()[0]
    row = add_item(**editor.target, entry=LUNCH, after=first.id)
    assert editor.titles() == ["Begrüßung", "Mittagspause", "Abschlussrede"]
    assert (row.kind, row.timing, editor.revision) == ("break", "about", 2)
    add_item(**editor.target, entry=ItemEntry("Ausklang"), after=None)
    assert editor.titles()[-1] == "Ausklang"
    entry = Entry.objects.latest("sequence")
    assert (entry.event, "Ausklang" in entry.label) == ("conferences.programme_edited", False)


def test_who_has_seen_an_older_one_writes_nothing(editor: Editor) -> None:
    stale = editor.target
    add_item(**stale, entry=LUNCH, after=None)
    before = row_counts()
    for act in (
        lambda: add_item(**stale, entry=LUNCH, after=None),
        lambda: set_rooms(**stale, rooms=(RoomEntry("Saal"),)),
        lambda: remove_item(**stale, item_id=editor.conference.items.all()[0].id),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "programme.changed"
    assert row_counts() == before


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (ItemEntry(" – "), "programme.title"),
        (ItemEntry("x" * 201), "circular.long"),
        (ItemEntry("Punkt 漢"), "circular.characters"),
        (ItemEntry("x", text="y" * 1001), "circular.long"),
        (ItemEntry("x", ends_at=dt.time(12)), "programme.times"),
        (ItemEntry("x", starts_at=dt.time(12), ends_at=dt.time(12)), "programme.times"),
        (ItemEntry("x", timing=Timing.ABOUT), "programme.times"),
        (ItemEntry("x", day=dt.date(2016, 12, 3)), "programme.day"),
        (ItemEntry("x", room_id=0), "programme.room"),
        (ItemEntry("x", parent_id=0), "programme.parent"),
    ],
    ids=range(10),
)
def test_what_cannot_be_is_refused_and_nothing_is_written(editor: Editor, entry: ItemEntry, code: str) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        add_item(**editor.target, entry=entry, after=None)
    assert (refusal.value.code, row_counts(), editor.revision) == (code, before, 1)


def test_there_is_an_end_to_a_programme(editor: Editor) -> None:
    there = editor.conference.items.count()
    own = {"association_id": editor.conference.association_id, "conference": editor.conference, "title": "x"}
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(**own, position=place) for place in range(there, LIMITS.programme_items)
    )
    with pytest.raises(Refused) as refusal:
        add_item(**editor.target, entry=LUNCH, after=None)
    assert refusal.value.code == "programme.many"


def test_the_same_again_is_no_change(editor: Editor) -> None:
    row = editor.conference.items.all()[0]
    same = ItemEntry("Begrüßung", starts_at=dt.time(10), ends_at=dt.time(10, 15), day=editor.conference.starts_on)
    assert change_item(**editor.target, item_id=row.id, entry=same).title == "Begrüßung"
    arrange_programme(**editor.target, order=[one.id for one in editor.conference.items.all()])
    assert editor.revision == 1
    changed = change_item(**editor.target, item_id=row.id, entry=replace(same, title="Auftakt"))
    assert (changed.title, editor.revision) == ("Auftakt", 2)


def test_times_are_kept_to_the_minute(editor: Editor) -> None:
    entry = ItemEntry("Auftakt", starts_at=dt.time(10, 0, 30), ends_at=dt.time(10, 15, 59, 1))
    row = add_item(**editor.target, entry=entry, after=None)
    assert (row.starts_at, row.ends_at) == (dt.time(10), dt.time(10, 15))


@pytest.mark.parametrize("cancelled", [True, False])
def test_nothing_is_written_into_what_is_over(editor: Editor, *, cancelled: bool) -> None:
    if cancelled:
        Conference.objects.update(status=ConferenceStatus.CANCELLED)
    else:
        set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    with pytest.raises(Refused) as refusal:
        add_item(**editor.target, entry=LUNCH, after=None)
    assert (refusal.value.code, editor.revision) == ("event.ended", 1)


def test_the_order_names_each_item_once(editor: Editor) -> None:
    first, second = (row.id for row in editor.conference.items.all())
    arrange_programme(**editor.target, order=[second, first])
    assert editor.titles() == ["Abschlussrede", "Begrüßung"]
    for wrong in ([first], [first, first], [first, second, 0]):
        with pytest.raises(Refused) as refusal:
            arrange_programme(**editor.target, order=wrong)
        assert refusal.value.code == "programme.changed"


def test_forums_take_place_at_once_below_one_item(editor: Editor) -> None:
    frame = add_item(**editor.target, entry=ItemEntry("Fachforen"), after=editor.conference.items.all()[0].id)
    forum = add_item(**editor.target, entry=ItemEntry("Forum 1", ItemKind.FORUM, parent_id=frame.id), after=None)
    assert editor.titles() == ["Begrüßung", "Fachforen", "Forum 1", "Abschlussrede"]
    for wrong in (
        lambda: add_item(**editor.target, entry=ItemEntry("x", parent_id=forum.id), after=None),
        lambda: change_item(**editor.target, item_id=frame.id, entry=ItemEntry("x", parent_id=frame.id)),
        lambda: remove_item(**editor.target, item_id=frame.id),
    ):
        with pytest.raises(Refused) as refusal:
            wrong()
        assert refusal.value.code == "programme.parent"
    remove_item(**editor.target, item_id=forum.id)
    remove_item(**editor.target, item_id=frame.id)
    assert editor.titles() == ["Begrüßung", "Abschlussrede"]
    assert [row.position for row in editor.conference.items.all()] == [1, 2]


def test_rooms_are_named_renamed_and_removed(editor: Editor) -> None:
    set_rooms(**editor.target, rooms=(RoomEntry("Saal"), RoomEntry(" Raum  2 ")))
    second, hall = editor.conference.rooms.all()
    assert (second.name, hall.name) == ("Raum 2", "Saal")
    set_rooms(**editor.target, rooms=(RoomEntry("Saal", second.id), RoomEntry("Raum 2", hall.id)))
    assert {room.id: room.name for room in editor.conference.rooms.all()} == {second.id: "Saal", hall.id: "Raum 2"}
    add_item(**editor.target, entry=replace(LUNCH, room_id=hall.id), after=None)
    before = editor.revision
    for wrong in ((RoomEntry("Saal", second.id),), (RoomEntry("a"), RoomEntry("A")), (RoomEntry(" "),)):
        with pytest.raises(Refused) as refusal:
            set_rooms(**editor.target, rooms=wrong)
        assert refusal.value.code == "programme.room"
    assert editor.revision == before
    set_rooms(**editor.target, rooms=(RoomEntry("Raum 2", hall.id),))
    assert [room.id for room in editor.conference.rooms.all()] == [hall.id]


def test_what_somebody_says_is_written_down_and_follows(editor: Editor) -> None:
    row = Contribution.objects.get()
    known: dict[str, Any] = {"contribution_id": row.id}
    assert set_voice_state(**editor.target, **known, state=ContributionState.CONFIRMED).state == "confirmed"
    assert Entry.objects.latest("sequence").event == "conferences.voice_answered"
    before = editor.revision
    set_voice_state(**editor.target, **known, state=ContributionState.CONFIRMED)
    for state in (ContributionState.IDEA, ContributionState.REPLACED):
        with pytest.raises(Refused) as refusal:
            set_voice_state(**editor.target, **known, state=state)
        assert refusal.value.code == "voice.state"
    assert editor.revision == before


def test_an_idea_is_for_the_office_alone(editor: Editor) -> None:
    item = editor.conference.items.all()[0]
    idea = VoiceEntry(role="moderation", state=ContributionState.IDEA)
    row = add_contribution(**editor.target, item_id=item.id, entry=idea)
    assert not any(voice.key == row.id for _item, voice in sheet_of(editor.conference).voices())
    changed = change_contribution(**editor.target, contribution_id=row.id, entry=VoiceEntry(title="Ein Auftakt"))
    assert (changed.title, changed.state) == ("Ein Auftakt", "idea")
    with pytest.raises(Refused) as refusal:
        set_voice_state(**editor.target, contribution_id=row.id, state=ContributionState.REQUESTED)
    assert refusal.value.code == "voice.nobody"


def test_somebody_comes_in_the_place_of_another(editor: Editor) -> None:
    row = Contribution.objects.get()
    other = VoiceEntry("Jan Ahorn", "Staatssekretär", role="closing", state=ContributionState.CONFIRMED)
    successor = replace_voice(**editor.target, contribution_id=row.id, entry=other)
    row.refresh_from_db()
    assert (row.state, successor.replaces_id, successor.position) == ("replaced", row.id, row.position)
    assert [voice.who for _item, voice in sheet_of(editor.conference).voices()] == ["Jan Ahorn"]
    with pytest.raises(Refused) as refusal:
        replace_voice(**editor.target, contribution_id=row.id, entry=other)
    assert refusal.value.code == "voice.state"
    clean = VoiceEntry("Vera Quast", "Ministerin a. D.", role="closing")
    assert change_contribution(**editor.target, contribution_id=row.id, entry=clean).state == "replaced"
    back = remove_contribution(**editor.target, contribution_id=successor.id)
    row.refresh_from_db()
    assert (row, row.state) == (back, "requested")


def test_who_is_unnamed_and_no_longer_replaced_is_an_idea_again(editor: Editor) -> None:
    item = editor.conference.items.all()[0]
    idea = VoiceEntry(role="moderation", state=ContributionState.IDEA)
    row = add_contribution(**editor.target, item_id=item.id, entry=idea)
    successor = replace_voice(**editor.target, contribution_id=row.id, entry=VoiceEntry("Jan Ahorn"))
    back = remove_contribution(**editor.target, contribution_id=successor.id)
    assert (back, back and back.state) == (row, "idea")


def test_an_item_goes_with_all_who_were_replaced_in_it(editor: Editor) -> None:
    row = Contribution.objects.get()
    replace_voice(**editor.target, contribution_id=row.id, entry=VoiceEntry("Jan Ahorn"))
    remove_item(**editor.target, item_id=row.item_id)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (VoiceEntry(role="speech"), "voice.nobody"),
        (VoiceEntry(state=ContributionState.IDEA), "voice.nobody"),
        (VoiceEntry("Vera Quast", "Ministerin", role="closing"), "voice.known"),
        (VoiceEntry("x", state=ContributionState.REPLACED), "voice.state"),
        (VoiceEntry("x" * 201), "circular.long"),
        (VoiceEntry("漢"), "circular.characters"),
        (VoiceEntry("x", email="kein Postfach"), "address.invalid"),
    ],
    ids=range(7),
)
def test_who_cannot_contribute_so_is_refused(editor: Editor, entry: VoiceEntry, code: str) -> None:
    item = editor.conference.items.all()[1]
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        add_contribution(**editor.target, item_id=item.id, entry=entry)
    assert (refusal.value.code, row_counts()) == (code, before)


def test_what_is_known_of_somebody_changes_without_their_state(editor: Editor) -> None:
    row = Contribution.objects.get()
    entry = VoiceEntry("Vera Quast", "Ministerin", role="closing", title="Vom Land", email="v.quast@land.example")
    changed = change_contribution(
        **editor.target, contribution_id=row.id, entry=replace(entry, state=ContributionState.CONFIRMED)
    )
    assert (changed.title, changed.email, changed.state) == ("Vom Land", "v.quast@land.example", "requested")
    before = editor.revision
    change_contribution(**editor.target, contribution_id=row.id, entry=entry)
    assert editor.revision == before


def test_only_who_runs_conferences_writes_in_it(cast: Cast) -> None:
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    with scope(association=cast.home.association):
        plan = replace(PLAN, items=ITEMS)
        conference = plan_conference(actor=cast.home.clerk_actor, circular_id=a_circular(cast.home).id, plan=plan)
        target: dict[str, Any] = {"conference_id": conference.id, "seen": 1, "entry": LUNCH, "after": None}
        reviewer = Actor("R", cast.home.association.id, Means.LOGIN, roles=frozenset({Role.REVIEWER}))
        for actor in (cast.member_actor, reviewer):
            with pytest.raises(Refused) as refusal:
                add_item(actor=actor, **target)
            assert refusal.value.code == "access.role"
        with pytest.raises(Http404):
            add_item(actor=cast.other.clerk_actor, **target)
        team = Actor("T", cast.home.association.id, Means.LOGIN, roles=frozenset({Role.CONFERENCE_TEAM}))
        assert add_item(actor=team, **target).position == 3
        with pytest.raises(Http404):
            change_item(actor=team, conference_id=conference.id, item_id=0, entry=LUNCH, seen=2)
