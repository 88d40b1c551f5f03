"""Put content in and get it back, whole or not at all."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from umlauf.engines.files.errors import Damaged
from umlauf.engines.files.models import StoredFile


def keep(association_id: int, data: bytes, media_type: str) -> StoredFile:
    """Keep ``data``. The content is on the disk before the row exists; the same content again is the same row."""
    digest = hashlib.sha256(data).hexdigest()
    key = f"{association_id}/{digest}"
    storage = storages["files"]
    if not storage.exists(key):
        storage.save(key, ContentFile(data))
    stored, _created = StoredFile.objects.get_or_create(
        association_id=association_id,
        sha256=digest,
        defaults={"key": key, "size": len(data), "media_type": media_type},
    )
    return stored


def read(stored: StoredFile) -> bytes:
    """The content. Raises ``Damaged`` if it is gone or changed."""
    try:
        with storages["files"].open(stored.key) as file:
            data: bytes = file.read()
    except FileNotFoundError as error:
        raise Damaged(stored.key) from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Damaged(stored.key)
    return data
