"""An election in the demo: from 1 December on four counties have new heads, or none. All people are invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import click
from django.db import transaction

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.actor import Actor, Means
from umlauf.office.directory.actions.lists import save_list
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, end_tenure
from umlauf.office.directory.enums import FunctionKind, Holding, Salutation
from umlauf.office.directory.models import DistributionList, Function, Post, Tenure
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.reach import Line, reach_of
from umlauf.office.directory.rules import Rule

FIRST_DAY = dt.date(2016, 12, 1)
LAST_DAY = FIRST_DAY - dt.timedelta(days=1)
LIST = "Landrätinnen und Landräte"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the election brings to a county: somebody new, or nobody yet; then the old head carries on, or goes."""

    county: str
    elected: PersonEntry | None = None
    carries_on: bool = False


OUTCOMES = (
    Outcome("Landkreis Börde", PersonEntry("Neuanfang", "Ulf", salutation=Salutation.MR)),
    Outcome("Burgenlandkreis", PersonEntry("Nachfolge", "Konstanze", "Dr.", Salutation.MS)),
    Outcome("Landkreis Stendal", carries_on=True),
    Outcome("Landkreis Wittenberg"),
)


def play_election(association_id: int) -> None:
    """Enter the outcome once, ahead of the day, and say whom the list of heads reaches before and after."""
    actor = Actor(_("Demo"), association_id, Means.COMMAND)
    heads = DistributionList.objects.filter(name=LIST).first()
    if heads is None:
        with transaction.atomic():
            functions = tuple(Function.objects.filter(kind=FunctionKind.HEAD).values_list("id", flat=True))
            heads = save_list(actor=actor, name=LIST, rule=Rule(functions=functions))
            for outcome in OUTCOMES:
                _enter(actor, outcome)
    before, after = (_by_county(heads, day) for day in (LAST_DAY, FIRST_DAY))
    click.echo("")
    click.echo(_("An election: the list “%(name)s” on 30 November and on 1 December:") % {"name": LIST})
    for county in sorted(after):
        if before[county] != after[county]:
            click.echo(f"  {county}: {before[county]} → {after[county]}")


def _enter(actor: Actor, outcome: Outcome) -> None:
    post = Post.objects.get(organisation__name=outcome.county, function__kind=FunctionKind.HEAD)
    if outcome.elected is not None:
        appoint(actor=actor, post_id=post.id, entry=TenureEntry(FIRST_DAY), new=outcome.elected)
        return
    tenure = Tenure.objects.get(post=post, retired_at=None, until=None)
    end_tenure(actor=actor, tenure_id=tenure.id, last_day=LAST_DAY, carries_on=outcome.carries_on)


def _by_county(heads: DistributionList, day: dt.date) -> dict[str, str]:
    return {line.organisation: _in_words(line) for line in reach_of(heads, as_it_stands(day)).lines}


def _in_words(line: Line) -> str:
    if not line.holders:
        return _("vacant")
    name = line.holders[0].name
    return _("%(name)s, carries on") % {"name": name} if line.holding == Holding.CARRYING_ON else name
