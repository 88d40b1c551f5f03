"""Who chooses what takes place at once: seats are counted, and go with the place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.cast import Cast, House
from tests.office.conferences.asking import COACH, ask, own
from tests.office.conferences.choosing import FORUM, Hall, by_office, choose
from tests.office.conferences.registering import ANNA, BERT, CARL, invited, mails, registered, states
from tests.office.conferences.test_admission import decided, reversed_for, ruled
from tests.office.conferences.test_decided_again import as_another
from tests.office.conferences.test_deputies import VERA, sent, undone
from tests.office.conferences.test_names import named, reserved
from tests.office.conferences.test_questions import after, code_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.tasks import run_next_task
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.choose_forums import choose_forums, state_of_choices
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.question_mails import tell_questions
from umlauf.office.conferences.enums import STATES, Admission, ConferenceStatus
from umlauf.office.conferences.forums import choices_of, chosen_by, forums_of, titles_of, with_open_choices
from umlauf.office.conferences.lists import Which, ids_of, which_in_words
from umlauf.office.conferences.models import ForumChoice, Registration

BEGINS = dt.datetime(2016, 12, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def hall(home: House) -> Hall:
    return Hall(home)


def coming(hall: Hall, *people: Any) -> list[Registration]:
    """People of the first house, each with a place."""
    return list(registered(invited(hall.conference)[0], *(people or (ANNA,))).added)


def refusal(act: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def test_what_is_released_and_marked_can_be_chosen(hall: Hall) -> None:
    assert hall.block.is_choice
    assert [(one.item.title, one.seats, one.free) for one in hall.block.forums] == [
        ("Digitale Akte", 1, 1),
        ("Wohnen", 2, 2),
        ("Sport", None, None),
    ]
    hall.forum("Neu", seats=3)
    assert len(hall.block.forums) == 3
    hall.release()
    assert len(hall.block.forums) == 4


@pytest.mark.parametrize("changes", [{"choosable": False, "seats": None}, {"internal": True}])
def test_what_is_marked_no_more_or_hidden_is_not_offered_at_once(hall: Hall, changes: dict[str, Any]) -> None:
    (anna,) = coming(hall)
    hall.change(hall.akte, **changes)
    assert refusal(lambda: choose(anna, hall.akte)).code == "forum.gone"
    assert not choices_of(anna)


def test_one_alone_is_no_choice(hall: Hall) -> None:
    (anna,) = coming(hall)
    for item in (hall.akte, hall.wohnen):
        hall.change(item, choosable=False, seats=None)
    assert not hall.block.is_choice
    assert refusal(lambda: choose(anna, hall.sport)).code == "forum.gone"
    assert with_open_choices(hall.conference, [anna]) == []


def test_one_is_chosen_and_another_and_none(hall: Hall) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    assert hall.chosen() == [1, 0, 0]
    before, entries = row_counts(), AuditEntry.objects.count()
    choose(anna, hall.akte)
    assert (row_counts(), AuditEntry.objects.count()) == (before, entries)
    choose(anna, hall.wohnen)
    assert hall.chosen() == [0, 1, 0]
    choose(anna, None, block=hall.frame.id)
    assert (hall.chosen(), hall.block.declined) == ([0, 0, 0], 1)
    last = AuditEntry.objects.latest("sequence")
    assert (last.event, last.label) == ("conferences.forum_chosen", hall.conference.title)


def test_a_second_window_overwrites_nothing(hall: Hall) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.wohnen)
    stale = {"choices": {hall.frame.id: hall.sport.id}, "seen": state_of_choices({})}
    assert code_of(choose_forums, **own(anna), **stale) == "forum.changed"
    assert hall.chosen() == [0, 1, 0]


def test_the_last_seat_is_given_once_and_who_has_one_keeps_it(hall: Hall) -> None:
    anna, carl, bert = coming(hall, ANNA, CARL, BERT)
    choose(anna, hall.akte)
    choose(carl, hall.wohnen)
    refused = refusal(lambda: choose(carl, hall.akte))
    assert refused.code == "forum.full"
    assert "Digitale Akte" in str(refused)
    assert "Wohnen; Sport" in str(refused)
    assert choices_of(carl) == {hall.frame.id: hall.wohnen.id}
    hall.change(hall.sport, seats=1)
    choose(bert, hall.sport)
    hall.change(hall.wohnen, seats=1)
    assert "; " not in str(refusal(lambda: choose(bert, hall.wohnen)))


def test_all_blocks_of_a_form_or_none(hall: Hall, home: House) -> None:
    second = hall.add(replace(FORUM, title="Am Nachmittag", choosable=False))
    walk, talk = hall.forum("Gang", frame=second, seats=1), hall.forum("Gespräch", frame=second)
    hall.release()
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, walk)
    both = {hall.frame.id: hall.akte.id, second.id: walk.id}
    given = own(carl) | {"seen": state_of_choices({})}
    assert code_of(choose_forums, **given, choices=both) == "forum.full"
    assert not choices_of(carl)
    choose_forums(**given, choices=both | {second.id: talk.id})
    assert choices_of(carl) == {hall.frame.id: hall.akte.id, second.id: talk.id}


def test_fewer_seats_put_nobody_out(hall: Hall) -> None:
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, hall.wohnen)
    choose(carl, hall.wohnen)
    hall.change(hall.wohnen, seats=1)
    (wohnen,) = (one for one in hall.block.forums if one.item.key == hall.wohnen.id)
    assert (wohnen.chosen, wohnen.free, wohnen.over) == (2, 0, 1)
    choose(anna, hall.wohnen)
    choose(anna, hall.sport)
    assert refusal(lambda: choose(anna, hall.wohnen)).code == "forum.full"


def test_only_who_has_a_place_for_certain_chooses(hall: Hall, home: House) -> None:
    anna, bert = coming(hall, ANNA, BERT)
    for state, means in STATES.items():
        Registration.objects.filter(id=anna.id).update(state=state)
        if means.calendar:
            continue
        code = "forum.place" if means.coming else "place.gone"
        assert refusal(lambda: choose(anna, hall.sport)).code == code, state
    Registration.objects.filter(id=anna.id).update(state="admitted")
    choose(bert, hall.sport, **by_office(home, bert))
    stranger = Actor("Jemand", home.association.id, Means.LOGIN)
    assert (
        refusal(lambda: choose(anna, hall.sport, **by_office(home, anna) | {"actor": stranger})).code == "access.role"
    )
    assert hall.chosen() == [0, 0, 1]


def test_others_choose_nothing(hall: Hall, home: House, cast: Cast) -> None:
    (anna,) = coming(hall)
    with pytest.raises(Http404):
        choose(anna, hall.sport, **by_office(home, anna) | {"actor": cast.other.clerk_actor})
    other = Hall(home)
    assert refusal(lambda: choose(anna, other.sport)).code == "forum.gone"
    assert refusal(lambda: choose(anna, other.sport, block=hall.frame.id)).code == "forum.gone"
    assert refusal(lambda: choose(anna, hall.frame, block=hall.frame.id)).code == "forum.gone"


def test_once_it_has_begun_nothing_is_chosen(hall: Hall) -> None:
    (anna,) = coming(hall)
    set_office_time(BEGINS - dt.timedelta(minutes=5))
    choose(anna, hall.sport)
    set_office_time(BEGINS)
    assert refusal(lambda: choose(anna, hall.akte)).code == "forum.begun"
    hall.conference.status = ConferenceStatus.CANCELLED
    hall.conference.save()
    assert refusal(lambda: choose(anna, hall.akte)).code == "place.over"
    assert hall.chosen() == [0, 0, 1]


def test_who_no_longer_comes_frees_the_seat_at_once(hall: Hall) -> None:
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, hall.akte)
    leave_place(**own(anna))
    assert not choices_of(anna)
    choose(carl, hall.akte)
    assert hall.chosen() == [1, 0, 0]


def test_a_seat_does_not_come_back_with_the_place(home: House) -> None:
    hall = Hall(home)
    ruled(hall.conference, home, admission=Admission.CASE)
    anna, carl = coming(hall, ANNA, CARL)
    for row in (anna, carl):
        decided(home, row, admit=True)
    choose(anna, hall.akte)
    reversed_for(home, anna)
    choose(carl, hall.akte)
    decided(home, anna, admit=True)
    assert states(hall.conference) == ["admitted", "admitted"]
    assert (hall.chosen(), choices_of(anna)) == ([1, 0, 0], {})


def test_a_deputy_has_the_seat_and_gives_it_back(hall: Hall) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    vera = sent(anna, VERA)
    assert (choices_of(anna), choices_of(vera)) == ({}, {hall.frame.id: hall.akte.id})
    undone(vera)
    assert (choices_of(vera), choices_of(anna)) == ({}, {hall.frame.id: hall.akte.id})
    assert hall.chosen() == [1, 0, 0]


def test_a_deputy_about_whom_it_is_decided_keeps_the_seat_until_then(home: House) -> None:
    hall = Hall(home)
    ruled(hall.conference, home, admission=Admission.CASE)
    (anna,) = coming(hall)
    decided(home, anna, admit=True)
    choose(anna, hall.akte)
    vera = sent(anna, VERA)
    assert (states(hall.conference)[-1], hall.chosen()) == ("stand_in", [1, 0, 0])
    assert refusal(lambda: choose(vera, hall.sport)).code == "forum.place"
    decided(home, vera, admit=False, reason="Nur Dezernenten")
    assert hall.chosen() == [0, 0, 0]


def test_another_name_in_the_place_has_the_seat(hall: Hall, home: House) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    as_another(anna, VERA)
    assert choices_of(anna) == {hall.frame.id: hall.akte.id}
    (nameless,) = reserved(invited(hall.conference)[1], 1).added
    choose(nameless, hall.wohnen, **by_office(home, nameless))
    named(nameless, CARL)
    assert choices_of(nameless) == {hall.frame.id: hall.wohnen.id}


def test_what_a_later_version_lacks_holds_no_seat(hall: Hall) -> None:
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, hall.akte)
    choose(carl, hall.sport)
    hall.remove(hall.akte)
    assert hall.chosen() == [1, 0, 1]
    assert refusal(lambda: choose(carl, hall.akte)).code == "forum.gone"
    hall.release()
    forums = forums_of(hall.conference)
    assert [(one.block, one.item, one.chosen) for one in forums.gone] == [(hall.frame.id, hall.akte.id, 1)]
    assert titles_of(hall.conference, {hall.akte.id}) == {hall.akte.id: "Digitale Akte"}
    assert with_open_choices(hall.conference, [anna, carl]) == [anna]
    choose(anna, hall.wohnen)
    assert (hall.chosen(), forums_of(hall.conference).gone) == ([0, 1, 1], ())


def test_what_moves_to_another_block_has_to_be_chosen_there(hall: Hall) -> None:
    other = hall.add(replace(FORUM, title="Am Nachmittag", choosable=False))
    hall.forum("Gang", frame=other)
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    hall.change(hall.akte, parent_id=other.id)
    assert hall.chosen() == [1, 0, 0]
    hall.release()
    forums = forums_of(hall.conference)
    assert [(one.block, one.item) for one in forums.gone] == [(hall.frame.id, hall.akte.id)]
    assert forums.blocks[1].forum(hall.akte.id) is not None
    assert sum(one.chosen for block in forums.blocks for one in block.forums) == 0
    choose(anna, hall.akte, block=other.id)
    assert choices_of(anna) == {other.id: hall.akte.id}


def test_the_database_keeps_one_choice_a_block(hall: Hall) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    known = {"association": anna.association, "registration": anna, "at": anna.at}
    with pytest.raises(IntegrityError), transaction.atomic():
        ForumChoice.objects.create(**known, block=hall.frame.id, item=hall.sport.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parent_id": None}, "programme.choosable"),
        ({"seats": 0}, "programme.seats"),
        ({"seats": 10**6}, "programme.seats"),
    ],
)
def test_what_cannot_be_chosen_like_that(hall: Hall, changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: hall.change(hall.akte, **changes)).code == code


def test_a_list_shows_who_has_chosen_a_forum(hall: Hall) -> None:
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, hall.akte)
    which = Which(forum=f"{hall.frame.id}-{hall.akte.id}")
    assert ids_of(hall.conference, which) == [anna.id]
    assert which_in_words(hall.conference, which).endswith("; Digitale Akte")
    assert chosen_by(hall.conference, [anna.id, carl.id]) == {anna.id: [(hall.frame.id, hall.akte.id)]}


def test_whoever_has_not_chosen_is_asked_by_the_same_mail(hall: Hall, home: House) -> None:
    anna, _carl, _bert = coming(hall, ANNA, CARL, BERT)
    choose(anna, None, block=hall.frame.id)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": hall.conference.id}
    before = mails().count()
    tell_questions(**target, nonce="one")
    while run_next_task():
        continue
    (message,) = mails()[before:]
    assert (message.recipient, "/p/" in message.text) == (CARL.email, True)
    assert "Foren" in message.text
    ask(home, hall.conference, COACH)
    tell_questions(**target, nonce="two")
    while run_next_task():
        continue
    assert [one.recipient for one in mails()[before + 1 :]] == [ANNA.email, CARL.email]
    set_office_time(BEGINS)
    Registration.objects.filter(email=ANNA.email).update(email="")
    assert not with_open_choices(hall.conference, [anna])


def test_what_was_chosen_goes_with_the_names(hall: Hall) -> None:
    (anna,) = coming(hall)
    choose(anna, hall.akte)
    after(90)
    assert ForumChoice.objects.exists()
    after(91)
    assert not ForumChoice.objects.exists()


def test_the_sweep_finds_the_choice_of_who_has_no_place(hall: Hall) -> None:
    anna, carl = coming(hall, ANNA, CARL)
    choose(anna, hall.akte)
    choose(carl, hall.wohnen)
    Registration.objects.filter(id=anna.id).update(state="waiting")
    after(-1)
    assert (choices_of(anna), choices_of(carl)) == ({}, {hall.frame.id: hall.wohnen.id})
