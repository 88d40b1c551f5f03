"""What the tests of the office floor stand on. The cast is imported late: this file is read before Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django_scopes import scope

if TYPE_CHECKING:
    from tests.cast import Cast, House


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast; nothing is in scope yet."""
    from tests.cast import make_cast
    from tests.replay import replayed

    return replayed("cast", make_cast)


@pytest.fixture
def home(cast: Cast) -> Iterator[House]:
    """The home association, in scope while the test runs."""
    with scope(association=cast.home.association):
        yield cast.home
