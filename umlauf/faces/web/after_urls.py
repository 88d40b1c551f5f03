"""Addresses at which an office corrects, supplements and withdraws what it has sent."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import following
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

after_patterns = [
    route(
        "circulars/references/",
        following.unresolved_references,
        name="circulars-references",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/follow-up/<str:kind>/",
        following.circular_follow_up,
        name="circular-follow-up",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/deadline/",
        following.circular_deadline,
        name="circular-deadline",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
]
