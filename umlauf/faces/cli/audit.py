"""``umlauf audit``"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from umlauf.faces.cli.endings import Ending, ends_clearly, refuse
from umlauf.faces.cli.office import open_office
from umlauf.faces.cli.words import gettext as _
from umlauf.faces.cli.words import ngettext

if TYPE_CHECKING:
    from umlauf.ground.audit.verification import ExportedHead, Verified
    from umlauf.ground.core.models import Association


@click.group("audit", help=_("Verify the record of what was done, and write its heads out of the database."))
def command() -> None:
    """The group of commands."""


@command.command(
    "heads",
    help=_(
        "Write the last entry of each chain as a line of JSON. Keep these lines where who can write to the database "
        "cannot write: “umlauf audit verify” finds with them what was rewritten."
    ),
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help=_("Add the lines to this file."))
@ends_clearly
def heads(output: Path | None) -> None:
    """Write the head of every association's chain."""
    open_office()
    from umlauf.ground.audit.heads import append_heads, as_line, heads_of

    now = heads_of(_associations(None))
    if output is None:
        for head in now:
            click.echo(as_line(head))
        return
    try:
        append_heads(output, now)
    except OSError as error:
        refuse("audit.output", _("%(path)s cannot be written: %(why)s") % {"path": output, "why": error.strerror})
    click.echo(str(output))


@command.command(
    "verify",
    help=_(
        "Walk the chain of each association and name every entry that was changed, taken out or inserted, and every "
        "guard against it that the database lacks. Ends with 1 where there is one; that personal data was erased is in "
        "order."
    ),
)
@click.option("--association", help=_("The association's short name in addresses (slug)."))
@click.option(
    "--heads",
    "heads_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("A file with exported heads; else that of AUDIT_HEADS, if there is one."),
)
@ends_clearly
def verify(association: str | None, heads_file: Path | None) -> None:
    """Verify, and end with 1 when something is wrong."""
    open_office()
    from django_scopes import scope

    from umlauf.faces.cli.flaws import in_words, missing_in_words
    from umlauf.ground.audit.guards import missing_guards
    from umlauf.ground.audit.verification import examine

    exported = _exported(heads_file)
    chosen = _associations(association)
    missing = missing_guards()
    for guard in missing:
        click.echo(missing_in_words(guard))
    broken = bool(missing)
    for one in chosen:
        with scope(association=one):
            verified = examine(one, [head for head in exported if head.association == one.slug])
        click.echo(f"{one.slug}: {_summary(verified)}")
        for finding in verified.findings:
            click.echo(f"{one.slug}: {in_words(finding)}")
        broken = broken or bool(verified.findings)
    for slug in [] if association else _unknown(exported, chosen):
        click.echo(f"{slug}: {_('A head was exported, and the database does not know the association.')}")
        broken = True
    if broken:
        sys.exit(Ending.REFUSED)


def _associations(slug: str | None) -> list[Association]:
    """All of them, closed ones too, or the one with the slug."""
    from umlauf.ground.core.models import Association

    every = Association.objects.order_by("slug")
    chosen = list(every.filter(slug=slug) if slug else every)
    if slug and not chosen:
        known = ", ".join(every.values_list("slug", flat=True)) or "–"
        refuse("association", _("Please name one association with --association: %(known)s") % {"known": known})
    return chosen


def _exported(file: Path | None) -> list[ExportedHead]:
    """The exported heads. A file that was named must be there."""
    from django.conf import settings

    from umlauf.ground.audit.heads import read_heads

    source = file or settings.AUDIT_HEADS
    if file is None and not source.exists():
        click.echo(_("There are no exported heads: what was rewritten together with its head is not found."))
        return []
    try:
        found = list(read_heads(source))
    except OSError as error:
        refuse("audit.heads", _("%(path)s cannot be read: %(why)s") % {"path": source, "why": error.strerror})
    except ValueError as error:
        said = _("Line %(line)s of %(path)s is no exported head. Please see who has changed the file.")
        refuse("audit.heads", said % {"line": error, "path": source})
    click.echo(_("Compared with %(count)s exported heads: %(path)s") % {"count": len(found), "path": source})
    return found


def _summary(verified: Verified) -> str:
    entries = ngettext("%(count)s entry", "%(count)s entries", verified.entries) % {"count": verified.entries}
    said = [entries, _("NOT in order") if verified.findings else _("unbroken")]
    if verified.erased:
        erased = ngettext(
            "the personal part of %(count)s is erased", "the personal parts of %(count)s are erased", verified.erased
        )
        said.append(erased % {"count": verified.erased})
    return ", ".join(said)


def _unknown(exported: Iterable[ExportedHead], known: list[Association]) -> list[str]:
    """Slugs that heads were exported of and that no association has."""
    return sorted({head.association for head in exported} - {one.slug for one in known})
