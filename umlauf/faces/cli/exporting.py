"""``umlauf export``"""

from __future__ import annotations

from pathlib import Path

import click

from umlauf.faces.cli.endings import ends_clearly, refuse
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.words import gettext as _


@click.command(
    "export",
    help=_(
        "Write the directory into a file that “umlauf import” takes back unchanged. The ending of FILE says how: .csv, "
        ".xlsx, or .vcf for people as cards."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@click.option("--people", is_flag=True, help=_("Posts and who holds them; else organisations."))
@ends_clearly
def command(file: Path, association: str | None, people: bool) -> None:
    """Write the directory into a file."""
    open_office()
    from umlauf.faces.cli.bringing import ENDINGS, take_out

    ending = file.suffix.lower()
    if ending not in ENDINGS:
        refuse("export.ending", _("Please let the name of the file end in .csv, .xlsx or .vcf."))
    with in_association(association) as association_id:
        data = take_out(association_id, ending, people=people)
    try:
        file.write_bytes(data)
    except OSError as error:
        refuse("export.output", _("%(path)s cannot be written: %(why)s") % {"path": file, "why": error.strerror})
    click.echo(str(file))
