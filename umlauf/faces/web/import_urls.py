"""The addresses at which an office brings files into its directory, and takes its directory out."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views.directory import exports, imports
from umlauf.ground.core.policy import Ability

import_patterns = [
    route(
        "directory/import/", imports.imports, name="directory-imports", needs=Ability.KEEP_DIRECTORY, methods="GET POST"
    ),
    route(
        "directory/import/<int:import_id>/",
        imports.import_page,
        name="directory-import",
        needs=Ability.KEEP_DIRECTORY,
        methods="GET POST",
    ),
    route(
        "directory/import/<int:import_id>/progress/",
        imports.import_progress,
        name="directory-import-progress",
        needs=Ability.KEEP_DIRECTORY,
    ),
    route(
        "directory/import/<int:import_id>/discard/",
        imports.import_discard,
        name="directory-import-discard",
        needs=Ability.KEEP_DIRECTORY,
        methods="POST",
    ),
    route(
        "directory/export/<slug:what>.<slug:ending>",
        exports.export,
        name="directory-export",
        needs=Ability.SEE_DIRECTORY,
    ),
    route(
        "directory/people/<int:person_id>/card.vcf",
        exports.person_card,
        name="person-card",
        needs=Ability.SEE_DIRECTORY,
    ),
]
