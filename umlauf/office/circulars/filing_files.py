"""A file plan as a table: out, and in again as what it would change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Final

from django.utils.translation import gettext as _

from umlauf.engines.letters import glyphs_missing
from umlauf.engines.sheets import Sheet, as_csv
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.filing import FilePlan, parent_code
from umlauf.office.directory.exchange.tables import Row, RowError, Table, read_table

_PERMANENT: Final = frozenset({"dauernd", "dauerhaft", "unbefristet", "permanent", "for good", "∞"})
_YEARS: Final = re.compile(r"(\d{1,4})\s*(?:Jahre?|J\.?|years?)?", re.IGNORECASE)
_HEADS: Final = {
    "code": ("code", "aktenzeichen", "aktenplanzeichen", "kennzeichen", "nummer", "nr.", "az", "az."),
    "title": ("title", "titel", "bezeichnung", "betreff", "name"),
    "parent": ("parent", "übergeordnet", "oberbegriff", "elternteil", "eltern", "above"),
    "retention": (
        "retention years",
        "retention",
        "aufbewahrung",
        "aufbewahrungsfrist",
        "aufbewahrung (jahre)",
        "frist",
    ),
}

_OUT: Final = {
    "de": ("dauernd", "Kennzeichen", "Bezeichnung", "Übergeordnet", "Aufbewahrung (Jahre)"),
    "en": ("permanent", "code", "title", "parent", "retention years"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An entry as a table has it; ``parent`` is a code, or empty at the top."""

    code: str
    title: str
    parent: str = ""
    retention_years: int | None = None
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file says, by code, and what is wrong with some of its lines.

    ``says_parents``, ``says_retention``: it has such a column. Without it the parent follows from the code, and how
    long something is kept stays as it is.
    """

    lines: tuple[PlanLine, ...]
    errors: tuple[RowError, ...]
    says_parents: bool
    says_retention: bool

    def as_text(self) -> str:
        """The lines that are right as a table that ``read_plan`` reads, with the columns that the file had."""
        permanent, *heads = _OUT["en"]
        kept = [True, True, self.says_parents, self.says_retention]
        rows = (
            (one.code, one.title, one.parent, permanent if one.permanent else _years(one.retention_years))
            for one in self.lines
        )
        sheet = Sheet("", tuple(compress(heads, kept)), tuple(tuple(compress(row, kept)) for row in rows))
        return as_csv(sheet).decode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a file would change: new entries, and others before and after. Nothing, where it is false."""

    new: tuple[PlanLine, ...]
    changed: tuple[tuple[PlanLine, PlanLine], ...]
    same: int
    total: int

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def digest(self) -> str:
        """Names the change, so that one applies what one has seen."""
        return hashlib.sha256(repr((self.new, self.changed)).encode()).hexdigest()


