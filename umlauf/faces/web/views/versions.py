"""The versions of a draft, and what has changed from one to another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from umlauf.faces.web.requests import OfficeRequest
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.difference import difference
from umlauf.office.circulars.models import Draft

SHOWN = 100


def circular_versions(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    drafts = list(circular.drafts.order_by("-revision")[:SHOWN])
    newer = _chosen(drafts, request.GET.get("to", "")) or drafts[0]
    older = _chosen(drafts, request.GET.get("from", "")) or _before(drafts, newer)
    context = {
        "circular": circular,
        "issue": get_issue(circular),
        "drafts": drafts,
        "newer": newer,
        "older": older,
        "content": Content.parse(newer.content),
        "changes": difference(Content.parse(older.content), Content.parse(newer.content)) if older else (),
    }
    return render(request, "web/versions.html", context)


def _chosen(drafts: list[Draft], revision: str) -> Draft | None:
    return next((one for one in drafts if str(one.revision) == revision), None)


def _before(drafts: list[Draft], newer: Draft) -> Draft | None:
    return next((one for one in drafts if one.revision < newer.revision), None)
