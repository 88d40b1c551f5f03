"""Addresses of who agrees and who is away, and what they need."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import chains
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

chain_patterns = [
    route(
        "series/<int:series_id>/chain/",
        chains.series_chain,
        name="series-chain",
        needs=Ability.ADMINISTER,
        methods=FORM,
        fresh=True,
    ),
    route("absences/", chains.absences, name="absences", needs=Ability.APPROVE, methods=FORM),
    route(
        "staff/<int:user_id>/absences/",
        chains.staff_absences,
        name="staff-absences",
        needs=Ability.ADMINISTER,
        methods=FORM,
    ),
]
