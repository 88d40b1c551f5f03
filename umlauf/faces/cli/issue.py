"""``umlauf issue``"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from umlauf.faces.cli.endings import Ending, ends_clearly
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.sources import bytes_of
from umlauf.faces.cli.words import gettext as _

if TYPE_CHECKING:
    from umlauf.faces.cli.issuing import Outcome


@click.command(
    "issue",
    help=_(
        "Read a circular from a text, have it signed, number it, render the letter and send it. Called again with the "
        "same text, it goes on where it stopped."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--signatory", help=_("Who signs; else the signatory named in the text."))
@click.option("--list", "list_name", help=_("The distribution list; else the one named in the addressees."))
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@click.option("--renumber", is_flag=True, help=_("Take the next number, whatever number the text bears."))
@click.option("--json", "as_json", is_flag=True, help=_("Say what happened as JSON."))
@ends_clearly
def command(
    file: Path, signatory: str | None, list_name: str | None, association: str | None, renumber: bool, as_json: bool
) -> None:
    """Issue a circular."""
    data = bytes_of(file, as_json=as_json)
    open_office()
    from umlauf.faces.cli.issuing import Order, issue_text

    def say(line: str) -> None:
        if not as_json:
            click.echo(line)

    with in_association(association) as association_id:
        order = Order(association_id, data, file.name, signatory, list_name, renumber)
        outcome = issue_text(order, say)
    if as_json:
        click.echo(json.dumps(outcome.json(), ensure_ascii=False, indent=2))
    else:
        report(outcome)
    if outcome.open:
        sys.exit(Ending.OPEN)


def report(outcome: Outcome) -> None:
    """Say who got the circular, and what is open."""
    from django.conf import settings

    from umlauf.faces.cli.issuing import states_line
    from umlauf.ground.core.days import long_day

    click.echo("")
    click.echo(f"{outcome.number}: {outcome.subject}")
    click.echo(_("Letter: %(path)s") % {"path": settings.UMLAUF_HOME / "files" / outcome.letter})
    for annex in outcome.annexes:
        click.echo(_("Annex: %(annex)s") % {"annex": annex})
    click.echo(
        _("To %(addresses)s addresses in %(organisations)s organisations:")
        % {
            "addresses": sum(len(addresses) for _name, addresses in outcome.recipients),
            "organisations": len(outcome.recipients),
        }
    )
    for name, addresses in outcome.recipients:
        click.echo(f"  {name}: {', '.join(addresses)}")
    click.echo(_("Delivery: %(states)s") % {"states": states_line(outcome.states)})
    if outcome.server_away:
        sentence = _(
            "The mail server cannot be reached (%(why)s). Nothing is lost: the worker sends as soon as it answers."
        )
        click.echo(sentence % {"why": outcome.server_away})
    if outcome.answer_by:
        day = long_day(dt.date.fromisoformat(outcome.answer_by))
        click.echo(_("Open: the answers, until %(day)s") % {"day": day})
    if outcome.responsible_unknown:
        click.echo(_("Open: who is responsible at %(names)s") % {"names": ", ".join(outcome.responsible_unknown)})
    for annex in outcome.missing_annexes:
        sentence = _("Open: the text names annex %(annex)s, and there is no file for it.")
        click.echo(sentence % {"annex": annex})
