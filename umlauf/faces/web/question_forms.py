"""The form in which an office writes a question to those who come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.forms import Refusing
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.lists import MEMBERS, groups_of
from umlauf.office.conferences.models import Conference, Question
from umlauf.office.conferences.question_entries import QuestionEntry, entry_of_question, state_of_question
from umlauf.office.conferences.question_kinds import Basis, QuestionKind
from umlauf.office.conferences.question_rules import answers_to_depend_on

_FIELD_OF_CODE = {
    "question.text": "text",
    "question.purpose": "purpose",
    "question.options": "options",
    "question.consent": "basis",
    "question.days": "keep_days",
    "question.whom": "whom",
    "question.condition": "depends",
    "question.order": "position",
}


class QuestionForm(Refusing):
    """A question. ``seen``: the state that it was filled from; empty for a new one.

    A new one rests on the ground on which the office works, unless another is chosen.
    Whom it is for is asked only where groups are invited, and on what it depends only where there is something.
    """

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
    whom = forms.ChoiceField(label=_("Whom is it for?"), required=False, widget=forms.RadioSelect)
    depends = forms.ChoiceField(
        label=_("Ask it only if"),
        required=False,
        help_text=_("Who answers something else is not asked. The other question stands before this one."),
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

    def __init__(
        self, data: QueryDict | None, conference: Conference, *, initial: dict[str, Any], own: int | None = None
    ) -> None:
        super().__init__(data, initial={"basis": conference.association.basis} | initial)
        groups = groups_of(conference)
        conditions = _conditions(conference, own, str(initial.get("depends", "")))
        self._choose("whom", [("", gettext("everybody who comes")), (MEMBERS, gettext("members"))], groups)
        self._choose("depends", [("", pgettext("when a question is asked", "always"))], conditions)

    def _choose(self, name: str, first: list[tuple[str, str]], more: list[tuple[str, str]]) -> None:
        """Give a field its choices, or take it away where there is nothing to choose and nothing was chosen."""
        field = self.fields[name] if more or self.initial.get(name) else self.fields.pop(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = [*first, *more]

    def entry(self) -> QuestionEntry:
        """The question, once the form is valid."""
        given: dict[str, Any] = {**self.cleaned_data}
        del given["seen"]
        number, _mark, value = given.pop("depends", "").partition(":")
        given |= {"depends_on": int(number or 0), "depends_value": value}
        given["options"] = tuple(given["options"].splitlines())
        return QuestionEntry(**given | {"kind": QuestionKind(given["kind"]), "basis": Basis(given["basis"])})


def initial_of_question(question: Question) -> dict[str, Any]:
    entry = entry_of_question(question)
    known = {name: getattr(entry, name) for name in QuestionEntry.__dataclass_fields__}
    depends = f"{entry.depends_on}:{entry.depends_value}" if entry.depends_on else ""
    return known | {
        "options": "\n".join(entry.options),
        "depends": depends,
        "seen": state_of_question(question),
    }


def _conditions(conference: Conference, own: int | None, chosen: str) -> list[tuple[str, str]]:
    """Each answer on which a question can depend: those of all other open questions, and the one that is chosen."""
    found = []
    for one in conference.questions.exclude(id=own or 0):
        for answer in answers_to_depend_on(one):
            key = f"{one.id}:{answer}"
            if one.closed_at is None or key == chosen:
                said = gettext("agrees") if one.kind == QuestionKind.CONSENT else answer
                found.append((key, f"{one.text} = {said}"))
    return found
