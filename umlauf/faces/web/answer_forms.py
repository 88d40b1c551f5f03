"""The forms with which an answer is given. They shape what comes in; what is right is decided by the actions."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.answering import Round
from umlauf.faces.web.requests import DoorRequest, LetterRequest
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.access import one_line
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import KEYED_IN, AnswerState, Channel

ROWS, DESK_ROWS = 3, 1  # for as many people a form has room at first
NONCE = re.compile(r"[\w-]{1,40}", re.ASCII)

# Where a refusal of the actions belongs; the others stand above the form.
_FIELD_OF_CODE = {
    "extension.date": "wished",
    "answer.empty": "text",
    "answer.long": "text",
    "answer.name": "name",
    "answer.email": "email",
    "register.nobody": "person-0-name",
    "registration.known": "person-name",
}

# What was seen is no longer so: the form comes back for what stands now.
_OUTDATED = {"answer.changed", "answer.sent", "registration.changed"}


class Line(forms.CharField):
    """One line in NFC, with single blanks, of characters that our letters can show."""

    default_error_messages = {"required": _("Please fill this in.")}

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            check_characters(str(self.label), value)
        except Refused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from refused


class AddressLine(Line):
    """A mail address, as it is sent to."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return check_address(written) if written else ""
        except Refused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from refused


