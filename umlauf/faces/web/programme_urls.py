"""The addresses of the programme of a conference."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import programme, programme_versions
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_HERE = "conferences/<int:conference_id>/programme/"
_RUN = Ability.RUN_CONFERENCES

programme_patterns = [
    route(_HERE, programme.programme, name="programme", needs=Ability.SEE_CIRCULARS),
    route(f"{_HERE}new/", programme.item_new, name="programme-item-new", needs=_RUN, methods=FORM),
    route(f"{_HERE}<int:item_id>/", programme.item, name="programme-item", needs=_RUN, methods=FORM),
    route(
        f"{_HERE}<int:item_id>/remove/",
        programme.item_remove,
        name="programme-item-remove",
        needs=_RUN,
        methods="POST",
    ),
    route(f"{_HERE}order/", programme.order, name="programme-order", needs=_RUN, methods="POST"),
    route(f"{_HERE}rooms/", programme.rooms, name="programme-rooms", needs=_RUN, methods=FORM),
    route(
        f"{_HERE}<int:item_id>/people/new/",
        programme.voice_new,
        name="programme-voice-new",
        needs=_RUN,
        methods=FORM,
    ),
    route(
        f"{_HERE}people/<int:contribution_id>/",
        programme.voice,
        name="programme-voice",
        needs=_RUN,
        methods=FORM,
    ),
    route(
        f"{_HERE}people/<int:contribution_id>/state/",
        programme.voice_state,
        name="programme-voice-state",
        needs=_RUN,
        methods="POST",
    ),
    route(
        f"{_HERE}release/",
        programme_versions.programme_release,
        name="programme-release",
        needs=_RUN,
        methods=FORM,
    ),
    route(
        f"{_HERE}preview.pdf",
        programme_versions.programme_preview,
        name="programme-preview",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        f"{_HERE}versions/<int:number>.pdf",
        programme_versions.programme_version,
        name="programme-version",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        f"{_HERE}versions/<int:number>/",
        programme_versions.programme_difference,
        name="programme-difference",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "letter/<int:recipient_id>/programme.pdf",
        programme_versions.letter_programme,
        name="letter-programme",
        needs=Needs.GUEST,
    ),
]
