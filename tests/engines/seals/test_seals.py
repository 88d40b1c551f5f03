"""A seal shows nothing, changes nothing of the letter under it, and finds every changed byte."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from tests.certificates import HOLDER, PASSWORD, a_certificate
from tests.engines.letters.papers import LETTER
from tests.engines.letters.pdf_reading import findings, metadata, page_texts, tag_tree
from tests.engines.seals.signatures import openssl_accepts, pdfsig_says
from umlauf.engines.letters import render_letter
from umlauf.engines.seals import SealError, SealFlaw, read_seal, seal_pdf


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_letter(LETTER).pdf


@pytest.fixture(scope="module")
def sealed(plain: bytes) -> bytes:
    return seal_pdf(plain, read_seal(a_certificate(), PASSWORD))


def test_what_was_written_before_stays_as_it_is(plain: bytes, sealed: bytes) -> None:
    assert sealed.startswith(plain)
    assert page_texts(sealed) == page_texts(plain)
    assert tag_tree(sealed) == tag_tree(plain)


def test_the_standards_hold(plain: bytes, sealed: bytes, tmp_path: Path) -> None:
    assert metadata(sealed) == metadata(plain)
    assert (metadata(sealed)["pdfaid:part"], metadata(sealed)["pdfuaid:part"]) == ("2", "1")
    assert findings(sealed, tmp_path) == []
    with pikepdf.open(io.BytesIO(sealed)) as after, pikepdf.open(io.BytesIO(plain)) as before:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        [field] = after.Root.AcroForm.Fields
        left, bottom, right, top = (float(edge) for edge in field.Rect)
        assert (right, top) < (0, 0)  # outside of the page: PDF/UA-1 asks no tag for it
        assert (right - left, top - bottom) == (0, 0)  # of no size: PDF/A-2 asks no appearance for it
        assert int(field.F) & 4  # printed: PDF/A-2 asks for that
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.TU) == f"Siegel: {HOLDER}"


def test_openssl_accepts_it_and_finds_a_changed_byte(sealed: bytes, tmp_path: Path) -> None:
    assert openssl_accepts(sealed, tmp_path)
    for place in (len(sealed) // 3, len(sealed) - 20):
        assert not openssl_accepts(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], tmp_path)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_accepts_it_and_finds_a_changed_byte(sealed: bytes, tmp_path: Path) -> None:
    said = pdfsig_says(sealed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert f"Common Name: {HOLDER}" in said
    place = sealed.index(b"stream") + 40
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert "Signature is Valid" not in pdfsig_says(changed, tmp_path)


def test_what_a_seal_says_of_itself() -> None:
    seal = read_seal(a_certificate(), PASSWORD)
    assert seal.holder == HOLDER
    assert seal.since < dt.datetime.now(dt.UTC) < seal.until
    for at, flaw in (
        (seal.since - dt.timedelta(seconds=1), SealFlaw.EARLY),
        (seal.until + dt.timedelta(seconds=1), SealFlaw.EXPIRED),
    ):
        with pytest.raises(SealError) as refused:
            seal.must_hold(at)
        assert refused.value.flaw == flaw
    seal.must_hold(seal.until)


@pytest.mark.parametrize(
    ("data", "password", "flaw"),
    [
        (a_certificate(), b"falsch", SealFlaw.UNREADABLE),
        (b"no container", PASSWORD, SealFlaw.UNREADABLE),
        (b"", PASSWORD, SealFlaw.UNREADABLE),
    ],
)
def test_files_that_are_no_seal(data: bytes, password: bytes, flaw: SealFlaw) -> None:
    with pytest.raises(SealError) as refused:
        read_seal(data, password)
    assert refused.value.flaw == flaw


def test_a_certificate_without_its_key() -> None:
    whole = pkcs12.load_pkcs12(a_certificate(), PASSWORD)
    assert whole.cert is not None
    bare = pkcs12.serialize_key_and_certificates(None, None, None, [whole.cert.certificate], NoEncryption())
    with pytest.raises(SealError) as refused:
        read_seal(bare, b"")
    assert refused.value.flaw == SealFlaw.KEYLESS
