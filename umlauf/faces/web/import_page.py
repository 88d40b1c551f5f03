"""What the pages of an import show: how files stand, what one would change, and what it has written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from umlauf.office.directory.exchange.columns import Field, head_of
from umlauf.office.directory.exchange.drafts import Entry, Plan, State, Subject
from umlauf.office.directory.exchange.tables import RowError
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    Import,
    IntakeAddress,
    Kept,
    Membership,
    Organisation,
    PersonDetails,
    PostDetails,
    Tag,
    Tenure,
)
from umlauf.office.directory.models.imports import ImportState

MOST_SHOWN = 100
_RECENT = 20
_SUBJECTS: Final[dict[Subject, tuple[Promise, Promise]]] = {
    Subject.ORGANISATION: (gettext_lazy("Organisations"), gettext_lazy("Organisation")),
    Subject.FUNCTION: (gettext_lazy("Kinds of post"), gettext_lazy("Kind of post")),
    Subject.POST: (gettext_lazy("Posts"), gettext_lazy("Post")),
    Subject.PERSON: (gettext_lazy("People"), gettext_lazy("Person")),
    Subject.TENURE: (gettext_lazy("Holders"), gettext_lazy("Holder")),
}
_WRITTEN: Final[tuple[tuple[type[Kept], Promise], ...]] = (
    (Membership, gettext_lazy("Memberships")),
    (ContactDetails, gettext_lazy("Contact details")),
    (IntakeAddress, gettext_lazy("Intake addresses")),
    (Tag, gettext_lazy("Tags")),
    (PostDetails, gettext_lazy("Posts")),
    (PersonDetails, gettext_lazy("People")),
    (Tenure, gettext_lazy("Holders")),
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file with how it stands, in words, and the colour of that."""

    taken: Import
    state: str
    colour: str


def recent_imports() -> list[ImportRow]:
    """The newest files. One query, without what stands in them."""
    kept = ExpressionWrapper(Q(data__isnull=False), output_field=BooleanField())
    newest = Import.objects.annotate(kept=kept).defer("data", "choices").select_related("change__undone_by")
    return [_row(one, kept=one.kept) for one in newest[:_RECENT]]


def _row(taken: Import, *, kept: bool) -> ImportRow:
    if taken.state == ImportState.APPLIED:
        if taken.change is not None and getattr(taken.change, "undone_by", None):
            return ImportRow(taken, _("taken back"), "none")
        return ImportRow(taken, _("applied"), "ok")
    if taken.state == ImportState.APPLYING:
        return ImportRow(taken, _("is being applied"), "wait")
    if not kept:
        return ImportRow(taken, _("not kept any more"), "none")
    if taken.state == ImportState.FAILED:
        return ImportRow(taken, _("could not be applied"), "bad")
    return ImportRow(taken, _("waits for you"), "wait")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries of one kind there are, by what becomes of them."""

    name: str
    new: int
    changed: int
    gone: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a person reads it. ``differences``: the name of a field, what it says, what it would say."""

    subject: str
    entry: Entry
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Entries of one state, and how many more there are than are shown."""

    key: str
    name: str
    count: int
    shown: tuple[Shown, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What applying a file would change, as the page shows it. ``button`` says how much would be written."""

    plan: Plan
    bad_rows: int
    errors: tuple[RowError, ...]
    more_errors: int
    tallies: tuple[Tally, ...]
    parts: tuple[Part, ...]
    button: str


def preview_of(plan: Plan) -> Preview:
    counts = plan.counts()
    tallies = (
        Tally(str(name), *(counts[subject, state] for state in State)) for subject, (name, _one) in _SUBJECTS.items()
    )
    names = ((State.NEW, _("New")), (State.CHANGED, _("Changed")), (State.GONE, _("Gone")))
    parts = [_part(state.value, name, (one for one in plan.entries if one.state == state)) for state, name in names]
    noted = (one for one in plan.entries if one.state == State.UNCHANGED and one.note)
    parts.append(_part("noted", _("Stays as it is"), noted))
    count = len(plan.written)
    return Preview(
        plan,
        len({error.line for error in plan.errors}),
        plan.errors[:MOST_SHOWN],
        max(0, len(plan.errors) - MOST_SHOWN),
        tuple(one for one in tallies if one.new + one.changed + one.gone + one.unchanged),
        tuple(part for part in parts if part.count),
        ngettext("Apply %(count)s change", "Apply %(count)s changes", count) % {"count": figure(count)},
    )


def _part(key: str, name: str, entries: Iterable[Entry]) -> Part:
    every = list(entries)
    shown = tuple(
        Shown(
            str(_SUBJECTS[one.subject][1]),
            one,
            tuple((head_of(Field(told.field)), told.old, told.new) for told in one.differences),
        )
        for one in every[:MOST_SHOWN]
    )
    return Part(key, name, len(every), shown, max(0, len(every) - MOST_SHOWN))


@dataclass(frozen=True, slots=True)
class Written:
    """What an import has written: how many entries of each kind, and how many it replaced or ended."""

    entered: tuple[tuple[str, int], ...]
    retired: int


def written_by(change: Change) -> Written:
    """Fifteen counts, whatever the size."""
    entered = [(_("New organisations"), Organisation.objects.filter(entered_in=change).count())]
    retired = 0
    for kind, name in _WRITTEN:
        facts = kind._default_manager
        entered.append((str(name), facts.filter(recorded_in=change).count()))
        retired += facts.filter(retired_in=change).count()
    return Written(tuple((name, count) for name, count in entered if count), retired)


def progress_in_words(taken: Import) -> str:
    """„4.200 von 11.000 Zeilen“"""
    return ngettext("%(done)s of %(total)s row", "%(done)s of %(total)s rows", taken.total) % {
        "done": figure(taken.done),
        "total": figure(taken.total),
    }


def figure(number: int) -> str:
    """A number with its thousands parted."""
    return number_format(number, use_l10n=True, force_grouping=True)
