"""What is asked of those who come, what they answer and need, and when it is forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404

from tests.cast import Cast, House
from tests.office.conferences.asking import ARRIVAL, COACH, NIGHTS, PHOTO, anna_of, answer, ask, own
from tests.office.conferences.registering import BERT, CARL, invited, mails, registered
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.answer_questions import answer_questions, withdraw_consent
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.needs import say_needs
from umlauf.office.conferences.actions.question_mails import tell_questions
from umlauf.office.conferences.actions.questions import add_question, change_question, close_question
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Need, NeedCount, Question, QuestionAnswer, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.question_entries import QuestionEntry, state_of_answers, state_of_question
from umlauf.office.conferences.question_kinds import Basis, NeedKind, QuestionKind
from umlauf.office.conferences.question_queries import (
    Asked,
    answers_by_question,
    counts_of_needs,
    needs_of,
    questions_of,
    values_of,
)

ENDED = dt.datetime(2016, 12, 2, 12, tzinfo=dt.UTC)
VEGAN, STEP_FREE = (NeedKind.DIET, "vegan"), (NeedKind.ASSISTANCE, "step_free")
NUTS = (NeedKind.DIET, "other")


def after(days: int) -> None:
    """Let so many days pass after the end, and what is due be done."""
    set_office_time(ENDED + dt.timedelta(days=days))
    Task.objects.all().delete()
    sweep()
    while run_next_task():
        continue


def code_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return str(refused.value.code)


def test_a_question_is_written_once_and_fixed_by_the_first_answer(home: House) -> None:
    row = anna_of(home)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": row.conference_id}
    (coach,) = ask(home, row.conference, COACH)
    assert add_question(**target, entry=COACH) == coach
    seen = state_of_question(coach)
    other = replace(COACH, text="Brauchen Sie einen Bus?")
    this = target | {"question_id": coach.id}
    assert change_question(**this, entry=other, seen=seen).text == other.text
    assert code_of(change_question, **this, entry=COACH, seen=seen) == "question.changed"
    answer(row, {coach: "ja"})
    coach.refresh_from_db()
    seen = state_of_question(coach)
    assert code_of(change_question, **this, entry=COACH, seen=seen) == "question.answered"
    close_question(**this)
    assert code_of(change_question, **this, entry=COACH, seen=seen) == "question.closed"
    count = row_counts()
    close_question(**this)
    assert row_counts() == count
    assert questions_of(row.conference) == [Asked(coach, 1, 1)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "question.text"),
        ({"purpose": ""}, "question.purpose"),
        ({"options": ("ja",)}, "question.options"),
        ({"options": ("ja", "JA")}, "question.options"),
        ({"options": tuple(map(str, range(LIMITS.options + 1)))}, "question.options"),
        ({"keep_days": 91}, "question.days"),
        ({"basis": Basis.CONSENT}, "question.consent"),
        ({"kind": QuestionKind.CONSENT}, "question.consent"),
    ],
)
def test_what_is_no_question(home: House, changes: dict[str, Any], code: str) -> None:
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": anna_of(home).conference_id}
    assert code_of(add_question, **target, entry=replace(COACH, **changes)) == code


def test_there_are_not_too_many_and_none_once_it_is_over(home: House) -> None:
    conference = anna_of(home).conference
    Question.objects.bulk_create(
        Question(
            association=home.association,
            conference=conference,
            position=1,
            kind="text",
            basis="task",
            keep_days=0,
            text=f"{number}",
        )
        for number in range(LIMITS.questions)
    )
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id}
    assert code_of(add_question, **target, entry=COACH) == "question.many"
    set_office_time(ENDED + dt.timedelta(days=1))
    assert code_of(add_question, **target, entry=COACH) == "event.ended"


def test_others_ask_nothing(home: House, cast: Cast) -> None:
    conference = anna_of(home).conference
    reader = Actor("Jemand", home.association.id, Means.LOGIN)
    assert code_of(add_question, actor=reader, conference_id=conference.id, entry=COACH) == "access.role"
    with pytest.raises(Http404):
        add_question(actor=cast.other.clerk_actor, conference_id=conference.id, entry=COACH)


@pytest.mark.parametrize(
    ("entry", "given", "kept"),
    [
        (COACH, "ja", "ja"),
        (COACH, "vielleicht", None),
        (ARRIVAL, "2016-12-01", "2016-12-01"),
        (ARRIVAL, "20161201", None),
        (ARRIVAL, "morgen", None),
        (NIGHTS, "007", "7"),
        (NIGHTS, "-1", None),
        (NIGHTS, "1.5", None),
        (NIGHTS, "1 000", None),
        (NIGHTS, "1" * 10, None),
        (PHOTO, "yes", "yes"),
        (PHOTO, "no", None),
        (QuestionEntry(QuestionKind.TEXT, "Was?", "Planung"), "  zwei  Worte ", "zwei Worte"),
    ],
)
def test_what_answers_which_question(home: House, entry: QuestionEntry, given: str, kept: str | None) -> None:
    row = anna_of(home)
    (question,) = ask(home, row.conference, entry)
    if kept is None:
        with pytest.raises(Refused) as refused:
            answer(row, {question: given})
        assert refused.value.code == "question.answer"
    else:
        answer(row, {question: given})
    assert answers_by_question(row) == ({question.id: kept} if kept else {})


def test_answers_are_all_or_none_and_never_overwrite_unseen(home: House) -> None:
    row = anna_of(home)
    coach, arrival = ask(home, row.conference, COACH, ARRIVAL)
    target = own(row)
    empty = state_of_answers({})
    given = {coach.id: "ja", arrival.id: "2016-12-01"}
    assert code_of(answer_questions, **target, answers={arrival.id: "2016-12-01"}, seen=empty) == "question.required"
    answer_questions(**target, answers=given, seen=empty)
    entries = AuditEntry.objects.count()
    answer_questions(**target, answers=given, seen=empty)
    assert AuditEntry.objects.count() == entries
    other = given | {coach.id: "nein"}
    assert code_of(answer_questions, **target, answers=other, seen=empty) == "answers.changed"
    seen = state_of_answers(given)
    close_question(actor=home.clerk_actor, conference_id=row.conference_id, question_id=arrival.id)
    assert code_of(answer_questions, **target, answers=other, seen=seen) == "answers.changed"
    answer_questions(**target, answers={coach.id: "nein"}, seen=seen)
    assert answers_by_question(row) == {coach.id: "nein", arrival.id: "2016-12-01"}
    last = AuditEntry.objects.latest("sequence")
    assert (last.event, last.label) == ("conferences.questions_answered", row.conference.title)


def test_an_office_writes_down_a_call_and_may_leave_open_what_it_was_not_told(home: House) -> None:
    row = anna_of(home)
    coach, arrival = ask(home, row.conference, COACH, ARRIVAL)
    answer(row, {coach: "", arrival: "2016-12-01"}, actor=home.clerk_actor, key=PlaceKey(row.id))
    assert answers_by_question(row) == {arrival.id: "2016-12-01"}
    stranger = Actor("Jemand", home.association.id, Means.LOGIN)
    call = {"actor": stranger, "key": PlaceKey(row.id), "answers": {}, "seen": ""}
    assert code_of(answer_questions, **call) == "access.role"


def test_whoever_does_not_come_answers_nothing(home: House) -> None:
    row = anna_of(home)
    (coach,) = ask(home, row.conference, COACH)
    target = own(row) | {"answers": {coach.id: "ja"}, "seen": state_of_answers({})}
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    assert code_of(answer_questions, **target) == "place.over"
    Conference.objects.update(status=ConferenceStatus.PLANNED)
    Registration.objects.update(state="refused")
    assert code_of(answer_questions, **target) == "place.gone"
    assert code_of(say_needs, **own(row), needs={VEGAN: ""}) == "place.gone"


def test_a_consent_is_taken_back_at_any_time(home: House) -> None:
    row = anna_of(home)
    photo, arrival = ask(home, row.conference, PHOTO, ARRIVAL)
    answer(row, {photo: "yes", arrival: "2016-12-01"})
    close_question(actor=home.clerk_actor, conference_id=row.conference_id, question_id=photo.id)
    set_office_time(ENDED + dt.timedelta(days=3))
    for question in (photo, arrival):
        withdraw_consent(**own(row), question_id=question.id)
    assert answers_by_question(row) == {arrival.id: "2016-12-01"}
    entries = AuditEntry.objects.count()
    withdraw_consent(**own(row), question_id=photo.id)
    assert AuditEntry.objects.count() == entries


def test_answers_are_counted_by_those_who_come(home: House) -> None:
    row = anna_of(home)
    coach, nights = ask(home, row.conference, COACH, NIGHTS)
    answer(row, {coach: "ja", nights: "2"})
    (carl,) = registered(invited(row.conference)[1], CARL).added
    answer(carl, {coach: "ja", nights: "10"})
    assert values_of(coach) == [("ja", 2), ("nein", 0)]
    assert sorted(values_of(nights)) == [("10", 1), ("2", 1)]
    leave_place(**own(carl))
    assert values_of(coach) == [("ja", 1), ("nein", 0)]


def test_each_answer_goes_on_its_own_day_and_those_of_who_is_gone_at_once(home: House) -> None:
    row = anna_of(home)
    coach, arrival, photo = ask(home, row.conference, COACH, ARRIVAL, PHOTO)
    answer(row, {coach: "ja", arrival: "2016-12-01", photo: "yes"})
    (carl,) = registered(invited(row.conference)[1], CARL).added
    answer(carl, {coach: "nein"})
    say_needs(**own(carl), needs={VEGAN: ""})
    leave_place(**own(carl))
    after(-10)
    assert (answers_by_question(carl), needs_of(carl)) == ({}, {})
    left = {7: 3, 8: 2, 30: 2, 31: 1, 90: 1, 91: 0}
    for days, count in left.items():
        after(days)
        assert QuestionAnswer.objects.count() == count, days
    entries = AuditEntry.objects.filter(event="conferences.answers_purged")
    assert [entry.label for entry in entries.order_by("sequence")] == [
        f"{row.conference.title} ({count})" for count in (2, 1, 1, 1)
    ]


def test_needs_are_counted_of_those_who_have_a_place_and_never_named(home: House) -> None:
    row = anna_of(home, places=1)
    (carl,) = registered(invited(row.conference)[1], CARL).added
    say_needs(**own(row), needs={VEGAN: "", NUTS: " keine  Nüsse ", STEP_FREE: ""})
    say_needs(**own(carl), needs={VEGAN: ""})
    lines = [(line.kind, line.count, line.words) for line in counts_of_needs(row.conference)]
    assert lines == [
        (NeedKind.DIET, 1, ()),
        (NeedKind.DIET, 1, (("keine Nüsse", 1),)),
        (NeedKind.ASSISTANCE, 1, ()),
    ]
    last = AuditEntry.objects.latest("sequence")
    assert (last.event, last.label, last.subject) == (
        "conferences.needs_said",
        row.conference.title,
        f"conferences.Conference:{row.conference_id}",
    )
    entries = AuditEntry.objects.count()
    say_needs(**own(carl), needs={VEGAN: ""})
    assert AuditEntry.objects.count() == entries
    assert code_of(say_needs, **own(row), needs={NUTS: " "}) == "need.words"
    for pair in ((NeedKind.DIET, "step_free"), (NeedKind.ASSISTANCE, "unknown")):
        with pytest.raises(Http404):
            say_needs(**own(row), needs={pair: ""})
    with pytest.raises(Http404):
        say_needs(actor=home.clerk_actor, key=PlaceKey(row.id), needs={VEGAN: ""})


def test_after_seven_days_numbers_alone_are_left(home: House) -> None:
    row = anna_of(home)
    say_needs(**own(row), needs={VEGAN: "", NUTS: "keine Nüsse"})
    before = [(line.kind, line.label, line.count) for line in counts_of_needs(row.conference)]
    after(7)
    assert Need.objects.count() == 2
    after(8)
    assert not Need.objects.exists()
    assert NeedCount.objects.count() == 2
    lines = counts_of_needs(row.conference)
    assert [(line.kind, line.label, line.count) for line in lines] == before
    assert not any(line.words for line in lines)
    count = row_counts()
    after(9)
    assert row_counts() == count


def test_needs_are_taken_back_also_when_it_is_over(home: House) -> None:
    row = anna_of(home)
    say_needs(**own(row), needs={VEGAN: ""})
    set_office_time(ENDED + dt.timedelta(days=2))
    assert code_of(say_needs, **own(row), needs={STEP_FREE: ""}) == "place.over"
    say_needs(**own(row), needs={})
    assert not Need.objects.exists()


def test_without_an_address_there_is_no_link_but_the_office_can_answer(home: House) -> None:
    row = anna_of(home)
    (coach,) = ask(home, row.conference, COACH)
    (bert,) = registered(invited(row.conference)[1], BERT).added
    answer(bert, {coach: "nein"}, actor=home.clerk_actor, key=PlaceKey(bert.id))
    assert answers_by_question(bert) == {coach.id: "nein"}


def test_whoever_has_not_answered_is_asked_by_mail_once(home: House) -> None:
    row = anna_of(home)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": row.conference_id}
    assert code_of(tell_questions, **target, nonce="one") == "questions.nobody"
    coach, _photo = ask(home, row.conference, COACH, PHOTO)
    registered(invited(row.conference)[1], CARL, BERT)
    answer(row, {coach: "ja"})
    before = mails().count()
    for _number in range(2):
        tell_questions(**target, nonce="one")
        while run_next_task():
            continue
    (message,) = mails()[before:]
    assert (message.recipient, message.calendar) == (CARL.email, "")
    assert "/p/" in message.text
    assert AuditEntry.objects.filter(event="conferences.questions_told").count() == 1
    Registration.objects.exclude(id=row.id).update(state="withdrawn")
    assert code_of(tell_questions, **target, nonce="two") == "questions.nobody"
    set_office_time(ENDED + dt.timedelta(days=1))
    assert code_of(tell_questions, **target, nonce="two") == "event.ended"
