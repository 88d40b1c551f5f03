"""The forms of a front office: it ticks those for whom it acts, and names whom a deputy comes for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.answer_forms import AddressLine, DeputyForm, Line, PeopleForm
from umlauf.faces.web.answering import Round
from umlauf.faces.web.requests import LetterRequest
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.front_office import FrontOffice, front_office_of
from umlauf.office.conferences.people import PersonEntry, name_key
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody who holds a post, to be ticked."""

    person: PersonEntry
    box: BoundField
    email: BoundField


class PrincipalsForm(PeopleForm):
    """Those for whom a front office acts, each to be ticked; room for others, unless it acts for these alone."""

    def __init__(self, request: LetterRequest, office: FrontOffice) -> None:
        super().__init__(request, rows=0 if office.alone else 1)
        self.office = office
        if office.alone:
            del self.fields["unnamed"]
        self._people = _holders(office)
        alone = len(self._people) == 1 and not self.adding
        for name, person in self._people.items():
            self.fields |= {
                name: forms.BooleanField(label=person.name, required=False, initial=alone),
                f"{name}-email": AddressLine(label=_("E-mail"), max_length=LIMITS.email, required=False),
            }

    @property
    def proposed(self) -> list[Proposed]:
        return [Proposed(person, self[name], self[f"{name}-email"]) for name, person in self._people.items()]

    @property
    def vacant(self) -> list[str]:
        """What the posts are called that nobody holds."""
        return [post.name for post in self.office.posts if not post.holders]

    @property
    def full(self) -> bool:
        return self.office.alone or super().full

    def meet(self, around: Round) -> None:
        """Whoever is coming already is not proposed again."""
        super().meet(around)
        coming = {name_key(one.row.name) for one in around.coming}
        self._people = {name: one for name, one in self._people.items() if name_key(one.name) not in coming}

    def people(self) -> list[PersonEntry]:
        given = self.cleaned_data
        ticked = [
            PersonEntry(person.name, person.function, given[f"{name}-email"])
            for name, person in self._people.items()
            if given[name]
        ]
        return [*ticked, *super().people()]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if any(name.startswith("principal-") and name not in self.fields for name in self.data):
            sentence = _(
                "Meanwhile somebody else holds one of the posts. Nothing was saved. Please look who it is now."
            )
            raise forms.ValidationError(sentence, code="holder")
        for name in self._people:
            if given.get(f"{name}-email") and not given.get(name):
                self.add_error(name, _("There is an e-mail address, and nobody is ticked. Please tick who takes part."))
        return given

    def label_of(self, field: BoundField) -> str:
        name, _dash, rest = field.name.partition("-email")
        if name in self._people and not rest and name != field.name:
            return str(_("E-mail of %(name)s") % {"name": self._people[name].name})
        return super().label_of(field)


class PrincipalsDeputyForm(DeputyForm):
    """Somebody comes for one of those for whom a front office acts."""

    def __init__(self, request: LetterRequest, office: FrontOffice) -> None:
        super().__init__(request)
        choices = [(person.name, f"{person.name}, {person.function}") for person in _holders(office).values()]
        choices += [(post.name, post.name) for post in office.posts if not post.holders]
        if len(choices) > 1:
            choices.insert(0, ("", str(_("Please choose"))))
        self.fields["represents"] = forms.ChoiceField(
            label=_("Who is represented?"), choices=choices, error_messages=Line.default_error_messages
        )
        self.order_fields(self.field_order)


def people_form(request: LetterRequest) -> PeopleForm:
    """The form on which whoever asks registers people."""
    office = _office_of(request)
    return PrincipalsForm(request, office) if office else PeopleForm(request)


def deputy_form(request: LetterRequest) -> DeputyForm:
    """The form on which whoever asks sends a deputy."""
    office = _office_of(request)
    return PrincipalsDeputyForm(request, office) if office and office.alone else DeputyForm(request)


def _office_of(request: LetterRequest) -> FrontOffice | None:
    return front_office_of(request.actor, local_day(request.now, request.association))


def _holders(office: FrontOffice) -> dict[str, PersonEntry]:
    """Who holds the posts, by the name of a field; once, whoever holds several."""
    found: dict[str, PersonEntry] = {}
    for post in office.posts:
        for one in post.holders:
            if one.name:
                found.setdefault(f"principal-{one.person_id}", PersonEntry(one.name, post.name_of(one)))
    return found
