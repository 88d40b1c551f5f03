"""Series of numbers: one a kind of circular, counted anew each year."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.circulars.enums import NumberFormat


class Series(Owned):
    """A series. ``kind`` is what the letter is called, ``short`` what stands in the subject line of a mail.

    How a number is written never changes once there is a series: labels of signed letters follow from it.

    ``proof``: its letters bear a code that leads to the page which says that they are genuine.
    """

    kind = models.CharField(max_length=60)
    short = models.CharField(max_length=12)
    number_word = models.CharField(max_length=10, default="Nr.", blank=True)
    number_format = models.CharField(max_length=10, choices=NumberFormat, default=NumberFormat.NUMBER_YEAR)
    proof = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "kind"), name="series_once"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return self.kind

    def numbered(self, number: int, year: int) -> str:
        """„543/2016“"""
        return NumberFormat(self.number_format).write(number, year)

    def label(self, number: int, year: int) -> str:
        """„Rundschreiben Nr. 543/2016“"""
        return " ".join(filter(None, (self.kind, self.number_word, self.numbered(number, year))))

    def short_label(self, number: int, year: int) -> str:
        """„RS 543/2016“"""
        return f"{self.short} {self.numbered(number, year)}"


class SeriesYear(Owned):
    """The last number given in a year. The row is locked while a number is drawn.

    Numbers below ``first_number`` were given before Umlauf was there.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    first_number = models.PositiveIntegerField(default=1)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "series", "year"), name="series_year_once"),)


class VoidedNumber(Owned):
    """A number that was drawn and belongs to no circular, with the reason."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=LIMITS.note)
    at = models.DateTimeField()
    by = models.CharField(max_length=LIMITS.name)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "series", "year", "number"), name="voided_number_once"),
        )
