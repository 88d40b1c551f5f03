"""The addresses at which an office tidies its directory and takes changes back."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views.directory import changes
from umlauf.ground.core.policy import Ability

change_patterns = [
    route(
        "directory/duplicates/",
        changes.duplicates,
        name="directory-duplicates",
        needs=Ability.KEEP_DIRECTORY,
        methods="GET POST",
    ),
    route("directory/changes/", changes.changes, name="directory-changes", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/changes/<int:change_id>/undo/",
        changes.change_undo,
        name="directory-undo",
        needs=Ability.KEEP_DIRECTORY,
        methods="GET POST",
    ),
]
