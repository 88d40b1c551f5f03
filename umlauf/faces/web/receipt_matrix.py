"""The page that shows organisations × circulars: what was asked for, which part of it is shown, and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.engines.sheets import Sheet
from umlauf.faces.web.requests import number_in
from umlauf.faces.web.templatetags.office import day
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import Issue, Series
from umlauf.office.directory.models import DistributionList, Organisation
from umlauf.office.responses.receipt_table import Asked, Cell, Mark, Row, issues_of, organisations_in, rows_of

COLUMNS: Final = 12
ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark as the table shows it: a sign with its words. ``tone`` as in ``StateWord``."""

    mark: Mark
    sign: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell with its sign."""

    cell: Cell
    sign: Sign


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the page shows. ``issues`` is the page of its columns, ``organisations`` the page of its rows."""

    asked: Asked
    series: tuple[Series, ...]
    lists: tuple[DistributionList, ...]
    issues: Page[Issue]
    organisations: Page[Organisation]
    rows: tuple[tuple[Row, tuple[MatrixCell, ...]], ...]
    legend: tuple[Sign, ...]
    asks: bool

    @property
    def filtered(self) -> bool:
        return self.asked != Asked()

    @property
    def query(self) -> str:
        """What was asked for and which circulars are shown, as the end of an address."""
        known = {
            "since": self.asked.since,
            "until": self.asked.until,
            "series": self.asked.series_id,
            "list": self.asked.list_id,
            "older": self.issues.number if self.issues.number > 1 else None,
        }
        return urlencode({name: value for name, value in known.items() if value})


def matrix_of(association: Association, query: QueryDict) -> Matrix:
    """What an address asks for. A constant number of queries."""
    asked, issues, organisations, today = _chosen(association, query)
    page = Paginator(organisations, ROWS).get_page(query.get("page"))
    rows = rows_of(list(page.object_list), list(issues.object_list), today)
    signs = signs_by_mark()
    used = {cell.mark for row in rows for cell in row.cells}
    return Matrix(
        asked=asked,
        series=tuple(Series.objects.order_by("kind", "id")),
        lists=tuple(DistributionList.objects.order_by("name", "id")),
        issues=issues,
        organisations=page,
        rows=tuple((row, tuple(MatrixCell(cell, signs[cell.mark]) for cell in row.cells)) for row in rows),
        legend=tuple(sign for mark, sign in signs.items() if mark in used),
        asks=any(cell.open for row in rows for cell in row.cells),
    )


def matrix_sheet(association: Association, query: QueryDict) -> Sheet:
    """The same circulars with all organisations, in words."""
    _asked, issues, organisations, today = _chosen(association, query)
    shown, signs = list(issues.object_list), signs_by_mark()
    columns = (_("Organisation"), *(f"{one.short_label}, {day(one.date)}" for one in shown))
    rows = tuple(
        (row.organisation.name, *(in_words(cell, signs[cell.mark]) for cell in row.cells))
        for row in rows_of(organisations, shown, today)
    )
    return Sheet(_("Overview of receipt"), columns, rows)


def in_words(cell: Cell, sign: Sign) -> str:
    """„abgerufen, noch nicht bestätigt“"""
    return _("%(state)s, not confirmed yet") % {"state": sign.word} if cell.open else sign.word


def signs_by_mark() -> dict[Mark, Sign]:
    """Each mark with its sign, in the order of the legend."""
    known = (
        Sign(Mark.CONFIRMED, "✓", pgettext("receipt", "confirmed"), "ok"),
        Sign(Mark.DISPLAYED, "●", _("mail displayed, says a mail program"), "ok"),
        Sign(Mark.CALLED_UP, "↓", _("called up"), "ok"),
        Sign(Mark.HANDED_OVER, "→", _("handed over"), "none"),
        Sign(Mark.COPY, "i", _("for information"), "none"),
        Sign(Mark.WAITING, "…", _("waiting"), "wait"),
        Sign(Mark.HELD_BACK, "‖", _("held back"), "wait"),
        Sign(Mark.UNCERTAIN, "?", _("uncertain"), "bad"),
        Sign(Mark.UNDELIVERABLE, "×", _("undeliverable"), "bad"),
        Sign(Mark.FAILED, "!", _("failed"), "bad"),
        Sign(Mark.CANCELLED, "■", pgettext("delivery", "cancelled"), "bad"),
        Sign(Mark.NOT_ADDRESSED, "–", _("not addressed"), "quiet"),
    )
    return {one.mark: one for one in known}


def _chosen(association: Association, query: QueryDict) -> tuple[Asked, Page[Issue], Sequence[Organisation], dt.date]:
    asked = Asked(
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        series_id=number_in(query, "series") or None,
        list_id=number_in(query, "list") or None,
    )
    today = office_today(association)
    issues = Paginator(issues_of(asked), COLUMNS).get_page(query.get("older"))
    issues.object_list = list(issues.object_list)
    organisations = organisations_in(issues.object_list, today, members=asked.list_id is None)
    return asked, issues, organisations, today


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None
