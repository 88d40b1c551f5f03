"""A form of ours that comes back, and what else may come in its place."""

from __future__ import annotations

import pytest

from tests import pdfs
from tests.engines.letters.filling import Change, filled, flattened, with_script, with_xml_form
from tests.engines.letters.papers import FORM
from umlauf.engines.files.inspection import FilledForm, Flaw, Unfit, read_form
from umlauf.engines.letters import render_fillable

CODE = "UF1.12.3.abcdefghijklmnopqrstuvwxyz-_0123456"
MADE = render_fillable(FORM, CODE).pdf


def test_fields_are_read() -> None:
    form = read_form(filled(MADE, {"p0_name": "Dr. Jürgen Müßig-Öztürk", "nobody": "x"}), "UF1.")
    assert form is not None
    assert (form.code, form.flat) == (CODE, False)
    assert {name: value for name, value in form.fields.items() if value} == {
        "p0_name": "Dr. Jürgen Müßig-Öztürk",
        "nobody": "/Yes",
    }


def test_what_was_flattened_has_its_code_alone() -> None:
    assert read_form(flattened(filled(MADE, {"p0_name": "Anna Berg"})), "UF1.") == FilledForm(CODE, {}, True)


def test_a_value_of_a_megabyte_is_cut() -> None:
    form = read_form(filled(MADE, {"p0_name": "x" * 1_000_000}), "UF1.")
    assert form is not None
    assert form.fields["p0_name"] == "x" * 400


@pytest.mark.parametrize("data", [pdfs.a_pdf("Guten Tag"), pdfs.a_pdf(), MADE], ids=["text", "empty", "other"])
def test_other_files_are_no_form(data: bytes) -> None:
    assert read_form(data, "UF2.") is None


@pytest.mark.parametrize(
    ("change", "flaw"), [(with_script, Flaw.SCRIPT), (with_xml_form, Flaw.SCRIPT), (pdfs.launching, Flaw.LAUNCH)]
)
def test_a_form_of_ours_with_a_program_is_not_read(change: Change, flaw: Flaw) -> None:
    with pytest.raises(Unfit) as unfit:
        read_form(filled(MADE, {}, change), "UF1.")
    assert (unfit.value.flaw, unfit.value.ours) == (flaw, True)


def test_behind_a_password_or_broken() -> None:
    for data, flaw in ((filled(MADE, {}, password="geheim"), Flaw.LOCKED), (MADE[:2000], Flaw.DAMAGED)):
        with pytest.raises(Unfit) as unfit:
            read_form(data, "UF1.")
        assert (unfit.value.flaw, unfit.value.ours) == (flaw, False)


def test_one_that_unpacks_to_gigabytes() -> None:
    with pytest.raises(Unfit) as unfit:
        read_form(pdfs.changed(pdfs.unpacking_to_gigabytes), "UF1.")
    assert unfit.value.flaw in {Flaw.DAMAGED, Flaw.HEAVY}
