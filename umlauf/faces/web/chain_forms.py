"""The forms of who agrees, and of who is away. What is right is decided by the actions behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.directory_forms import DirectoryForm, SeenForm, day_field
from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.chain import Step
from umlauf.office.circulars.models import ChainStep
from umlauf.office.directory.ledger import digest_of


class ChainForm(SeenForm):
    """The chain of a series, a row for each person of it. A row without a person is none; ``people`` may agree."""

    def __init__(self, data: QueryDict | None, *, chain: Sequence[ChainStep], people: Iterable[User]) -> None:
        super().__init__(data, initial={"seen": digest_of(*chain)})
        self.rows = range(1, LIMITS.chain_steps + 1)
        choices = [("", "–"), *_named(chain, people)]
        last = max((one.position for one in chain), default=0)
        for row in self.rows:
            step = chain[row - 1] if row <= len(chain) else None
            place = step.position if step else min(last + row - len(chain), LIMITS.chain_steps)
            self.fields[f"who_{row}"] = _choice(_("Who"), choices, step.approver_id if step else "")
            self.fields[f"stand_in_{row}"] = _choice(_("Stand-in"), choices, (step and step.stand_in_id) or "")
            places = [(str(number), f"{number}.") for number in self.rows]
            self.fields[f"place_{row}"] = _choice(_("Order"), places, place)

    @property
    def lines(self) -> Iterator[tuple[int, BoundField, BoundField, BoundField]]:
        """The rows: their number, who, stand-in and order."""
        for row in self.rows:
            yield row, self[f"who_{row}"], self[f"stand_in_{row}"], self[f"place_{row}"]

    def label_of(self, field: BoundField) -> str:
        """„Zeile 2, Vertretung“"""
        return _("Row %(row)s, %(field)s") % {"row": field.name.rpartition("_")[2], "field": field.label}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for row in self.rows:
            if given.get(f"stand_in_{row}") and not given.get(f"who_{row}"):
                self.add_error(f"who_{row}", _("Please choose for whom this person stands in."))
        return given

    def steps(self) -> tuple[Step, ...]:
        """What was chosen, once the form is valid."""
        given = self.cleaned_data
        return tuple(
            Step(
                int(given[f"place_{row}"] or row), int(given[f"who_{row}"]), int(given[f"stand_in_{row}"] or 0) or None
            )
            for row in self.rows
            if given[f"who_{row}"]
        )


class AbsenceForm(DirectoryForm):
    """From when to when somebody is away."""

    _field_of_code = {
        "absence.order": "until",
        "absence.past": "until",
        "absence.long": "until",
        "absence.far": "since",
    }

    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"))


def _named(chain: Sequence[ChainStep], people: Iterable[User]) -> list[tuple[str, str]]:
    """All who may agree, and behind them whoever stands in the chain and may do so no more."""
    able = [(str(one.id), one.name) for one in people]
    known = {value for value, _name in able}
    named = {str(one.id): one.name for step in chain for one in (step.approver, step.stand_in) if one is not None}
    gone = [(value, _("%(name)s (no more)") % {"name": name}) for value, name in named.items() if value not in known]
    return able + gone


def _choice(label: str, choices: list[tuple[str, str]], initial: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=str(initial))
