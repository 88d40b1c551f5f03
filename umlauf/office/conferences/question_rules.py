"""Whom a question is asked of: everybody or one circle, and only where an earlier answer says so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from umlauf.ground.text import Refused
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import Conference, Question, Registration
from umlauf.office.conferences.question_entries import QuestionEntry, whom_of
from umlauf.office.conferences.question_kinds import AGREED, QuestionKind


def is_asked(question: Question, row: Registration) -> bool:
    """Whether somebody is of those whom the question is for. To be fetched with who invited them."""
    if question.members_alone:
        return row.invitee is None
    return question.group_id is None or (row.invitee is not None and row.invitee.group_id == question.group_id)


def holds(question: Question, answers: Mapping[int, str]) -> bool:
    """Whether the answers say what the question depends on."""
    return question.depends_on_id is None or answers.get(question.depends_on_id, "") == question.depends_value


def settled(questions: Iterable[Question], answers: Mapping[int, str]) -> dict[int, str]:
    """The answers to questions in their order; empty where there is none, or where the condition does not hold."""
    found = dict(answers)
    for one in questions:
        found[one.id] = found.get(one.id, "") if holds(one, found) else ""
    return found


def answers_to_depend_on(question: Question) -> tuple[str, ...]:
    """What another question can depend on; nothing where answers cannot be foreseen."""
    if question.kind == QuestionKind.CHOICE:
        return tuple(question.options)
    return (AGREED,) if question.kind == QuestionKind.CONSENT else ()


def condition_in_words(question: Question) -> str:
    """„Nur wenn „Reisen Sie mit der Bahn?“ mit „ja“ beantwortet ist“; empty for none. To be fetched with the other."""
    if question.depends_on is None:
        return ""
    said = {"question": question.depends_on.text, "answer": question.depends_value}
    if question.depends_on.kind == QuestionKind.CONSENT:
        return _("Only for those who agree: “%(question)s”") % said
    return _("Only if the answer to “%(question)s” is “%(answer)s”") % said


def circle_in_words(question: Question) -> str:
    """Whom it is for; empty for everybody. To be fetched with the group."""
    if question.members_alone:
        return _("members")
    return question.group.name if question.group is not None else ""


def check_circle(conference: Conference, entry: QuestionEntry) -> None:
    """Raises ``Refused("question.whom")`` where there is no such group."""
    if entry.whom in {"", MEMBERS}:
        return
    if not (entry.whom.isascii() and entry.whom.isdecimal()) or not conference.groups.filter(id=entry.whom).exists():
        raise Refused("question.whom", _("This group is not there any more. Please choose whom the question is for."))


def check_condition(question: Question, entry: QuestionEntry, others: Sequence[Question]) -> None:
    """Whether the question as it is to be can depend on what it says. ``others``: those it may be one of.

    Raises ``Refused`` with ``question.condition`` or ``question.order``.
    """
    if not entry.depends_on:
        return
    other = next((one for one in others if one.id == entry.depends_on and one.id != question.pk), None)
    if other is None or entry.depends_value not in answers_to_depend_on(other):
        raise Refused(
            "question.condition",
            _("The question on which this one depends has no such answer any more. Please choose once more."),
        )
    if (other.position, other.id) >= (entry.position, question.pk or math.inf):
        raise Refused(
            "question.order",
            _("It depends on “%(question)s”, so it comes after it. Please choose a later place in the order.")
            % {"question": other.text},
        )
    if whom_of(other) not in {"", entry.whom}:
        raise Refused(
            "question.condition",
            _("“%(question)s” is asked of others. Please choose a question that is asked of everybody or of the same.")
            % {"question": other.text},
        )


def check_dependents(question: Question, entry: QuestionEntry) -> None:
    """Whether those that depend on the question still can. Raises ``Refused("question.needed")``."""
    agrees = question.kind == QuestionKind.CONSENT
    answers = answers_to_depend_on(Question(kind=entry.kind, options=entry.options))
    for one in question.dependents.all():
        fits = entry.whom in {"", whom_of(one)} and (entry.position, question.id) < (one.position, one.id)
        if not fits or one.depends_value not in answers:
            raise Refused(
                "question.needed",
                _(
                    "“%(question)s” depends on this question: on its answer “%(answer)s”, on standing after it, and on "
                    "being asked of the same people. Please change that question first."
                )
                % {"question": one.text, "answer": _("agrees") if agrees else one.depends_value},
            )
