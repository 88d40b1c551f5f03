"""The addresses of conferences and sessions, as an office runs them."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import admission, conferences, names, waiting
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

conference_patterns = [
    route("conferences/", conferences.conferences, name="conferences", needs=Ability.SEE_CIRCULARS),
    route(
        "conferences/new/",
        conferences.conference_new,
        name="conference-new",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/",
        conferences.conference,
        name="conference",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "conferences/<int:conference_id>/edit/",
        conferences.conference_edit,
        name="conference-edit",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/places/",
        conferences.conference_places,
        name="conference-places",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/cancel/",
        conferences.conference_cancel,
        name="conference-cancel",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/admission/",
        admission.admission,
        name="admission",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route("conferences/<int:conference_id>/cases/", admission.cases, name="cases", needs=Ability.RUN_CONFERENCES),
    route(
        "conferences/<int:conference_id>/cases/<int:registration_id>/",
        admission.case,
        name="case",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/names/",
        names.names,
        name="names",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route(
        "conferences/<int:conference_id>/waiting/",
        waiting.waiting_list,
        name="waiting-list",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
    route("conferences/<int:conference_id>/offers/", waiting.offers, name="offers", needs=Ability.RUN_CONFERENCES),
    route(
        "conferences/<int:conference_id>/offers/<int:registration_id>/",
        waiting.offer_extend,
        name="offer-extend",
        needs=Ability.RUN_CONFERENCES,
        methods=FORM,
    ),
]
