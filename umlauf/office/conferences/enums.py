"""States of a contribution and of a conference."""

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
