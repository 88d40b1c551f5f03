"""The form that says when a circular is to be sent, and what speaks against the chosen day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from umlauf.ground.core.clock import office_now
from umlauf.ground.core.holidays import holiday_on, is_working_day
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import PlannedDispatch

EIGHT = dt.time(8)
"""When offices open, and the first that a form proposes."""
_SATURDAY = 5


class PlanForm(forms.Form):
    """Day and time in the zone of the association. ``sure``: the moment of which somebody has read the warnings."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        error_messages={"required": gettext_lazy("Please enter the day.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        error_messages={"required": gettext_lazy("Please enter the time.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def at(self, association: Association) -> dt.datetime:
        """The moment that was chosen, once the form is valid."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], ZoneInfo(association.zone))

    def is_sure(self, at: dt.datetime) -> bool:
        """Whether the warnings of this very moment were read."""
        return bool(self.cleaned_data["sure"] == f"{at:%Y-%m-%dT%H:%M}")

    def ask_again(self, at: dt.datetime) -> None:
        """Let the next press of the button mean this moment, whatever speaks against it."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["sure"] = f"{at:%Y-%m-%dT%H:%M}"  # type: ignore[index]

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the action at the field that it is about."""
        self.add_error("day" if refused.code in {"plan.past", "plan.far"} else None, str(refused.message))


def plan_initial(association: Association, plan: PlannedDispatch | None) -> dict[str, Any]:
    """What is planned; else the morning of the next working day."""
    zone = ZoneInfo(association.zone)
    if plan is not None:
        at = plan.at.astimezone(zone)
        return {"day": at.date(), "time": at.time()}
    day = office_now().astimezone(zone).date() + dt.timedelta(days=1)
    while not is_working_day(day, association.state):
        day += dt.timedelta(days=1)
    return {"day": day, "time": EIGHT}


def plan_warnings(at: dt.datetime, association: Association, content: Content) -> list[str]:
    """What speaks against a moment: nobody is at the office that day, or the deadline has passed by then."""
    day, said = at.date(), []
    holiday = holiday_on(day, association.state, get_language() or "de")
    if holiday:
        said.append(_("That day is a public holiday (%(holiday)s).") % {"holiday": holiday})
    elif day.weekday() >= _SATURDAY:
        said.append(_("That day is a Saturday.") if day.weekday() == _SATURDAY else _("That day is a Sunday."))
    if content.answer_by and day > content.answer_by:
        said.append(_("By then the deadline of the circular has passed."))
    elif content.answer_by and day == content.answer_by:
        said.append(_("That is the last day on which the circular can be answered."))
    return said
