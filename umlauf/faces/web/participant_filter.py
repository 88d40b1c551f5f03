"""Which people of a conference the address of a list asks for, and the form in which somebody takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.requests import number_in
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.take_list import LEAST, MOST
from umlauf.office.conferences.forums import Forums
from umlauf.office.conferences.lists import (
    MEMBERS,
    Order,
    Some,
    Which,
    forum_choices,
    groups_of,
    houses_of,
    states_in_words,
)
from umlauf.office.conferences.models import Conference

_WORDS: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filter, each as value and label; no groups where the members alone are invited, no
    forums where none can be chosen.
    """

    houses: list[tuple[int, str]]
    groups: list[tuple[str, str]]
    states: list[tuple[str, str]]
    forums: list[tuple[str, str]]
    orders: list[tuple[str, str]]


def choices_of(conference: Conference, forums: Forums, *, decides: bool) -> Choices:
    """Two queries, and one where a forum is gone that was chosen.

    ``decides``: whether somebody sees about whom it is to be decided.
    """
    groups = groups_of(conference)
    states = states_in_words()
    if not decides:
        states.pop(Some.UNDECIDED)
    orders = [(Order.HOUSE, _("by organisation")), (Order.NAME, _("by last name")), (Order.LATEST, _("newest first"))]
    return Choices(
        houses=houses_of(conference),
        groups=[(MEMBERS, str(_("members"))), *groups] if groups else [],
        states=list(states.items()),
        forums=forum_choices(conference, forums),
        orders=[(value.value, str(label)) for value, label in orders],
    )


def which_in(given: QueryDict, choices: Choices) -> Which:
    """What is asked for. What cannot be chosen is as if it had not been asked for."""
    state, group, order = given.get("state", ""), given.get("group", ""), given.get("order", "")
    house, forum = number_in(given, "house"), given.get("forum", "")
    return Which(
        words=given.get("q", "").replace("\0", "").strip()[:_WORDS],
        house=house if house in dict(choices.houses) else 0,
        group=group if group in dict(choices.groups) else "",
        state=state if state in dict(choices.states) else "",
        forum=forum if forum in dict(choices.forums) else "",
        order=Order(order) if order in set(Order) else Order.HOUSE,
    )


def query_of(which: Which) -> str:
    """What is asked for, as the end of an address."""
    asked = {"q": which.words, "house": which.house, "group": which.group, "state": which.state}
    asked["forum"] = which.forum
    asked["order"] = "" if which.order == Order.HOUSE else which.order.value
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"?{query}" if query else ""


class TakeForm(forms.Form):
    """What for somebody takes a list, and as which file."""

    purpose = forms.CharField(
        label=_("What do you need the list for?"),
        min_length=LEAST,
        max_length=MOST,
        help_text=_("For instance: name badges, or seating in the hall. It is kept in the record with your name."),
        error_messages={
            "required": _("Please say what you need the list for."),
            "min_length": _("Please say it in a few words."),
        },
    )
    ending = forms.ChoiceField(
        label=_("File"),
        widget=forms.RadioSelect,
        initial="xlsx",
        choices=(
            ("xlsx", _("XLSX, for a spreadsheet")),
            ("csv", _("CSV, for other programs")),
            ("pdf", _("PDF, to be printed")),
        ),
        error_messages={"required": _("Please choose a file.")},
    )
    emails = forms.BooleanField(label=_("e-mail addresses too"), required=False)

    def refuse(self, refused: Refused) -> None:
        """Show the refusal of the action where it belongs."""
        self.add_error("ending" if refused.code == "list.long" else "purpose", str(refused.message))
