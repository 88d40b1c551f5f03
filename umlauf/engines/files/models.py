"""What is known of a kept file."""

from __future__ import annotations

from django.db import models

from umlauf.ground.core.models import Owned


class StoredFile(Owned):
    """A file's content, by its SHA-256. ``key`` is its name in the storage ``files``: association id / digest."""

    key = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "sha256"), name="stored_file_once"),)

    def __str__(self) -> str:
        return self.sha256
