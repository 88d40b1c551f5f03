"""The file plan as pages show it: groups with what stands below them, and how long it is kept, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.office.circulars.filing import FilePlan, Retention
from umlauf.office.circulars.filing_files import PlanChange, PlanLine
from umlauf.office.circulars.models import FilePlanEntry
from umlauf.office.directory.names import sort_key


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a table. ``depth`` is 0 at the top of the table; ``above`` names those that it stands below."""

    entry: FilePlanEntry
    depth: int
    kept: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An entry at the top, and all below it in their order."""

    head: EntryRow
    rows: tuple[EntryRow, ...]


def groups_of(plan: FilePlan) -> tuple[Group, ...]:
    return tuple(
        Group(EntryRow(one, 0, kept_in_words(plan.retention_of(one))), tuple(_below(plan, one, 0)))
        for one in plan.below.get(None, ())
    )


def _below(plan: FilePlan, entry: FilePlanEntry, depth: int) -> Iterator[EntryRow]:
    for one in plan.below.get(entry.id, ()):
        yield EntryRow(one, min(depth, 4), kept_in_words(plan.retention_of(one)))
        yield from _below(plan, one, depth + 1)


def found_in(plan: FilePlan, words: str) -> tuple[EntryRow, ...]:
    """The entries that have each of the words in code or title, with what they stand below."""
    wanted = sort_key(words).split()
    return tuple(
        EntryRow(one, 0, kept_in_words(plan.retention_of(one)), _path(plan, one))
        for one in plan.entries
        if all(word in sort_key(str(one)) for word in wanted)
    )


def _path(plan: FilePlan, entry: FilePlanEntry) -> str:
    _self, *above = plan.line_of(entry)
    return " › ".join(str(one) for one in reversed(above))


def kept_in_words(retention: Retention) -> str:
    """„10 Jahre“, „dauernd (wie darüber)“; nothing, where the plan says nothing."""
    if not retention.known:
        return ""
    said = _("permanently") if retention.permanent else years_in_words(retention.years or 0)
    return _("%(kept)s (as above)") % {"kept": said} if retention.inherited else said


def years_in_words(years: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}


def kept_of(entry_id: int | None) -> str:
    """How long what is filed under an entry is kept, for the page of a circular. One query, none without an entry."""
    if entry_id is None:
        return ""
    plan = FilePlan()
    entry = plan.by_id.get(entry_id)
    retention = plan.retention_of(entry) if entry else Retention()
    return kept_in_words(Retention(retention.years, retention.permanent))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a file would do to one entry."""

    code: str
    new: bool
    says: str


def change_rows(change: PlanChange) -> tuple[ChangeRow, ...]:
    """New entries first."""
    new = (ChangeRow(one.code, True, "; ".join(_said(one))) for one in change.new)
    changed = (ChangeRow(after.code, False, "; ".join(_changed(before, after))) for before, after in change.changed)
    return (*new, *changed)


def _said(line: PlanLine) -> Iterable[str]:
    yield line.title
    if line.parent:
        yield _("below %(code)s") % {"code": line.parent}
    if line.permanent or line.retention_years is not None:
        yield _kept(line)


def _changed(before: PlanLine, after: PlanLine) -> Iterable[str]:
    if before.title != after.title:
        yield _("“%(before)s” becomes “%(after)s”") % {"before": before.title, "after": after.title}
    if before.parent != after.parent:
        yield _("below %(code)s") % {"code": after.parent} if after.parent else _("at the top")
    if _kept(before) != _kept(after):
        yield _("kept: %(before)s becomes %(after)s") % {"before": _kept(before), "after": _kept(after)}


def _kept(line: PlanLine) -> str:
    if line.permanent:
        return _("permanently")
    return _("as above") if line.retention_years is None else years_in_words(line.retention_years)
