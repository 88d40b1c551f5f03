"""A question as an office writes it, and an answer as it is given: what is right of them, and what is not."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import Question
from umlauf.office.conferences.question_kinds import AGREED, Basis, QuestionKind
from umlauf.office.responses.access import one_line

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """``options`` are those of a choice. ``keep_days``: how long answers are kept after the end.

    ``whom``: ``MEMBERS``, or the id of a group; empty for everybody. ``depends_on`` is the id of the question that has
    to be answered with ``depends_value``; 0 for none.
    """

    kind: QuestionKind
    text: str
    purpose: str
    basis: Basis = Basis.TASK
    help: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    keep_days: int = 0
    position: int = 1
    whom: str = ""
    depends_on: int = 0
    depends_value: str = ""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as an answer: a clean name, and what it is by its content."""

    name: str
    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def mark(self) -> str:
        return mark_of_file(self.digest, self.name)


def mark_of_file(digest: str, name: str) -> str:
    """What stands for a file where answers are compared: another file of the same name is another answer."""
    return f"{digest} {name}"


def entry_of_question(row: Question) -> QuestionEntry:
    return QuestionEntry(
        kind=QuestionKind(row.kind),
        text=row.text,
        purpose=row.purpose,
        basis=Basis(row.basis),
        help=row.help,
        options=tuple(row.options),
        required=row.required,
        keep_days=row.keep_days,
        position=row.position,
        whom=whom_of(row),
        depends_on=row.depends_on_id or 0,
        depends_value=row.depends_value,
    )


def whom_of(row: Question) -> str:
    """``MEMBERS``, the id of a group, or empty for everybody."""
    if row.members_alone:
        return MEMBERS
    return str(row.group_id) if row.group_id is not None else ""


def state_of_question(row: Question) -> str:
    """What a form is filled from, to see whether somebody has changed it meanwhile."""
    return hashlib.sha256(repr(entry_of_question(row)).encode()).hexdigest()[:16]


def checked_question(entry: QuestionEntry) -> QuestionEntry:
    """The question with each part on one line.

    Raises ``Refused`` with ``question.text``, ``question.purpose``, ``question.options``, ``question.consent``,
    ``question.days``, or what checks of lengths and characters raise.
    """
    options = tuple(one_line(one) for one in entry.options) if entry.kind == QuestionKind.CHOICE else ()
    clean = replace(
        entry,
        text=one_line(entry.text),
        purpose=one_line(entry.purpose),
        help=one_line(entry.help),
        options=tuple(filter(None, options)),
        depends_value=entry.depends_value if entry.depends_on else "",
    )
    if not clean.text:
        raise Refused("question.text", _("The question is missing. Please write what you want to know."))
    if not clean.purpose:
        raise Refused("question.purpose", _("Please write what the answer is for. It stands beside the question."))
    for label, text, most in (
        (_("Question"), clean.text, LIMITS.question),
        (_("What for"), clean.purpose, LIMITS.question),
        (_("Help"), clean.help, LIMITS.question),
        *((_("Options"), option, LIMITS.name) for option in clean.options),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    _check_options(clean)
    _check_consent(clean)
    if not 0 <= clean.keep_days <= LIMITS.keep_days:
        raise Refused(
            "question.days",
            _("Answers can be kept for 0 to %(most)s days after the end.") % {"most": LIMITS.keep_days},
        )
    return clean


def _check_options(clean: QuestionEntry) -> None:
    if clean.kind != QuestionKind.CHOICE:
        return
    different = {option.casefold() for option in clean.options}
    if not 2 <= len(clean.options) <= LIMITS.options or len(different) != len(clean.options):
        raise Refused(
            "question.options",
            _("Please write 2 to %(most)s different options, each on a line of its own.") % {"most": LIMITS.options},
        )


def _check_consent(clean: QuestionEntry) -> None:
    if clean.kind == QuestionKind.CONSENT and clean.basis != Basis.CONSENT:
        raise Refused("question.consent", _("Whoever is asked to agree gives consent. Please choose it as the ground."))
    if clean.basis == Basis.CONSENT and clean.required:
        raise Refused("question.consent", _("Consent is given freely, so nobody can be obliged to answer."))


def checked_answer(question: Question, given: str) -> str:
    """The value of an answer; empty where there is none. Raises ``Refused("question.answer")``, and others."""
    value = given if question.kind == QuestionKind.FILE else one_line(given)  # the mark of a file is compared as it is
    check_length(question.text, value, LIMITS.note)
    check_characters(question.text, value)
    if value and not _fits(question, value):
        raise Refused("question.answer", _("The answer to “%(question)s” does not fit.") % {"question": question.text})
    return str(int(value)) if value and question.kind == QuestionKind.NUMBER else value


def _fits(question: Question, value: str) -> bool:
    if question.kind == QuestionKind.CHOICE:
        return value in question.options
    if question.kind == QuestionKind.NUMBER:
        return value.isascii() and value.isdecimal() and len(value) <= _DIGITS
    if question.kind == QuestionKind.DATE:
        return _is_day(value)
    return question.kind != QuestionKind.CONSENT or value == AGREED


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def state_of_answers(answers: Mapping[int, str]) -> str:
    """What a form is filled from: values by question."""
    return hashlib.sha256(repr(sorted(answers.items())).encode()).hexdigest()[:16]
