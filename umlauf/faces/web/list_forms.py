"""The builder of distribution lists: what somebody chooses, and the exceptions and guests that they have picked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from umlauf.faces.web.forms import Refusing
from umlauf.faces.web.list_words import organisation_names, post_names
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.actions.lists import Guest
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import DistributionList, Function, Organisation, Responsibility, Tag
from umlauf.office.directory.rules import Rule

EXCEPTIONS: Final = ("with_organisations", "with_posts", "without_organisations", "without_posts")
_MOST: Final = 200  # exceptions of a kind, or guests
_REGION: Final = re.compile(r"[0-9]{1,12}\Z")
_FIELD_OF_CODE: Final = {"list.name": "name", "list.closed": "name", "list.cycle": "lists"}


class Keys(forms.CharField):
    """Official keys or their beginnings, parted by commas or blanks."""

    def to_python(self, value: Any) -> Any:
        """A tuple of keys. Raises ``ValidationError`` for what has other characters than digits."""
        keys = tuple(dict.fromkeys(re.split(r"[\s,;]+", str(value or "").strip())))
        wrong = [key for key in keys if key and not _REGION.match(key)]
        if wrong:
            raise forms.ValidationError(
                _("“%(key)s” is no official key: please write digits only, several parted by commas.")
                % {"key": wrong[0][:40]},
                code="key",
            )
        return tuple(key for key in keys if key)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, tuple) else value


def _choices(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("This is not there any more. Please check your choice.")},
    )


class ListForm(Refusing):
    """Name and conditions of a list. ``seen_rule_id`` is the rule that its editor has seen."""

    _field_of_code = _FIELD_OF_CODE
    name = forms.CharField(
        label=gettext_lazy("Name of the list"),
        max_length=LIMITS.name,
        error_messages={"required": gettext_lazy("The list has no name yet. Please give it one.")},
    )
    functions = _choices(gettext_lazy("Functions"))
    subjects = _choices(gettext_lazy("Responsible for"))
    all_members = forms.BooleanField(label=gettext_lazy("All members, as organisations"), required=False)
    kinds = _choices(gettext_lazy("Kinds of organisations"))
    members_only = forms.BooleanField(label=gettext_lazy("Members alone"), required=False, initial=True)
    regions = Keys(
        label=gettext_lazy("Official keys"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Beginnings suffice: 15 is a whole state. Several parted by commas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    tags = _choices(pgettext_lazy("plural", "Tags"))
    lists = _choices(gettext_lazy("Other lists in it"))
    seen_rule_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: QueryDict | None, *, rule: Rule, list_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, choices in _choices_for(rule, list_id).items():
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices
                if not choices:
                    del self.fields[name]

    @property
    def conditions(self) -> Rule:
        """What was chosen, without exceptions; whatever has something to correct is left out."""
        given = self.cleaned_data
        chosen = Rule(
            functions=tuple(int(one) for one in given.get("functions", ())),
            subjects=tuple(given.get("subjects", ())),
            kinds=tuple(given.get("kinds", ())),
            regions=tuple(given.get("regions", ())),
            tags=tuple(given.get("tags", ())),
            members_only=bool(given.get("members_only")),
            lists=tuple(int(one) for one in given.get("lists", ())),
        )
        if given.get("all_members") and not chosen.has_conditions:
            return replace(chosen, all_members=True, members_only=True)
        return chosen

    def looked_at(self) -> ListForm:
        """The same entries before anybody wants to save them: a missing name is nothing to correct yet."""
        self.errors.pop("name", None)
        return self

    def seeing(self, rule_id: int | None) -> ListForm:
        """The same entries after what is saved now was shown: saved once more, they go over it."""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, self.data.getlist(name) if isinstance(self.data, QueryDict) else [])
        data["seen_rule_id"] = str(rule_id or "")
        self.data = data
        return self


def initial_of(name: str, rule: Rule, rule_id: int) -> dict[str, Any]:
    """What the form shows of a saved list."""
    return {
        "name": name,
        "functions": [str(one) for one in rule.functions],
        "subjects": list(rule.subjects),
        "all_members": rule.all_members,
        "kinds": list(rule.kinds),
        "members_only": rule.members_only,
        "regions": rule.regions,
        "tags": list(rule.tags),
        "lists": [str(one) for one in rule.lists],
        "seen_rule_id": rule_id,
    }


def _choices_for(rule: Rule, list_id: int | None) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: all that is known, and what the list says already."""
    kinds = {*Organisation.objects.order_by().values_list("kind", flat=True).distinct(), *rule.kinds}
    subjects = {*_current(Responsibility, "keyword"), *rule.subjects}
    tags = {*_current(Tag, "name"), *rule.tags}
    lists = DistributionList.objects.filter(closed_at=None).exclude(id=list_id or 0)
    return {
        "functions": [(str(one.id), one.name) for one in Function.objects.all()],
        "subjects": [(one, one) for one in sorted(subjects, key=str.casefold)],
        "kinds": [(str(one), capfirst(str(label))) for one, label in OrganisationKind.choices if one in kinds],
        "tags": [(one, one) for one in sorted(tags, key=str.casefold)],
        "lists": [(str(one.id), one.name) for one in lists],
    }


