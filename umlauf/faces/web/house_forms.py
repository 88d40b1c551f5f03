"""The forms with which a member keeps its own entries, and with which the office answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.directory_forms import (
    REQUIRED,
    ContactForm,
    DirectoryForm,
    SeenForm,
    contact_initial,
    day_field,
)
from umlauf.faces.web.holder_forms import AppointForm, PersonFields
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.actions.organisations import Contact
from umlauf.office.directory.actions.people import PersonEntry
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import PersonDetails
from umlauf.office.directory.queries.search import FoundPerson

_PERSON = ("salutation", "title", "first_name", "last_name", "email", "phone")
_CALLED = ("salutation", "title", "first_name", "last_name")


class OwnContactForm(ContactForm):
    """How the organisation is reached, without how the association groups it."""

    tags = None  # type: ignore[assignment]  # so Django takes a field of the form above away

    def __init__(self, data: QueryDict | None, *, contact: Contact) -> None:
        known = contact_initial(contact) | {"seen": digest_of(*contact.own_rows)}
        known.pop("tags")
        super().__init__(data, initial=known)


class OwnAppointForm(AppointForm):
    """Somebody of the house, or somebody new, holds a post."""

    q = None  # type: ignore[assignment]

    def __init__(self, data: QueryDict | None, *, people: tuple[FoundPerson, ...], initial: dict[str, Any]) -> None:
        super().__init__(data, found=people, initial=initial)


class OwnPersonForm(SeenForm, PersonFields):
    """How somebody is called and reached. What the association has said of the address in letters stays with it."""

    def __init__(self, data: QueryDict | None, *, details: PersonDetails) -> None:
        known = {name: getattr(details, name) for name in _PERSON}
        super().__init__(data, initial=known | {"seen": digest_of(details)})
        self.details = details
        self.fields["last_name"].required = True
        self.fields["last_name"].error_messages["required"] = REQUIRED

    def described(self) -> PersonEntry:
        """Who was written. Forms of address that the association has chosen stay while name and salutation do."""
        given = self.cleaned_data
        same = all(given[name] == getattr(self.details, name) for name in _CALLED)
        return PersonEntry(
            **{name: given[name] for name in _PERSON},
            letter_form=self.details.letter_form if same else "",
            envelope_form=self.details.envelope_form if same else "",
        )


class RefusalForm(DirectoryForm):
    """Why a proposal is not taken over."""

    _field_of_code = {"proposal.reason": "reason"}

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LIMITS.note,
        help_text=gettext_lazy("It goes to the member by mail."),
        error_messages={"required": REQUIRED},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WaitingForm(DirectoryForm):
    """Whether changes by members wait for the office."""

    confirms = forms.ChoiceField(
        label=gettext_lazy("When a member changes its own entries"),
        widget=forms.RadioSelect,
        choices=(
            ("no", gettext_lazy("it counts at once, and the office sees it under “Changes”")),
            ("yes", gettext_lazy("it waits until the office takes it over")),
        ),
    )


class AskToConfirmForm(DirectoryForm):
    """Ask all members, until a day."""

    _field_of_code = {"confirm.due": "due"}

    due = day_field(gettext_lazy("To be confirmed until"))

    def __init__(self, data: QueryDict | None, *, today: dt.date) -> None:
        super().__init__(data, initial={"due": today + dt.timedelta(days=_WEEKS)})


_WEEKS = 28


class ConfirmForm(DirectoryForm):
    """Still right. The name is nobody's duty. ``seen`` is the digest of the entries that were shown."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LIMITS.name,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def own_people(people: list[PersonDetails]) -> tuple[FoundPerson, ...]:
    """People of the house to choose from."""
    return tuple(FoundPerson(one.person_id, str(one) or _("Somebody"), "", "", None) for one in people)
