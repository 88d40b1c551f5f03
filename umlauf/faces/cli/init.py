"""``umlauf init``"""

from __future__ import annotations

from pathlib import Path

import click

from umlauf.faces.cli.endings import ends_clearly
from umlauf.faces.cli.office import set_up
from umlauf.faces.cli.words import gettext as _


@click.command(
    "init",
    help=_(
        "Prepare UMLAUF_HOME and the database. May be repeated. Each FILE sets up an association (YAML, as in "
        "samples/associations)."
    ),
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@ends_clearly
def command(files: tuple[Path, ...]) -> None:
    """Prepare, and set up associations."""
    set_up()
    from umlauf.faces.cli.association_file import read_association_file, set_up_association
    from umlauf.faces.cli.preparing import prepare

    described = [read_association_file(file) for file in files]
    prepare()
    for description in described:
        association = set_up_association(description)
        click.echo(_("%(name)s is set up.") % {"name": association.name})
    from django.conf import settings

    click.echo(_("%(home)s is prepared.") % {"home": settings.UMLAUF_HOME})
