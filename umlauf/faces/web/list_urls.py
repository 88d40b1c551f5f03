"""The addresses of the distribution lists, and what they need."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import list_builder, lists

FORM = "GET POST"

list_patterns = [
    route("directory/lists/", lists.lists, name="lists", needs=Needs.OFFICE),
    route("directory/lists/new/", list_builder.list_new, name="list-new", needs=Needs.OFFICE, methods=FORM),
    route(
        "directory/lists/preview/", list_builder.list_preview, name="list-preview", needs=Needs.OFFICE, methods="POST"
    ),
    route("directory/lists/<int:list_id>/", lists.list_page, name="list", needs=Needs.OFFICE),
    route(
        "directory/lists/<int:list_id>/edit/",
        list_builder.list_edit,
        name="list-edit",
        needs=Needs.OFFICE,
        methods=FORM,
    ),
    route("directory/lists/<int:list_id>/list.xlsx", lists.list_xlsx, name="list-xlsx", needs=Needs.OFFICE),
    route("directory/lists/<int:list_id>/list.csv", lists.list_csv, name="list-csv", needs=Needs.OFFICE),
    route(
        "directory/lists/<int:list_id>/close/", lists.list_close, name="list-close", needs=Needs.OFFICE, methods=FORM
    ),
]
