"""What is wrong with an audit chain, or with what guards it, in words."""

from __future__ import annotations

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.audit.verification import Finding, Flaw


def in_words(finding: Finding) -> str:
    """„Eintrag 17 wurde geändert.“, „Die Einträge 5 bis 9 fehlen.“"""
    one, several = {
        Flaw.CHANGED: (
            _("Entry %(first)s was changed."),
            _("The entries %(first)s to %(last)s were changed."),
        ),
        Flaw.MISSING: (
            _("Entry %(first)s is missing."),
            _("The entries %(first)s to %(last)s are missing."),
        ),
        Flaw.INSERTED: (
            _("Entry %(first)s was inserted."),
            _("The entries %(first)s to %(last)s were inserted."),
        ),
        Flaw.HEADLESS: (_("The head of the chain is missing."), ""),
        Flaw.REWRITTEN: (
            _(
                "Entry %(first)s is not the one whose digest was exported: "
                "what lies before it may have been written anew."
            ),
            "",
        ),
    }[finding.flaw]
    said = several if finding.first != finding.last else one
    return said % {"first": finding.first, "last": finding.last}


def missing_in_words(guard: str) -> str:
    """„Die Datenbank …“, with what to do."""
    return _(
        "The database does not refuse any more that the record is changed: its guard “%(guard)s” is gone or was "
        "changed. Please find out who did that and keep a copy of the database. Then run “umlauf init”, which puts it "
        "up again."
    ) % {"guard": guard}
