"""Addresses of the file plan, of marks and of templates, and what they need."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import circular_templates, filing
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

filing_patterns = [
    route("file-plan/", filing.file_plan, name="file-plan", needs=Ability.SEE_CIRCULARS),
    route("file-plan/plan.csv", filing.file_plan_file, name="file-plan-file", needs=Ability.SEE_CIRCULARS),
    route("file-plan/new/", filing.entry_new, name="file-plan-new", needs=Ability.ADMINISTER, methods=FORM),
    route("file-plan/import/", filing.plan_import, name="file-plan-import", needs=Ability.ADMINISTER, methods=FORM),
    route("file-plan/<int:entry_id>/", filing.entry, name="file-plan-entry", needs=Ability.ADMINISTER, methods=FORM),
    route(
        "file-plan/<int:entry_id>/state/",
        filing.entry_state,
        name="file-plan-state",
        needs=Ability.ADMINISTER,
        methods="POST",
    ),
    route("mark/", filing.own_mark, name="mark", needs=Ability.WRITE_CIRCULARS, methods=FORM),
    route("staff/<int:user_id>/mark/", filing.staff_mark, name="staff-mark", needs=Ability.ADMINISTER, methods=FORM),
    route(
        "circulars/<int:circular_id>/template/",
        circular_templates.circular_template,
        name="circular-template",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route("templates/", circular_templates.templates, name="templates", needs=Ability.WRITE_CIRCULARS),
    route(
        "templates/<int:template_id>/",
        circular_templates.template_rename,
        name="template-rename",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "templates/<int:template_id>/delete/",
        circular_templates.template_delete,
        name="template-delete",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
]
