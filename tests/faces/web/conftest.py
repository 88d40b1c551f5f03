"""What the tests of the pages stand on. The stage is imported late: this file is read before Django is set up."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

BEGINS = dt.datetime(2016, 11, 1, 8, 12, tzinfo=dt.UTC)

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.faces.web.stage import Stage


@pytest.fixture
def cast(db: None, request: pytest.FixtureRequest) -> Cast:
    """The fixed cast on its day, 1 November 2016, 09:12 in the office; nothing is in scope yet."""
    if "stage" in request.fixturenames:
        stage: Stage = request.getfixturevalue("stage")
        return stage.cast
    from tests.replay import replayed

    return replayed("cast on its day", _cast_on_its_day)


@pytest.fixture
def stage(db: None) -> Stage:
    """The cast with circulars at every step; nothing is in scope."""
    from tests.faces.web.stage import set_stage
    from tests.replay import replayed

    return replayed("stage", lambda: set_stage(_cast_on_its_day()))


def _cast_on_its_day() -> Cast:
    from tests.cast import make_cast
    from umlauf.ground.core.clock import set_office_time

    set_office_time(BEGINS)
    return make_cast()


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Path:
    """A home folder that says it is a demo, with one sample login and no mail yet."""
    login = {"name": "Karla König", "email": "koenig@lkt.example", "password": "Ahorn-1", "role": "Sachbearbeitung"}
    (tmp_path / "demo").write_text(json.dumps({"logins": [login], "note": "Nur zum Ansehen."}), encoding="utf-8")
    settings.DEMO = True
    settings.UMLAUF_HOME = tmp_path
    return tmp_path
