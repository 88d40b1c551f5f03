"""The addresses of those who contribute to a programme: at the office, and by the link that it mails them."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import contributing, contributors
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_HERE = "conferences/<int:conference_id>/programme/contributors/"
_RUN = Ability.RUN_CONFERENCES

contributor_patterns = [
    route(_HERE, contributors.contributors, name="contributors", needs=_RUN),
    route(f"{_HERE}ask/", contributors.ask, name="contributors-ask", needs=_RUN, methods="POST"),
    route(f"{_HERE}remind/", contributors.remind, name="contributors-remind", needs=_RUN, methods="POST"),
    route(f"{_HERE}note/", contributors.note, name="contributors-note", needs=_RUN, methods="POST"),
    route(
        f"{_HERE}<int:contributor_id>/link/",
        contributors.link,
        name="contributor-link-renew",
        needs=_RUN,
        methods="POST",
    ),
    route(
        f"{_HERE}<int:contributor_id>/photo/",
        contributors.photo,
        name="contributor-photo",
        needs=_RUN,
        methods=FORM,
    ),
    route(
        "contribution/<int:contributor_id>/",
        contributing.contribution,
        name="contribution",
        needs=Needs.PUBLIC,
        methods=FORM,
    ),
    route(
        "contribution/<int:contributor_id>/photo/",
        contributing.contribution_photo,
        name="contribution-photo",
        needs=Needs.PUBLIC,
    ),
    route("contribute/<str:token>", contributing.contribution_open, name="contribution-open", needs=Needs.PUBLIC),
    route("contribute/<path:rest>", contributing.contribution_mangled, name="contribution-mangled", needs=Needs.PUBLIC),
]
