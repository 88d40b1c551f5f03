"""The forms in which an office says who is invited beside the members."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.answer_forms import AddressLine, Line
from umlauf.faces.web.forms import Refusing
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.enums import EventLanguage, GroupAdmission
from umlauf.office.conferences.invitee_entries import GroupEntry, InviteeEntry

_FIELD_OF_CODE = {
    "group.name": "name",
    "group.text": "invitation",
    "group.number": "places",
    "group.few": "places",
    "group.per_invitee": "per_invitee",
    "group.total": "outside_total",
    "group.days": "register_by",
    "invitee.name": "name",
    "invitee.known": "email",
    "invitee.reason": "reason",
    "extension.date": "until",
}


class _Refusing(Refusing):
    _field_of_code = _FIELD_OF_CODE


def _date(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    missing = {"required": _("Please choose a day.")}
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget, error_messages=missing)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class GroupForm(_Refusing):
    """A group. ``seen``: the state that it was filled from."""

    name = forms.CharField(
        label=_("Name of the group"),
        max_length=LIMITS.name,
        help_text=_("For instance press, or federal agencies."),
        error_messages={"required": _("The name of the group is missing.")},
    )
    invitation = forms.CharField(
        label=_("Text of the invitation"),
        max_length=LIMITS.abstract,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "It stands in the mail to each of them, below the greeting, and on their page. What, when and where "
            "are added."
        ),
        error_messages={"required": _("The text of the invitation is missing.")},
    )
    places = forms.IntegerField(
        label=_("Places of the group"),
        required=False,
        min_value=1,
        max_value=LIMITS.places,
        help_text=_("Empty: no limit of its own."),
    )
    outside_total = forms.BooleanField(label=_("Outside of the places of the conference"), required=False)
    per_invitee = forms.IntegerField(
        label=_("People of one invitation"), min_value=1, max_value=LIMITS.persons_at_once, initial=1
    )
    admission = forms.ChoiceField(
        label=_("Who is admitted?"),
        choices=GroupAdmission.choices,
        initial=GroupAdmission.ALL.value,
        widget=forms.RadioSelect,
    )
    register_from = _date(_("Registration from"), _("Empty: at once."))
    register_from_time = _time(_("From what time"))
    register_by = _date(_("Registration until"), _("Empty: until the conference is over."))
    register_by_time = _time(_("Until what time"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def entry(self) -> GroupEntry:
        """The group, once the form is valid."""
        given = dict(self.cleaned_data)
        given.pop("seen")
        return GroupEntry(**given | {"admission": GroupAdmission(given["admission"])})


class LinesForm(_Refusing):
    """Several people at once, a line for each."""

    lines = forms.CharField(
        label=_("Who is invited"),
        max_length=LIMITS.statement,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "A line for each: Name; Function; Organisation; E-mail. What is pasted from a table works too. Who "
            "has no e-mail address is invited by you yourself."
        ),
        error_messages={"required": _("Nobody is named. Please write who is invited.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=EventLanguage.choices, initial=EventLanguage.GERMAN.value
    )

    def people(self) -> list[InviteeEntry]:
        """Who is named, once the form is valid."""
        language = EventLanguage(self.cleaned_data["language"])
        return [InviteeEntry(name, function, house, email, language) for name, function, house, email in self.parts]

    def clean_lines(self) -> str:
        text = str(self.cleaned_data["lines"])
        self.parts: list[list[str]] = []
        for number, line in enumerate(text.splitlines(), start=1):
            parts = [part.strip() for part in re.split(r"[;\t]", line)]
            if not any(parts):
                continue
            if len(parts) > 4:  # name, function, organisation, address
                raise forms.ValidationError(
                    gettext("Line %(number)s has more than four parts. Nobody was entered.") % {"number": number}
                )
            self.parts.append(_in_order(parts))
        return text


def _in_order(parts: list[str]) -> list[str]:
    """Name, function, organisation and address: an address counts wherever it stands last."""
    rest, email = (parts[:-1], parts[-1]) if "@" in parts[-1] else (parts, "")
    return [*[*rest, "", "", ""][:3], email] if len(rest) <= 3 else rest


class InviteeChangeForm(_Refusing):
    """Who somebody invited is, and where mails go."""

    name = Line(label=_("Name"), max_length=LIMITS.person, required=False)
    function = Line(label=_("Function"), max_length=LIMITS.function, required=False)
    house = Line(label=_("Organisation"), max_length=LIMITS.name, required=False)
    email = AddressLine(label=_("E-mail"), max_length=LIMITS.email, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=EventLanguage.choices)

    def entry(self) -> InviteeEntry:
        """Who it is, once the form is valid."""
        given = dict(self.cleaned_data)
        return InviteeEntry(**given | {"language": EventLanguage(given["language"])})


class MoreTimeForm(_Refusing):
    """More time for one of a group."""

    until = _date(_("May register until"), required=True)
    reason = Line(
        label=_("Reason"),
        max_length=LIMITS.note,
        help_text=_("For the office alone."),
        error_messages={"required": _("The reason is missing. Please write why.")},
    )
