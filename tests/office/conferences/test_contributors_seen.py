"""Nobody agrees to, is told of, or notes as read what they have not seen or shall not see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from tests.cast import House
from tests.office.conferences.test_contributors import ask, mails, say, target, voice
from tests.office.conferences.test_release import WITH_ADDRESS, an_event
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.contribute import Said
from umlauf.office.conferences.actions.contributors import ask_contributors, note_answers, renew_contributor_link
from umlauf.office.conferences.actions.voices import add_contribution, remove_contribution, replace_voice
from umlauf.office.conferences.contributors import contributions_of, state_of_contributor
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ProgrammeItem
from umlauf.office.conferences.programme_entries import VoiceEntry


@pytest.mark.parametrize("changes", [{"name": "Ganz Anders"}, {"office": "Staatssekretärin"}, {"kind": "group"}])
def test_nobody_agrees_for_another_name_than_they_have_seen(home: House, changes: dict[str, str]) -> None:
    one = ask(an_event(home))
    seen = state_of_contributor(one, contributions_of(one))
    Contribution.objects.update(**changes)
    with pytest.raises(Refused) as refusal:
        say(one, Said(comes=True), seen=seen)
    assert refusal.value.code == "contributor.changed"


@pytest.mark.parametrize("changes", [{"postal_code": "39104"}, {"directions": "Tor 2"}, {"access_notes": "Aufzug"}])
def test_nobody_agrees_to_another_way_than_they_have_seen(home: House, changes: dict[str, str]) -> None:
    one = ask(an_event(home))
    seen = state_of_contributor(one, contributions_of(one))
    Conference.objects.update(**changes)
    with pytest.raises(Refused) as refusal:
        say(one, Said(comes=True), seen=seen)
    assert refusal.value.code == "contributor.changed"


@pytest.mark.parametrize("above", [False, True])
def test_of_what_is_internal_nobody_is_told(home: House, *, above: bool) -> None:
    editor = an_event(home)
    first, second = editor.conference.items.all()
    if above:
        ProgrammeItem.objects.filter(id=second.id).update(parent=first)
    ProgrammeItem.objects.filter(id=first.id if above else second.id).update(internal=True)
    assert ask_contributors(**target(editor), contribution_ids=[voice().id]) == 0
    assert voice().asked_at is None
    add_contribution(**editor.target, item_id=first.id, entry=replace(WITH_ADDRESS, role="welcome"))
    ProgrammeItem.objects.filter(id=first.id).update(internal=False)
    ProgrammeItem.objects.filter(id=second.id).update(internal=True)
    one = ask(editor)
    assert [row.item_id for row in contributions_of(one)] == [first.id]
    assert "Abschlussrede" not in mails()[0].text


def test_a_title_alone_is_no_answer(home: House) -> None:
    one = ask(an_event(home))
    say(one, Said(comes=None, title="Thema"))
    assert (voice().state, voice().title, voice().answered_at) == ("requested", "Thema", None)


def test_who_comes_back_is_asked_again(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    say(one, Said(comes=False, deputy="Jan Ahorn"))
    successor = replace_voice(**editor.target, contribution_id=voice().id, entry=VoiceEntry("Jan Ahorn"))
    remove_contribution(**editor.target, contribution_id=successor.id)
    assert (voice().state, voice().deputy) == ("requested", "")
    assert ask_contributors(**target(editor), contribution_ids=[voice().id]) == 1


def test_a_new_link_names_what_they_still_contribute(home: House) -> None:
    editor = an_event(home)
    first = editor.conference.items.all()[0]
    add_contribution(**editor.target, item_id=first.id, entry=replace(WITH_ADDRESS, role="welcome"))
    one = ask(editor)
    row = Contribution.objects.get(role="closing")
    replace_voice(**editor.target, contribution_id=row.id, entry=VoiceEntry("Jan Ahorn"))
    renew_contributor_link(**target(editor), contributor_id=one.id, generation=1)
    assert "Begrüßung" in mails()[-1].text
    assert "Abschlussrede" not in mails()[-1].text


@pytest.mark.parametrize("wishes", ["", "Wasser"])
def test_what_was_said_since_is_not_noted_as_read(home: House, wishes: str) -> None:
    editor = an_event(home)
    one = ask(editor)
    say(one, Said(comes=True))
    seen = editor.revision
    say(one, Said(comes=bool(wishes)), wishes=wishes)
    with pytest.raises(Refused) as refusal:
        note_answers(**target(editor), contributor_ids=[one.id], seen=seen)
    assert refusal.value.code == "programme.changed"
    assert Contributor.objects.get().unread


def test_the_record_is_in_the_language_of_the_office(home: House) -> None:
    one = ask(an_event(home))
    with translation.override("de"):
        own = _("Link of a contributor")
    with translation.override("en"):
        say(one, Said(comes=True))
    entry = Entry.objects.latest("sequence")
    assert own in str(PersonalPart.objects.get(entry=entry).data) + entry.label
