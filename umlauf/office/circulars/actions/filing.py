"""The file plan: enter, change and close entries, one by one or from a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.filing import FilePlan, place_of_code
from umlauf.office.circulars.filing_files import PlanChange, PlanFile, plan_changes, too_deep
from umlauf.office.circulars.models import FilePlanEntry


@dataclass(frozen=True, slots=True)
class EntryWish:
    """What an entry shall say. ``retention_years`` None and not ``permanent``: as its parent."""

    title: str
    parent_id: int | None = None
    retention_years: int | None = None
    permanent: bool = False


@transaction.atomic
def add_entry(*, actor: Actor, code: str, wish: EntryWish) -> FilePlanEntry:
    """Enter an entry. Its code stays for good.

    Raises ``Refused`` with ``file.code``, ``file.known``, ``file.title``, ``file.parent``, ``file.depth``,
    ``file.retention`` or ``file.many``, or what the checks of texts raise.
    """
    actor.must(Ability.ADMINISTER)
    plan = _locked(actor)
    clean = _line("code", _("Code"), code, LIMITS.file_code)
    if clean in plan.by_code:
        raise Refused(
            "file.known", _("There is an entry %(code)s already. Please choose another code.") % {"code": clean}
        )
    if len(plan.entries) >= LIMITS.file_plan_entries:
        raise too_many()
    entry = FilePlanEntry(association_id=actor.association_id, code=clean, place=place_of_code(clean))
    _fill(entry, wish, plan)
    entry.save(force_insert=True)
    _record(actor, "circulars.file_entry_added", entry)
    return entry


@transaction.atomic
def change_entry(*, actor: Actor, entry_id: int, wish: EntryWish) -> FilePlanEntry:
    """Say anew what an entry is called, where it stands and how long it is kept. Raises as ``add_entry``; ``Http404``.

    What was signed keeps its file reference; how long it is kept follows the plan.
    """
    actor.must(Ability.ADMINISTER)
    plan = _locked(actor)
    entry = plan.by_id.get(entry_id)
    if entry is None:
        raise Http404
    before = _said(entry)
    _fill(entry, wish, plan)
    if _said(entry) != before:
        entry.save()
        _record(actor, "circulars.file_entry_changed", entry)
    return entry


@transaction.atomic
def set_entry_closed(*, actor: Actor, entry_id: int, closed: bool) -> FilePlanEntry:
    """Close an entry, so that nothing new is filed there, or open it again. As it is already: unchanged."""
    actor.must(Ability.ADMINISTER)
    entry = _locked(actor).by_id.get(entry_id)
    if entry is None:
        raise Http404
    if (entry.closed_at is not None) != closed:
        entry.closed_at = office_now() if closed else None
        entry.save(update_fields=["closed_at"])
        _record(actor, "circulars.file_entry_closed" if closed else "circulars.file_entry_opened", entry)
    return entry


@transaction.atomic
def take_in_plan(*, actor: Actor, file: PlanFile, seen: str) -> PlanChange:
    """Write what a file says that its preview has shown: ``seen`` is the digest of the change. Twice: nothing more.

    Raises ``Refused`` with ``file.changed`` where the plan is another one meanwhile, or ``file.many``.
    """
    actor.must(Ability.ADMINISTER)
    change = plan_changes(file, _locked(actor))
    if not change:
        return change
    if change.digest != seen:
        raise Refused(
            "file.changed",
            _("The file plan has changed since the preview. Please look at what the file would change now."),
        )
    if change.total > LIMITS.file_plan_entries:
        raise too_many()
    _write(actor, change)
    record(
        actor,
        "circulars.file_plan_taken_in",
        subject=f"core.Association:{actor.association_id}",
        label=f"+{len(change.new)} ~{len(change.changed)}",
    )
    return change


def too_many() -> Refused:
    """What somebody is told whose plan is longer than one may be."""
    return Refused(
        "file.many",
        _("A file plan has at most %(most)s entries. Please leave some out.") % {"most": LIMITS.file_plan_entries},
    )


def _write(actor: Actor, change: PlanChange) -> None:
    """New entries without their parents first, since these may be new as well."""
    FilePlanEntry.objects.bulk_create(
        FilePlanEntry(
            association_id=actor.association_id,
            code=one.code,
            title=one.title,
            retention_years=one.retention_years,
            permanent=one.permanent,
            place=place_of_code(one.code),
        )
        for one in change.new
    )
    known = FilePlan()
    rows = []
    for one in (*(new for new in change.new if new.parent), *(after for _before, after in change.changed)):
        entry = known.by_code[one.code]
        entry.title, entry.retention_years, entry.permanent = one.title, one.retention_years, one.permanent
        entry.parent = known.by_code[one.parent] if one.parent else None
        rows.append(entry)
    FilePlanEntry.objects.bulk_update(rows, ["title", "retention_years", "permanent", "parent"], batch_size=500)


def _locked(actor: Actor) -> FilePlan:
    """The plan behind the lock of its association: one at a time changes it, so no two make a circle."""
    Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    return FilePlan(FilePlanEntry.objects.filter(association_id=actor.association_id))


def _fill(entry: FilePlanEntry, wish: EntryWish, plan: FilePlan) -> None:
    entry.title = _line("title", pgettext("file plan", "Title"), wish.title, LIMITS.name)
    entry.parent = _parent(entry, wish.parent_id, plan)
    if wish.retention_years is not None and not 0 <= wish.retention_years <= LIMITS.retention_years:
        raise Refused(
            "file.retention",
            _("Files are kept for at most %(most)s years, or for good. Please check the number.")
            % {"most": LIMITS.retention_years},
        )
    entry.permanent = wish.permanent
    entry.retention_years = None if wish.permanent else wish.retention_years


def _parent(entry: FilePlanEntry, parent_id: int | None, plan: FilePlan) -> FilePlanEntry | None:
    if parent_id is None:
        return None
    parent = plan.by_id.get(parent_id)
    if parent is None or parent.id in plan.all_below(entry):
        raise Refused(
            "file.parent", _("An entry cannot stand below itself. Please choose another one above it, or none.")
        )
    if len(list(plan.line_of(parent))) + plan.height_of(entry) > LIMITS.file_plan_depth:
        raise too_deep(entry.code)
    return parent


def _said(entry: FilePlanEntry) -> tuple[object, ...]:
    return (entry.title, entry.parent_id, entry.retention_years, entry.permanent)


def _line(name: str, label: str, text: str, most: int) -> str:
    line = " ".join(text.split())
    if not line:
        raise Refused(f"file.{name}", _("%(field)s is missing. Please fill it in.") % {"field": label})
    check_length(label, line, most)
    check_characters(label, line)
    return line


def _record(actor: Actor, event: str, entry: FilePlanEntry) -> None:
    record(actor, event, subject=f"circulars.FilePlanEntry:{entry.id}", label=str(entry))
