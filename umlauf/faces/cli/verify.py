"""``umlauf verify``"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from umlauf.faces.cli.endings import Ending, ends_clearly
from umlauf.faces.cli.office import open_office
from umlauf.faces.cli.words import gettext as _

UNREADABLE = 2


@click.command(
    "verify",
    help=_(
        "Say of each file whether it is a letter or an annex that was signed here, unchanged, and whether the letter "
        "still holds. Ends with 1 where one is not, with 2 where one cannot be read."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON."))
@ends_clearly
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Compare files with what is kept."""
    open_office()
    from umlauf.faces.cli.verdicts import verdict_on

    told, ending = [], int(Ending.DONE)
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            sentence = _("%(path)s cannot be read: %(why)s") % {"path": file, "why": error.strerror}
            told.append({"file": str(file), "verdict": "unreadable", "sentence": sentence})
            ending = UNREADABLE
            continue
        verdict = verdict_on(data)
        told.append({"file": str(file), "verdict": verdict.word, "sentence": verdict.sentence})
        ending = max(ending, Ending.DONE if verdict.genuine else Ending.REFUSED)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in told:
            click.echo(f"{one['file']}: {one['sentence']}")
    sys.exit(ending)
