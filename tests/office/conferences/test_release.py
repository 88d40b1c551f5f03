"""A programme is released: as an annex of the draft, then as version 2 beside it, and those touched are told."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django_scopes import scope
from icalendar import Calendar

from tests.cast import Cast, House, a_circular, an_issue, make_cast
from tests.office.conferences.registering import ANNA, BERT, PLAN, an_invitation, invited, registered
from tests.office.conferences.test_programme import ITEMS, LUNCH, Editor
from tests.office.pdf import text_of
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.arrange import remove_annex
from umlauf.office.circulars.annexes import state_of_annexes
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import frozen_annexes, latest_annexes
from umlauf.office.conferences.actions.announce import Tell, queue_announcement
from umlauf.office.conferences.actions.event import change_event
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.actions.programme import add_item, change_item, remove_item
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.actions.voices import (
    add_contribution,
    change_contribution,
    replace_voice,
    set_voice_state,
)
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.event_entries import entry_of, state_of_event
from umlauf.office.conferences.models import Announcement, Conference, Contribution, ProgrammeVersion
from umlauf.office.conferences.programme_entries import ItemEntry, VoiceEntry
from umlauf.office.conferences.programme_rows import is_overtaken, newer_version, sheet_of, signed_version, versions_out
from umlauf.office.conferences.releasing import Told
from umlauf.office.intake.facts import facts_of

SPEAKER = "v.quast@land.example"
WITH_ADDRESS = VoiceEntry("Vera Quast", "Ministerin", role="closing", email=SPEAKER)
ASKED_AT = dt.datetime(2016, 11, 9, 12, tzinfo=dt.UTC)


def release(editor: Editor, *told: Told, **changes: Any) -> ProgrammeVersion:
    known: dict[str, Any] = {"nonce": f"word-{editor.revision}", "tell": told} | editor.target | changes
    return release_programme(**known)


def a_draft(house: House) -> Editor:
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    plan = replace(PLAN, items=ITEMS)
    return Editor(house, plan_conference(actor=house.clerk_actor, circular_id=a_circular(house).id, plan=plan))


def signed(editor: Editor, house: House) -> Issue:
    issue = an_issue(house, editor.conference.circular)
    editor.conference = Conference.objects.select_related("association", "circular").get(id=editor.conference.id)
    return issue


def an_event(house: House) -> Editor:
    """A conference whose circular went out without a programme of ours, which was then released as version 1."""
    editor = Editor(house, an_invitation(house, items=ITEMS))
    row = Contribution.objects.get()
    change_contribution(**editor.target, contribution_id=row.id, entry=WITH_ADDRESS)
    release(editor)
    return editor


def confirm(editor: Editor) -> None:
    row = Contribution.objects.get()
    set_voice_state(**editor.target, contribution_id=row.id, state=ContributionState.CONFIRMED)


def mails_to(address: str) -> list[Message]:
    return list(Message.objects.filter(recipient=address).order_by("id"))


def test_until_the_signature_it_is_version_1_and_an_annex(home: House) -> None:
    editor = a_draft(home)
    first = release(editor)
    confirm(editor)
    second = release(editor)
    assert (first.id, second.number) == (second.id, 1)
    [annex] = latest_annexes(editor.conference.circular)
    assert (annex.source, annex.version, second.annex_version_id) == ("conferences.programme", 2, annex.id)
    text = text_of(read(annex.file))
    assert "Fassung 1" in text
    assert "angefragt" not in text
    assert not versions_out(editor.conference).exists()


def test_what_is_signed_stays_as_it_was_signed(home: House) -> None:
    editor = a_draft(home)
    release(editor)
    issue = signed(editor, home)
    version = signed_version(issue)
    assert version is not None
    confirm(editor)
    second = release(editor)
    version.refresh_from_db()
    assert (version.number, second.number, second.annex_version) == (1, 2, None)
    assert "angefragt" in text_of(read(version.file))
    assert [one.file_id for one in frozen_annexes(issue)] == [version.file_id]
    newer = newer_version(issue)
    assert newer is not None
    text = " ".join(text_of(read(newer.file)).split())
    assert "angefragt)" in text.partition("Geändert gegenüber Fassung 1")[2]
    assert "angefragt" not in text.partition("Geändert gegenüber Fassung 1")[0]
    assert "Fassung 2 vom" in text
    assert [one.number for one in versions_out(editor.conference)] == [1, 2]


def test_the_facts_of_a_letter_are_those_that_were_signed(home: House) -> None:
    editor = a_draft(home)
    release(editor)
    issue = signed(editor, home)
    before = facts_of(issue)
    assert [(one.name, one.state) for one in before.contributions] == [("Vera Quast", "requested")]
    confirm(editor)
    release(editor)
    remove_item(**editor.target, item_id=editor.conference.items.all()[0].id)
    assert facts_of(issue) == before


def test_what_is_worked_on_is_in_no_facts(home: House) -> None:
    editor = a_draft(home)
    issue = signed(editor, home)
    assert [one.title for one in facts_of(issue).programme] == ["Begrüßung", "Abschlussrede"]
    confirm(editor)
    assert facts_of(issue).programme == ()


def test_a_programme_that_was_taken_off_the_letter_is_out_only_once_it_is_released(home: House) -> None:
    editor = a_draft(home)
    release(editor)
    [annex] = latest_annexes(editor.conference.circular)
    seen = state_of_annexes([annex])
    remove_annex(actor=editor.actor, circular_id=editor.conference.circular_id, annex_id=annex.annex_id, seen=seen)
    assert not ProgrammeVersion.objects.exists()
    issue = signed(editor, home)
    version = release(editor)
    assert (version.number, newer_version(issue)) == (1, version)


def test_only_those_touched_are_told(home: House) -> None:
    editor = an_event(home)
    first, _second = invited(editor.conference)[:2]
    registered(first, ANNA)
    before = Message.objects.count()
    confirm(editor)
    version = release(editor, Told.CONTRIBUTORS, note="Frau Quast kommt.")
    [mail] = mails_to(SPEAKER)
    assert Message.objects.count() == before + 1
    assert mail.kept_until == dt.date(2017, 3, 2)
    assert "Frau Quast kommt." in mail.text
    assert "543" not in mail.text + mail.html
    assert [one["media_type"] for one in mail.attachments] == ["application/pdf"]
    assert (version.number, version.note) == (2, "Frau Quast kommt.")
    assert Entry.objects.latest("sequence").label.endswith("v2")


def test_whom_nobody_has_asked_yet_hears_of_it_by_no_release(home: House) -> None:
    """Who was asked by mail is told, and who has agreed however they were asked."""
    editor = an_event(home)
    (first, *_others) = editor.conference.items.all()
    for name in ("asked", "agreed", "unasked"):
        add_contribution(**editor.target, item_id=first.id, entry=VoiceEntry(name, email=f"{name}@land.example"))
    Contribution.objects.filter(name="asked").update(asked_at=ASKED_AT)
    Contribution.objects.filter(name="agreed").update(state=ContributionState.CONFIRMED)
    release(editor, Told.CONTRIBUTORS)
    assert [len(mails_to(f"{name}@land.example")) for name in ("asked", "agreed", "unasked")] == [1, 1, 0]


@pytest.mark.parametrize("replaced", [True, False])
def test_who_has_left_the_programme_is_not_told_of_it(home: House, *, replaced: bool) -> None:
    editor = an_event(home)
    row = Contribution.objects.get()
    if replaced:
        replace_voice(**editor.target, contribution_id=row.id, entry=VoiceEntry("Jan Ahorn", email="j.a@land.example"))
        Contribution.objects.filter(name="Jan Ahorn").update(asked_at=ASKED_AT)
    else:
        set_voice_state(**editor.target, contribution_id=row.id, state=ContributionState.DECLINED)
    release(editor, Told.CONTRIBUTORS)
    assert not mails_to(SPEAKER)
    assert len(mails_to("j.a@land.example")) == replaced


def test_one_mailbox_gets_one_mail_with_all_that_changes_there(home: House) -> None:
    editor = an_event(home)
    first, second = editor.conference.items.all()
    office = VoiceEntry("Jan Ahorn", email=SPEAKER.upper())
    add_contribution(**editor.target, item_id=first.id, entry=office)
    Contribution.objects.update(asked_at=ASKED_AT)
    release(editor)
    for item, start in ((first, dt.time(9, 40)), (second, dt.time(14, 50))):
        change_item(**editor.target, item_id=item.id, entry=ItemEntry(item.title, starts_at=start))
    release(editor, Told.CONTRIBUTORS)
    [mail] = Message.objects.filter(recipient__iexact=SPEAKER)
    assert "9:40" in mail.text
    assert "14:50" in mail.text
    assert "Quast" not in mail.text.partition("\n")[0]
    assert "Ahorn" not in mail.text.partition("\n")[0]


def test_another_place_is_told_to_who_contributes(home: House) -> None:
    editor = an_event(home)
    Contribution.objects.update(asked_at=ASKED_AT)
    Conference.objects.update(city="Neustadt")
    release(editor, Told.CONTRIBUTORS, nonce="anderswo")
    [mail] = mails_to(SPEAKER)
    assert mail.text.count("Neustadt") == 2


def test_until_the_letter_is_sent_nobody_is_told(home: House) -> None:
    editor = a_draft(home)
    change_contribution(**editor.target, contribution_id=Contribution.objects.get().id, entry=WITH_ADDRESS)
    release(editor)
    signed(editor, home)
    confirm(editor)
    assert release(editor, *Told).number == 2
    assert not mails_to(SPEAKER)
    assert not Announcement.objects.exists()


def test_what_the_page_has_not_shown_is_not_released(home: House) -> None:
    editor = an_event(home)
    confirm(editor)
    shown = sheet_of(editor.conference).digest
    Conference.objects.update(city="Neustadt")
    with pytest.raises(Refused) as refusal:
        release(editor, shown=shown)
    assert refusal.value.code == "programme.changed"
    seen = sheet_of(Conference.objects.select_related("association").get()).digest
    assert release(editor, shown=seen).number == 2


def test_another_place_releases_no_item_of_a_draft(home: House) -> None:
    editor = a_draft(home)
    version = release(editor, note="Erste Fassung")
    confirm(editor)
    add_item(**editor.target, entry=LUNCH, after=None)
    conference = Conference.objects.select_related("association", "circular").get()
    entry = replace(entry_of(conference), city="Neustadt")
    target: dict[str, Any] = {"actor": editor.actor, "conference_id": conference.id}
    change_event(**target, entry=entry, seen=state_of_event(conference), tell=Tell())
    [annex] = latest_annexes(conference.circular)
    text = text_of(read(annex.file))
    assert "Neustadt" in text
    assert "angefragt" in text
    assert LUNCH.title not in text
    assert is_overtaken(annex)
    again = ProgrammeVersion.objects.get()
    assert (again.released_at, again.note, again.annex_version) == (version.released_at, "Erste Fassung", annex)
    release(editor)
    assert not is_overtaken(latest_annexes(conference.circular)[0])


def test_all_who_come_are_told_by_the_worker(home: House) -> None:
    editor = an_event(home)
    first, second = invited(editor.conference)[:2]
    registered(first, ANNA)
    registered(second, BERT)
    begins = editor.conference.items.all()[0]
    earlier = ItemEntry(begins.title, starts_at=dt.time(9, 30), ends_at=dt.time(10, 15))
    change_item(**editor.target, item_id=begins.id, entry=earlier)
    before = Message.objects.count()
    release(editor, Told.COMING, Told.CONTRIBUTORS)
    assert Message.objects.count() == before
    told = Announcement.objects.get()
    queue_announcement(actor=machine(home.association.id), announcement_id=told.id)
    assert Message.objects.count() == before + 2
    assert "9:30" in told.text
    for mail in Message.objects.order_by("-id")[:2]:
        [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert event["SEQUENCE"] == 1
        described = str(event["DESCRIPTION"])
        assert "09:30–10:15 Begrüßung" in described
        assert described.count("(angefragt)") == 1


def test_what_is_for_the_named_alone_is_in_no_calendar(home: House) -> None:
    editor = Editor(home, an_invitation(home, items=ITEMS, confidentiality=Confidentiality.NAMED))
    release(editor)
    registered(invited(editor.conference)[0], ANNA)
    mail = Message.objects.exclude(calendar="").get()
    assert "Quast" not in mail.calendar


def test_the_same_form_twice_is_one_version(home: House) -> None:
    editor = an_event(home)
    confirm(editor)
    known = {"seen": editor.revision, "nonce": "einmal"}
    version = release(editor, Told.CONTRIBUTORS, Told.COMING, **known)
    before = row_counts()
    assert release(editor, Told.CONTRIBUTORS, Told.COMING, **known) == version
    assert row_counts() == before


def test_nothing_is_released_that_readers_have(home: House) -> None:
    editor = an_event(home)
    before = row_counts()
    for changes, code in (
        ({"nonce": "andere"}, "programme.same"),
        ({"nonce": "andere", "seen": 1}, "programme.changed"),
        ({"nonce": "andere", "note": "x" * 1001}, "circular.long"),
        ({"nonce": "andere", "note": "漢"}, "circular.characters"),
    ):
        with pytest.raises(Refused) as refusal:
            release(editor, **changes)
        assert refusal.value.code == code
    assert row_counts() == before


def test_an_empty_programme_is_not_released(home: House) -> None:
    editor = Editor(home, plan_conference(actor=home.clerk_actor, circular_id=a_circular(home).id, plan=PLAN))
    with pytest.raises(Refused) as refusal:
        release(editor)
    assert refusal.value.code == "programme.empty"


def test_nothing_is_released_of_what_is_over(home: House) -> None:
    editor = an_event(home)
    confirm(editor)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    with pytest.raises(Refused) as refusal:
        release(editor)
    assert refusal.value.code == "event.ended"


def test_the_team_releases_what_is_signed_and_changes_no_draft(cast: Cast) -> None:
    with scope(association=cast.home.association):
        team = Actor("Team", cast.home.association.id, Means.LOGIN, roles=frozenset({Role.CONFERENCE_TEAM}))
        editor = a_draft(cast.home)
        editor.actor = team
        with pytest.raises(Refused) as refusal:
            release(editor)
        assert refusal.value.code == "access.role"
        signed(editor, cast.home)
        assert release(editor).number == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_and_release_at_once_each_is_first_or_told() -> None:
    """Five add an item and five release, all having seen the same; meanwhile somebody registers."""
    house = make_cast(counties=2).home
    with scope(association=house.association):
        editor = Editor(house, an_invitation(house, items=ITEMS))
        seen, recipient = editor.revision, invited(editor.conference)[0]
    start = threading.Barrier(11)
    done: list[str] = []

    def work(position: int) -> None:
        target: dict[str, Any] = {"actor": editor.actor, "conference_id": editor.conference.id, "seen": seen}
        try:
            with scope(association=house.association):
                start.wait()
                if position == 10:
                    registered(recipient, ANNA)
                elif position < 5:
                    add_item(**target, entry=LUNCH, after=None)
                    done.append("added")
                else:
                    release_programme(**target, nonce="einmal")
        except Refused as refused:
            done.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(position,)) for position in range(11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(association=house.association):
        assert done.count("added") == 1
        assert set(done) <= {"added", "programme.changed"}
        assert editor.conference.items.count() == len(ITEMS) + 1
        assert ProgrammeVersion.objects.count() <= 1
        assert editor.conference.registrations.count() == 1
