"""The form in which an office writes a question to those who come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.forms import Refusing
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.models import Question
from umlauf.office.conferences.question_entries import QuestionEntry, entry_of_question, state_of_question
from umlauf.office.conferences.question_kinds import Basis, QuestionKind

_FIELD_OF_CODE = {
    "question.text": "text",
    "question.purpose": "purpose",
    "question.options": "options",
    "question.consent": "basis",
    "question.days": "keep_days",
}


class QuestionForm(Refusing):
    """A question. ``seen``: the state that it was filled from; empty for a new one."""

    _field_of_code = _FIELD_OF_CODE
    text = forms.CharField(
        label=_("Question"),
        max_length=LIMITS.question,
        error_messages={"required": _("Please write what you want to know.")},
    )
    help = forms.CharField(
        label=_("Help"),
        max_length=LIMITS.question,
        required=False,
        help_text=_("What makes it easier to answer. It stands below the question."),
    )
    kind = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=QuestionKind.choices,
        initial=QuestionKind.TEXT,
        widget=forms.RadioSelect,
    )
    options = forms.CharField(
        label=_("Options"),
        required=False,
        help_text=_("Only for one of several options: each on a line of its own."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    required = forms.BooleanField(label=_("Has to be answered"), required=False)
    purpose = forms.CharField(
        label=_("What for"),
        max_length=LIMITS.question,
        help_text=_("Those who are asked read it: “to plan the coaches from the station”."),
        error_messages={"required": _("Please write what the answer is for.")},
    )
    basis = forms.ChoiceField(
        label=_("On what ground is the answer used?"),
        choices=Basis.choices,
        initial=Basis.TASK,
        help_text=_("What rests on consent can be taken back by the person at any time."),
        widget=forms.RadioSelect,
    )
    keep_days = forms.IntegerField(
        label=_("Days that answers are kept"),
        min_value=0,
        max_value=LIMITS.keep_days,
        initial=7,
        help_text=_("After the end of the event. Then they are deleted."),
    )
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, initial=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def entry(self) -> QuestionEntry:
        """The question, once the form is valid."""
        given: dict[str, Any] = {**self.cleaned_data}
        del given["seen"]
        given["options"] = tuple(given["options"].splitlines())
        return QuestionEntry(**given | {"kind": QuestionKind(given["kind"]), "basis": Basis(given["basis"])})


def initial_of_question(question: Question) -> dict[str, Any]:
    entry = entry_of_question(question)
    known = {name: getattr(entry, name) for name in QuestionEntry.__dataclass_fields__}
    return known | {"options": "\n".join(entry.options), "seen": state_of_question(question)}
