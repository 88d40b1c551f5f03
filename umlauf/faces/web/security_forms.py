"""The forms of a security check: as an office sets it up, and what a person gives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.directory_forms import day_field
from umlauf.faces.web.forms import Refusing
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.models import Conference, SecurityCheck, SecurityEntry
from umlauf.office.conferences.security_entries import (
    Birth,
    CheckEntry,
    entry_of_check,
    state_of_check,
    state_of_entry,
    usual_deletion,
)
from umlauf.office.responses.enums import KEYED_IN, Channel

_MISSING = {"required": _("Please fill this in: those who are asked read it.")}


class CheckForm(Refusing):
    """A security check. ``seen``: the state that it was filled from; empty for a new one."""

    _field_of_code = {
        "security.body": "body",
        "security.letter": "letter",
        "security.letter_on": "letter_on",
        "security.basis": "basis",
        "security.consequence": "consequence",
        "security.until": "answer_until",
        "security.delete": "delete_on",
    }
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    body = forms.CharField(
        label=_("Who asks"),
        max_length=LIMITS.name,
        help_text=_("The authority that checks who comes, by its full name."),
        error_messages=_MISSING,
    )
    letter = forms.CharField(
        label=_("Reference of its letter"), max_length=LIMITS.file_reference, error_messages=_MISSING
    )
    letter_on = day_field(_("Date of its letter"))
    basis = forms.CharField(
        label=_("Ground that the letter names"),
        max_length=LIMITS.question,
        help_text=_("As the letter says it, with the section and the law. If it names none, please ask for it first."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_MISSING,
    )
    consequence = forms.CharField(
        label=_("What becomes of whoever says nothing"),
        max_length=LIMITS.question,
        help_text=_("Please ask the authority if you do not know it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_MISSING,
    )
    answer_until = day_field(
        _("Please give it by"), required=False, help_text=_("Later it is still taken, as long as the event is ahead.")
    )
    delete_on = day_field(
        _("Deleted on"), help_text=_("On this day everything that people gave is deleted. The day is promised to them.")
    )

    def entry(self) -> CheckEntry:
        """What was filled in, once the form is valid."""
        given = self.cleaned_data
        return CheckEntry(**{name: given[name] for name in given if name != "seen"})


def initial_of_check(check: SecurityCheck | None, conference: Conference) -> dict[str, Any]:
    """What a form is filled from."""
    if check is None:
        nothing = gettext("Whoever gives nothing can be refused entry to the building. The place at the event stays.")
        return {"delete_on": usual_deletion(conference), "consequence": nothing}
    entry = entry_of_check(check)
    return {name: getattr(entry, name) for name in CheckEntry.__slots__} | {"seen": state_of_check(check)}


class BirthForm(Refusing):
    """When and where somebody was born. ``told``: what was said of the check. A page shows it to no one again."""

    _field_of_code = {"security.day": "day", "security.place": "place"}
    told = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.CharField(
        label=_("Date of birth"),
        max_length=20,
        help_text=_("Day, month and year, for instance 07.05.1968"),
        widget=forms.TextInput(attrs={"autocomplete": "bday"}),
        error_messages={"required": _("Please write the date of birth.")},
    )
    place = forms.CharField(
        label=_("Place of birth"),
        max_length=LIMITS.birthplace,
        help_text=_("As it stands in the identity card or passport."),
        error_messages={"required": _("Please write the place of birth.")},
    )

    def __init__(self, data: QueryDict | None, check: SecurityCheck) -> None:
        super().__init__(data, initial={"told": state_of_check(check)})

    def refuse(self, refused: Refused, check: SecurityCheck | None = None, entry: SecurityEntry | None = None) -> None:
        """What was read is no longer so: the form then goes by the check, and what lies there, as they are now."""
        super().refuse(refused)
        if refused.code in {"security.told", "security.changed"} and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["told"] = state_of_check(check)
            self.data["seen"] = state_of_entry(entry)

    def given(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        return dict(self.cleaned_data)


class KeyedInBirthForm(BirthForm):
    """The same, as the officer writes it down. ``seen``: what stood there when the form was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(one.value, one.label) for one in KEYED_IN], initial=Channel.PHONE
    )

    def __init__(
        self, data: QueryDict | None, check: SecurityCheck, entry: SecurityEntry | None, birth: Birth | None
    ) -> None:
        super().__init__(data, check)
        self.fields["day"].widget.attrs["autocomplete"] = "off"
        self.initial["seen"] = state_of_entry(entry)
        if birth is not None:
            self.initial.update(day=f"{birth.day:%d.%m.%Y}", place=birth.place)

    def given(self) -> dict[str, Any]:
        return super().given() | {"channel": Channel(self.cleaned_data["channel"])}
