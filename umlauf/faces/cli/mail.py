"""``umlauf mail``"""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import asdict
from typing import TextIO

import click

from umlauf.faces.cli.endings import Ending, ends_clearly, refuse
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.words import gettext as _


@click.group("mail", help=_("Check what the mail of an association needs so that it arrives."))
def command() -> None:
    """The group of commands."""


@command.command(
    "check",
    help=_(
        "Say what SPF, DKIM and DMARC need for the mails of an association, with the records that its DNS must have, "
        "compare them with what stands there, and look at the mail server. Ends with 1 unless all is in order."
    ),
)
@click.option("--association", help=_("Short name of the association, if there are several."))
@click.option("--nameserver", default="", help=_("Ask this name server, by its address, and not that of the system."))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON."))
@ends_clearly
def check(association: str | None, nameserver: str, as_json: bool) -> None:
    """Check, and end with 1 when something is missing or could not be asked."""
    open_office()
    from umlauf.engines.mail.names import Names
    from umlauf.engines.mail.smtp import Server
    from umlauf.faces.cli.mail_checkup import check_names, check_server
    from umlauf.ground.core.models import Association

    try:
        names = Names(nameserver)
    except ValueError:
        refuse("nameserver", _("“%(server)s” is no address of a name server.") % {"server": nameserver})
    with in_association(association) as association_id:
        house, server = Association.objects.get(id=association_id), Server.from_settings()
        findings = [*check_names(house, names, server.host), check_server(house, server)]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        marks = {True: _("in order"), False: _("NOT in order"), None: _("not known")}
        for one in findings:
            click.echo(f"{one.subject}: {marks[one.ok]}")
            click.echo(f"  {one.detail}")
            for record in one.records:
                click.echo(f"  {record.name} TXT {record.quoted}")
    if not all(one.ok for one in findings):
        sys.exit(Ending.REFUSED)


@command.command(
    "log",
    help=_(
        "Look for uncertain messages of an association in logs of the mail server (Postfix, Exim, Sendmail), and mark "
        "those as handed over that the server says it took. “-” reads from the standard input."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--association", help=_("Short name of the association, if there are several."))
@ends_clearly
def log(files: tuple[TextIO, ...], association: str | None) -> None:
    """Settle what the logs settle; the rest waits for a person."""
    open_office()
    from umlauf.engines.mail.server_log import taken
    from umlauf.engines.mail.settling import uncertain_ids
    from umlauf.ground.core.actor import Actor, Means
    from umlauf.office.circulars.actions.settle import settle_by_log

    with in_association(association) as association_id:
        asked = uncertain_ids(association_id)
        found = taken(itertools.chain.from_iterable(files), asked) if asked else {}
        actor = Actor(_("Command line"), association_id, Means.COMMAND)
        settled = settle_by_log(actor=actor, taken=found)
    click.echo(
        _("Uncertain: %(all)s. Found in the log and marked as handed over: %(settled)s.")
        % {"all": len(asked), "settled": settled}
    )
