"""What was asked of those who come, what they have answered, and how many need what. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from umlauf.office.conferences.enums import COMING, COUNTING
from umlauf.office.conferences.models import (
    Conference,
    Need,
    NeedCount,
    Question,
    QuestionAnswer,
    QuestionFile,
    Registration,
)
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.question_entries import mark_of_file
from umlauf.office.conferences.question_kinds import NEEDS, OTHER, NeedKind, QuestionKind
from umlauf.office.conferences.question_rules import circle_in_words, condition_in_words, holds, is_asked

_BY_COMING = Q(registration__state__in=COMING)


class Asked(NamedTuple):
    """A question with how many of those who come it is asked of, and how many have answered."""

    question: Question
    people: int
    answered: int

    @property
    def circle(self) -> str:
        """Whom it is for; empty for everybody."""
        return circle_in_words(self.question)

    @property
    def condition(self) -> str:
        return condition_in_words(self.question)


def questions_of(conference: Conference) -> list[Asked]:
    """All questions in their order, counted. Two queries, three where one depends on another."""
    answered = Count("answers", filter=Q(answers__registration__state__in=COMING))
    rows = list(_whole(conference).annotate(answered=answered))
    coming = people_coming(conference).order_by().values_list("invitee__group")
    circles: Circles = dict(coming.annotate(count=Count("id")))
    by_answer: dict[tuple[int | None, str], Circles] = {}
    if any(one.depends_on_id for one in rows):
        known = Q(registration__name_follows=False, registration__purged_at=None)
        said = QuestionAnswer.objects.filter(_BY_COMING, known, question__dependents__in=rows).order_by()
        named = said.values_list("question", "value", "registration__invitee__group")
        for question_id, value, group_id, count in named.annotate(count=Count("registration", distinct=True)):
            by_answer.setdefault((question_id, value), {})[group_id] = count
    return [Asked(one, _people(one, circles, by_answer), one.answered) for one in rows]


Circles = dict[int | None, int]
"""How many people by group; None: those of the members."""


def _people(question: Question, circles: Circles, by_answer: dict[tuple[int | None, str], Circles]) -> int:
    if question.depends_on_id is not None:
        circles = by_answer.get((question.depends_on_id, question.depends_value), {})
    if question.members_alone:
        return circles.get(None, 0)
    return circles.get(question.group_id, 0) if question.group_id is not None else sum(circles.values())


def questions_for(row: Registration) -> list[Question]:
    """All that somebody is asked, closed questions too, in their order. To be fetched with the invitee. One query."""
    return [one for one in _whole(row.conference) if is_asked(one, row)]


def _whole(conference: Conference) -> QuerySet[Question]:
    return conference.questions.select_related("group", "depends_on").order_by("position", "id")


def answers_by_question(row: Registration) -> dict[int, str]:
    """What somebody has answered, by question; of a file its mark. One query."""
    given = QuestionAnswer.objects.filter(registration=row).values_list("question", "value", "file__digest")
    return {question: mark_of_file(digest, value) if digest else value for question, value, digest in given}


class FileLine(NamedTuple):
    """A file that was given: its name, bytes and day."""

    name: str
    size: int
    at: dt.datetime


def files_by_question(row: Registration) -> dict[int, FileLine]:
    """The files that somebody has given, by question. One query."""
    given = QuestionFile.objects.filter(answer__registration=row)
    named = given.values_list("answer__question", "answer__value", "size", "answer__at")
    return {question: FileLine(name, size, at) for question, name, size, at in named}


def with_open_questions(conference: Conference, rows: Sequence[Registration]) -> list[Registration]:
    """Those of the rows (in the order of their ids) who have a page of their own with something unanswered on it.

    Whoever has not agreed to something has answered all the same, unless nothing else is asked. The rows are to be
    fetched with the invitee. Two queries, three where a question depends on another.
    """
    asked = list(conference.questions.filter(closed_at=None))
    if not rows or not asked:
        return []
    between = (rows[0].id, rows[-1].id)  # a list of ids may be longer than a database takes
    answers = QuestionAnswer.objects.filter(registration__id__range=between)
    given: dict[int, set[int]] = {}
    for registration_id, question_id in answers.filter(question__in=asked).values_list("registration", "question"):
        given.setdefault(registration_id, set()).add(question_id)
    said: dict[int, dict[int, str]] = {}
    decisive = {one.depends_on_id for one in asked if one.depends_on_id}
    told = answers.filter(question__in=decisive).values_list("registration", "question", "value") if decisive else ()
    for registration_id, question_id, value in told:
        said.setdefault(registration_id, {})[question_id] = value
    return [
        row for row in rows if own_address(row) and _wanted(asked, row, said.get(row.id, {})) - given.get(row.id, set())
    ]


def _wanted(asked: Sequence[Question], row: Registration, said: Mapping[int, str]) -> set[int]:
    mine = [one for one in asked if is_asked(one, row) and holds(one, said)]
    return {one.id for one in mine if one.kind != QuestionKind.CONSENT} or {one.id for one in mine}


def values_of(question: Question) -> list[tuple[str, int]]:
    """How often each answer was given by those who come; options in their order, also those nobody chose. One query."""
    given = QuestionAnswer.objects.filter(_BY_COMING, question=question).order_by("value").values_list("value")
    counted = dict(given.annotate(count=Count("id")))
    options = {option: counted.pop(option, 0) for option in question.options}
    return [*options.items(), *counted.items()]


def people_coming(conference: Conference) -> QuerySet[Registration]:
    """All who come and are known by name, in their order, with the invitee."""
    coming = conference.registrations.filter(state__in=COMING, name_follows=False, purged_at=None)
    return coming.select_related("invitee").order_by("id")


def people_asked(question: Question) -> QuerySet[Registration]:
    """All who come and are asked, or have answered, with their answer in ``answers`` of each."""
    own = QuestionAnswer.objects.filter(question=question)
    rows = people_coming(question.conference).select_related("recipient")
    if question.members_alone:
        rows = rows.filter(invitee=None)
    elif question.group_id is not None:
        rows = rows.filter(invitee__group=question.group_id)
    if question.depends_on_id is not None:
        said = QuestionAnswer.objects.filter(question=question.depends_on_id, value=question.depends_value)
        theirs = Q(registration=OuterRef("pk"))
        rows = rows.filter(Exists(said.filter(theirs)) | Exists(own.filter(theirs)))
    return rows.prefetch_related(Prefetch("answers", own))


@dataclass(frozen=True, slots=True)
class NeedLine:
    """„vegetarisch: 3“, and the words of those who need something else, without who wrote them."""

    kind: NeedKind
    label: str
    count: int
    words: tuple[tuple[str, int], ...] = ()


def needs_of(row: Registration) -> dict[tuple[str, str], str]:
    """What somebody needs: the words by kind and value. For their own page alone. One query."""
    rows = Need.objects.filter(registration=row).values_list("kind", "value", "text")
    return {(kind, value): text for kind, value, text in rows}


def counts_of_needs(conference: Conference) -> list[NeedLine]:
    """What those who have a place need, counted; what was counted when it was forgotten, afterwards. Three queries."""
    needs = Need.objects.filter(registration__conference=conference, registration__state__in=COUNTING).order_by()
    rows = needs.values_list("kind", "value").annotate(count=Count("id"))
    counted = {(kind, value): count for kind, value, count in rows}
    said = needs.filter(value=OTHER).values_list("kind", "text")
    words = {kind: Counter(text for one, text in said if one == kind) for kind in NeedKind} if counted else {}
    if not counted:
        kept = NeedCount.objects.filter(conference=conference).values_list("kind", "value", "count")
        counted = {(kind, value): count for kind, value, count in kept}
    return [
        NeedLine(
            kind,
            str(value.label),
            counted[kind, value],
            tuple(sorted(words.get(kind, {}).items())) if value == OTHER else (),
        )
        for kind, values in NEEDS.items()
        for value in values
        if (kind, value) in counted
    ]
