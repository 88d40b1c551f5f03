"""The forms in which an office says who is admitted, decides about somebody, and orders the waiting list."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.forms import Refusing, choose_from
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.enums import Admission, Decision, Priority

_FIELD_OF_CODE = {
    "admission.functions": "functions",
    "admission.number": "per_house",
    "admission.hours": "offer_hours",
    "offer.until": "day",
    "party.few": "people",
    "party.house": "people",
    "case.reason": "reason",
    "queue.reason": "reason",
}


class _Refusing(Refusing):
    _field_of_code = _FIELD_OF_CODE


_STALE = {"admission.changed", "case.changed", "case.decided", "case.open"}


class SeenForm(_Refusing):
    """A form over what stands. Once it was refused because that is another by now, it carries what the page shows."""

    _shown: ClassVar[tuple[str, ...]] = ("seen",)

    def refuse(self, refused: Refused) -> None:
        super().refuse(refused)
        if refused.code in _STALE:
            data = QueryDict(mutable=True)
            data.update(self.data)
            for name in self._shown:
                data[name] = str(self.get_initial_for_field(self.fields[name], name))
            self.data = data


def _reason(help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=LIMITS.note,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("The reason is missing. Please write why.")},
    )


class AdmissionForm(SeenForm):
    """Who is admitted. ``seen``: the state that it was filled from."""

    admission = forms.ChoiceField(label=_("Who is admitted?"), choices=Admission.choices, widget=forms.RadioSelect)
    functions = forms.MultipleChoiceField(
        label=_("Whom the conference is for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    per_house = forms.IntegerField(
        label=_("People of one organisation"),
        required=False,
        min_value=1,
        max_value=LIMITS.registrations,
        help_text=_("At most so many can register. Empty: as many as want to."),
    )
    offer_hours = forms.IntegerField(
        label=_("Working hours for which a place is kept"),
        required=False,
        min_value=1,
        max_value=LIMITS.offer_hours,
        help_text=_(
            "For who moves up from the waiting list: they are asked, and their place is kept, Monday to Friday from 8 "
            "to 16, so a day is 8 hours. Empty: whoever moves up is registered at once."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, functions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["functions"], functions)


class CaseForm(SeenForm):
    """About somebody. ``seen`` is the case that it shows, ``sequence`` that of the registration."""

    _shown: ClassVar[tuple[str, ...]] = ("seen", "sequence")

    seen = forms.IntegerField(widget=forms.HiddenInput)
    sequence = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(CaseForm):
    """Whether somebody may come."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=((Decision.ADMITTED.value, _("Admit")), (Decision.REFUSED.value, _("Do not admit"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is decided.")},
    )
    reason = _reason(_("Needed if the person is not admitted: it stands in the mail to them."))
    tell = forms.BooleanField(label=_("Tell it by mail"), required=False, initial=True)


class ReverseForm(CaseForm):
    """Why a decision is taken back."""

    reason = _reason(_("For the office alone."), required=True)


class PriorityForm(_Refusing):
    """Who of those that wait goes before others, or after them."""

    person = forms.TypedChoiceField(
        label=_("Who?"), coerce=int, error_messages={"required": _("Please choose somebody.")}
    )
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.FIRST)
    reason = _reason(_("Needed for all but “in turn”. For the office alone."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["person"], people)


_DIGITS: Final = 9
"""Of the number of a row, which a database takes in any case."""


class PartyForm(_Refusing):
    """Who of those that wait moves up only together; or the party (``part``) of which each moves up alone again.

    Whoever was ticked and has left the page since is left to the action, which says by name what became of them.
    """

    people = forms.TypedMultipleChoiceField(label=_("Who moves up together"), coerce=int, required=False)
    part = forms.IntegerField(required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("people") if isinstance(self.data, QueryDict) else []
        ticked = [(one, one) for one in sent if one.isdecimal() and len(one) <= _DIGITS]
        choose_from(self.fields["people"], people + [one for one in ticked if one[0] not in dict(people)])


class ExtendForm(_Refusing):
    """Until when an offered place is kept, in the association's time. ``sequence`` is that of the registration."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    sequence = forms.IntegerField(widget=forms.HiddenInput)
