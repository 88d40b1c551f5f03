"""Several processes at once: a place is left once, an answer overwrites no other, and a fixed question stays fixed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.asking import COACH, anna_of, ask, own
from tests.office.conferences.registering import CARL, SAYER, invited, mails, registered, stands, states
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.answer_questions import answer_questions
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.questions import change_question
from umlauf.office.conferences.models import Question, QuestionAnswer
from umlauf.office.conferences.question_entries import state_of_answers, state_of_question

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def _in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    def run() -> None:
        with scope(association=cast.home.association), suppress(Refused):
            work()

    return run


def test_a_place_is_left_once_and_one_moves_up(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        conference = row.conference
        conference.places = 1
        conference.save()
        second, third = invited(conference)[1:]
        registered(second, CARL)
        registered(third, replace(CARL, name="Dora Dorn", email="dora@lk.example"))
        target = own(row)
        leaving: list[Callable[[], object]] = [lambda: leave_place(**target)] * MANY
        assert all_at_once([_in_scope(cast, work) for work in leaving]) == [0] * MANY
        assert states(conference) == ["withdrawn", "admitted", "waiting"]
        assert stands(row.house) == ("declined", 2)
        assert mails().filter(recipient=SAYER, key__contains=":house:").count() == 1
        assert verify(cast.home.association) == []


def test_of_many_answers_one_holds_and_its_question_stays(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        (coach,) = ask(cast.home, row.conference, COACH)
        target, clerk, empty = own(row), cast.home.clerk_actor, state_of_answers({})
        this: dict[str, Any] = {"actor": clerk, "conference_id": row.conference_id, "question_id": coach.id}
        other, seen = replace(COACH, options=("hin", "zurück")), state_of_question(coach)

        def said(value: str) -> Callable[[], object]:
            return lambda: answer_questions(**target, answers={coach.id: value}, seen=empty)

        works = [said("ja"), said("nein"), said("ja"), lambda: change_question(**this, entry=other, seen=seen)]
        assert all_at_once([_in_scope(cast, work) for work in works]) == [0] * len(works)
        asked = Question.objects.get()
        answers = list(QuestionAnswer.objects.values_list("value", flat=True))
        assert answers in ([], ["ja"], ["nein"])
        assert set(answers) <= set(asked.options)
        assert (asked.options == ["hin", "zurück"]) is (not answers)
        assert AuditEntry.objects.filter(event="conferences.questions_answered").count() == len(answers)
        assert verify(cast.home.association) == []
