"""``umlauf doctor``"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from umlauf.faces.cli.endings import Ending, ends_clearly
from umlauf.faces.cli.office import set_up
from umlauf.faces.cli.words import gettext as _


@click.command(
    "doctor", help=_("Check settings, database, files, letters, mail server, audit chain and what is left undone.")
)
@click.option("--json", "as_json", is_flag=True, help=_("As JSON."))
@ends_clearly
def command(as_json: bool) -> None:
    """Check, and end with 1 when something is wrong."""
    set_up()
    from umlauf.faces.cli.checkup import check_all

    findings = check_all()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            mark = _("in order") if finding.ok else _("NOT in order")
            click.echo(f"{finding.subject:<{width}}  {mark}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        sys.exit(Ending.REFUSED)
