"""The addresses of the annexes of a draft."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import annexes
from umlauf.ground.core.policy import Ability

annex_patterns = [
    route(
        "circulars/<int:circular_id>/annex/",
        annexes.circular_annex,
        name="circular-annex",
        needs=Ability.WRITE_CIRCULARS,
        methods="GET POST",
    ),
    route(
        "circulars/<int:circular_id>/annex/list/",
        annexes.circular_annex_list,
        name="circular-annex-list",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/annex/<int:annex_id>/",
        annexes.circular_annex_change,
        name="circular-annex-change",
        needs=Ability.WRITE_CIRCULARS,
        methods="GET POST",
    ),
    route(
        "circulars/<int:circular_id>/annex/<int:annex_id>/remove/",
        annexes.circular_annex_remove,
        name="circular-annex-remove",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
]
