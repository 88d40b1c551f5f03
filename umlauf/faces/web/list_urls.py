"""The addresses of the distribution lists, and what they need."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import list_builder, lists
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

list_patterns = [
    route("directory/lists/", lists.lists, name="lists", needs=Ability.SEE_DIRECTORY),
    route("directory/lists/new/", list_builder.list_new, name="list-new", needs=Ability.KEEP_DIRECTORY, methods=FORM),
    route(
        "directory/lists/preview/",
        list_builder.list_preview,
        name="list-preview",
        needs=Ability.KEEP_DIRECTORY,
        methods="POST",
    ),
    route("directory/lists/<int:list_id>/", lists.list_page, name="list", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/lists/<int:list_id>/edit/",
        list_builder.list_edit,
        name="list-edit",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route("directory/lists/<int:list_id>/list.xlsx", lists.list_xlsx, name="list-xlsx", needs=Ability.SEE_DIRECTORY),
    route("directory/lists/<int:list_id>/list.csv", lists.list_csv, name="list-csv", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/lists/<int:list_id>/close/",
        lists.list_close,
        name="list-close",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
]
