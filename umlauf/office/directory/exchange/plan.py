"""From the rows of a file and what was chosen for it to what applying it would change. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable

from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.office.directory.exchange.collecting import Collector, Failed
from umlauf.office.directory.exchange.columns import Choices, Field
from umlauf.office.directory.exchange.drafts import Draft, Plan, planned
from umlauf.office.directory.exchange.organisations import OrganisationPlanner
from umlauf.office.directory.exchange.posts import PostPlanner
from umlauf.office.directory.exchange.standing import load
from umlauf.office.directory.exchange.tables import Table

Progress = Callable[[int, int], None]
"""Told how many rows of how many are through, every few hundred."""
_STEP = 500


def plan_table(association: Association, table: Table, choices: Choices, progress: Progress | None = None) -> Plan:
    """What the file would change in the directory of the association in scope.

    An empty cell says nothing: what is known stays. Raises ``Refused("import.columns")`` as ``Choices.columns``.
    """
    columns = choices.columns(len(table.heads))
    standing = load(association, office_today(association), with_posts=Field.FUNCTION in columns)
    tell = progress or _nothing
    total = len(table.rows)
    collector = Collector(standing, choices, columns, table.heads)
    for position, row in enumerate(table.rows):
        if position % _STEP == 0:
            tell(position, total)
        collector.take(row)
    draft = Draft(association.id)
    organisations = OrganisationPlanner(standing, choices, draft)
    posts = PostPlanner(standing, choices, draft, collector)
    for house in collector.houses:
        try:
            organisations.plan(house)
        except Failed as failed:
            line = house.lines.get(failed.meaning, house.line) if failed.meaning else house.line
            collector.fail(line, failed)
        posts.plan(house)
    posts.plan_people()
    if choices.complete and Field.FUNCTION not in columns:
        organisations.plan_gone(collector.houses, columns)
    draft.errors += [*table.errors, *collector.errors]
    tell(total, total)
    return planned(draft)


def _nothing(_done: int, _total: int) -> None:
    """Nobody asked how far it is."""