def _current(model: type[Responsibility | Tag], name: str) -> set[str]:
    known = model._default_manager.filter(retired_at=None).order_by()
    return set(known.values_list(name, flat=True).distinct())


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest as the form has it; not checked yet."""

    organisation_id: int
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """Exceptions and guests, as the form carries them from one request to the next."""

    with_organisations: tuple[int, ...] = ()
    with_posts: tuple[int, ...] = ()
    without_organisations: tuple[int, ...] = ()
    without_posts: tuple[int, ...] = ()
    guests: tuple[GuestRow, ...] = ()

    @classmethod
    def of(cls, rule: Rule, guests: Iterable[Guest]) -> Picked:
        known = tuple(GuestRow(one.organisation_id, one.name, one.email) for one in guests)
        return cls(**{name: getattr(rule, name) for name in EXCEPTIONS}, guests=known)

    @classmethod
    def read(cls, data: QueryDict) -> Picked:
        """From what was sent. Whatever is no number is passed over."""
        names, emails = data.getlist("guest_name"), data.getlist("guest_email")
        places = data.getlist("guest_organisation")
        guests = tuple(
            GuestRow(place, name.replace("\0", "")[: LIMITS.name], email.replace("\0", "")[: LIMITS.email])
            for place, name, email in zip(_numbers(places, keep=True), names, emails, strict=False)
            if place
        )[:_MOST]
        return cls(
            **{name: tuple(dict.fromkeys(_numbers(data.getlist(name))))[:_MOST] for name in EXCEPTIONS}, guests=guests
        )

    def after(self, data: QueryDict) -> Picked:
        """With what the pressed button adds or takes out: ``with_posts:7``, ``guest:3``, out ``guest:0``."""
        kind, number = _pressed(data.get("add", ""))
        if kind == "guest":
            return replace(self, guests=(*self.guests, GuestRow(number))[:_MOST])
        if kind in EXCEPTIONS:
            known = getattr(self, kind)
            return replace(self, **{kind: known if number in known else (*known, number)})
        kind, number = _pressed(data.get("out", ""))
        if kind == "guest":
            return replace(self, guests=self.guests[:number] + self.guests[number + 1 :])
        if kind in EXCEPTIONS:
            return replace(self, **{kind: tuple(one for one in getattr(self, kind) if one != number)})
        return self

    def rule(self, conditions: Rule) -> Rule:
        """The whole rule: conditions with these exceptions."""
        return replace(conditions, **{name: getattr(self, name) for name in EXCEPTIONS})

    def to_save(self) -> tuple[Guest, ...]:
        return tuple(Guest(one.organisation_id, one.name, one.email) for one in self.guests)


@dataclass(frozen=True, slots=True)
class PickedRow:
    """An exception as the form shows it. ``value`` is what takes it out again."""

    field: str
    id: int
    label: str

    @property
    def value(self) -> str:
        return f"{self.field}:{self.id}"


@dataclass(frozen=True, slots=True)
class GuestFields:
    """The fields of a guest, with the organisation that they are at."""

    number: int
    row: GuestRow
    organisation: str


@dataclass(frozen=True, slots=True)
class PickedRows:
    """Exceptions and guests by their names. ``added`` are on the list in any case, ``taken`` in none."""

    added: tuple[PickedRow, ...]
    taken: tuple[PickedRow, ...]
    guests: tuple[GuestFields, ...]


def picked_rows(picked: Picked) -> PickedRows:
    """The rows of the form. What is not there any more is left out. Two queries."""
    guests = {one.organisation_id for one in picked.guests}
    places = organisation_names({*picked.with_organisations, *picked.without_organisations, *guests})
    posts = post_names({*picked.with_posts, *picked.without_posts})

    def rows(direction: str) -> tuple[PickedRow, ...]:
        named = ((f"{direction}_organisations", places), (f"{direction}_posts", posts))
        return tuple(
            PickedRow(field, one, names[one])
            for field, names in named
            for one in getattr(picked, field)
            if one in names
        )

    known = tuple(
        GuestFields(number, one, places[one.organisation_id])
        for number, one in enumerate(picked.guests)
        if one.organisation_id in places
    )
    return PickedRows(rows("with"), rows("without"), known)


def _pressed(value: str) -> tuple[str, int]:
    kind, _colon, number = value.partition(":")
    return (kind, int(number)) if number.isdecimal() and len(number) < 16 else ("", 0)


def _numbers(given: list[str], *, keep: bool = False) -> list[int]:
    """The numbers among what was sent; with ``keep`` nought stands for what is none."""
    read = [int(one) if one.isdecimal() and len(one) < 16 else 0 for one in given]
    return read if keep else [one for one in read if one]
