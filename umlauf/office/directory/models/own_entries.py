"""What members say of their own entries: changes that the association sees first, and the yearly confirmation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.enums import OwnEntry, ProposalState
from umlauf.office.directory.models.register import Organisation


class Proposal(Owned):
    """A change that a member wants, until the office has decided. ``organisation`` is the member that proposes it.

    ``values`` is a change of ``actions.own_changes`` as JSON, ``seen`` the digest of the entries that it changes.
    ``label`` names the post or organisation, no person. Names, values and ``reason`` are emptied some time after the
    decision. All moments are office time.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=OwnEntry)
    label = models.CharField(max_length=LIMITS.name)
    values = models.JSONField()
    seen = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=LIMITS.name, blank=True)
    proposer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=LIMITS.name, blank=True)
    reason = models.CharField(max_length=LIMITS.note, blank=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_at__isnull=True)
                | (~Q(state=ProposalState.OPEN) & Q(decided_at__isnull=False)),
                name="proposal_decided_once",
            ),
        )


class ConfirmationRound(Owned):
    """All members are asked whether their entries are still right. The links hold some days longer than ``due``."""

    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=LIMITS.name)
    due = models.DateField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class Confirmation(Owned):
    """One member in a round. A new ``generation`` makes the links sent before worth nothing.

    ``confirmed_by`` may be empty: whoever comes by a link need not say their name.
    """

    round = models.ForeignKey(ConfirmationRound, on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    generation = models.PositiveSmallIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=LIMITS.name, blank=True)
    by_login = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "organisation"), name="confirmation_once"),)
