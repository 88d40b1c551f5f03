"""What a circular asks of its recipients, in sentences, and the forms in which an office says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from umlauf.faces.web.forms import Refusing
from umlauf.faces.web.templatetags.office import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import conference_of, takes_place
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Counting, Way
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import ask_of

_FIELD_OF_CODE = {"ask.way": "way", "ask.host": "host_address"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The ask of a circular, with its conference if it is one for registrations, and what both say."""

    ask: Ask
    conference: Conference | None
    sentences: tuple[str, ...]

    def has_ended(self, now: dt.datetime) -> bool:
        """Whether the conference is over or cancelled, so that nobody needs to answer any more."""
        return self.conference is not None and not takes_place(self.conference, now)


class AskForm(Refusing):
    """The terms of an ask. ``settled``: it was answered already, so where one registers stays as it is."""

    _field_of_code = _FIELD_OF_CODE
    way = forms.ChoiceField(label=gettext_lazy("Where do people register?"), widget=forms.RadioSelect, required=False)
    host_address = forms.CharField(
        label=gettext_lazy("The host’s form or mail address"),
        max_length=LIMITS.address,
        required=False,
        help_text=gettext_lazy("Begins with https:// or is a mail address. The recipients get it unchanged."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    counts = forms.ChoiceField(label=gettext_lazy("When has a recipient answered?"), widget=forms.RadioSelect)
    closes_at_deadline = forms.ChoiceField(label=gettext_lazy("After the deadline"), widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None, *, ask: Ask, settled: bool) -> None:
        self.ask = ask
        initial = {name: getattr(ask, name) for name in ("way", "host_address", "counts")}
        super().__init__(data, initial=initial | {"closes_at_deadline": str(ask.closes_at_deadline)})
        choices: dict[str, list[tuple[str, str]]] = {
            "way": [(Way.US, _("with us")), (Way.HOST, _("with the host; the answer only tells us that it was done"))],
            "counts": [
                (Counting.FIRST, _("with its first answer")),
                (Counting.FINAL, _("when it says that its answer is complete")),
            ],
            "closes_at_deadline": [
                ("False", _("answers are still taken, and marked as late")),
                (
                    "True",
                    _("only the office enters answers; declining and withdrawing stay possible")
                    if ask.kind == AskKind.REGISTRATION
                    else _("only the office enters answers"),
                ),
            ],
        }
        for name, known in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = known
        if settled or ask.kind != AskKind.REGISTRATION:
            del self.fields["way"]
        if ask.kind != AskKind.REGISTRATION or (settled and ask.way != Way.HOST):
            del self.fields["host_address"]

    def terms(self) -> Terms:
        """What was decided, once the form is valid."""
        given = self.cleaned_data
        way = Way(given.get("way") or self.ask.way)
        return Terms(
            kind=AskKind(self.ask.kind),
            way=way,
            host_address=given.get("host_address", self.ask.host_address) if way == Way.HOST else "",
            counts=Counting(given["counts"]),
            closes_at_deadline=given["closes_at_deadline"] == "True",
        )


class PlacesForm(forms.Form):
    """How many people can come; nothing: all who want to."""

    places = forms.IntegerField(
        label=gettext_lazy("Number of places"),
        required=False,
        min_value=1,
        max_value=LIMITS.places,
        help_text=gettext_lazy("Empty: all who register are admitted."),
    )

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action."""
        self.add_error("places", str(refused.message))


def asked_of(circular: Circular, content: Content) -> Asked | None:
    """What a circular asks, drafts too; None if it asks for nothing."""
    ask = ask_of(circular.id, content)
    if ask is None:
        return None
    conference = conference_of(circular.id) if ask.kind == AskKind.REGISTRATION else None
    return Asked(ask, conference, tuple(_sentences(ask, content, conference)))


def _sentences(ask: Ask, content: Content, conference: Conference | None) -> Iterator[str]:
    yield _until(ask, content)
    if ask.counts == Counting.FINAL:
        yield _("A recipient has answered once it says that its answer is complete.")
    if content.answer_by:
        yield (
            _("After the deadline only the office enters answers.")
            if ask.closes_at_deadline
            else _("Late answers are taken and marked.")
        )
    if conference is not None and ask.way == Way.US:
        yield _places(conference.places)


def _until(ask: Ask, content: Content) -> str:
    """„Anmeldung bis 18. November 2016 bei uns.“"""
    day = {"day": long_day(content.answer_by), "address": ask.host_address}
    if ask.kind == AskKind.STATEMENT:
        return _("Answer by %(day)s.") % day
    if ask.way == Way.HOST:
        by = _("Registration with the host by %(day)s: %(address)s") % day
        return by if content.answer_by else _("Registration with the host: %(address)s") % day
    return _("Registration with us by %(day)s.") % day if content.answer_by else _("Registration with us.")


def _places(places: int | None) -> str:
    if places is None:
        return _("All who register are admitted.")
    return ngettext("%(count)s place, then a waiting list.", "%(count)s places, then a waiting list.", places) % {
        "count": places
    }
