"""A signed circular: its number, its frozen content, who gets it, and its letter."""

from __future__ import annotations

from django.db import models

from umlauf.engines.files.models import StoredFile
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.models.annex import AnnexVersion
from umlauf.office.circulars.models.draft import Circular
from umlauf.office.circulars.models.series import Series
from umlauf.office.directory.enums import AddressKind, Language
from umlauf.office.directory.models import Organisation


class Issue(Owned):
    """The signature. ``content`` is frozen, and ``digest`` is the SHA-256 over number, date, content and annexes.

    ``signatory_name`` is as the letter has it, with „i. V.“ or „i. A.“ where somebody signs for another.
    ``proof``: whether the letter bears the code by which it is verified, as its series had it when it was signed.
    """

    circular = models.OneToOneField(Circular, on_delete=models.PROTECT, related_name="issue")
    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    date = models.DateField()
    signed_at = models.DateTimeField()
    signatory_name = models.CharField(max_length=LIMITS.name)
    signatory_title = models.CharField(max_length=LIMITS.name, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    proof = models.BooleanField(default=False)
    dispatch_when_rendered = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "series", "year", "number"), name="number_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def for_the_named_alone(self) -> bool:
        """Whether nobody but its recipients shall learn of it."""
        return bool(self.content.get("confidentiality") == Confidentiality.NAMED)

    @property
    def asks_to_acknowledge(self) -> bool:
        """Whether each recipient but those of copies is asked to say that it got the circular."""
        return bool(self.content.get("acknowledge"))

    @property
    def asks_read(self) -> bool:
        """Whether the mail programs of its recipients are asked to say that the mail was displayed."""
        return bool(self.content.get("ask_read"))

    @property
    def label(self) -> str:
        return self.series.label(self.number, self.year)

    @property
    def numbered(self) -> str:
        return self.series.numbered(self.number, self.year)

    @property
    def short_label(self) -> str:
        return self.series.short_label(self.number, self.year)


class FrozenAnnex(Owned):
    """The version of an annex that was signed."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="frozen_annexes")
    version = models.ForeignKey(AnnexVersion, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issue", "version"), name="frozen_annex_once"),)


class Recipient(Owned):
    """An organisation that gets the circular, under the name it had when it was signed.

    A new ``link_generation`` makes all links given out before invalid. ``is_copy``: it gets the circular for
    information („nachrichtlich“), so nothing is asked of it. ``language`` is that of mails and pages around the
    circular, as the organisation had chosen when it was signed; empty: that of the circular. ``called_up_at`` is when
    the letter was first called up there, by whomever, ``read_at`` when a mail program there first said that its mail
    was displayed (RFC 8098); office time. ``bundled``: what may wait comes with other circulars, once a day.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="recipients")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LIMITS.name)
    responsible_known = models.BooleanField()
    is_copy = models.BooleanField(default=False)
    language = models.CharField(max_length=5, choices=Language, default=Language.OF_THE_CIRCULAR, blank=True)
    link_generation = models.PositiveSmallIntegerField(default=1)
    bundled = models.BooleanField(default=False)
    called_up_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issue", "organisation"), name="recipient_once"),)
        ordering = ("id",)


class RecipientAddress(Owned):
    """One address of a recipient, as it was when the circular was signed."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind)
    label = models.CharField(max_length=LIMITS.name)
    holder = models.CharField(max_length=LIMITS.name, blank=True)
    email = models.EmailField(max_length=LIMITS.email)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("recipient", "email"), name="recipient_address_once"),)
        ordering = ("id",)


class Rendition(Owned):
    """The letter of an issue, rendered once and kept."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="rendition")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()
