"""The record of what was done: a page with filters, and a file of what they find."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, as_csv
from umlauf.faces.web.audit_page import rows_of, rules_of_erasure, sheet_of, wanted_of
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.audit.events import GROUPS
from umlauf.ground.audit.queries import Wanted, entries
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS

_A_PAGE = 50


def audit(request: OfficeRequest) -> HttpResponse:
    wanted = wanted_of(request.GET)
    page = Paginator(entries(request.association, wanted), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "filtered": wanted != Wanted(),
        "groups": GROUPS.values(),
        "page": page,
        "rows": list(rows_of(page.object_list)),
        "rules": rules_of_erasure(),
        "query": _query(wanted),
    }
    return render(request, "web/audit.html", context)


def audit_csv(request: OfficeRequest) -> HttpResponse:
    wanted = wanted_of(request.GET)
    found = list(entries(request.association, wanted)[: LIMITS.audit_rows + 1])
    if len(found) > LIMITS.audit_rows:
        said = _("A file holds %(most)s entries at most. Please choose fewer days, or another filter.")
        messages.error(request, said % {"most": LIMITS.audit_rows})
        return HttpResponseRedirect(f"{reverse('audit')}{_query(wanted)}")
    name = f"{_('Record')}_{office_today(request.association).isoformat()}.csv"
    return saved_response(as_csv(sheet_of(found)), CSV_TYPE, name)


def _query(wanted: Wanted) -> str:
    """What is asked for, as the end of an address."""
    given = {
        "group": wanted.group,
        "from": wanted.first.isoformat() if wanted.first else "",
        "until": wanted.last.isoformat() if wanted.last else "",
        "q": wanted.words,
        "person": wanted.person,
    }
    asked = urlencode({name: value for name, value in given.items() if value})
    return f"?{asked}" if asked else ""
