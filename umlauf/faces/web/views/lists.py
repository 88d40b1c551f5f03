"""Distribution lists: all of them, what one says and whom it reaches on a day, and closing one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from umlauf.faces.web.list_rows import Show, counts_of, have_functions, headline_of, lines_of, rows_of, sheet_of
from umlauf.faces.web.list_words import guests_at, names_in, rule_in_words
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_list_for
from umlauf.office.directory.actions.lists import close_list
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.moments import Moment, as_it_stands, as_it_was
from umlauf.office.directory.queries.reach import Reach, reach_of, rules_at
from umlauf.office.directory.rules import Rule

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with what it says."""

    list: DistributionList
    says: str


@dataclass(frozen=True, slots=True)
class Asked:
    """For which day a list is asked. ``then``: as it was known on that day. ``had_rule``: it said something then."""

    day: dt.date
    today: dt.date
    then: bool
    moment: Moment
    rule: Rule
    had_rule: bool

    @property
    def past(self) -> bool:
        return self.day < self.today


def lists(request: OfficeRequest) -> HttpResponse:
    moment = as_it_stands(office_today(request.association))
    rules = rules_at(moment)
    names, guests = names_in(rules.values()), guests_at(moment)
    rows = [
        ListRow(one, rule_in_words(rules.get(one.id, Rule()), names, guests.get(one.id, 0)))
        for one in DistributionList.objects.all()
    ]
    context = {
        "open": [row for row in rows if row.list.closed_at is None],
        "closed": [row for row in rows if row.list.closed_at is not None],
    }
    return render(request, "web/lists.html", context)


def list_page(request: OfficeRequest, list_id: int) -> HttpResponse:
    shown = get_list_for(request.actor, list_id)
    asked = _asked(request, request.association, shown)
    reach = reach_of(shown, asked.moment)
    show = _show(request)
    lines = lines_of(reach, show)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), reach)
    context = {
        "list": shown,
        "asked": asked,
        "says": rule_in_words(asked.rule, names_in([asked.rule]), guests_at(asked.moment).get(shown.id, 0)),
        "headline": headline_of(reach),
        "counts": counts_of(reach),
        "all": len(reach.lines),
        "show": show,
        "page": page,
        "rows": rows,
        "functions": have_functions(rows),
        "query": _query(asked),
    }
    return render(request, "web/list.html", context)


def list_xlsx(request: OfficeRequest, list_id: int) -> HttpResponse:
    shown, asked, reach = _whole(request, list_id)
    sheet = sheet_of(shown.name, lines_of(reach, _show(request)), asked.moment)
    return saved_response(as_xlsx(sheet), XLSX_TYPE, _filename(shown, asked.day, "xlsx"))


def list_csv(request: OfficeRequest, list_id: int) -> HttpResponse:
    shown, asked, reach = _whole(request, list_id)
    sheet = sheet_of(shown.name, lines_of(reach, _show(request)), asked.moment)
    return saved_response(as_csv(sheet), CSV_TYPE, _filename(shown, asked.day, "csv"))


def list_close(request: OfficeRequest, list_id: int) -> HttpResponse:
    closing = get_list_for(request.actor, list_id)
    refusal = ""
    if request.method == "POST":
        try:
            close_list(actor=request.actor, list_id=list_id)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("The list “%(name)s” is closed.") % {"name": closing.name})
            return redirect("lists")
    context = {"list": closing, "refusal": refusal}
    return render(request, "web/list_close.html", context, status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)


def _whole(request: OfficeRequest, list_id: int) -> tuple[DistributionList, Asked, Reach]:
    shown = get_list_for(request.actor, list_id)
    asked = _asked(request, request.association, shown)
    return shown, asked, reach_of(shown, asked.moment)


def _asked(request: HttpRequest, association: Association, shown: DistributionList) -> Asked:
    """The day of the address, else today. A list that said nothing yet on that day is shown by what is known now."""
    today = office_today(association)
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today
    then = request.GET.get("as") != "now"
    moment = as_it_was(day, association) if then else as_it_stands(day)
    rule = rules_at(moment).get(shown.id)
    if rule is None:
        moment = as_it_stands(day)
        return Asked(day, today, False, moment, rules_at(moment).get(shown.id, Rule()), had_rule=False)
    return Asked(day, today, then and day < today, moment, rule, had_rule=True)


def _show(request: HttpRequest) -> Show:
    given = request.GET.get("show", "")
    return Show(given) if given in set(Show) else Show.ALL


def _query(asked: Asked) -> str:
    """The day as addresses carry it, to be followed by more."""
    if asked.day == asked.today:
        return "?"
    return f"?day={asked.day.isoformat()}&" + ("" if asked.then or not asked.past else "as=now&")


def _filename(shown: DistributionList, day: dt.date, suffix: str) -> str:
    """„Landkreise_2016-11-01.xlsx“"""
    name = "".join(one if one.isalnum() or one in " -_" else "-" for one in shown.name).strip()
    return f"{name[:80]}_{day.isoformat()}.{suffix}"
