"""``umlauf import`` and ``umlauf export``: a preview that writes nothing, all or nothing, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.cli.terminal import Terminal

LIST = "AGS;Name;Ort;Funktion;Nachname\r\n15083270;Haldensleben;Haldensleben;Bürgermeisterin;Weiß\r\n"


def test_a_preview_writes_nothing_and_apply_writes_once(office: Terminal, tmp_path: Path) -> None:
    file, before, after = tmp_path / "liste.csv", tmp_path / "vorher.csv", tmp_path / "nachher.csv"
    file.write_text(LIST, encoding="utf-8", newline="")
    office.run("export", before)
    assert "Haldensleben" in office.run("import", file).stdout
    office.run("export", after)
    assert before.read_bytes() == after.read_bytes()

    written = office.run("import", file, "--apply", "--members-since", "01.01.2016").stdout
    office.run("export", after)
    assert "15083270" in after.read_text(encoding="utf-8-sig")
    again = office.run("import", file, "--apply", "--members-since", "01.01.2016").stdout
    assert again != written
    assert "Haldensleben" not in again


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf"])
def test_what_is_exported_comes_in_unchanged(office: Terminal, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"personen.{ending}"
    assert str(file) in office.run("export", "--people", file).stdout
    said = office.run("import", file, "--apply").stdout
    assert "→" not in said
    assert "  " not in said


def test_rows_that_cannot_be_taken_in_end_with_code_1(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("AGS;Name\r\n1001;Flensburg, Stadt\r\n", encoding="utf-8", newline="")
    said = office.run("import", file, "--apply", code=1).stderr
    assert "01001" in said
    assert "2" in said
    assert "Flensburg" in office.run("import", file, "--repair-keys").stdout
    office.run("import", file, "--members-since", "31.02.2016", code=1)
    office.run("import", file, "--association", "unbekannt", code=1)


def test_other_files_are_refused(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "alt.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert ".xlsx" in office.run("import", file, code=1).stderr
    office.run("export", tmp_path / "liste.doc", code=1)
    office.run("export", tmp_path / "fehlt" / "liste.csv", code=1)
