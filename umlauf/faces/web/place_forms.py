"""The forms on the page of one's own place: the questions of the office, and what one needs there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.question_files import ACCEPTED, file_given
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.sayings import last_day_of
from umlauf.office.conferences.models import Question
from umlauf.office.conferences.question_entries import GivenFile, checked_answer, state_of_answers
from umlauf.office.conferences.question_kinds import AGREED, NEEDS, OTHER, NeedKind, QuestionKind
from umlauf.office.conferences.question_queries import FileLine
from umlauf.office.conferences.question_rules import condition_in_words, holds, settled

MISSING = _("Please answer this.")
AGAIN = _("Please choose the file once more: nothing was saved yet.")
_EMPTY = ("", _("no answer"))


class QuestionsForm(forms.Form):
    """All open questions with what was answered. ``seen`` says what stood there when it was made.

    ``questions`` are all that somebody is asked, for a condition may rest on one that is closed.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    left_out = False
    """Whether something was answered, once the form is valid, that is asked under a condition that does not hold."""

    def __init__(
        self,
        sent: tuple[QueryDict, MultiValueDict[str, UploadedFile[bytes]]] | None,
        questions: Sequence[Question],
        answers: Mapping[int, str],
        *,
        by_office: bool = False,
        files: Mapping[int, FileLine] | None = None,
    ) -> None:
        self.questions = [one for one in questions if one.closed_at is None]
        known = {_name(one): answers.get(one.id, "") for one in self.questions if one.kind != QuestionKind.FILE}
        data, files_sent = sent or (None, None)
        super().__init__(data, files_sent, initial=known | {"seen": state_of_answers(answers)})
        self._all, self._known, self._by_office, self._files = questions, answers, by_office, files or {}
        self.given: dict[int, GivenFile] = {}
        for one in self.questions:
            self.fields[_name(one)] = _field(one, required=_at_once(one) and not by_office)
            if one.id in self._files:
                self.fields[_removing(one)] = forms.BooleanField(label=_("Delete this file"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for one in self.questions:
            if one.kind != QuestionKind.FILE:
                try:
                    checked_answer(one, self._said(one, given))
                except Refused as refused:
                    self.add_error(_name(one), str(refused.message))
        said = {one.id: self._said(one, given) for one in self.questions}
        kept = settled(self._all, {**self._known, **said})
        for one in self.questions:
            missing = one.required and not _at_once(one) and holds(one, kept) and not said[one.id]
            if missing and not self._by_office and not self.has_error(_name(one)):
                self.add_error(_name(one), MISSING)
        self._judge_files({one.id: given[_name(one)] for one in self._with_files(given) if kept[one.id]})
        self.left_out = any(said[one.id] != kept[one.id] for one in self.questions)
        return given

    def answers(self) -> dict[int, str]:
        """Values by question, once the form is valid; of a file that was given before its mark."""
        return {one.id: self._said(one, self.cleaned_data, before=True) for one in self.questions}

    def refuse(self, refused: Refused) -> None:
        """What was seen is no longer so: the form then goes by what stands there now."""
        self.add_error(None, str(refused.message))
        if refused.code == "answers.changed" and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]
        for id_ in self.given:
            self.add_error(f"question-{id_}", AGAIN)

    def _said(self, question: Question, given: Mapping[str, Any], *, before: bool = False) -> str:
        """A value as it is kept. ``before``: of a file what was given before, else that one is given now."""
        value = given.get(_name(question))
        if question.kind != QuestionKind.FILE:
            return _written(value)
        if value and not before:
            return str(value.name) or "-"
        return "" if given.get(_removing(question)) else self._known.get(question.id, "")

    def _with_files(self, given: Mapping[str, Any]) -> list[Question]:
        return [one for one in self.questions if one.kind == QuestionKind.FILE and given.get(_name(one))]

    def _judge_files(self, files: Mapping[int, UploadedFile[bytes]]) -> None:
        """Look into the files once all else is right: whoever has to correct something chooses them again."""
        again = set(files) if self.errors else set()
        for id_, file in files.items():
            if id_ in again:
                continue
            try:
                self.given[id_] = file_given(file)
            except Refused as refused:
                self.add_error(f"question-{id_}", str(refused.message))
        if self.errors:
            for id_ in again | self.given.keys():
                self.add_error(f"question-{id_}", AGAIN)

    @property
    def asked(self) -> Iterator[tuple[Question, BoundField, dt.date, FileLine | None, BoundField | None]]:
        """Each question with its field, the last day on which an answer is kept, the file that was given, and the field
        to take that away."""
        for one in self.questions:
            file, field = self._files.get(one.id), self[_name(one)]
            removing = self[_removing(one)] if file else None
            if file:
                error = f" {field.auto_id}_error" if field.errors else ""
                described = f"{field.auto_id}_helptext {field.auto_id}_given{error}"
                field.field.widget.attrs["aria-describedby"] = described
            yield one, field, last_day_of(one, one.conference), file, removing


class NeedsForm(forms.Form):
    """What somebody needs, of a list and in words."""

    diet = forms.MultipleChoiceField(
        label=_("What should the kitchen know?"),
        choices=NEEDS[NeedKind.DIET].choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    diet_words = forms.CharField(
        label=_("Something else to eat, or something you cannot eat"), max_length=LIMITS.name, required=False
    )
    assistance = forms.MultipleChoiceField(
        label=_("What helps you on the day?"),
        choices=NEEDS[NeedKind.ASSISTANCE].choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assistance_words = forms.CharField(label=_("Something else that helps"), max_length=LIMITS.name, required=False)

    def __init__(self, data: QueryDict | None, known: Mapping[tuple[str, str], str]) -> None:
        initial: dict[str, Any] = {kind.value: [value for one, value in known if one == kind] for kind in NeedKind}
        initial |= {f"{kind.value}_words": known.get((kind, OTHER), "") for kind in NeedKind}
        super().__init__(data, initial=initial)
        for kind, values in NEEDS.items():
            field = self.fields[kind.value]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(value, label) for value, label in values.choices if value != OTHER]

    def needs(self) -> dict[tuple[NeedKind, str], str]:
        """By kind and value, with the words of what is in no list; once the form is valid."""
        given = self.cleaned_data
        chosen = {(kind, str(value)): "" for kind in NeedKind for value in given[kind.value]}
        said = {(kind, OTHER): given[f"{kind.value}_words"] for kind in NeedKind if given[f"{kind.value}_words"]}
        return chosen | said

    def refuse(self, refused: Refused) -> None:
        self.add_error(None, str(refused.message))


def _name(question: Question) -> str:
    return f"question-{question.id}"


def _removing(question: Question) -> str:
    return f"remove-question-{question.id}"


def _at_once(question: Question) -> bool:
    """Whether its field alone says that an answer is missing: it rests on nothing else that was said or given."""
    return question.required and question.depends_on_id is None and question.kind != QuestionKind.FILE


def _written(given: Any) -> str:
    """A value as it is kept, of what a field has made of it."""
    if given is True:
        return AGREED
    return "" if given in (None, False) else str(given)


def _condition(question: Question) -> str:
    """„Nur wenn … „ja“ ist; dann ist die Antwort nötig.“; empty for none."""
    said = condition_in_words(question)
    if said and question.required:
        return gettext("%(condition)s; then it has to be answered.") % {"condition": said}
    return f"{said}." if said else ""


def _field(question: Question, *, required: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": " ".join(filter(None, (_condition(question), question.help))),
        "required": required,
        "error_messages": {"required": MISSING},
    }
    if question.kind == QuestionKind.CHOICE:
        options = [(option, option) for option in question.options]
        choices = options if required else [_EMPTY, *options]
        return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(**common, min_value=0, max_value=999_999_999)
    if question.kind == QuestionKind.DATE:
        return forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if question.kind == QuestionKind.CONSENT:
        return forms.BooleanField(**common)
    if question.kind == QuestionKind.FILE:
        limit = gettext("PDF, JPEG or PNG, at most %(most)s MB.") % {"most": LIMITS.question_file_bytes // MB}
        common["help_text"] = " ".join(filter(None, (common["help_text"], limit)))
        return forms.FileField(**common, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPTED}))
    return forms.CharField(**common, max_length=LIMITS.note, widget=forms.Textarea(attrs={"rows": 3}))
