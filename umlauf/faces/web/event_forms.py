"""The forms in which an office says what a conference is, who invites, and who is told when it changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.directory_forms import in_words, saved_in_words
from umlauf.faces.web.draft_form import Lines
from umlauf.faces.web.forms import Refusing, choose_from
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.announce import Tell
from umlauf.office.conferences.actions.begin import Invitation
from umlauf.office.conferences.actions.plan import ConferencePlan
from umlauf.office.conferences.enums import Circle, ConferenceKind, ConferenceStatus, EventLanguage
from umlauf.office.conferences.event_entries import AHEAD, EventEntry, HostEntry, entry_of
from umlauf.office.conferences.models import Conference

_FIELD_OF_CODE = {
    "event.title": "title",
    "event.days": "starts_on",
    "event.past": "starts_on",
    "event.register_from": "register_from",
    "event.cancel_by": "cancel_by",
    "event.deputy_by": "deputy_by",
    "event.deadline": "answer_by",
    "event.hosts": "hosts",
    "event.text": "text",
    "circular.copies": "distribution_list",
}


def _date(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _text(label: Any, *, most: int = LIMITS.name, **known: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **known)


class _Renewing(Refusing):
    """A form over what stands. Refused because that is another by now, it says what stands."""

    _field_of_code = _FIELD_OF_CODE
    _stands = True
    """Whether the fields show what is saved."""

    def refuse(self, refused: Refused) -> None:
        if refused.code == "event.changed":
            self.renew()
        super().refuse(refused)

    def renew(self) -> None:
        """Say at each field what is saved by now; what is in the form goes over it with the next press."""
        data = QueryDict(mutable=True)
        data.update({name: str(self.data.get(name, "")) for name in self.data})
        for name in {"seen", "nonce"} & self.fields.keys():
            data[name] = str(self.get_initial_for_field(self.fields[name], name) or "")
        self.data = data
        for field in self.visible_fields() if self._stands else ():
            value = field.initial.strftime("%H:%M") if isinstance(field.initial, dt.time) else field.initial
            if in_words(field, value) != in_words(field, field.data):
                field.help_text = saved_in_words(in_words(field, value))


class EventForm(_Renewing):
    """What is known of a conference, as it can be changed. ``seen``: the state that it was filled from."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LIMITS.name,
        error_messages={"required": _("The title is missing. Please write what people are invited to.")},
    )
    starts_on = _date(_("First day"), required=True)
    ends_on = _date(_("Last day, if it is another one"))
    starts_at = _time(_("Begins at"))
    ends_at = _time(_("Ends at"))
    venue = _text(_("Venue"), help_text=_("The house and the room."))
    street = _text(_("Street"))
    postal_code = _text(_("Postal code"), most=10)
    city = _text(_("City"))
    directions = _text(_("Directions"), most=LIMITS.abstract, widget=forms.Textarea(attrs={"rows": 3}))
    access_notes = _text(
        _("Notes on accessibility"),
        most=LIMITS.abstract,
        help_text=_("For instance lifts, induction loop, interpreters, whom to tell what one needs."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    fee = _text(_("Fee"), help_text=_("As it shall be shown. Empty: free of charge."))
    register_from = _date(_("Registration from"), help_text=_("Empty: as soon as the circular has arrived."))
    cancel_by = _date(_("Cancel by"), help_text=_("One can cancel later too; the pages ask to do so until then."))
    deputy_by = _date(_("Deputy by"), help_text=_("After that only the office enters a deputy."))
    language = forms.ChoiceField(label=_("Language of the event"), choices=EventLanguage.choices)
    status = forms.ChoiceField(
        label=_("State"), choices=[(one.value, one.label) for one in AHEAD], widget=forms.RadioSelect
    )
    note = _text(
        _("Internal note"),
        most=LIMITS.note,
        help_text=_("For the office alone. It is deleted together with the names of those who came."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def entry(self) -> EventEntry:
        """What was entered, once the form is valid."""
        given = {item.name: self.cleaned_data[item.name] for item in fields(EventEntry) if item.name in self.fields}
        status, language = given.pop("status", ConferenceStatus.PLANNED), given.pop("language")
        return EventEntry(**given, status=ConferenceStatus(status), language=EventLanguage(language))


class NewEventForm(EventForm):
    """A conference or a session to begin with, and the circular that invites to it. ``nonce``: its one-time word."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=ConferenceKind.choices,
        initial=ConferenceKind.CONFERENCE,
        widget=forms.RadioSelect,
    )
    hosts = Lines(
        label=_("Hosts"), required=False, help_text=_("One in a line."), widget=forms.Textarea(attrs={"rows": 2})
    )
    series = forms.ChoiceField(label=_("Kind and series"))
    distribution_list = forms.ChoiceField(
        label=_("Distribution list"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who is invited.")},
    )
    answer_by = _date(_("Answer by"), help_text=_("Until when those invited shall answer."))
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, series: list[tuple[str, str]], lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["series"], series)
        choose_from(self.fields["distribution_list"], lists)
        for name in ("status", "note", "seen"):
            del self.fields[name]

    def plan(self) -> ConferencePlan:
        """What was entered, once the form is valid."""
        known = self.entry().columns()
        return ConferencePlan(**known, kind=ConferenceKind(self.cleaned_data["kind"]), hosts=self.cleaned_data["hosts"])

    def invitation(self, contact: dict[str, Any]) -> Invitation:
        """The circular that shall invite. ``contact``: name, phone and mail of who begins it, as far as known."""
        given = self.cleaned_data
        return Invitation(
            series_id=int(given["series"]),
            distribution_list_id=int(given["distribution_list"]),
            answer_by=given["answer_by"],
            **{name: str(contact.get(name, "")) for name in ("contact_name", "contact_phone", "contact_email")},
        )


class HostsForm(_Renewing):
    """Who invites. ``seen``: the state that it was filled from."""

    hosts = Lines(
        label=_("Hosts"), required=False, help_text=_("One in a line."), widget=forms.Textarea(attrs={"rows": 3})
    )
    co_hosts = Lines(
        label=_("Co-hosts"), required=False, help_text=_("One in a line."), widget=forms.Textarea(attrs={"rows": 2})
    )
    issuer = _text(
        _("Issued by"),
        help_text=_("Whoever issues the invitation, if it is not your association: for instance when you pass it on."),
    )
    # It stands in one page with that of the other form.
    seen = forms.CharField(widget=forms.HiddenInput(attrs={"id": "id_hosts_seen"}), required=False, max_length=64)

    def entries(self) -> tuple[HostEntry, ...]:
        """Hosts before co-hosts, each in their order."""
        given = self.cleaned_data
        return (*map(HostEntry, given["hosts"]), *(HostEntry(name, co_host=True) for name in given["co_hosts"]))


class TellForm(_Renewing):
    """Who is told that something has changed. Nobody is chosen but those who come."""

    _stands = False

    coming = forms.BooleanField(label=Circle.COMING.label, required=False, initial=True)
    invited = forms.BooleanField(label=Circle.INVITED.label, required=False)
    text = forms.CharField(
        label=_("What you want to say about it"),
        max_length=LIMITS.note // 2,
        required=False,
        help_text=_("What has changed stands in the mail anyway."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, invites: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not invites:
            del self.fields["invited"]

    def tell(self) -> Tell:
        """What was chosen, once the form is valid."""
        given = self.cleaned_data
        circles = {circle for circle in Circle if given.get(circle.value)}
        return Tell(frozenset(circles), given["text"], given["nonce"])


class CancelForm(TellForm):
    """Why a conference does not take place, and whether all who were invited are told beside those who come.

    ``seen``: the state that it was filled from.
    """

    text = forms.CharField(
        label=_("Why it does not take place"),
        max_length=LIMITS.note // 2,
        required=False,
        help_text=_("In a sentence or two, for all who are told."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def initial_of_event(conference: Conference, seen: str) -> dict[str, Any]:
    """What the form of a conference shows at first."""
    entry = entry_of(conference)
    return entry.columns() | {"seen": seen}


def initial_of_hosts(conference: Conference, seen: str) -> dict[str, Any]:
    """The same of who invites. One query."""
    hosts = list(conference.hosts.values_list("name", "co_host"))
    return {
        "hosts": tuple(name for name, co_host in hosts if not co_host),
        "co_hosts": tuple(name for name, co_host in hosts if co_host),
        "issuer": conference.issuer,
        "seen": seen,
    }
