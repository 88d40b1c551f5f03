"""Who has it checked who comes to a conference, and what people gave for that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.conferences.models.event import Conference
from umlauf.office.conferences.models.registration import Registration
from umlauf.office.responses.enums import Channel


class SecurityCheck(Owned):
    """Protected persons attend, so ``body`` asks by a letter when and where everybody was born who comes.

    ``basis`` is the ground that the letter names, ``consequence`` what becomes of whoever says nothing. What people
    gave is deleted on the day ``delete_on``. ``given_at``: somebody has given it, and since then nothing of it changes,
    for it is what they were told. ``ended_at``: everything was deleted, and another one can follow.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="security_checks")
    body = models.CharField(max_length=LIMITS.name)
    letter = models.CharField(max_length=LIMITS.file_reference)
    letter_on = models.DateField()
    basis = models.CharField(max_length=LIMITS.question)
    consequence = models.CharField(max_length=LIMITS.question)
    answer_until = models.DateField(null=True)
    delete_on = models.DateField()
    given_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("conference",), condition=Q(ended_at=None), name="security_check_once"),
        )

    def __str__(self) -> str:
        return self.body


class SecurityEntry(Owned):
    """What somebody gave, ``sealed`` for this registration alone; None: they were asked by mail, and gave nothing yet.

    ``at``, ``channel`` and ``by`` (who of the office keyed it in) say how it came. Deleted on the day of the check, and
    at once where somebody no longer comes.
    """

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="security_entry")
    security_check = models.ForeignKey(SecurityCheck, on_delete=models.PROTECT, related_name="entries")
    asked_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)
    at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    by = models.CharField(max_length=LIMITS.name, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(sealed=None, at=None) | Q(sealed__isnull=False, at__isnull=False),
                name="security_entry_given",
            ),
        )
