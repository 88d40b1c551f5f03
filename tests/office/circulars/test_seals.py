"""Letters get the seal of their association, and none is signed that could not get it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast, House, a_circular, an_issue
from tests.certificates import a_certificate, put_seal
from tests.engines.seals.signatures import openssl_accepts, pdfsig_says
from tests.office.mails import spelled
from umlauf.engines.files.store import read
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.models import Issue, Rendition, SeriesYear
from umlauf.office.circulars.proof import Kind, examine, recognise
from umlauf.office.circulars.seals import seal_of


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.SEALS_DIR = tmp_path / "seals"
    return tmp_path / "seals"


def rendered(house: House) -> Rendition:
    return render_issue(actor=machine(house.association.id), issue_id=an_issue(house).id)


def test_the_sealed_bytes_are_kept_recorded_and_sent(home: House, folder: Path, tmp_path: Path) -> None:
    put_seal(folder, home.association.slug)
    rendition = rendered(home)
    pdf = read(rendition.pdf)
    assert openssl_accepts(pdf, tmp_path)
    issue = Issue.objects.get()
    assert recognise(pdf).issues == (issue,)
    assert examine(issue).flaws == ()
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    assert {spelled(message).attachments[0]["key"] for message in Message.objects.all()} == {rendition.pdf.key}
    assert Entry.objects.get(event="circulars.rendered").label.endswith(rendition.pdf.sha256)
    assert not Entry.objects.filter(event="circulars.unsealed").exists()
    changed = pdf[:-1] + b"\r"
    assert recognise(changed).kind == Kind.OTHER
    assert not openssl_accepts(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:], tmp_path)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_calls_the_seal_of_a_signed_circular_valid(home: House, folder: Path, tmp_path: Path) -> None:
    put_seal(folder, home.association.slug)
    pdf = read(rendered(home).pdf)
    assert "Signature is Valid" in pdfsig_says(pdf, tmp_path)
    assert "Signature is Valid" not in pdfsig_says(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:], tmp_path)


def test_rendered_twice_is_sealed_once(home: House, folder: Path) -> None:
    put_seal(folder, home.association.slug)
    first = rendered(home)
    assert render_issue(actor=machine(home.association.id), issue_id=first.issue_id) == first
    assert Entry.objects.filter(event="circulars.rendered").count() == 1


def test_an_association_without_one_seals_nothing(cast: Cast, home: House, folder: Path) -> None:
    put_seal(folder, cast.other.association.slug)
    assert b"/ByteRange" not in read(rendered(home).pdf)
    assert seal_of(home.association) is None


def _expired(folder: Path, slug: str) -> None:
    put_seal(folder, slug, a_certificate(since=-dt.timedelta(9), until=-dt.timedelta(seconds=1)))


def _early(folder: Path, slug: str) -> None:
    put_seal(folder, slug, a_certificate(since=dt.timedelta(hours=1)))


def _wrong_password(folder: Path, slug: str) -> None:
    put_seal(folder, slug, password=b"falsch")


def _without_password(folder: Path, slug: str) -> None:
    put_seal(folder, slug)
    (folder / f"{slug}.password").unlink()


def _without_certificate(folder: Path, slug: str) -> None:
    put_seal(folder, slug)
    (folder / f"{slug}.p12").unlink()


def _open_to_others(folder: Path, slug: str) -> None:
    put_seal(folder, slug)
    (folder / f"{slug}.p12").chmod(0o640)


Breaking = Callable[[Path, str], None]
BROKEN = [
    (_expired, "seal.expired"),
    (_early, "seal.early"),
    (_wrong_password, "seal.unreadable"),
    (_without_password, "seal.files"),
    (_without_certificate, "seal.files"),
    (_open_to_others, "seal.files"),
]


@pytest.mark.parametrize(("breaking", "code"), BROKEN)
def test_no_letter_is_signed_that_could_not_be_sealed(home: House, folder: Path, breaking: Breaking, code: str) -> None:
    breaking(folder, home.association.slug)
    circular = a_circular(home)
    with pytest.raises(Refused) as refusal:
        an_issue(home, circular)
    assert refusal.value.code == code
    assert home.association.name in str(refusal.value)
    assert not Issue.objects.exists()
    assert SeriesYear.objects.get().last_number == 542


@pytest.mark.parametrize(("breaking", "code"), BROKEN)
def test_a_letter_that_was_signed_goes_out_without_it(home: House, folder: Path, breaking: Breaking, code: str) -> None:
    put_seal(folder, home.association.slug)
    issue = an_issue(home)
    breaking(folder, home.association.slug)
    rendition = render_issue(actor=machine(home.association.id), issue_id=issue.id)
    assert b"/ByteRange" not in read(rendition.pdf)
    assert Entry.objects.get(event="circulars.unsealed").label == f"{issue.label} {code}"
    assert examine(Issue.objects.get()).flaws == ()
    assert verify(home.association) == []


def test_a_renewed_seal_is_taken_at_once(home: House, folder: Path) -> None:
    _expired(folder, home.association.slug)
    with pytest.raises(Refused):
        seal_of(home.association)
    put_seal(folder, home.association.slug)
    later = dt.datetime.now(dt.UTC).timestamp() + 5
    os.utime(folder / f"{home.association.slug}.p12", (later, later))
    renewed = seal_of(home.association)
    assert renewed is not None
    assert renewed.until > dt.datetime.now(dt.UTC)
