"""A contributor gives a photo by the link, and it goes when it is taken back, when they do not come, and on its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_contributors import ask, say, target, voice
from tests.office.conferences.test_programme import ITEMS, Editor
from tests.office.conferences.test_release import an_event, release
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.contribute import Said
from umlauf.office.conferences.actions.photos import (
    PhotoEntry,
    give_photo,
    remove_photo,
    take_photo_back,
)
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.voices import remove_contribution, set_voice_state
from umlauf.office.conferences.enums import ConferenceKind, ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ContributorPhoto, Programme
from umlauf.office.conferences.photos import photos_shown, state_of_photo
from umlauf.office.conferences.programme import Sheet
from umlauf.office.conferences.question_entries import GivenFile

FILE = GivenFile("Bild.jpg", "image/jpeg", b"painted")
OTHER = GivenFile("Bild.png", "image/png", b"painted otherwise")
SHOWS = "Porträt von Vera Quast am Rednerpult"


def kept() -> ContributorPhoto | None:
    return ContributorPhoto.objects.first()


def give(
    one: Contributor, file: GivenFile | None = FILE, alternative: str = SHOWS, seen: str | None = None
) -> ContributorPhoto:
    entry = PhotoEntry(file, alternative, state_of_photo(kept()) if seen is None else seen)
    return give_photo(contributor_id=one.id, generation=one.link_generation, entry=entry)


def refused(one: Contributor, **given: object) -> str:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        give(one, **given)  # type: ignore[arg-type]
    assert row_counts() == before
    return refusal.value.code


def shown(editor: Editor) -> list[str]:
    """Beside whose voices the released programme has a photo."""
    version = editor.conference.versions.order_by("number").last()
    assert version is not None
    photos = photos_shown(editor.conference, Sheet.parse(version.content))
    return [Contribution.objects.get(id=key).name for key in photos]


def test_it_is_given_changed_and_taken_back_once_each(home: House) -> None:
    one = ask(an_event(home))
    first = give(one, alternative="  Porträt von Vera Quast \n am Rednerpult ")
    assert (first.name, first.alternative, bytes(first.data)) == ("Vera Quast", SHOWS, b"painted")
    assert Contributor.objects.get().unread
    before = row_counts()
    assert give(one, seen="") == first  # a double click
    assert give(one, file=None) == first
    assert row_counts() == before
    give(one, file=None, alternative="Vera Quast spricht")
    give(one, file=OTHER)
    (photo,) = ContributorPhoto.objects.all()
    assert (photo.media_type, bytes(photo.data), photo.alternative) == ("image/png", OTHER.data, SHOWS)
    for _again in range(2):
        take_photo_back(contributor_id=one.id, generation=1)
    told = Entry.objects.filter(event__startswith="conferences.photo_").order_by("sequence")
    assert [entry.event.rpartition("_")[2] for entry in told] == ["given", "given", "given", "removed"]
    assert not any("Quast" in entry.label for entry in told)
    assert kept() is None


def test_what_is_refused(home: House) -> None:
    one = ask(an_event(home))
    assert refused(one, file=None) == "photo.missing"
    assert refused(one, alternative=" ") == "photo.alternative"
    assert refused(one, alternative="x" * 201) == "circular.long"
    give(one)
    assert refused(one, file=OTHER, seen=state_of_photo(None)) == "photo.changed"
    old = {"contributor_id": one.id, "generation": 2}
    for act in (lambda: give_photo(**old, entry=PhotoEntry(FILE, SHOWS, "")), lambda: take_photo_back(**old)):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "link.invalid"
    set_office_time(dt.datetime(2016, 12, 2, 18, 30, tzinfo=dt.UTC))
    assert refused(one, file=OTHER) == "photo.closed"


@pytest.mark.parametrize("why", ["session", "named", "office", "several"])
def test_none_is_wanted_where_none_would_be_shown_or_it_is_not_clear_of_whom(home: House, why: str) -> None:
    confidentiality = Confidentiality.NAMED if why == "named" else Confidentiality.MEMBERS
    editor = Editor(home, an_invitation(home, items=ITEMS, confidentiality=confidentiality))
    Contribution.objects.update(email="v.quast@land.example")
    one = ask(editor)
    if why == "session":
        Conference.objects.update(kind=ConferenceKind.SESSION)
    elif why == "office":
        Contribution.objects.update(kind="office")
    elif why == "several":
        first = voice()
        Contribution.objects.create(
            association=first.association,
            item=first.item,
            position=9,
            name="Uwe Quast",
            email=first.email,
            asked_at=first.asked_at,
        )
    assert refused(one) == "photo.closed"


def test_it_is_shown_once_the_acceptance_is_released_and_while_it_holds(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    give(one)
    assert shown(editor) == []
    say(one, Said(comes=True))
    assert shown(editor) == []  # accepted, and no version says so yet
    release(editor)
    assert shown(editor) == ["Vera Quast"]
    Contribution.objects.update(name="Dr. Vera Quast")
    assert shown(editor) == []
    Contribution.objects.update(name="Vera Quast")
    say(one, Said(comes=False))
    assert shown(editor) == []
    assert kept() is None


def test_it_is_not_shown_once_the_link_that_takes_it_back_opens_nothing(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    give(one)
    say(one, Said(comes=True))
    release(editor)
    set_office_time(dt.datetime(2016, 12, 2, 22, 59, 59, tzinfo=dt.UTC))  # in Berlin the last second of the day
    assert shown(editor) == ["Vera Quast"]
    set_office_time(dt.datetime(2016, 12, 2, 23, 0, 1, tzinfo=dt.UTC))
    assert shown(editor) == []
    with pytest.raises(Refused):
        take_photo_back(contributor_id=one.id, generation=1)


def test_nobody_stands_beside_the_photo_of_another(home: House) -> None:
    one = ask(an_event(home))
    give(one)
    Contribution.objects.update(name="Dr. Vera Quast")
    assert give(one, file=None).name == "Dr. Vera Quast"
    Contribution.objects.update(name="Uwe Quast")
    assert refused(one, file=None) == "photo.missing"
    assert give(one, file=OTHER).name == "Uwe Quast"


@pytest.mark.parametrize("way", ["refused", "removed", "office"])
def test_it_goes_when_they_do(home: House, way: str) -> None:
    editor = an_event(home)
    one = ask(editor)
    give(one)
    seen = Programme.objects.get().revision
    if way == "refused":
        state = ContributionState.DECLINED
        set_voice_state(**target(editor), contribution_id=voice().id, state=state, seen=seen)
    elif way == "removed":
        remove_contribution(**target(editor), contribution_id=voice().id, seen=seen)
    else:
        for _again in range(2):
            remove_photo(**target(editor), contributor_id=one.id)
    assert kept() is None


def test_it_goes_on_the_day_of_the_names(home: House) -> None:
    editor = an_event(home)
    give(ask(editor))
    actor = machine(home.association.id)
    set_office_time(dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC))
    purge_conference(actor=actor, conference_id=editor.conference.id)
    assert kept() is not None
    set_office_time(dt.datetime(2017, 3, 3, 9, tzinfo=dt.UTC))
    purge_conference(actor=actor, conference_id=editor.conference.id)
    assert kept() is None


def test_no_other_office_takes_it_away(cast: Cast) -> None:
    with scope(association=cast.home.association):
        editor = an_event(cast.home)
        one = ask(editor)
        give(one)
    with scope(association=cast.other.association), pytest.raises(Http404):
        remove_photo(actor=cast.other.clerk_actor, conference_id=editor.conference.id, contributor_id=one.id)
    with scope(association=cast.home.association):
        stranger = replace(cast.home.clerk_actor, roles=frozenset())
        with pytest.raises(Refused):
            remove_photo(actor=stranger, conference_id=editor.conference.id, contributor_id=one.id)
        with pytest.raises(Http404):
            remove_photo(**target(editor), contributor_id=one.id + 1)
        assert kept() is not None
