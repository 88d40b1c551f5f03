"""A security check: what is asked, who gives it, who is asked by mail, and when all of it is deleted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from pytest_django import Settings

from tests.cast import Cast, House
from tests.office.conferences.asking import anna_of, own
from tests.office.conferences.registering import BERT, CARL, an_invitation, invited, mails, registered
from tests.office.conferences.securing import BIRTH, CHECK, DAY, PLACE, check_for, give, given, officer
from tests.office.conferences.test_questions import ENDED, after, code_of
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.sealing import Unreadable
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.security import end_check, set_check, tell_security
from umlauf.office.conferences.actions.security_entry import give_birth_data, hand_on, take_birth_data_back
from umlauf.office.conferences.models import Announcement, Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.security_entries import birth_of, state_of_check, state_of_entry
from umlauf.office.conferences.security_queries import counts_of_check, with_entries
from umlauf.office.responses.enums import Channel

NOON = dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC)


def target(home: House, conference: Conference) -> dict[str, Any]:
    return {"actor": home.clerk_actor, "conference_id": conference.id}


def counts(conference: Conference, at: dt.datetime = NOON) -> tuple[int, int, int, int, int]:
    known = counts_of_check(conference, at)
    return known.people, known.given, known.asked, known.addressless, known.to_ask


def events() -> list[str]:
    found = AuditEntry.objects.filter(event__startswith="conferences.security").order_by("sequence")
    return [one.removeprefix("conferences.security_") for one in found.values_list("event", flat=True)]


def all_is_done() -> None:
    while run_next_task():
        continue


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": " "}, "security.body"),
        ({"letter": "–"}, "security.letter"),
        ({"basis": ""}, "security.basis"),
        ({"consequence": " . "}, "security.consequence"),
        ({"body": "x" * 201}, "circular.long"),
        ({"basis": "x" * 301}, "circular.long"),
        ({"letter_on": dt.date(2016, 11, 11)}, "security.letter_on"),
        ({"answer_until": dt.date(2016, 11, 9)}, "security.until"),
        ({"answer_until": dt.date(2016, 12, 3)}, "security.until"),
        ({"delete_on": dt.date(2016, 11, 10), "answer_until": None}, "security.delete"),
        ({"delete_on": dt.date(2016, 11, 25)}, "security.delete"),
        ({"delete_on": dt.date(2017, 3, 4)}, "security.delete"),
        ({"delete_on": dt.date(2017, 3, 3)}, None),
        ({"delete_on": dt.date(2016, 11, 26)}, None),
        ({"answer_until": None}, None),
    ],
)
def test_what_a_check_has_to_say(home: House, changes: dict[str, Any], code: str | None) -> None:
    conference = an_invitation(home)
    wanted = {**target(home, conference), "entry": replace(CHECK, **changes), "seen": ""}
    if code is None:
        assert set_check(**wanted).delete_on == wanted["entry"].delete_on
    else:
        assert code_of(set_check, **wanted) == code
        assert not SecurityCheck.objects.exists()


def test_it_changes_until_somebody_has_given_their_data_and_then_it_ends(home: House) -> None:
    row = anna_of(home)
    this = target(home, row.conference)
    check = check_for(home, row.conference)
    assert set_check(**this, entry=CHECK, seen="") == check
    assert events() == ["set"]
    other, old = replace(CHECK, basis="§ 5"), state_of_check(check)
    assert code_of(set_check, **this, entry=other, seen="") == "security.changed"
    check = set_check(**this, entry=other, seen=old)
    # Whoever had the page open was told something else.
    assert code_of(give, row=row, told=old) == "security.told"
    give(row)
    take_birth_data_back(**own(row))
    seen = state_of_check(check)
    assert code_of(set_check, **this, entry=CHECK, seen=seen) == "security.given"
    give(row)
    end_check(**this)
    end_check(**this)
    assert events() == ["set", "set", "given", "taken_back", "given", "ended"]
    assert not SecurityEntry.objects.exists()
    assert code_of(give, row=row, told=seen) == "security.over"
    assert check_for(home, row.conference).id != check.id


def test_others_set_up_nothing_and_it_has_to_be_ahead(home: House, cast: Cast) -> None:
    conference = an_invitation(home)
    wanted = {**target(home, conference), "entry": CHECK, "seen": ""}
    for actor in (officer(home), Actor("Jemand", home.association.id, Means.LOGIN)):
        assert code_of(set_check, **wanted | {"actor": actor}) == "access.role"
        assert code_of(end_check, actor=actor, conference_id=conference.id) == "access.role"
    with pytest.raises(Http404):
        set_check(**wanted | {"actor": cast.other.clerk_actor})
    set_office_time(ENDED + dt.timedelta(days=1))
    assert code_of(set_check, **wanted) == "event.ended"


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        ("24.03.1971", dt.date(1971, 3, 24)),
        (" 24. 3. 1971 ", dt.date(1971, 3, 24)),
        ("1971-03-24", dt.date(1971, 3, 24)),
        ("29.02.1972", dt.date(1972, 2, 29)),
        ("09.11.2016", dt.date(2016, 11, 9)),
        ("11.11.1895", dt.date(1895, 11, 11)),
        ("10.11.1895", None),
        ("10.11.2016", None),
        ("11.11.2016", None),
        ("30.02.1971", None),
        ("29.02.1971", None),
        ("24.13.1971", None),
        ("24.03.71", None),
        ("0.0.0000", None),
        ("24/03/1971", None),
        ("२४.०३.१९७१", None),
        ("", None),
        ("im März", None),
    ],
)
def test_which_days_somebody_can_be_born_on(home: House, day: str, kept: dt.date | None) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    if kept is None:
        assert code_of(give, row=row, day=day) == "security.day"
    else:
        give(row, day)
    found = given(row)
    assert (found.day if found is not None else None) == kept


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("Ö", "Ö"),
        ("  Sankt  Andreasberg ", "Sankt Andreasberg"),
        ("x" * 120, "x" * 120),
        ("𝔔" * 120, "𝔔" * 120),
        ('"\\' * 59 + "ab", '"\\' * 59 + "ab"),
        ("Αθήνα, София, 北京", "Αθήνα, София, 北京"),
        ("x" * 121, None),
        ("", None),
        (" – ", None),
        ("a\0b", None),
        ("a\x1bb", None),
    ],
)
def test_which_places_there_are(home: House, place: str, kept: str | None) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    if kept is None:
        assert code_of(give, row=row, place=place) == "security.place"
    else:
        give(row, place=place)
    found = given(row)
    assert (found.place if found is not None else None) == kept
    assert "Birth()" in repr(found) or found is None


def test_what_was_given_is_sealed_for_its_row_and_replaced_unseen(home: House, settings: Settings) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    entry = give(row)
    first = bytes(entry.sealed or b"")
    assert given(row) == BIRTH
    assert (entry.channel, entry.by) == ("link", "")
    again = give(row, "1971-03-24", f" {PLACE} ")
    assert bytes(again.sealed or b"") == first
    assert events() == ["set", "given"]
    give(row, "25.03.1971")
    found = given(row)
    assert found is not None
    assert found.day == dt.date(1971, 3, 25)
    (carl,) = registered(invited(row.conference)[1], CARL).added
    swapped = give(carl)
    SecurityEntry.objects.filter(id=swapped.id).update(sealed=first)
    swapped.refresh_from_db()
    with pytest.raises(Unreadable):
        birth_of(swapped)
    give(carl)  # what cannot be read is replaced
    assert given(carl) == BIRTH
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert given(carl) == BIRTH
    last = AuditEntry.objects.latest("sequence")
    assert last.subject == f"conferences.Conference:{row.conference_id}"
    assert last.label == row.conference.title


@pytest.mark.parametrize("state", ["waiting", "review", "offered", "stand_in"])
def test_only_who_has_a_place_for_good_is_asked(home: House, state: str) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    Registration.objects.update(state=state)
    assert code_of(give, row=row) == "security.seat"
    assert counts(row.conference) == (0, 0, 0, 0, 0)


def test_whoever_is_gone_gives_nothing_and_others_neither(home: House, cast: Cast) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    link: Actor = own(row)["actor"]
    told: dict[str, Any] = {"day": DAY, "place": PLACE, "told": ""}
    for actor, key in (
        (link, PlaceKey(row.id, row.link_generation + 1)),
        (home.clerk_actor, PlaceKey(row.id, row.link_generation)),
        (Actor("Link", cast.other.association.id, Means.LINK), PlaceKey(row.id, row.link_generation)),
    ):
        with pytest.raises(Http404):
            give_birth_data(actor=actor, key=key, **told)
        with pytest.raises(Http404):
            take_birth_data_back(actor=actor, key=key)
    assert code_of(give_birth_data, actor=home.clerk_actor, key=PlaceKey(row.id), **told) == "access.role"
    leave_place(**own(row))
    assert code_of(give, row=row) == "place.gone"
    Registration.objects.update(state="admitted")
    set_office_time(ENDED + dt.timedelta(days=1))
    assert code_of(give, row=row) == "place.over"


def test_after_the_deadline_it_is_taken_and_after_the_day_it_is_not(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference, replace(CHECK, delete_on=dt.date(2016, 11, 30)))
    set_office_time(dt.datetime(2016, 11, 29, 22, 59, tzinfo=dt.UTC))
    give(row)
    set_office_time(dt.datetime(2016, 11, 29, 23, 1, tzinfo=dt.UTC))  # midnight in Berlin
    assert code_of(give, row=row) == "security.over"
    assert code_of(hand_on, actor=officer(home), conference_id=row.conference_id) == "security.over"
    nobody = {"count": 1, "nonce": "one"}
    assert code_of(tell_security, **target(home, row.conference), **nobody) == "security.none"


def test_the_officer_writes_down_a_call_on_what_was_seen(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    (bert,) = registered(invited(row.conference)[1], BERT).added
    call: dict[str, Any] = {"actor": officer(home), "key": PlaceKey(bert.id), "channel": Channel.FAX}
    entry = give(bert, **call)
    assert (entry.channel, entry.by) == ("fax", "Sina Sicher")
    assert code_of(give, row=bert, place="Halle", **call) == "security.changed"
    give(bert, place="Halle", **call, seen=state_of_entry(entry))
    found = given(bert)
    assert found is not None
    assert found.place == "Halle"
    take_birth_data_back(actor=officer(home), key=PlaceKey(bert.id))
    assert given(bert) is None
    clerk = {"actor": home.clerk_actor, "key": PlaceKey(bert.id)}
    assert code_of(take_birth_data_back, **clerk) == "access.role"


def test_exactly_those_who_are_missing_are_asked_once_a_day(home: House) -> None:
    row = anna_of(home)
    conference = row.conference
    this = target(home, conference)
    assert code_of(tell_security, **this, count=1, nonce="none") == "security.none"
    check_for(home, conference)
    (carl, _bert) = registered(invited(conference)[1], CARL, BERT).added
    give(row)
    assert counts(conference) == (3, 1, 0, 1, 1)
    assert code_of(tell_security, **this, count=2, nonce="one") == "security.count"
    before = mails().count()
    for _again in range(2):
        tell_security(**this, count=1, nonce="one")
        all_is_done()
    (message,) = mails()[before:]
    assert (message.recipient, message.calendar) == (CARL.email, "")
    assert "/p/" in message.text
    assert CHECK.body in message.text
    assert "25. November 2016" in message.text
    assert counts(conference) == (3, 1, 1, 1, 0)
    assert code_of(tell_security, **this, count=1, nonce="two") == "security.nobody"
    dora = replace(CARL, name="Dora Dorn", email="dora@lk.example")
    registered(invited(conference)[2], dora)
    assert counts(conference) == (4, 1, 1, 1, 1)
    tomorrow = NOON + dt.timedelta(days=1)
    set_office_time(tomorrow)
    assert counts(conference, tomorrow) == (4, 1, 1, 1, 2)
    tell_security(**this, count=2, nonce="two")
    give(carl)  # after the button, before the mail
    all_is_done()
    assert [one.recipient for one in mails()[before + 1 :] if "announced" in one.key] == [dora.email]
    assert [one.kind for one in Announcement.objects.all()] == ["security", "security"]
    told = AuditEntry.objects.filter(event="conferences.security_told").order_by("sequence")
    assert [one.label for one in told] == [f"{conference.title} (1)", f"{conference.title} (2)"]
    Conference.objects.update(status="cancelled")
    assert code_of(tell_security, **this, count=1, nonce="three") == "event.ended"


def test_it_is_handed_on_by_one_role_and_recorded_without_names(home: House, cast: Cast) -> None:
    row = anna_of(home)
    conference = row.conference
    check_for(home, conference)
    (carl,) = registered(invited(conference)[1], CARL).added
    this: dict[str, Any] = {"actor": officer(home), "conference_id": conference.id}
    assert code_of(hand_on, **this) == "security.empty"
    give(row)
    check, rows = hand_on(**this)
    assert [one.id for one in rows] == [row.id]
    assert len(with_entries(conference, [carl.id, row.id])) == 2
    last = AuditEntry.objects.select_related("personal").latest("sequence")
    assert (last.event, last.label) == (
        "conferences.security_handed_on",
        f"{conference.title} (1), {check.body}",
    )
    assert set(last.personal.data) == {"actor", "user"}
    assert code_of(hand_on, **this | {"actor": home.clerk_actor}) == "access.role"
    stranger = replace(officer(home), association_id=cast.other.association.id)
    with pytest.raises(Http404):
        hand_on(**this | {"actor": stranger})


def test_on_its_day_all_of_it_is_deleted_and_again_changes_nothing(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    give(row)
    (carl,) = registered(invited(row.conference)[1], CARL).added
    tell_security(**target(home, row.conference), count=1, nonce="one")
    all_is_done()
    after(2)
    assert SecurityEntry.objects.count() == 2
    after(3)
    assert not SecurityEntry.objects.exists()
    check = SecurityCheck.objects.get()
    assert check.ended_at is not None
    assert Registration.objects.filter(id=carl.id, purged_at=None).exists()
    ended = AuditEntry.objects.get(event="conferences.security_ended")
    assert ended.label == f"{row.conference.title} (1)"
    entries = AuditEntry.objects.count()
    after(4)
    assert AuditEntry.objects.count() == entries


def test_where_the_event_was_moved_nothing_stays_longer_than_the_names(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference, replace(CHECK, delete_on=dt.date(2017, 3, 3)))
    give(row)
    Conference.objects.update(starts_on=dt.date(2016, 11, 20))
    set_office_time(dt.datetime(2017, 2, 18, 12, tzinfo=dt.UTC))
    after((dt.date(2017, 2, 18) - ENDED.date()).days)
    assert SecurityEntry.objects.count() == 1
    after((dt.date(2017, 2, 19) - ENDED.date()).days)
    assert not SecurityEntry.objects.exists()
