"""After the dispatch: what a circular says of others, and short notices to those who got it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.engines.mail.models import Message
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.models.draft import Circular
from umlauf.office.circulars.models.issue import Issue, RecipientAddress


class IssueReference(Owned):
    """A reference of a signed circular, as its text says it; ``target`` is the circular of ours, where it is one."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="references")
    kind = models.CharField(max_length=12, choices=ReferenceKind)
    text = models.CharField(max_length=LIMITS.subject)
    target = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, related_name="referred_by")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issue", "kind", "text"), name="issue_reference_once"),)
        ordering = ("id",)


class FollowUpCircular(Owned):
    """A circular of its own that corrects, supplements or withdraws another. It goes to the other's recipients."""

    circular = models.OneToOneField(Circular, on_delete=models.PROTECT, related_name="follows")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="followed_by")
    kind = models.CharField(max_length=12, choices=FollowUp)

    class Meta:
        ordering = ("id",)


class Notice(Owned):
    """A short mail to exactly those who got a circular: what is corrected in it, or that it no longer holds."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=FollowUp)
    text = models.TextField()
    answer_by = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("issue",), condition=Q(kind=FollowUp.WITHDRAWAL), name="notice_withdraws_once"
            ),
        )
        ordering = ("id",)


class NoticeDelivery(Owned):
    """An address of the original snapshot and the notice's message to it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    address = models.ForeignKey(RecipientAddress, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("notice", "address"), name="notice_delivery_once"),)

    @property
    def issue(self) -> Issue:
        """The circular that the notice is about."""
        return self.notice.issue
