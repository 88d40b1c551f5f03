"""The addresses at which an office follows the answers to its circulars."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import participants, returns

FORM = "GET POST"

return_patterns = [
    route(
        "circulars/<int:circular_id>/ask/", returns.circular_ask, name="circular-ask", needs=Needs.OFFICE, methods=FORM
    ),
    route(
        "circulars/<int:circular_id>/remind/",
        returns.circular_remind,
        name="circular-remind",
        needs=Needs.OFFICE,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/extensions/<int:extension_id>/",
        returns.extension_decide,
        name="extension-decide",
        needs=Needs.OFFICE,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/answers/<int:recipient_id>/link/",
        returns.link_renew,
        name="link-renew",
        needs=Needs.OFFICE,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/participants/",
        participants.participants,
        name="participants",
        needs=Needs.OFFICE,
    ),
    route(
        "circulars/<int:circular_id>/participants.xlsx",
        participants.participants_xlsx,
        name="participants-xlsx",
        needs=Needs.OFFICE,
    ),
    route(
        "circulars/<int:circular_id>/participants.csv",
        participants.participants_csv,
        name="participants-csv",
        needs=Needs.OFFICE,
    ),
]
