"""Find organisations and people, as one types or by a form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.policy import Ability
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.queries.own_entries import is_time_to_ask, open_proposals
from umlauf.office.directory.queries.search import find_organisations, find_people

PAGE = 50
PEOPLE = 10


def directory(request: OfficeRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kind = kind if kind in OrganisationKind.values else ""
    members = request.GET.get("members") == "1"
    day = office_today(request.association)
    found = find_organisations(asked, day=day, kind=kind, members_only=members)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    people = find_people(asked, day=day, most=PEOPLE + 1) if page.number == 1 else ()
    context = {
        "page": page,
        "rows": list(page.object_list),
        "people": people[:PEOPLE],
        "more_people": len(people) > PEOPLE,
        "asked": asked,
        "kind": kind,
        "kinds": OrganisationKind.choices,
        "members": members,
        "filtered": bool(asked or kind or members),
    }
    if is_fragment(request):
        return render(request, "web/directory/found.html", context | {"fragment": True})
    if request.actor.may(Ability.KEEP_DIRECTORY):
        context |= {"proposals": open_proposals().count(), "time": is_time_to_ask(day)}
    return render(request, "web/directory/search.html", context)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a page asks only for what has changed in it."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
