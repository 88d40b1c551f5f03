"""The addresses at which an office follows the answers to its circulars."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import participants, returns
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

return_patterns = [
    route(
        "circulars/<int:circular_id>/ask/",
        returns.circular_ask,
        name="circular-ask",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/remind/",
        returns.circular_remind,
        name="circular-remind",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/extensions/<int:extension_id>/",
        returns.extension_decide,
        name="extension-decide",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/answers/<int:recipient_id>/link/",
        returns.link_renew,
        name="link-renew",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/participants/",
        participants.participants,
        name="participants",
        needs=Ability.SEE_PARTICIPANTS,
    ),
    route(
        "circulars/<int:circular_id>/participants/save/",
        participants.participants_export,
        name="participants-export",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
]
