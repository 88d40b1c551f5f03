"""The file plan of the demo, and the mark of its clerk."""

from __future__ import annotations

from pathlib import Path

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.filing import take_in_plan
from umlauf.office.circulars.filing import FilePlan
from umlauf.office.circulars.filing_files import plan_changes, read_plan
from umlauf.office.circulars.models import FilePlanEntry
from umlauf.office.directory.actions.colleagues import set_colleague
from umlauf.office.directory.models import Colleague
from umlauf.office.directory.queries.grants import staff_of

CLERK, MARK, PHONE = "Karla König", "kö", "069 90009-55"


def play_filing(association_id: int, plan: Path) -> None:
    """Take in the plan and give the clerk a mark, where there is none yet."""
    office = Actor(_("Demo"), association_id, Means.COMMAND, frozenset({Role.ADMINISTRATOR}))
    if not FilePlanEntry.objects.exists():
        file = read_plan(plan.read_bytes())
        take_in_plan(actor=office, file=file, seen=plan_changes(file, FilePlan()).digest)
    clerk = next((one.user for one in staff_of(association_id, None) if one.user.name == CLERK), None)
    if clerk is not None and not Colleague.objects.exists():
        set_colleague(actor=office, user_id=clerk.id, mark=MARK, phone=PHONE)