def read_plan(data: bytes) -> PlanFile:
    """Read a file plan from a CSV file or a workbook.

    Raises ``Refused`` with ``file.size``, ``file.columns`` or what ``read_table`` raises.
    """
    if len(data) > LIMITS.file_plan_bytes:
        raise Refused(
            "file.size",
            _("The file is larger than %(most)s MB, which no file plan is. Please check whether it is the right one.")
            % {"most": LIMITS.file_plan_bytes // 1_000_000},
        )
    file = plan_of(read_table(data))
    if len(file.as_text().encode()) > LIMITS.file_plan_text_bytes:
        raise Refused("file.size", _("The file says more than can be looked at here at once. Please divide it."))
    return file


def plan_of(table: Table) -> PlanFile:
    """What the rows say. Raises ``Refused("file.columns")`` where code or title has no column."""
    columns = _columns(table.heads)
    if not {"code", "title"} <= columns.keys():
        raise Refused(
            "file.columns",
            _(
                "The first row has to name the columns “code” and “title”, and may name “parent” and "
                "“retention years”. Please write them there, then choose the file again."
            ),
        )
    lines: dict[str, PlanLine] = {}
    errors = list(table.errors)
    for row in table.rows:
        try:
            line = _line(row, columns)
            if line.code in lines:
                raise _Wrong("code", _("The code %(code)s stands twice in the file.") % {"code": line.code})
        except _Wrong as wrong:
            errors.append(RowError(row.line, wrong.column, wrong.sentence))
        else:
            lines[line.code] = line
    errors.sort(key=lambda error: error.line)
    return PlanFile(tuple(lines.values()), tuple(errors), "parent" in columns, "retention" in columns)


def plan_changes(file: PlanFile, plan: FilePlan) -> PlanChange:
    """What taking the file in would change. Entries that it does not name stay as they are.

    Raises ``Refused`` with ``file.parent`` where a parent is named that there is not, or entries stand below each
    other, or ``file.depth``.
    """
    before = {one.code: one for one in _lines_of(plan)}
    codes = before.keys() | {one.code for one in file.lines}
    new: list[PlanLine] = []
    changed: list[tuple[PlanLine, PlanLine]] = []
    for one in file.lines:
        there = before.get(one.code)
        after = PlanLine(
            one.code,
            one.title,
            one.parent if file.says_parents else parent_code(one.code, codes),
            one.retention_years if file.says_retention or there is None else there.retention_years,
            one.permanent if file.says_retention or there is None else there.permanent,
        )
        if there is None:
            new.append(after)
        elif there != after:
            changed.append((there, after))
    above = {one.code: one.parent for one in before.values()}
    above |= {one.code: one.parent for one in (*new, *(after for _there, after in changed))}
    _must_be_a_tree(above)
    return PlanChange(tuple(new), tuple(changed), len(file.lines) - len(new) - len(changed), len(codes))


def sheet_of_plan(plan: FilePlan, *, language: str) -> Sheet:
    """The plan as a table that ``read_plan`` takes in unchanged, with heads in German or English."""
    permanent, *heads = _OUT["de" if language == "de" else "en"]
    return Sheet(
        "Aktenplan",
        tuple(heads),
        tuple(
            (one.code, one.title, one.parent, permanent if one.permanent else _years(one.retention_years))
            for one in _lines_of(plan)
        ),
    )


def _years(years: int | None) -> str:
    return "" if years is None else str(years)


def _lines_of(plan: FilePlan) -> Iterable[PlanLine]:
    for one in plan.entries:
        above = plan.by_id[one.parent_id].code if one.parent_id is not None else ""
        yield PlanLine(one.code, one.title, above, one.retention_years, one.permanent)


class _Wrong(Exception):
    """Why a row says nothing that can be taken in."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def _columns(heads: tuple[str, ...]) -> dict[str, int]:
    by_word = {word: name for name, words in _HEADS.items() for word in words}
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        name = by_word.get(head.casefold())
        if name is not None:
            found.setdefault(name, at)
    return found


def _line(row: Row, columns: Mapping[str, int]) -> PlanLine:
    said = {name: " ".join(row.cells[at].split()) for name, at in columns.items()}
    for name, most in (("code", LIMITS.file_code), ("title", LIMITS.name)):
        if not said[name]:
            raise _Wrong(name, _("Here something is missing: each entry needs a code and a title."))
        if len(said[name]) > most:
            raise _Wrong(name, _("This has more than %(most)s characters. Please shorten it.") % {"most": most})
        if missing := glyphs_missing(said[name]):
            raise _Wrong(
                name, _("Letters cannot show these characters: %(characters)s.") % {"characters": " ".join(missing[:5])}
            )
    years, permanent = _retention(said.get("retention", ""))
    return PlanLine(said["code"], said["title"], said.get("parent", ""), years, permanent)


def _retention(text: str) -> tuple[int | None, bool]:
    if not text:
        return None, False
    if text.casefold() in _PERMANENT:
        return None, True
    found = _YEARS.fullmatch(text)
    if found is None or int(found[1]) > LIMITS.retention_years:
        raise _Wrong(
            "retention",
            _("“%(text)s” is no time to keep a file. Please write a number of years, “permanent”, or nothing.")
            % {"text": text[:40]},
        )
    return int(found[1]), False


def _must_be_a_tree(above: Mapping[str, str]) -> None:
    for code, parent in above.items():
        if parent and parent not in above:
            raise Refused(
                "file.parent",
                _("%(code)s stands below %(parent)s, and there is no such entry. Please add it to the file.")
                % {"code": code, "parent": parent},
            )
    depths = {"": 0}
    for code in above:
        seen: dict[str, None] = {}
        at = code
        while at not in depths:
            if at in seen:
                raise Refused(
                    "file.parent",
                    _("%(code)s stands below itself in the file. Please correct its parent.") % {"code": at},
                )
            seen[at] = None
            at = above[at]
        depths |= {one: depth for depth, one in enumerate(reversed(seen), depths[at] + 1)}
        if depths[code] > LIMITS.file_plan_depth:
            raise too_deep(code)


def too_deep(code: str) -> Refused:
    """What somebody is told whose plan has too many entries below each other."""
    return Refused(
        "file.depth",
        _("%(code)s stands below more than %(most)s others. Please choose an entry further up.")
        % {"code": code, "most": LIMITS.file_plan_depth - 1},
    )
