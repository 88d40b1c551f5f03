"""What was asked of those who come, what they have answered, and how many need what. To be asked inside a scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from umlauf.office.conferences.enums import COMING, COUNTING
from umlauf.office.conferences.models import Conference, Need, NeedCount, Question, QuestionAnswer, Registration
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.question_kinds import NEEDS, OTHER, NeedKind, QuestionKind

_BY_COMING = Q(registration__state__in=COMING)


def questions_of(conference: Conference) -> list[tuple[Question, int]]:
    """All questions in their order, each with how many of those who come have answered. One query."""
    answered = Count("answers", filter=Q(answers__registration__state__in=COMING))
    rows = conference.questions.annotate(answered=answered).order_by("position", "id")
    return [(row, row.answered) for row in rows]


def open_questions(conference: Conference) -> list[Question]:
    """Those that can be answered. One query."""
    return list(conference.questions.filter(closed_at=None))


def answers_by_question(row: Registration) -> dict[int, str]:
    """What somebody has answered, by question. One query."""
    return dict(QuestionAnswer.objects.filter(registration=row).values_list("question", "value"))


def with_open_questions(conference: Conference, rows: Sequence[Registration]) -> list[Registration]:
    """Those of the rows (in the order of their ids) who have a page of their own with something unanswered on it.

    Whoever has not agreed to something has answered all the same, unless nothing else is asked. Two queries.
    """
    asked = open_questions(conference)
    wanted = {one.id for one in asked if one.kind != QuestionKind.CONSENT} or {one.id for one in asked}
    given: dict[int, set[int]] = {}
    if not rows or not wanted:
        return []
    between = (rows[0].id, rows[-1].id)  # a list of ids may be longer than a database takes
    answers = QuestionAnswer.objects.filter(registration__id__range=between, question__in=wanted)
    for registration_id, question_id in answers.values_list("registration", "question"):
        given.setdefault(registration_id, set()).add(question_id)
    return [row for row in rows if own_address(row) and wanted - given.get(row.id, set())]


def values_of(question: Question) -> list[tuple[str, int]]:
    """How often each answer was given by those who come; options in their order, also those nobody chose. One query."""
    given = QuestionAnswer.objects.filter(_BY_COMING, question=question).order_by("value").values_list("value")
    counted = dict(given.annotate(count=Count("id")))
    options = {option: counted.pop(option, 0) for option in question.options}
    return [*options.items(), *counted.items()]


def people_coming(conference: Conference) -> QuerySet[Registration]:
    """All who come and are known by name, in their order."""
    return conference.registrations.filter(state__in=COMING, purged_at=None).order_by("id")


def people_asked(conference: Conference, question: Question) -> QuerySet[Registration]:
    """All who come, whether they have answered or not, with their answer in ``answers`` of each."""
    own = Prefetch("answers", QuestionAnswer.objects.filter(question=question))
    return people_coming(conference).select_related("recipient").prefetch_related(own)


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
