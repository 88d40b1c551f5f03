"""People: who holds or held posts. What is known of them is kept apart from who they are, so that it can go."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.directory.enums import Salutation
from umlauf.office.directory.models.changes import CURRENT, Kept


class Person(Owned):
    """Somebody who holds or held a post. ``forgotten_at``: what was known of them is gone, their day had come."""

    forgotten_at = models.DateTimeField(null=True)


class PersonDetails(Kept):
    """How somebody is called, addressed and reached.

    ``letter_form`` („Sehr geehrte Frau Landrätin“) and ``envelope_form`` are what protocol wants where the proposal of
    ``names`` does not fit; empty: the proposal. ``search_key`` is the folded name.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details")
    salutation = models.CharField(max_length=2, choices=Salutation, blank=True)
    title = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=LIMITS.name, blank=True)
    last_name = models.CharField(max_length=LIMITS.name, blank=True)
    letter_form = models.CharField(max_length=LIMITS.name, blank=True)
    envelope_form = models.CharField(max_length=LIMITS.name, blank=True)
    email = models.EmailField(max_length=LIMITS.email, blank=True)
    phone = models.CharField(max_length=LIMITS.phone, blank=True)
    search_key = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person",), condition=CURRENT, name="person_details_once"),)

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


class Merger(Kept):
    """``gone`` was entered twice and is the same person as ``kept``."""

    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("gone",), condition=CURRENT, name="merger_once"),)


class Apart(Kept):
    """Two people that look like one and are not: a person has said so. ``first`` has the smaller id."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), condition=CURRENT, name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_order"),
        )
