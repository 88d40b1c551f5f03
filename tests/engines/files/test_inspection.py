"""What a PDF from somebody else is: the good ones with what readers find, the bad ones refused, none of them slowly."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests import pdfs
from tests.engines.letters.papers import LETTER
from umlauf.engines.files import inspection
from umlauf.engines.files.inspection import Findings, Flaw, Unfit, inspect_pdf
from umlauf.engines.letters import Standard, render_letter

Change = Callable[[pikepdf.Pdf], object]
NOTHING = Findings(pages=1, text=False, tagged=False, title=False, language="")
TEXT = Findings(pages=1, text=True, tagged=False, title=False, language="")


def test_a_page_without_text_is_a_scan() -> None:
    assert inspect_pdf(pdfs.a_pdf()) == NOTHING
    assert inspect_pdf(pdfs.a_pdf("   ")) == NOTHING
    assert inspect_pdf(pdfs.a_pdf("Guten Tag")) == TEXT


@pytest.mark.parametrize(
    ("change", "words", "found"),
    [
        (pdfs.fully_described, "Guten Tag", Findings(1, True, True, True, "de-DE", 1)),
        (pdfs.talking_of_scripts, "Guten Tag", Findings(1, True, False, True, "")),
        (pdfs.with_pinned_file, "Guten Tag", Findings(1, True, False, False, "", 1)),
        (pdfs.with_text_in_a_form, "", Findings(2, True, False, False, "")),
    ],
)
def test_what_readers_find(change: Change, words: str, found: Findings) -> None:
    assert inspect_pdf(pdfs.changed(change, words=words)) == found


def test_our_own_letters_have_everything() -> None:
    made = render_letter(LETTER, standard=Standard.ARCHIVE)
    assert inspect_pdf(made.pdf) == Findings(made.pages, True, True, True, "de-DE")


def test_what_only_its_owner_may_change_can_be_read() -> None:
    assert inspect_pdf(pdfs.changed(lambda pdf: None, password="")) == TEXT


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (pdfs.opening_with, Flaw.SCRIPT),
        (pdfs.with_named_scripts, Flaw.SCRIPT),
        (pdfs.with_scripted_link, Flaw.SCRIPT),
        (pdfs.with_script_as_stream, Flaw.SCRIPT),
        (pdfs.with_xml_form, Flaw.SCRIPT),
        (pdfs.launching, Flaw.LAUNCH),
        (pdfs.unpacking_to_gigabytes, Flaw.DAMAGED),
    ],
)
def test_what_is_not_passed_on(change: Change, flaw: Flaw) -> None:
    with pytest.raises(Unfit) as unfit:
        inspect_pdf(pdfs.changed(change))
    assert unfit.value.flaw == flaw


def test_behind_a_password() -> None:
    with pytest.raises(Unfit) as unfit:
        inspect_pdf(pdfs.changed(lambda pdf: None, password="geheim"))
    assert unfit.value.flaw == Flaw.LOCKED


@pytest.mark.parametrize("data", [b"%PDF", b"%PDF-1.7\n%%EOF\n", pdfs.a_pdf("Guten Tag")[:200]], ids=range(3))
def test_what_is_damaged(data: bytes) -> None:
    with pytest.raises(Unfit) as unfit:
        inspect_pdf(data)
    assert unfit.value.flaw == Flaw.DAMAGED


@pytest.mark.parametrize(
    "program", ["while True: pass", "import os; os.abort()", "x = [b' ' * 10**9]; raise MemoryError"]
)
def test_what_takes_too_much_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """The program is another one here, which does what a hostile file would have it do."""
    stand_in = tmp_path / "inspector.py"
    stand_in.write_text(program)
    monkeypatch.setattr(inspection, "_PROGRAM", stand_in)
    monkeypatch.setattr(inspection, "_WAIT", 1)
    begun = time.monotonic()
    with pytest.raises(Unfit) as unfit:
        inspect_pdf(pdfs.a_pdf())
    assert unfit.value.flaw == Flaw.HEAVY
    assert time.monotonic() - begun < 5


def test_findings_are_stored_and_come_back() -> None:
    found = Findings(3, True, False, True, "de", 2)
    assert Findings.parse(found.json()) == found
    assert Findings.parse({}) is None
