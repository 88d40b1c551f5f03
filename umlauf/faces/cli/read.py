"""``umlauf read``: no database, no home folder."""

from __future__ import annotations

import json
from pathlib import Path

import click

from umlauf.engines.reading import Facts, ReadingRefused, read_file
from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.sources import bytes_of
from umlauf.faces.cli.words import gettext as _


@click.command(
    "read",
    help=_("Read the facts of a circular from a text (plain or Markdown), or from a PDF that carries its facts."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("As JSON of the schema umlauf-facts/1."))
def command(file: Path, as_json: bool) -> None:
    """Read a file and print its facts."""
    try:
        facts = read_file(bytes_of(file, as_json=as_json), file.name)
    except ReadingRefused as refusal:
        refuse(refusal.code, _(refusal.message) % refusal.params, as_json=as_json)
    click.echo(json.dumps(facts.json(), ensure_ascii=False, indent=2) if as_json else _overview(facts))


def _overview(facts: Facts) -> str:
    number = f"{facts.number}/{facts.year}" if facts.number and facts.year else None
    rows = [
        (_("Kind"), facts.kind),
        (_("Number"), number),
        (_("File reference"), facts.file_reference),
        (_("Date"), facts.date),
        (_("Addressees"), "; ".join(facts.addressees)),
        (_("Keyword"), facts.keyword),
        (_("Subject"), facts.subject),
        (_("Abstract"), facts.abstract),
        *((_("Deadline"), deadline.phrase or deadline.date) for deadline in facts.deadlines),
        *((_("Event"), f"{event.title or '–'}, {event.start or '–'}, {event.city or '–'}") for event in facts.events),
        *((_("Annex"), f"{annex.number or ''} {annex.title or ''}".strip()) for annex in facts.annexes),
        *(
            (_("Contribution"), f"{one.name or '–'} ({one.office or '–'}): {one.role or '–'}, {one.state}")
            for one in facts.contributions
        ),
        (_("Signatory"), ", ".join(one.name or "" for one in facts.signatory)),
    ]
    known = [(label, value) for label, value in rows if value]
    width = max((len(label) for label, _value in known), default=0)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in known)
