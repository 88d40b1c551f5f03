"""A chain of entries per association. The personal part of an entry and its salt lie apart and can be erased.

The database itself refuses to change or delete an entry (migration 2).
"""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.models import Owned


class ChainHead(Owned):
    """The last entry of an association's chain. Its row is locked last of all (``docs/locks.md``)."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association",), name="one_chain_head"),)


class Entry(Owned):
    """One thing that was done. Keeps ids and labels of functions as text, never foreign keys."""

    sequence = models.PositiveBigIntegerField()
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    means = models.CharField(max_length=10)
    office_time = models.DateTimeField()
    machine_time = models.DateTimeField()
    personal_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "sequence"), name="entry_sequence_once"),)
        indexes = (
            models.Index(fields=("association", "office_time"), name="entry_by_day"),
            models.Index(fields=("association", "subject"), name="entry_by_subject"),
        )
        ordering = ("sequence",)


class PersonalPart(Owned):
    """Who acted and what else is personal in an entry. Erasing the row leaves the chain whole."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=32)
    data = models.JSONField()
