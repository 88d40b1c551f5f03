"""Standards, attached facts, repeatable bytes, threads."""

import dataclasses
import datetime
import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from tests.engines.letters.papers import FORM, LETTER, PROGRAMME
from tests.engines.letters.pdf_reading import findings, metadata, whole_text
from umlauf.engines.letters import LetterError, Standard, render_form, render_letter, render_programme

REPLACE = dataclasses.replace
FACTS = json.dumps(
    {"schema": "umlauf-facts/1", "subject": "Tagung für „alle“ – 🎉", "number": 543}, ensure_ascii=False, indent=1
).encode()


def test_facts_come_back_byte_for_byte(tmp_path: Path) -> None:
    pdf = render_letter(LETTER, standard=Standard.WITH_FACTS, facts=FACTS).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["umlauf-facts.json"]
        attached = document.attachments["umlauf-facts.json"]
        assert attached.get_file().read_bytes() == FACTS
        assert attached.get_file().mime_type == "application/json"
        assert str(attached.obj["/AFRelationship"]) == "/Data"
        assert len(document.Root.AF) == 1
    assert metadata(pdf)["pdfaid:part"] == "3"
    assert metadata(pdf)["pdfaid:conformance"] == "A"
    assert metadata(pdf)["pdfuaid:part"] == "1"
    assert findings(pdf, tmp_path) == []


def test_facts_and_standard_go_together() -> None:
    with pytest.raises(LetterError, match="WITH_FACTS"):
        render_letter(LETTER, facts=FACTS)
    with pytest.raises(LetterError, match="WITH_FACTS"):
        render_letter(LETTER, standard=Standard.WITH_FACTS)


def test_archive_carries_no_file() -> None:
    with pikepdf.open(io.BytesIO(render_letter(LETTER).pdf)) as document:
        assert list(document.attachments) == []


def test_same_input_same_bytes() -> None:
    assert render_letter(LETTER) == render_letter(LETTER)
    assert render_programme(PROGRAMME) == render_programme(PROGRAMME)
    assert render_form(FORM) == render_form(FORM)
    attached = [render_letter(LETTER, standard=Standard.WITH_FACTS, facts=FACTS).pdf for _ in range(2)]
    assert attached[0] == attached[1]
    assert render_letter(LETTER).pdf != render_letter(REPLACE(LETTER, keyword="Anderes")).pdf


def test_without_a_date_the_file_bears_the_time_of_the_machine() -> None:
    for rendered in (render_letter(REPLACE(LETTER, date=None)), render_form(REPLACE(FORM, date=None))):
        with pikepdf.open(io.BytesIO(rendered.pdf)) as document:
            written = str(document.docinfo["/CreationDate"])
        assert written[2:6] == str(datetime.datetime.now(datetime.UTC).year)
        assert metadata(rendered.pdf)["pdfaid:part"] == "2"


def test_same_bytes_in_another_process_and_from_another_folder(tmp_path: Path) -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.engines.letters.papers import LETTER\n"
        "from umlauf.engines.letters import render_letter\n"
        "print(hashlib.sha256(render_letter(LETTER).pdf).hexdigest())\n"
    )
    root = Path(__file__).parents[3]
    sums = {
        subprocess.run(
            [sys.executable, "-c", program, str(root)], cwd=folder, check=True, capture_output=True, text=True
        ).stdout
        for folder in (tmp_path, root)
    }
    assert len(sums) == 1


def test_threads_print_side_by_side() -> None:
    letters = [REPLACE(LETTER, subject=f"Betreff Nummer {number}") for number in range(24)]
    alone = [render_letter(letter).pdf for letter in letters]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_letter, letters))
    assert [rendered.pdf for rendered in together] == alone
    assert all(f"Betreff Nummer {number}\n" in whole_text(alone[number]) for number in (0, 23))


def test_a_failure_leaves_the_press_usable() -> None:
    before = render_letter(LETTER).pdf
    broken = REPLACE(LETTER, sender=REPLACE(LETTER.sender, logo_svg="<svg"))
    with pytest.raises(LetterError):
        render_letter(broken)
    assert render_letter(LETTER).pdf == before


@pytest.mark.parametrize("address", ["/etc/hostname", "../papers.py", "https://seite.example/bild.png", "letter.typ"])
def test_a_logo_reads_no_other_file(address: str) -> None:
    picture = f'<image width="9" height="9" href="{address}"/>'
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{picture}</svg>'
    with pytest.raises(LetterError, match=address):
        render_letter(REPLACE(LETTER, sender=REPLACE(LETTER.sender, logo_svg=logo)))
