"""Where a circular is on its way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The last step that a circular has taken. Derived from the rows that are there, never stored."""

    DRAFT = "draft", _("Draft")
    AGREEING = "agreeing", _("In agreement")
    SIGNING = "signing", _("To be signed")
    ISSUED = "issued", _("Signed")
    RENDERED = "rendered", _("Ready to send")
    DISPATCHED = "dispatched", _("Sent")


class SubmissionEnd(models.TextChoices):
    """How it ended that a draft lay before those who agree and sign."""

    TAKEN_BACK = "taken_back", _("Taken back")
    SENT_BACK = "sent_back", _("Sent back")
    TAKEN_OVER = "taken_over", _("Taken over")
    SIGNED = "signed", _("Signed")


class FollowUp(models.TextChoices):
    """What a circular or a notice does to an earlier circular."""

    CORRECTION = "correction", _("Correction")
    SUPPLEMENT = "supplement", _("Supplement")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    DEADLINE = "deadline", _("Change of the deadline")


class ReferenceKind(models.TextChoices):
    """How a circular stands to what it refers to."""

    ORIGIN = "origin", _("comes from")
    REFERS = "refers", _("refers to")
    FOLLOWS = "follows", _("follows")
    REPLACES = "replaces", _("replaces")
    CORRECTS = "corrects", _("corrects")
    SUPPLEMENTS = "supplements", _("supplements")
    WITHDRAWS = "withdraws", _("withdraws")


class Outcome(models.TextChoices):
    """What a person says of a message that needs one."""

    ARRIVED = "arrived", _("It had arrived")
    AGAIN = "again", _("Send it once more")
