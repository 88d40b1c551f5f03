"""Files are kept by their content: once, whole, unchanged, and for one association."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connections
from django_scopes import scope

from umlauf.engines.files.errors import Damaged
from umlauf.engines.files.models import StoredFile
from umlauf.engines.files.store import keep, read
from umlauf.ground.core.models import Association

DATA = b"%PDF-1.7 Anlage 1"


@pytest.fixture
def house(db: None) -> Association:
    return Association.objects.create(slug="muster", name="Landkreistag Musterland", short_name="LKT")


def _path(stored: StoredFile) -> Path:
    return Path(storages["files"].path(stored.key))


@pytest.mark.django_db
def test_keeps_the_same_content_once(house: Association) -> None:
    with scope(association=house):
        first = keep(house.id, DATA, "application/pdf")
        again = keep(house.id, DATA, "application/pdf")
        other = keep(house.id, DATA + b" ", "application/pdf")

        assert first.id == again.id != other.id
        assert first.key == f"{house.id}/{hashlib.sha256(DATA).hexdigest()}"
        assert (first.size, read(first)) == (len(DATA), DATA)
        assert _path(first).stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_two_associations_share_nothing(house: Association) -> None:
    other = Association.objects.create(slug="beispiel", name="Verband Beispielland", short_name="VB")
    with scope(association=house):
        ours = keep(house.id, DATA, "application/pdf")
    with scope(association=other):
        theirs = keep(other.id, DATA, "application/pdf")
        assert not StoredFile.objects.filter(id=ours.id).exists()

    assert _path(ours) != _path(theirs)


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_says_what_is_damaged(house: Association, damage: str) -> None:
    with scope(association=house):
        stored = keep(house.id, DATA + damage.encode(), "application/pdf")
        if damage == "changed":
            _path(stored).write_bytes(b"%PDF-1.7 Anlage 2")
        else:
            _path(stored).unlink()

        with pytest.raises(Damaged, match=stored.key):
            read(stored)


def test_a_write_that_breaks_off_leaves_nothing() -> None:
    class Broken(File):  # type: ignore[type-arg]  # cannot be subscripted at run time
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's
            yield b"half of it"
            raise OSError("disk full")

    storage = storages["files"]
    with pytest.raises(OSError, match="disk full"):
        storage.save("broken/abcdef", Broken(BytesIO()))

    assert not storage.exists("broken/abcdef")
    assert not list(Path(storage.path("broken")).iterdir())


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_it_once(house: Association) -> None:
    data = DATA + b" at once"

    def work(_number: int) -> int:
        try:
            with scope(association=house):
                return keep(house.id, data, "application/pdf").id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(16)))) == 1
    with scope(association=house):
        assert read(StoredFile.objects.get(sha256=hashlib.sha256(data).hexdigest())) == data
