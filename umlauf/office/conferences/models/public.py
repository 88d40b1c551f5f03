"""The page of a conference that everybody may read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.models import Owned
from umlauf.office.conferences.models.event import Conference


class PublicPage(Owned):
    """Where a conference is published: below its association, under ``slug``. ``published_at`` None: taken down.

    What the page says stands in the conference and in the released programme alone. ``press_contact`` is whom the press
    may turn to, as it shall be shown; it goes on the day ``purge`` gives.
    """

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="public_page")
    slug = models.SlugField(max_length=80)
    press_contact = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("association", "slug"), name="public_page_once"),
            models.CheckConstraint(condition=~Q(slug=""), name="public_page_has_an_address"),
        )
