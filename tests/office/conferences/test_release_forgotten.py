"""What goes of a programme and of those who contribute to it, on the last day, and what stays."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cast import House
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_programme import ITEMS, Editor
from tests.office.conferences.test_release import (
    an_event,
)
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.voices import (
    add_contribution,
)
from umlauf.office.conferences.models import Contribution, ProgrammeItem, ProgrammeVersion
from umlauf.office.conferences.programme_entries import VoiceEntry
from umlauf.office.conferences.tasks import find_unpurged


def test_addresses_of_who_contributed_go_and_the_programme_stays(home: House) -> None:
    editor = an_event(home)
    set_office_time(dt.datetime(2017, 3, 3, 12, tzinfo=dt.UTC))
    assert find_unpurged(home.association) == 1
    purge_conference(actor=machine(home.association.id), conference_id=editor.conference.id)
    assert find_unpurged(home.association) == 0
    row = Contribution.objects.get()
    assert (row.name, row.email) == ("Vera Quast", "")
    assert ProgrammeVersion.objects.count() == 1


def after_the_last_day(editor: Editor) -> tuple[int, int]:
    """How many conferences are to be purged, before it is done and afterwards."""
    set_office_time(dt.datetime(2017, 3, 3, 12, tzinfo=dt.UTC))
    association_id = editor.conference.association_id
    before = find_unpurged(editor.conference.association)
    purge_conference(actor=machine(association_id), conference_id=editor.conference.id)
    return before, find_unpurged(editor.conference.association)


def test_what_a_release_said_goes_and_its_programme_stays(home: House) -> None:
    editor = an_event(home)
    Contribution.objects.update(email="")
    ProgrammeVersion.objects.update(note="Statt Herrn Berg spricht Frau Quast.")
    digest = ProgrammeVersion.objects.get().digest
    assert after_the_last_day(editor) == (1, 0)
    version = ProgrammeVersion.objects.get()
    assert (version.note, version.digest, version.content["title"]) == ("", digest, editor.conference.title)


@pytest.mark.parametrize("kind", ["idea", "declined", "replaced", "internal"])
def test_who_stands_in_no_programme_is_forgotten(home: House, kind: str) -> None:
    editor = an_event(home)
    Contribution.objects.update(email="")
    (known,) = Contribution.objects.all()
    (item, *_rest) = editor.conference.items.all()
    gone = add_contribution(**editor.target, item_id=item.id, entry=VoiceEntry("Karl Nuhn", "Rat", title="Wasser"))
    if kind == "internal":
        ProgrammeItem.objects.filter(id=item.id).update(internal=True)
    else:
        Contribution.objects.filter(id=gone.id).update(state=kind)
    assert after_the_last_day(editor) == (1, 0)
    gone.refresh_from_db()
    assert (gone.name, gone.office, gone.title) == ("", "", "")
    known.refresh_from_db()
    assert known.name == "Vera Quast"


def test_whom_only_the_working_programme_names_is_forgotten(home: House) -> None:
    editor = an_event(home)
    (item, *_rest) = editor.conference.items.all()
    later = add_contribution(**editor.target, item_id=item.id, entry=VoiceEntry("Karl Nuhn"))
    assert after_the_last_day(editor) == (1, 0)
    later.refresh_from_db()
    assert later.name == ""


def test_where_nothing_was_released_nobody_stays(home: House) -> None:
    editor = Editor(home, an_invitation(home, items=ITEMS))
    assert Contribution.objects.exclude(name="").exists()
    assert after_the_last_day(editor) == (1, 0)
    assert not Contribution.objects.exclude(name="").exists()
