"""The association as a tenant, rows that belong to one, the office clock and the tasks that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from umlauf.ground.core.limits import LIMITS, MB


class OfficeBasis(models.TextChoices):
    """The ground on which an office uses what people tell it, unless something else is said.

    Consent is none: whoever registers for an office cannot give it freely, and an office that had it would have to
    forget who came as soon as they say so.
    """

    TASK = "task", _("task in the public interest, Art. 6(1)(e) GDPR")
    INTEREST = "interest", _("legitimate interest, Art. 6(1)(f) GDPR")


class Association(models.Model):
    """A tenant: an association of public authorities, with what its letterhead, imprint and pages say of it.

    Phone and fax numbers are kept as ``+49 391 123-0``; the IBAN without blanks (ISO 13616). ``second_factor``: its
    office proves who it is by more than a password. ``confirms_changes``: what members change of
    their own entries in its directory waits for its office. ``annex_mb``, ``annexes_mb``: how large one annex of its
    circulars may be, and all of a circular together. ``letter_mb``: how large a letter may be that goes with a mail.
    ``basis``: the ground on which its office works.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="de")
    zone = models.CharField(max_length=60, default="Europe/Berlin")
    state = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)
    second_factor = models.BooleanField(default=True)
    confirms_changes = models.BooleanField(default=False)
    annex_mb = models.PositiveSmallIntegerField(default=LIMITS.annex_bytes // MB)
    annexes_mb = models.PositiveSmallIntegerField(default=LIMITS.annexes_bytes // MB)
    letter_mb = models.PositiveSmallIntegerField(default=5)
    basis = models.CharField(max_length=10, choices=OfficeBasis, default=OfficeBasis.TASK)

    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    web = models.URLField(max_length=200, blank=True)
    bank_name = models.CharField(max_length=100, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    house_style = models.BooleanField(default=True)
    represented_by = models.CharField(max_length=200, blank=True)
    register_entry = models.CharField(max_length=200, blank=True)
    enforcement_body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("association")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)
if TYPE_CHECKING:
    _Scoped = models.Manager
else:
    _Scoped = type(ScopedManager(association="association"))  # the library makes its class anew for each use


class OwnedManager(_Scoped[Row_co]):
    """Sees the rows of the association in scope."""


class Owned(models.Model):
    """A row of exactly one association. Asking for it outside ``scope(association=…)`` raises ``ScopeError``."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="+")

    objects = OwnedManager()

    class Meta:
        abstract = True


class OfficeClock(models.Model):
    """One row: how far office time lies from machine time. No row: they are the same. The demo alone has it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.BigIntegerField()


class TaskState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"


class Task(models.Model):
    """Something to do after a commit. Done tasks are deleted; a running one is free again when its lease is over."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    worker = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("name", "subject_id"), name="task_once"),)
        indexes = (models.Index(fields=("state", "run_after"), name="task_due"),)
