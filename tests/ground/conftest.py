"""What the tests of the ground floor stand on: one association, without anything of the floors above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from umlauf.ground.core.models import Association


@pytest.fixture
def association(db: None) -> Association:
    """An invented association; nothing is in scope."""
    from umlauf.ground.core.models import Association

    return Association.objects.create(slug="lkt", name="Landkreistag Musterland", short_name="LKT")
