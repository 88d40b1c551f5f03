"""How large a letter may be that goes with a mail."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.models import Owned

DOMAIN_LENGTH = 253


class LetterRoom(Owned):
    """Recipients of this domain get a letter of up to ``mb`` MB with the mail, and a larger one as a link.

    ``domain`` is what stands behind the @, in small letters and ASCII. For all others ``Association.letter_mb`` holds.
    """

    domain = models.CharField(max_length=DOMAIN_LENGTH)
    mb = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "domain"), name="letter_room_once"),)
        ordering = ("domain",)
