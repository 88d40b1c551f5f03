"""``umlauf letter``"""

from __future__ import annotations

import re
from pathlib import Path

import click

from umlauf.faces.cli.endings import ends_clearly, refuse
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.words import gettext as _

_NUMBER = re.compile(r"(\d{1,6})/(\d{4})")


@click.command("letter", help=_("Write the letter of a circular as a PDF. NUMBER is like 543/2016."))
@click.argument("number")
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_("Where to; else under its own name here."))
@click.option("--with-facts", is_flag=True, help=_("With the facts attached, so that “umlauf read” takes them back."))
@click.option("--series", help=_("The series; else the association's first."))
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@ends_clearly
def command(number: str, output: Path | None, with_facts: bool, series: str | None, association: str | None) -> None:
    """Write a letter."""
    written = _NUMBER.fullmatch(number)
    if written is None:
        refuse("letter.number", _("Please give the number like 543/2016."))
    open_office()
    from umlauf.faces.cli.letters import letter_of

    with in_association(association):
        filename, pdf = letter_of(int(written[1]), int(written[2]), series, with_facts=with_facts)
    target = output or Path(filename)
    try:
        target.write_bytes(pdf)
    except OSError as error:
        refuse("letter.output", _("%(path)s cannot be written: %(why)s") % {"path": target, "why": error.strerror})
    click.echo(str(target))
