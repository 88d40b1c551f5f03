"""The form with which the office takes over what a mail answers, filled in with what was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.engines.mail.models import Arrival
from umlauf.engines.reading.replies import Answer as Said
from umlauf.faces.web.answer_forms import NONCE, AddressLine, Line
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.intake.forms import ReturnedForm
from umlauf.office.intake.replies import Proposal
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Channel

PARTS = ("name", "function", "email")
WITH_DEPUTIES = (*PARTS, "represents")
COMING = frozenset({Said.COMES, Said.REPRESENTED})


class ReplyForm(forms.Form):
    """Who says it, and who comes. ``seen`` is the revision of the answer that stood when the form was made.

    The one-time word is made of the mail or the file, so that two colleagues who take it over give one answer.
    ``each``: every person says whom they stand for, as a form does; a mail says it of all.
    """

    name = Line(label=gettext_lazy("Name of who says it"), max_length=LIMITS.person, required=False)
    email = AddressLine(
        label=gettext_lazy("E-mail"),
        max_length=LIMITS.email,
        required=False,
        help_text=gettext_lazy("The confirmation goes there."),
    )
    represents = Line(label=gettext_lazy("Who is represented?"), max_length=LIMITS.person)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LIMITS.persons_at_once)

    def __init__(
        self,
        data: QueryDict | None,
        nonce: str,
        said: Said,
        people: tuple[PersonEntry, ...],
        seen: int,
        *,
        sayer: tuple[str, str],
        each: bool = False,
    ):
        if not NONCE.fullmatch(nonce):
            raise ValueError(f"{nonce!r} cannot be a one-time word")
        self.nonce, self.said = nonce, said
        people = (people or (PersonEntry(""),)) if said in COMING else ()
        represents = next((one.represents for one in people if one.represents), "")
        self._parts = WITH_DEPUTIES if each else PARTS
        initial: dict[str, Any] = {
            "name": sayer[0],
            "email": sayer[1],
            "seen": seen,
            "count": len(people),
            "represents": represents,
        }
        for index, person in enumerate(people):
            initial |= {f"person-{index}-{part}": getattr(person, part) for part in self._parts}
        super().__init__(data, initial=initial)
        if said is not Said.REPRESENTED or each:
            del self.fields["represents"]
        self._rows = _rows(data, len(people))
        for index in range(self._rows):
            for part in self._parts:
                self.fields[f"person-{index}-{part}"] = _person_field(part)
        nameless = [f"person-{index}-name" for index, person in enumerate(people) if not person.name]
        self.complete = data is not None or not nameless
        if not self.complete:
            self.fields[nameless[0]].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Whoever is known by function or address alone is asked for, never left out."""
        given = super().clean() or self.cleaned_data
        for index in range(self._rows):
            name, *known = (f"person-{index}-{part}" for part in self._parts)
            if name not in self.errors and not given.get(name) and any(given.get(one) for one in known):
                self.add_error(name, _("Please write the name, or empty the other fields of this person."))
        return given

    @property
    def groups(self) -> list[list[BoundField]]:
        """The fields of each person."""
        return [[self[f"person-{index}-{part}"] for part in self._parts] for index in range(self._rows)]

    def people(self) -> list[PersonEntry]:
        """Who comes, once the form is valid."""
        given = self.cleaned_data
        rows = ({part: given[f"person-{index}-{part}"] for part in self._parts} for index in range(self._rows))
        return [PersonEntry(**{"represents": given.get("represents", "")} | row) for row in rows if row["name"]]

    def entry(self) -> Entry:
        """Who says it, once the form is valid."""
        given = self.cleaned_data
        return Entry(self.nonce, Channel.MAIL, given["seen"], given["name"], given["email"])


def form_of(data: QueryDict | None, arrival: Arrival, proposal: Proposal, seen: int) -> ReplyForm | None:
    """The form for what is proposed, or was chosen in the form that is sent; None where nothing is to be taken over."""
    said = _chosen(data) or proposal.said
    if said is None or said is Said.MORE_TIME:
        return None
    people = proposal.people if said is proposal.said else ()
    return ReplyForm(data, f"mail-{arrival.id}", said, people, seen, sayer=("", arrival.sender))


def form_of_file(
    data: QueryDict | None, nonce: str, returned: ReturnedForm, seen: int, sender: str = ""
) -> ReplyForm | None:
    """The same for a form that came back: as a file, or with a mail of that sender."""
    said = _chosen(data) or returned.said
    if said is None:
        return None
    sayer = (returned.by_name, returned.by_email or sender)
    return ReplyForm(data, nonce, said, returned.people, seen, sayer=sayer, each=True)


def said_in_words(said: Said) -> str:
    """„nimmt teil“"""
    return {
        Said.COMES: _("takes part"),
        Said.REPRESENTED: _("is represented"),
        Said.DECLINES: _("does not take part"),
        Said.NIL: _("nil return"),
        Said.MORE_TIME: _("asks for more time"),
    }[said]


def _chosen(data: QueryDict | None) -> Said | None:
    given = data.get("said", "") if data is not None else ""
    return Said(given) if given in set(Said) else None


def _rows(data: QueryDict | None, proposed: int) -> int:
    given = data.get("count", "") if data is not None and proposed else ""
    return (
        min(int(given), LIMITS.persons_at_once) if given.isascii() and given.isdigit() and len(given) < 4 else proposed
    )


def _person_field(part: str) -> forms.Field:
    match part:
        case "name":
            return Line(label=gettext_lazy("Name"), max_length=LIMITS.person, required=False)
        case "function":
            return Line(label=gettext_lazy("Function"), max_length=LIMITS.function, required=False)
        case "represents":
            return Line(label=gettext_lazy("Represents"), max_length=LIMITS.person, required=False)
    return AddressLine(label=gettext_lazy("E-mail"), max_length=LIMITS.email, required=False)
