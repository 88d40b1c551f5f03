"""The addresses at which an office tidies its directory and takes changes back."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views.directory import changes

change_patterns = [
    route(
        "directory/duplicates/",
        changes.duplicates,
        name="directory-duplicates",
        needs=Needs.OFFICE,
        methods="GET POST",
    ),
    route("directory/changes/", changes.changes, name="directory-changes", needs=Needs.OFFICE),
    route(
        "directory/changes/<int:change_id>/undo/",
        changes.change_undo,
        name="directory-undo",
        needs=Needs.OFFICE,
        methods="GET POST",
    ),
]
