"""Files as people send them in, and whose a file is that comes back and says nothing, as a picture does not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled

from tests.faces.web.stage import logged_in
from tests.faces.web.tenants import Tenants
from tests.office.directory.exchange.files import csv_of, xlsx_of
from tests.pdfs import a_pdf
from umlauf.engines.files.models import StoredFile
from umlauf.office.circulars.models import Circular

_HEADS: Final = ("Organisation", "Ort", "Funktion", "Nachname", "Vorname", "Im Amt seit")
_TEXT: Final = """{name}

Schnellinfo Nr. {number}/16

An alle Mitglieder der Liste quax{letter}817x

Unser Zeichen: quax{letter}822x

Betr.: Umfrage zu quax{letter}814x

Sehr geehrte Damen und Herren,

bitte nehmen Sie Stellung bis zum 18.11.2016.
"""


def an_upload(route: str, letter: str, number: int) -> SimpleUploadedFile:
    """A file for a form. It names people, functions and lists as the association ``letter`` has them."""
    if route in {"circular-annex", "circular-annex-change"}:
        return SimpleUploadedFile("Anlage.pdf", a_pdf(note=f"Anlage {number}"))
    if route == "circular-from-text":
        text = _TEXT.format(name="Verband", number=number % 90 + 1, letter=letter)
        return SimpleUploadedFile("Text.txt", text.encode())
    county = ("Landkreis Ahorntal", "Landkreis Kiefernheide", "Landkreis Lindenberg")[number % 3]
    row = (county, f"Ort {number}", f"Kasse quax{letter}810x", f"Held quax{letter}812x", "Ida", "01.02.2016")
    if number % 4 == 0:
        return SimpleUploadedFile("Liste.xlsx", xlsx_of(_HEADS, row))
    if number % 4 == 1:
        lines = ("BEGIN:VCARD", "VERSION:3.0", f"N:{row[3]};Ida;;;", f"FN:Ida {row[3]}", f"ORG:{county}", "END:VCARD")
        return SimpleUploadedFile("Karten.vcf", "\r\n".join(lines).encode())
    return SimpleUploadedFile("Liste.csv", csv_of(";".join(_HEADS), ";".join(row)))


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class Shelf:
    """The associations' letters by the digests of the files that they keep, and of pictures of their circulars."""

    tenants: Tenants
    _kept: dict[str, set[str]] = field(default_factory=dict)
    _pictures: dict[str, set[str]] = field(default_factory=dict)

    def owners(self, data: bytes, kind: str) -> set[str]:
        """Who keeps such a file, or wrote the letter in the picture. Empty: nobody did when this began."""
        if kind == "image/png" and not self._pictures:
            self._look_at_letters()
        if not self._kept:
            self._look_at_files()
        return (self._pictures if kind == "image/png" else self._kept).get(digest_of(data), set())

    def _look_at_files(self) -> None:
        letters = {tenant.house.association.id: tenant.letter for tenant in self.tenants.each}
        with scopes_disabled():
            for owner, digest in StoredFile.objects.values_list("association_id", "sha256"):
                self._kept.setdefault(digest, set()).add(letters[owner])

    def _look_at_letters(self) -> None:
        """The first pages, as whoever wrote them sees them."""
        for tenant in self.tenants.each:
            client = logged_in(tenant.everything)
            with scopes_disabled():
                ids = Circular.objects.filter(association=tenant.house.association).values_list("id", flat=True)
            for circular_id in ids:
                where = {"circular_id": circular_id, "page": 1}
                response = client.get(reverse("circular-page-picture", kwargs=where))
                self._pictures.setdefault(digest_of(response.content), set()).add(tenant.letter)
