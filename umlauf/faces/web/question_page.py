"""The answers to a question in words and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from umlauf.faces.web.templatetags.office import long_day
from umlauf.office.conferences.models import Question, Registration
from umlauf.office.conferences.question_kinds import QuestionKind
from umlauf.office.conferences.question_queries import values_of


def answer_in_words(question: Question, row: Registration) -> str:
    """What somebody has answered; empty where they have not. Their answer to this question was fetched with them."""
    return next((value_in_words(question, one.value) for one in row.answers.all()), "")


def value_in_words(question: Question, value: str) -> str:
    if question.kind == QuestionKind.CONSENT:
        return _("agrees")
    if question.kind == QuestionKind.DATE:
        return long_day(dt.date.fromisoformat(value))
    return value


def figures_of(question: Question) -> dict[str, Any]:
    """How many have answered; how often each answer was given, where they can be counted; the sum of numbers."""
    values = values_of(question)
    counted = [] if question.kind in {QuestionKind.TEXT, QuestionKind.FILE} else values
    if question.kind == QuestionKind.NUMBER:
        counted = sorted(values, key=lambda one: int(one[0]))
    return {
        "answered": sum(count for _value, count in values),
        "counts": [(value_in_words(question, value), count) for value, count in counted],
        "total": sum(int(value) * count for value, count in values) if question.kind == QuestionKind.NUMBER else None,
    }
