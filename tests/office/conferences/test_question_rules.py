"""Questions of one circle alone, and questions that depend on another answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import House
from tests.office.conferences.asking import COACH, PHOTO, anna_of, answer, ask, own
from tests.office.conferences.inviting_guests import a_group, accepted, guests
from tests.office.conferences.registering import ANNA, BERT, CARL, an_entry, guest, invited, mails, persons, registered
from tests.office.conferences.test_questions import code_of
from umlauf.ground.core.tasks import run_next_task
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.answer_questions import answer_questions, withdraw_consent
from umlauf.office.conferences.actions.groups import remove_group
from umlauf.office.conferences.actions.question_mails import tell_questions
from umlauf.office.conferences.actions.questions import add_question, change_question, close_question
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import Question, QuestionAnswer, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.question_entries import QuestionEntry, state_of_answers, state_of_question
from umlauf.office.conferences.question_kinds import Basis, QuestionKind
from umlauf.office.conferences.question_queries import (
    Asked,
    answers_by_question,
    people_asked,
    people_coming,
    questions_for,
    questions_of,
    with_open_questions,
)
from umlauf.office.conferences.question_rules import settled

STATION = QuestionEntry(QuestionKind.TEXT, "An welchem Bahnhof?", "Busse bestellen", keep_days=7, position=2)
CREDIT = QuestionEntry(
    QuestionKind.TEXT, "Wie heißt die Bildzeile?", "Pressefotos", basis=Basis.CONSENT, keep_days=90, position=6
)


def eva_of(home: House, row: Registration) -> Registration:
    """Somebody of the press who comes to the same conference."""
    (invitee,) = guests(home, a_group(home, row.conference))
    accepted(invitee)
    return Registration.objects.get(invitee=invitee)


def travelling(home: House, row: Registration, **changes: Any) -> tuple[Question, Question]:
    """Whether somebody needs the coach, and from where, if they do."""
    (coach,) = ask(home, row.conference, COACH)
    entry = replace(STATION, depends_on=coach.id, depends_value="ja", **changes)
    return coach, *ask(home, row.conference, entry)  # type: ignore[return-value]


def test_a_question_of_one_circle_is_asked_of_nobody_else(home: House) -> None:
    anna = anna_of(home)
    eva = eva_of(home, anna)
    assert eva.invitee is not None
    entries = [replace(COACH, whom=whom) for whom in ("", MEMBERS, str(eva.invitee.group_id))]
    for_all, for_members, for_press = ask(home, anna.conference, *entries)
    assert questions_for(anna) == [for_all, for_members]
    assert questions_for(eva) == [for_all, for_press]
    assert questions_of(anna.conference) == [Asked(for_all, 2, 0), Asked(for_members, 1, 0), Asked(for_press, 1, 0)]
    answer(anna, {for_all: "ja", for_members: "nein"})
    call: dict[str, Any] = own(anna) | {"seen": state_of_answers(answers_by_question(anna))}
    given = {for_all.id: "ja", for_members.id: "nein", for_press.id: "ja"}
    assert code_of(answer_questions, **call, answers=given) == "answers.changed"
    assert with_open_questions(anna.conference, list(people_coming(anna.conference))) == [eva]
    assert list(people_asked(for_press)) == [eva]
    assert list(people_asked(for_members)) == [anna]
    assert code_of(answer_questions, **own(eva), answers={for_all.id: "ja"}, seen=state_of_answers({})) == (
        "question.required"
    )
    answer(eva, {for_all: "ja", for_press: "ja"})
    assert not with_open_questions(anna.conference, list(people_coming(anna.conference)))


def test_who_has_no_name_yet_or_none_any_more_is_not_counted(home: House) -> None:
    anna = anna_of(home)
    (coach,) = ask(home, anna.conference, COACH)
    recipient = invited(anna.conference)[1]
    carl, place = register(
        actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(), people=[CARL], unnamed=1
    ).added
    assert place.name_follows
    assert list(people_asked(coach)) == [anna, carl]
    assert questions_of(anna.conference) == [Asked(coach, 2, 0)]
    Registration.objects.filter(id=carl.id).update(purged_at=carl.at)
    assert questions_of(anna.conference) == [Asked(coach, 1, 0)]


def test_what_others_answer_is_named_as_the_office_wrote_it(home: House) -> None:
    anna = anna_of(home)
    (coach,) = ask(home, anna.conference, replace(COACH, options=("yes", "no")))
    ask(home, anna.conference, replace(STATION, depends_on=coach.id, depends_value="yes"))
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna.conference_id, "question_id": coach.id}
    with pytest.raises(Refused, match=r"[“„]yes[”“]"):
        change_question(**target, seen=state_of_question(coach), entry=COACH)


def test_only_a_group_that_is_there_is_asked_and_it_stays(home: House) -> None:
    anna = anna_of(home)
    group = a_group(home, anna.conference)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna.conference_id}
    for nobody in (str(group.id + 1), "x", "²"):
        assert code_of(add_question, **target, entry=replace(COACH, whom=nobody)) == "question.whom"
    (asked,) = ask(home, anna.conference, replace(COACH, whom=str(group.id)))
    assert code_of(remove_group, **target, group_id=group.id) == "group.asked"
    change_question(**target, question_id=asked.id, entry=COACH, seen=state_of_question(asked))
    remove_group(**target, group_id=group.id)


def test_an_answer_counts_only_where_its_condition_holds(home: House) -> None:
    anna = anna_of(home)
    coach, station = travelling(home, anna, required=True)
    call: dict[str, Any] = own(anna) | {"seen": state_of_answers({})}
    assert code_of(answer_questions, **call, answers={coach.id: "ja"}) == "question.required"
    answer(anna, {coach: "nein", station: "Musterstadt"})
    assert answers_by_question(anna) == {coach.id: "nein"}
    answer(anna, {coach: "ja", station: "Musterstadt"})
    assert answers_by_question(anna) == {coach.id: "ja", station.id: "Musterstadt"}
    answer(anna, {coach: "nein", station: "Musterstadt"})
    assert answers_by_question(anna) == {coach.id: "nein"}


def test_conditions_reach_through_questions_that_are_closed(home: House) -> None:
    anna = anna_of(home)
    coach, seat = travelling(home, anna, kind=QuestionKind.CHOICE, options=("Fenster", "Gang"))
    last = replace(STATION, text="Vorn?", position=3, depends_on=seat.id, depends_value="Gang")
    (front,) = ask(home, anna.conference, last)
    answer(anna, {coach: "ja", seat: "Gang", front: "gern"})
    close_question(actor=home.clerk_actor, conference_id=anna.conference_id, question_id=seat.id)
    assert settled(questions_for(anna), {coach.id: "nein", seat.id: "Gang", front.id: "gern"}) == {
        coach.id: "nein",
        seat.id: "",
        front.id: "",
    }
    answer(anna, {coach: "nein", front: "gern"})
    assert answers_by_question(anna) == {coach.id: "nein"}


def test_what_rests_on_a_consent_goes_with_it(home: House) -> None:
    anna = anna_of(home)
    (photo,) = ask(home, anna.conference, PHOTO)
    (credit,) = ask(home, anna.conference, replace(CREDIT, depends_on=photo.id, depends_value="yes"))
    answer(anna, {credit: "Berg"})
    assert answers_by_question(anna) == {}
    answer(anna, {photo: "yes", credit: "Berg"})
    withdraw_consent(**own(anna), question_id=photo.id)
    assert answers_by_question(anna) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"depends_value": "vielleicht"}, "question.condition"),
        ({"depends_value": ""}, "question.condition"),
        ({"position": 1}, None),
        ({"depends_on": 10**6}, "question.condition"),
        ({"whom": MEMBERS}, None),
    ],
)
def test_on_what_a_question_can_depend(home: House, changes: dict[str, Any], code: str | None) -> None:
    anna = anna_of(home)
    (coach,) = ask(home, anna.conference, COACH)
    entry = replace(STATION, **{"depends_on": coach.id, "depends_value": "ja", **changes})
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna.conference_id}
    if code is None:
        assert add_question(**target, entry=entry).depends_on == coach
    else:
        assert code_of(add_question, **target, entry=entry) == code


def test_no_question_depends_on_a_later_one_or_on_one_of_others(home: House) -> None:
    anna = anna_of(home)
    coach, station = travelling(home, anna)
    (other,) = ask(home, anna.conference, replace(COACH, text="Hotel?", whom=MEMBERS, position=5))
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna.conference_id}
    late = replace(STATION, text="Wo?", depends_on=other.id, depends_value="ja", position=4, whom=MEMBERS)
    assert code_of(add_question, **target, entry=late) == "question.order"
    assert code_of(add_question, **target, entry=replace(late, position=6, whom="")) == "question.condition"
    assert code_of(add_question, **target, entry=replace(late, position=6, depends_on=station.id)) == (
        "question.condition"
    )
    this = target | {"question_id": coach.id, "seen": state_of_question(coach)}
    itself = replace(COACH, depends_on=coach.id, depends_value="ja")
    assert code_of(change_question, **this, entry=itself) == "question.condition"
    for changes in (
        {"options": ("nein", "vielleicht")},
        {"kind": QuestionKind.TEXT},
        {"position": 3},
        {"whom": MEMBERS},
        {"kind": QuestionKind.CONSENT, "basis": Basis.CONSENT, "required": False},
    ):
        assert code_of(change_question, **this, entry=replace(COACH, **changes)) == "question.needed"
    change_question(**this, entry=replace(COACH, options=("ja", "nein", "vielleicht")))


def test_a_file_stays_only_while_it_is_there(home: House) -> None:
    anna = anna_of(home)
    (badge,) = ask(home, anna.conference, replace(STATION, kind=QuestionKind.FILE, position=1))
    call: dict[str, Any] = own(anna) | {"seen": state_of_answers({})}
    assert code_of(answer_questions, **call, answers={badge.id: "0 Bild.jpg"}) == "answers.changed"
    assert answers_by_question(anna) == {}


def test_others_cannot_be_named_as_condition(home: House) -> None:
    anna = anna_of(home)
    foreign = anna_of(home)
    (coach,) = ask(home, foreign.conference, COACH)
    entry = replace(STATION, depends_on=coach.id, depends_value="ja")
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna.conference_id}
    assert code_of(add_question, **target, entry=entry) == "question.condition"


def test_nobody_is_asked_for_what_does_not_concern_them(home: House) -> None:
    anna = anna_of(home)
    coach, station = travelling(home, anna)
    recipient = invited(anna.conference)[1]
    carl, bert = registered(recipient, CARL, BERT).added
    answer(anna, {coach: "nein"})
    answer(bert, {coach: "ja"}, actor=home.clerk_actor, key=PlaceKey(bert.id))
    assert with_open_questions(anna.conference, list(people_coming(anna.conference))) == [carl]
    answer(carl, {coach: "ja"})
    assert questions_of(anna.conference) == [Asked(coach, 3, 3), Asked(station, 2, 0)]
    assert set(people_asked(station)) == {carl, bert}
    tell_questions(actor=home.clerk_actor, conference_id=anna.conference_id, nonce="one")
    before = mails().count()
    while run_next_task():
        continue
    (message,) = mails()[before:]
    assert message.recipient == CARL.email
    answer(carl, {coach: "ja", station: "Musterstadt"})
    QuestionAnswer.objects.filter(question=coach).delete()  # as its own day does
    assert list(people_asked(station)) == [carl]


def test_who_has_not_answered_is_found_by_three_queries_however_many_they_are(home: House) -> None:
    anna = anna_of(home)
    coach, _station = travelling(home, anna)
    for more in (1, 10):
        registered(invited(anna.conference)[more % 2], *persons(more), replace(ANNA, name=f"Anna {more}"))
        answer(anna, {coach: "ja"})
        rows = list(people_coming(anna.conference))
        with CaptureQueriesContext(connection) as asked:
            assert anna in with_open_questions(anna.conference, rows)
        assert len(asked) == 3
        with CaptureQueriesContext(connection) as asked:
            questions_of(anna.conference)
        assert len(asked) == 3
