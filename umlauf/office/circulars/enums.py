"""Where a circular is on its way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The last step that a circular has taken. Derived from the rows that are there, never stored."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Signed")
    RENDERED = "rendered", _("Ready to send")
    DISPATCHED = "dispatched", _("Sent")


class Outcome(models.TextChoices):
    """What a person says of a message that needs one."""

    ARRIVED = "arrived", _("It had arrived")
    AGAIN = "again", _("Send it once more")
