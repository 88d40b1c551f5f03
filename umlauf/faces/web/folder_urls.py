"""Addresses of the signing folder, and of what leads a draft into it and out again."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import folder, laying, signing, versions
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

folder_patterns = [
    route("folder/", folder.folder, name="folder", needs=Ability.APPROVE),
    route("folder/l/<str:token>", folder.folder_link, name="folder-link", needs=Needs.PUBLIC),
    route("folder/<int:circular_id>/", folder.folder_entry, name="folder-entry", needs=Ability.APPROVE, methods=FORM),
    route(
        "folder/<int:circular_id>/return/",
        folder.folder_return,
        name="folder-return",
        needs=Ability.APPROVE,
        methods="POST",
    ),
    route(
        "folder/<int:circular_id>/take-over/",
        folder.folder_take_over,
        name="folder-take-over",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/sign/",
        signing.circular_sign,
        name="circular-sign",
        needs=Ability.SIGN,
        methods=FORM,
        fresh=True,
    ),
    route(
        "circulars/<int:circular_id>/sign/edit/",
        signing.circular_sign_edit,
        name="circular-sign-edit",
        needs=Ability.SIGN,
        methods=FORM,
        fresh=True,
    ),
    route(
        "circulars/<int:circular_id>/lay/",
        laying.circular_lay,
        name="circular-lay",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/take-back/",
        laying.circular_take_back,
        name="circular-take-back",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/remind-readers/",
        laying.circular_remind_readers,
        name="circular-remind-readers",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/versions/",
        versions.circular_versions,
        name="circular-versions",
        needs=Ability.SEE_CIRCULARS,
    ),
]
