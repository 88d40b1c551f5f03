"""Heads lie outside of the database: once a day, one line each, and nothing that is there is touched."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from django_scopes import scope
from pytest_django.fixtures import Settings

from tests.tampering import DONE
from umlauf.ground.audit.chain import record
from umlauf.ground.audit.heads import append_heads, export_daily, heads_of, read_heads
from umlauf.ground.audit.models import ChainHead
from umlauf.ground.audit.verification import ExportedHead
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import sweep


@pytest.fixture
def filed(association: Association) -> Association:
    with scope(association=association):
        record(machine(association.id), DONE, subject="test.Thing:1", label="Ding")
    return association


def a_day_ago(file: Path) -> None:
    """Let what stands in the file be of yesterday."""
    heads = [replace(head, at=head.at - dt.timedelta(days=1)) for head in read_heads(file)]
    file.unlink()
    append_heads(file, heads)


def test_a_head_goes_out_once_a_day_and_when_it_has_changed(filed: Association, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    assert export_daily(file, filed)
    assert not export_daily(file, filed)
    a_day_ago(file)
    assert not export_daily(file, filed)
    with scope(association=filed):
        record(machine(filed.id), DONE, subject="test.Thing:2", label="Ding")
    assert export_daily(file, filed)
    assert not export_daily(file, filed)
    assert [(head.association, head.sequence) for head in read_heads(file)] == [("lkt", 1), ("lkt", 2)]
    assert file.stat().st_mode & 0o077 == 0


def test_the_sweep_writes_them(filed: Association, settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"
    sweep()
    sweep()
    with scope(association=filed):
        head = ChainHead.objects.get()
    (line,) = settings.AUDIT_HEADS.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["association"], told["sequence"], told["digest"]) == ("lkt", 1, head.digest)
    assert dt.datetime.fromisoformat(told["at"]).tzinfo is not None


def test_a_place_that_cannot_be_written_is_logged_and_holds_nothing_up(
    filed: Association, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AUDIT_HEADS = tmp_path / "away" / "heads.jsonl"
    with caplog.at_level(logging.ERROR):
        sweep()
    assert "AUDIT_HEADS" in caplog.text


def test_an_empty_chain_has_no_head(association: Association) -> None:
    assert heads_of([association]) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    heads = [ExportedHead("ä-ö", number, f"{number:064}", dt.datetime(2016, 11, 1, tzinfo=dt.UTC)) for number in (1, 2)]
    append_heads(file, heads[:1])
    append_heads(file, heads[1:])
    assert list(read_heads(file)) == heads


def test_a_line_that_broke_off_is_named_and_spoils_no_other(filed: Association, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    export_daily(file, filed)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert export_daily(file, filed)
    assert file.read_bytes().splitlines()[1] == whole.splitlines()[0]
    with pytest.raises(ValueError, match="1"):
        list(read_heads(file))


@pytest.mark.parametrize("line", ["{", "[]", "1", '{"association": "lkt"}', '{"association": "a", "sequence": "x"}'])
def test_a_line_that_is_no_head_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "heads.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="2"):
        list(read_heads(file))
