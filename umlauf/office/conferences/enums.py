"""States of a contribution, of a conference and of a registration."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContributionState(models.TextChoices):
    REQUESTED = "requested", _("requested")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class ConferenceStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    TENTATIVE = "tentative", _("tentative")
    CANCELLED = "cancelled", _("cancelled")
    RESCHEDULED = "rescheduled", _("rescheduled")
    PAST = "past", _("past")


class RegistrationState(models.TextChoices):
    """Admitted people count towards the places, waiting ones move up in their order, withdrawn ones do not come."""

    ADMITTED = "admitted", _("admitted")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", _("withdrawn")


COMING: Final = (RegistrationState.ADMITTED, RegistrationState.WAITING)
