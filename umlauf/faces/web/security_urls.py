"""The addresses of security checks: for those who run the conference, and for the one role that sees what was given."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import security, security_officer
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_HERE = "conferences/<int:conference_id>/security/"
_RUN, _SEE = Ability.RUN_CONFERENCES, Ability.SEE_SECURITY_ENTRIES

security_patterns = [
    route(_HERE, security.security, name="conference-security", needs=_RUN),
    route(f"{_HERE}edit/", security.security_edit, name="conference-security-edit", needs=_RUN, methods=FORM),
    route(f"{_HERE}end/", security.security_end, name="conference-security-end", needs=_RUN, methods=FORM),
    route(f"{_HERE}tell/", security.security_tell, name="conference-security-tell", needs=_RUN, methods="POST"),
    route(
        "security/<int:conference_id>/",
        security_officer.people,
        name="security",
        needs=_SEE,
        methods=FORM,
        fresh=True,
    ),
    route(
        "security/<int:conference_id>/people/<int:registration_id>/",
        security_officer.person,
        name="security-person",
        needs=_SEE,
        methods=FORM,
        fresh=True,
    ),
]