class AnswerForm(forms.Form):
    """Who says it, and how the office heard of it. ``seen`` is the revision of the answer that the form was made for.

    ``nonce`` is the form's one-time word: however often it is sent, it counts once.
    """

    name = Line(label=_("Name"), max_length=LIMITS.person, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressLine(
        label=_("E-mail"),
        max_length=LIMITS.email,
        help_text=_("The confirmation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = Line(
        label=_("Phone"),
        max_length=LIMITS.phone,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(channel.value, channel.label) for channel in KEYED_IN],
        initial=KEYED_IN[0].value,
        widget=forms.RadioSelect,
        error_messages=Line.default_error_messages,
    )

    field_order: tuple[str, ...] = ("channel", "name", "email", "phone")

    def __init__(self, request: DoorRequest, **initial: Any) -> None:
        super().__init__(request.POST if request.method == "POST" else None, initial=_sayer(request) | initial)
        self.door = request.door
        nonce = str(self.data.get("nonce", ""))
        self.nonce = nonce if NONCE.fullmatch(nonce) else secrets.token_urlsafe(16)
        self.seen = _number(self.data.get("seen"))
        self.outdated = False
        if self.door.office:
            for name in ("name", "email"):
                self.fields[name].required = False
            for name in ("name", "email", "phone"):
                self.fields[name].widget.attrs["autocomplete"] = "off"
        else:
            del self.fields["channel"]

    def entry(self) -> Entry:
        """Who says it, once the form is valid."""
        given = self.cleaned_data
        return Entry(
            nonce=self.nonce,
            channel=self.door.channel or Channel(given["channel"]),
            seen=self.seen,
            name=given["name"],
            email=given["email"],
            phone=given.get("phone", ""),
        )

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action at the field that it is about."""
        field = _FIELD_OF_CODE.get(refused.code)
        self.outdated = refused.code in _OUTDATED
        if refused.code == "answer.sent":
            self.nonce = secrets.token_urlsafe(16)
        self.add_error(field if field in self.fields else None, str(refused.message))

    def meet(self, around: Round) -> None:
        """Take up what stands: for a form that is opened, or that comes back since something else stands meanwhile."""
        self.seen = around.revision

    def label_of(self, field: BoundField) -> str:
        """What a summary calls a field."""
        return str(field.label)


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """The fields of one person, counted from 1."""

    number: int
    fields: tuple[BoundField, ...]


class PeopleForm(AnswerForm):
    """Several people at once, and places whose names follow; who has no name, function and address is left out.

    ``adding`` says that one more was asked for, so that nothing is checked or sent yet.
    """

    more = forms.BooleanField(label=_("More people will follow"), required=False)
    together = forms.BooleanField(
        label=_("They come together or not at all: if there is no room for all, they wait and move up only together"),
        required=False,
    )
    unnamed = forms.IntegerField(
        label=_("Places whose names follow"),
        min_value=0,
        max_value=LIMITS.persons_at_once,
        required=False,
        help_text=_("They count as all others. You put in the names as soon as you know them."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, request: DoorRequest, *, rows: int = ROWS) -> None:
        super().__init__(request)
        self.adding = "add" in self.data
        sent = sum(f"person-{index}-name" in self.data for index in range(LIMITS.persons_at_once))
        rows = DESK_ROWS if request.door.office else rows
        self.count = min(max(rows, sent) + self.adding, LIMITS.persons_at_once)
        if self.adding:
            self.is_bound, self.initial = False, {**self.initial, **dict(self.data.items())}
        for index in range(self.count):
            self.fields |= _person_fields(f"person-{index}", request.door.office)
        if self.adding or (self.door.office and not self.is_bound):
            newest = self.count - 1 if self.adding else 0
            self.fields[f"person-{newest}-name"].widget.attrs["autofocus"] = True

    @property
    def groups(self) -> list[PersonGroup]:
        parts = ("name", "function", "email")
        return [
            PersonGroup(index + 1, tuple(self[f"person-{index}-{part}"] for part in parts))
            for index in range(self.count)
        ]

    @property
    def full(self) -> bool:
        return self.count >= LIMITS.persons_at_once

    def people(self) -> list[PersonEntry]:
        """Who is named, once the form is valid."""
        given = self.cleaned_data
        people = [
            PersonEntry(*(given[f"person-{index}-{part}"] for part in ("name", "function", "email")))
            for index in range(self.count)
        ]
        return [person for person in people if person.name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for index in range(self.count):
            rest = given.get(f"person-{index}-function") or given.get(f"person-{index}-email")
            if rest and not given.get(f"person-{index}-name") and f"person-{index}-name" not in self.errors:
                self.add_error(f"person-{index}-name", _("The name is missing."))
        return given

    def label_of(self, field: BoundField) -> str:
        _person, _dash, rest = field.name.partition("person-")
        if not rest:
            return super().label_of(field)
        number = int(rest.partition("-")[0]) + 1
        return str(_("Person %(number)s, %(field)s") % {"number": number, "field": field.label})


class OnePersonForm(AnswerForm):
    """One person: a deputy, or one who changes."""

    field_order = ("represents", "person-name", "person-function", "person-email", *AnswerForm.field_order)

    represents = Line(
        label=_("Who is represented?"),
        max_length=LIMITS.person,
        help_text=_("Name or office, for instance “the head of the county”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, request: LetterRequest, **initial: Any) -> None:
        super().__init__(request, **initial)
        self.fields |= _person_fields("person", request.door.office)
        self.fields["person-name"].required = True
        self.order_fields(self.field_order)

    @property
    def person_fields(self) -> list[BoundField]:
        return [self[f"person-{part}"] for part in ("name", "function", "email")]

    def person(self) -> PersonEntry:
        """Who it is, once the form is valid."""
        given = self.cleaned_data
        name, function, email = (given[f"person-{part}"] for part in ("name", "function", "email"))
        return PersonEntry(name, function, email, given.get("represents", ""))

    def label_of(self, field: BoundField) -> str:
        if field.name.startswith("person-"):
            return str(_("%(field)s of the person") % {"field": field.label})
        return super().label_of(field)


class DeputyForm(OnePersonForm):
    """Somebody comes for somebody."""

    more = forms.BooleanField(label=_("More people will follow"), required=False)

    def __init__(self, request: LetterRequest) -> None:
        super().__init__(request)
        if request.door.office and not self.is_bound:
            self.fields["represents"].widget.attrs["autofocus"] = True


class ChangeForm(OnePersonForm):
    """Somebody who is registered. ``sequence`` is that of the registration that the form was made for."""

    def __init__(self, request: LetterRequest, row: Registration) -> None:
        known = {"person-name": row.name, "person-function": row.function, "person-email": row.email}
        super().__init__(request, **known, represents=row.represents)
        self.registration_id = row.id
        self.sequence = _number(self.data.get("sequence")) if self.is_bound else row.sequence
        if not row.represents or row.replaces_id is not None:
            del self.fields["represents"]

    def meet(self, around: Round) -> None:
        super().meet(around)
        self.sequence = next(
            (one.row.sequence for one in around.people if one.row.id == self.registration_id), self.sequence
        )


class HostForm(AnswerForm):
    """They have registered with the host."""

    more = forms.BooleanField(label=_("More people will follow"), required=False)


class WithdrawForm(AnswerForm):
    """Who does not come after all. The action leaves out whoever has been withdrawn before."""

    def __init__(self, request: DoorRequest) -> None:
        super().__init__(request)
        asked = (request.POST if self.is_bound else request.GET).getlist("person")
        self.chosen = {_number(value) for value in asked} - {0}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("Please choose who does not come."), code="nobody")
        return given


class OfferForm(AnswerForm):
    """About a place for somebody."""

    def __init__(self, request: LetterRequest, row: Registration) -> None:
        super().__init__(request)
        self.row = row


class StatementForm(AnswerForm):
    """An answer in words; none where there is nothing to report (``nil``)."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LIMITS.statement,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Please write your answer, or choose “nil return” on the page before.")},
    )
    more = forms.BooleanField(label=_("More will follow"), required=False)

    field_order = ("text", "more", *AnswerForm.field_order)

    def __init__(self, request: LetterRequest, **initial: Any) -> None:
        super().__init__(request, **initial)
        self.nil = "nil" in (self.data if self.is_bound else request.GET)
        if self.nil:
            del self.fields["text"], self.fields["more"]
        elif request.door.office and not self.is_bound:
            self.fields["text"].widget.attrs["autofocus"] = True

    def meet(self, around: Round) -> None:
        super().meet(around)
        if around.answer is not None and around.answer.state == AnswerState.STATED:
            self.initial["text"] = around.answer.text


