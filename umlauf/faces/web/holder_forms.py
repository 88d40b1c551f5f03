"""The forms of posts, of whoever holds them, and of people. People's fields are never filled in by the browser."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.directory_forms import (
    REQUIRED,
    AddressField,
    DirectoryForm,
    SeenForm,
    choose,
    day_field,
    phone_field,
)
from umlauf.faces.web.holder_page import Forms
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry
from umlauf.office.directory.actions.posts import FunctionEntry
from umlauf.office.directory.enums import FunctionKind, Salutation, TenureKind
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Function, PersonDetails, PostDetails
from umlauf.office.directory.queries.search import FoundPerson

NEW = "new"
_PERSON = ("salutation", "title", "first_name", "last_name", "email", "phone")


def _part(label: Any, most: int, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonFields(DirectoryForm):
    """How somebody is called and reached."""

    _field_of_code = {"person.name": "last_name"}

    salutation = forms.ChoiceField(
        label=gettext_lazy("Salutation"),
        choices=Salutation.choices,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "off"}),
    )
    title = _part(gettext_lazy("Title"), 60)
    first_name = _part(gettext_lazy("First name"), LIMITS.name)
    last_name = _part(gettext_lazy("Last name"), LIMITS.name)
    email = AddressField(label=gettext_lazy("E-mail"), required=False)
    phone = phone_field()

    def person(self) -> PersonEntry:
        """Who was written, once the form is valid."""
        given = self.cleaned_data
        return PersonEntry(
            **{name: given[name] for name in _PERSON},
            letter_form=given.get("letter_form", ""),
            envelope_form=given.get("envelope_form", ""),
        )


class PersonForm(SeenForm, PersonFields):
    """A person, with the forms of address that protocol wants where the proposal does not fit."""

    letter_form = _part(gettext_lazy("In letters"), LIMITS.name)
    envelope_form = _part(gettext_lazy("On envelopes"), LIMITS.name)

    def __init__(self, data: QueryDict | None, *, details: PersonDetails, proposed: Forms) -> None:
        names = (*_PERSON, "letter_form", "envelope_form")
        known = {name: getattr(details, name) for name in names}
        super().__init__(data, initial=known | {"seen": digest_of(details)})
        self.fields["last_name"].required = True
        self.fields["last_name"].error_messages["required"] = REQUIRED
        for name, proposal, by_office in (
            ("letter_form", proposed.proposed_letter, proposed.letter_by_office),
            ("envelope_form", proposed.proposed_envelope, proposed.envelope_by_office),
        ):
            said = _("Empty: “%(proposal)s”.") % {"proposal": proposal}
            if by_office and by_office != proposal:
                said += " " + _("With the office: “%(form)s”.") % {"form": by_office}
            self.fields[name].help_text = said


class TenureFields(forms.Form):
    """From when to when, and how."""

    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: for the time being."))
    acting = forms.BooleanField(
        label=gettext_lazy("Acting: goes before a regular holder while both hold the post"), required=False
    )
    carries_on = forms.BooleanField(
        label=gettext_lazy("Carries on after the last day until the successor starts"), required=False
    )

    def tenure(self) -> TenureEntry:
        """What was written, once the form is valid."""
        given = self.cleaned_data
        return TenureEntry(
            since=given["since"],
            until=given["until"],
            kind=TenureKind.ACTING if given["acting"] else TenureKind.REGULAR,
            carries_on=given["carries_on"],
        )


class TenureForm(TenureFields, DirectoryForm):
    """Correct what was entered wrongly."""

    _field_of_code = {"tenure.days": "until", "tenure.overlap": "since"}


class EndTenureForm(DirectoryForm):
    """Somebody holds a post until a day."""

    _field_of_code = {"tenure.days": "last_day", "tenure.overlap": "last_day"}

    last_day = day_field(gettext_lazy("Last day"))
    carries_on = forms.BooleanField(
        label=gettext_lazy("Carries on after the last day until the successor starts"), required=False
    )


class AppointForm(TenureFields, PersonFields):
    """Somebody known, found by a part of the name, or somebody new holds a post."""

    _field_of_code = {"tenure.days": "until", "tenure.overlap": "since", "person.name": "last_name"}

    q = forms.CharField(
        label=gettext_lazy("Search people"),
        required=False,
        max_length=LIMITS.name,
        help_text=gettext_lazy("A part of the name is enough."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose who holds the post.")},
    )

    def __init__(
        self, data: QueryDict | None, *, found: tuple[FoundPerson, ...], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"who": NEW} | (initial or {}))
        people = [(str(one.person_id), _described(one)) for one in found]
        choose(self.fields["who"], [*people, (NEW, _("A new person, written below"))])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == NEW and not given.get("last_name"):
            self.add_error("last_name", REQUIRED)
        if given.get("who") not in {NEW, None} and given.get("last_name"):
            self.add_error("who", _("You have chosen somebody and written a new name. Please choose one of both."))
        return given

    def person_id(self) -> int | None:
        """The known person who was chosen; None for a new one."""
        who = self.cleaned_data["who"]
        return None if who == NEW else int(who)


def _described(person: FoundPerson) -> str:
    what = ", ".join(part for part in (person.function, person.organisation) if part)
    return f"{person.name} – {what}" if what else person.name


class PostForm(DirectoryForm):
    """A post at an organisation: a function of the association, or a new one."""

    _field_of_code = {"function.name": "function_name", "function.unknown": "function", "post.known": "function"}

    function = forms.ChoiceField(label=gettext_lazy("Function"), error_messages={"required": REQUIRED})
    function_name = forms.CharField(
        label=gettext_lazy("Name of the function"),
        required=False,
        max_length=LIMITS.name,
        help_text=gettext_lazy("For everybody, for instance “Landrat/Landrätin”."),
    )
    function_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=FunctionKind.choices, initial=FunctionKind.OTHER, required=False
    )
    female_name = forms.CharField(label=gettext_lazy("For a woman"), required=False, max_length=LIMITS.name)
    male_name = forms.CharField(label=gettext_lazy("For a man"), required=False, max_length=LIMITS.name)
    several = forms.BooleanField(
        label=gettext_lazy("Several people may hold it at a time, as in a committee"), required=False
    )
    subject = forms.CharField(
        label=gettext_lazy("Field of work"),
        required=False,
        max_length=LIMITS.function,
        help_text=gettext_lazy("Where there are several of the kind, for instance “Soziales”."),
    )
    email = AddressField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The post’s own address, which survives whoever holds it."),
    )
    phone = phone_field()
    since = day_field(
        gettext_lazy("Exists since"), required=False, help_text=gettext_lazy("Empty: it was always there.")
    )

    def __init__(self, data: QueryDict | None, *, functions: list[Function]) -> None:
        super().__init__(data)
        known = [(str(one.id), one.name) for one in functions]
        new = (NEW, _("A new function, written below"))
        choose(self.fields["function"], [("", "–"), *known, new] if known else [new])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("function") == NEW and not given.get("function_name"):
            self.add_error("function_name", REQUIRED)
        if given.get("function") not in {NEW, None} and given.get("function_name"):
            self.add_error(
                "function", _("You have chosen a function and written a new one. Please choose one of both.")
            )
        return given

    def new_function(self) -> FunctionEntry | None:
        """The function that was written; None where one was chosen."""
        given = self.cleaned_data
        if given["function"] != NEW:
            return None
        return FunctionEntry(
            name=given["function_name"],
            kind=given["function_kind"] or FunctionKind.OTHER,
            female_name=given["female_name"],
            male_name=given["male_name"],
            several=given["several"],
        )


class PostDetailsForm(SeenForm):
    """How a post is reached."""

    email = AddressField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The post’s own address, which survives whoever holds it."),
    )
    phone = phone_field()

    def __init__(self, data: QueryDict | None, *, known: PostDetails | None) -> None:
        shown = {"email": known.email, "phone": known.phone} if known else {}
        super().__init__(data, initial=shown | {"seen": digest_of(known)})


class DeputiesForm(SeenForm):
    """Who stands in, in the order in which they are asked. ``seen`` is the digest of all that stands of it."""

    _asked = frozenset({"since"})

    since = day_field(gettext_lazy("From this day on"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        posts: list[tuple[str, str]],
        known: list[int],
        since: dt.date,
        seen: str,
    ) -> None:
        ranked = {f"deputy_{rank}": str(one) for rank, one in enumerate(known, 1)}
        super().__init__(data, initial=ranked | {"since": since, "seen": seen})
        self.ranks = range(1, max(_RANKS, len(known) + 1) + 1)
        for rank in self.ranks:
            self.fields[f"deputy_{rank}"] = forms.ChoiceField(
                label=_("Deputy %(rank)s") % {"rank": rank}, choices=[("", "–"), *posts], required=False
            )
        self.order_fields([*(f"deputy_{rank}" for rank in self.ranks), "since"])

    def deputies(self) -> tuple[int, ...]:
        """The posts that were chosen, in order."""
        chosen = (self.cleaned_data[f"deputy_{rank}"] for rank in self.ranks)
        return tuple(int(one) for one in chosen if one)


_RANKS = 3
