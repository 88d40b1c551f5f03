"""The addresses at which an administrator reads what was done."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import audit
from umlauf.ground.core.policy import Ability

audit_patterns = [
    route("audit/", audit.audit, name="audit", needs=Ability.ADMINISTER),
    route("audit/record.csv", audit.audit_csv, name="audit-csv", needs=Ability.ADMINISTER),
]
