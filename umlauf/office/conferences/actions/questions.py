"""Write the questions that are asked of those who come to a conference, and close them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import Conference, Question
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.question_entries import (
    QuestionEntry,
    checked_question,
    entry_of_question,
    state_of_question,
)
from umlauf.office.conferences.question_kinds import QuestionKind
from umlauf.office.conferences.question_rules import check_circle, check_condition, check_dependents


@transaction.atomic
def add_question(*, actor: Actor, conference_id: int, entry: QuestionEntry) -> Question:
    """Ask something more. The same once more is the one that is there.

    Raises ``Refused`` with ``question.many``, ``question.files``, ``event.ended``, ``access.role``, what
    ``checked_question``, ``check_circle`` and ``check_condition`` raise, and ``Http404``.
    """
    conference = _ahead(actor, conference_id)
    clean = checked_question(entry)
    check_circle(conference, clean)
    there = list(conference.questions.filter(closed_at=None))
    for one in there:
        if entry_of_question(one) == clean:
            return one
    if len(there) >= LIMITS.questions:
        raise Refused(
            "question.many",
            _("There are %(most)s questions already. Please close one of them first.") % {"most": LIMITS.questions},
        )
    question = Question(association_id=conference.association_id, conference=conference)
    check_condition(question, clean, there)
    _must_not_ask_for_many_files(question, clean, there)
    return _save(actor, question, clean)


@transaction.atomic
def change_question(*, actor: Actor, conference_id: int, question_id: int, entry: QuestionEntry, seen: str) -> Question:
    """Write a question anew that nobody has answered. ``seen``: ``state_of_question`` as the form showed it.

    Raises ``Refused`` with ``question.answered``, ``question.files``, ``question.changed``, ``question.closed``,
    ``event.ended``, ``access.role``, what ``checked_question`` and the checks of ``question_rules`` raise, and
    ``Http404``.
    """
    conference = _ahead(actor, conference_id)
    question = _own(conference, question_id)
    clean = checked_question(entry)
    if entry_of_question(question) == clean:
        return question
    if question.closed_at is not None:
        raise Refused("question.closed", _("This question is closed. Nothing was saved."))
    if question.answers.exists():
        raise Refused(
            "question.answered",
            _("Somebody has answered this question. Please close it and ask a new one, if it shall be another."),
        )
    if seen != state_of_question(question):
        raise Refused(
            "question.changed",
            _("Somebody has changed this question meanwhile. Nothing was saved. Please open it again."),
        )
    check_circle(conference, clean)
    others = list(conference.questions.all())
    check_condition(question, clean, others)
    _must_not_ask_for_many_files(question, clean, others)
    check_dependents(question, clean)
    return _save(actor, question, clean)


@transaction.atomic
def close_question(*, actor: Actor, conference_id: int, question_id: int) -> Question:
    """Ask it of nobody any more. What was answered stays until its day. Again: no change.

    Raises ``Refused("access.role")`` and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    question = _own(conference, question_id)
    if question.closed_at is None:
        question.closed_at = office_now()
        question.save(update_fields=["closed_at"])
        _record(actor, "conferences.question_closed", question)
    return question


def _ahead(actor: Actor, conference_id: int) -> Conference:
    conference = lock_conference(actor, conference_id)
    if not takes_place(conference, office_now()):
        raise Refused("event.ended", _("It is over or was cancelled. Nothing was changed."))
    return conference


def _own(conference: Conference, question_id: int) -> Question:
    question = conference.questions.filter(id=question_id).first()
    if question is None:
        raise Http404
    return question


def _save(actor: Actor, question: Question, clean: QuestionEntry) -> Question:
    for name in ("kind", "text", "purpose", "basis", "help", "required", "keep_days", "position", "depends_value"):
        setattr(question, name, getattr(clean, name))
    question.options = list(clean.options)
    question.members_alone = clean.whom == MEMBERS
    question.group_id = int(clean.whom) if clean.whom not in {"", MEMBERS} else None
    question.depends_on_id = clean.depends_on or None
    question.save()
    _record(actor, "conferences.question_set", question)
    return question


def _must_not_ask_for_many_files(question: Question, clean: QuestionEntry, others: Iterable[Question]) -> None:
    files = [one for one in others if one.kind == QuestionKind.FILE and one.closed_at is None and one.id != question.pk]
    if clean.kind == QuestionKind.FILE and len(files) >= LIMITS.question_files:
        raise Refused(
            "question.files",
            _("%(most)s questions ask for a file already. Please close one of them first.")
            % {"most": LIMITS.question_files},
        )


def _record(actor: Actor, event: str, question: Question) -> None:
    record(actor, event, subject=f"conferences.Question:{question.id}", label=question.text)
