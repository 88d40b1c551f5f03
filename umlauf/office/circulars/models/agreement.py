"""Before the signature: who reads a draft and says yes, in which order, and what lies before them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.models.draft import Circular, Draft
from umlauf.office.circulars.models.series import Series


class ChainStep(Owned):
    """Somebody who agrees before a circular of the series is signed. Equal ``position``: at the same time."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="chain")
    position = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("series", "approver"), name="chain_step_once"),
            models.CheckConstraint(condition=~Q(stand_in=F("approver")), name="chain_step_another_stands_in"),
        )
        ordering = ("position", "id")


class Absence(Owned):
    """Days, the last one included, on which somebody of the office is away, so that their stand-in agrees."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="absence_begins_before_it_ends"),
        )
        ordering = ("since", "id")


class Submission(Owned):
    """A draft laid before those who agree and sign („Vorlage“). It is open until it has an ``outcome``.

    ``digest`` is that of the ``Version`` that was laid before them. A circular has one open submission at most.
    """

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="submissions")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=LIMITS.note, blank=True)
    laid_at = models.DateTimeField()
    laid_by = models.CharField(max_length=LIMITS.name)
    laid_by_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=SubmissionEnd, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=LIMITS.name, blank=True)
    comment = models.CharField(max_length=LIMITS.note, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("circular",), condition=Q(ended_at__isnull=True), name="submission_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="submission_ends_somehow",
            ),
        )
        ordering = ("id",)


class Approval(Owned):
    """The agreement („Mitzeichnung“) of one person of the chain, asked for with a submission; given: ``at`` is set.

    ``by`` is who gave it: the approver, or who stood in for them.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approvals")
    position = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=LIMITS.name, blank=True)
    comment = models.CharField(max_length=LIMITS.note, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("submission", "approver"), name="approval_once"),)
        ordering = ("position", "id")


class FolderLink(Owned):
    """A personal link that leads somebody to what lies in their signing folder. It ends with the submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveSmallIntegerField(default=1)
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("submission", "user"), name="folder_link_once"),)