class ExtensionForm(AnswerForm):
    """They want more time."""

    wished = forms.DateField(
        label=_("Until when do you need time?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=Line.default_error_messages,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LIMITS.note, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("wished", "reason", *AnswerForm.field_order)

    def __init__(self, request: LetterRequest) -> None:
        super().__init__(request)
        del self.fields["phone"]
        if request.door.office and not self.is_bound:
            self.fields["wished"].widget.attrs["autofocus"] = True


def _person_fields(prefix: str, office: bool) -> dict[str, forms.Field]:
    """Name, function and address of one person. Browsers keep those of several people apart by their section."""
    section = "off" if office else f"section-{prefix} %s"
    names = {"name": "name", "function": "organization-title", "email": "email"}
    tokens = {part: section % name if "%" in section else section for part, name in names.items()}
    return {
        f"{prefix}-name": Line(
            label=_("Name"),
            max_length=LIMITS.person,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": tokens["name"]}),
        ),
        f"{prefix}-function": Line(
            label=_("Function"),
            max_length=LIMITS.function,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": tokens["function"]}),
        ),
        f"{prefix}-email": AddressLine(
            label=_("E-mail"),
            max_length=LIMITS.email,
            required=False,
            widget=forms.EmailInput(attrs={"autocomplete": tokens["email"]}),
        ),
    }


def _sayer(request: DoorRequest) -> dict[str, Any]:
    """Who is logged in for a member says so themself; of a guest and of an office's caller nothing is known."""
    if request.door.channel != Channel.LOGIN or not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email}


def _number(value: object) -> int:
    """A number that a form has sent, 0 for what is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
