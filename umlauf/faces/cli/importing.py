"""``umlauf import``"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from umlauf.faces.cli.endings import ends_clearly, refuse
from umlauf.faces.cli.office import in_association, open_office
from umlauf.faces.cli.sources import bytes_of
from umlauf.faces.cli.words import gettext as _
from umlauf.faces.cli.words import ngettext

if TYPE_CHECKING:
    from umlauf.office.directory.exchange.drafts import Plan

_SHOWN = 20  # entries and errors that are listed; all are counted


@click.command(
    "import",
    help=_(
        "Bring organisations, posts and people in from a CSV, XLSX or VCF file. Shows what would change and writes "
        "nothing without --apply."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@click.option("--apply", "applying", is_flag=True, help=_("Write it, all or nothing."))
@click.option("--repair-keys", is_flag=True, help=_("Put back zeros that a spreadsheet took from official keys."))
@click.option("--complete", is_flag=True, help=_("The file is the whole list: what is missing in it is gone."))
@click.option("--members-since", help=_("All organisations of the file are members from this day on (31.12.2016)."))
@ends_clearly
def command(
    file: Path,
    association: str | None,
    applying: bool,
    repair_keys: bool,
    complete: bool,
    members_since: str | None,
) -> None:
    """Show what a file changes, or write it."""
    data = bytes_of(file, as_json=False)
    open_office()
    from umlauf.faces.cli.bringing import Order, bring_in

    with in_association(association) as association_id:
        order = Order(
            association_id,
            data,
            file.name,
            applying=applying,
            repair_keys=repair_keys,
            complete=complete,
            members_since=_day(members_since) if members_since else None,
        )
        plan, written = bring_in(order)
    report(plan)
    if plan.errors:
        lines = len({error.line for error in plan.errors})
        said = ngettext("%(count)s row cannot be taken in.", "%(count)s rows cannot be taken in.", lines)
        refuse("import.rows", said % {"count": lines} + " " + _("Nothing was written."))
    if written:
        click.echo(_("Written."))
    elif plan.empty:
        click.echo(_("The directory says all of this already."))
    else:
        click.echo(_("Nothing was written. To write it, please call this once more with --apply."))


def _day(text: str) -> dt.date:
    from umlauf.office.directory.exchange.cells import Unreadable, read_day

    try:
        return read_day(text)
    except Unreadable as error:
        refuse("import.day", str(error))


def report(plan: Plan) -> None:
    """What would change, the errors first."""
    for error in plan.errors[:_SHOWN]:
        place = f"{error.column}: " if error.column else ""
        click.echo(_("Line %(line)s: %(why)s") % {"line": error.line, "why": f"{place}{error.sentence}"}, err=True)
    _more(len(plan.errors) - _SHOWN, err=True)
    words = {
        "new": _("new"),
        "changed": _("changed"),
        "gone": _("gone"),
        "unchanged": _("unchanged"),
    }
    subjects = {
        "organisation": _("Organisations"),
        "function": _("Functions"),
        "post": _("Posts"),
        "person": _("People"),
        "tenure": _("Holders"),
    }
    counts = plan.counts()
    for subject, name in subjects.items():
        told = [f"{count} {words[state]}" for (about, state), count in sorted(counts.items()) if about == subject]
        if told:
            click.echo(f"{name}: {', '.join(told)}")
    for entry in plan.written[:_SHOWN]:
        differences = "; ".join(_difference(one.field, one.old, one.new) for one in entry.differences)
        click.echo(f"  {words[entry.state]}: {entry.label}" + (f" ({differences})" if differences else ""))
    _more(len(plan.written) - _SHOWN)


def _difference(meaning: str, old: str, new: str) -> str:
    from umlauf.office.directory.exchange.columns import Field, head_of

    name = head_of(Field(meaning))
    return f"{name}: {old} → {new or '–'}" if old else f"{name}: {new}"


def _more(count: int, *, err: bool = False) -> None:
    if count > 0:
        click.echo(ngettext("  … and %(count)s more", "  … and %(count)s more", count) % {"count": count}, err=err)
