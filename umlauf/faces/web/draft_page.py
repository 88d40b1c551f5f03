"""What the form of a draft offers to choose from, and whether there is anything to be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from umlauf.faces.web.pages import reach_of_plan
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Series
from umlauf.office.circulars.reach import reach_of_list
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.queries.addressees import distribution_lists


def choices_of_draft(request: OfficeRequest, series: list[Series], written: Content | None = None) -> dict[str, Any]:
    return {
        "series": [(str(one.id), one.kind) for one in series],
        "lists": lists_with_reach(request.association, written.keyword if written else ""),
    }


def lists_with_reach(association: Association, keyword: str, *, by_name: bool = False) -> list[tuple[str, str]]:
    """The distribution lists with whom they reach today: „Landkreise – 22 Empfänger in 11 Landkreisen“."""

    def reach(rule: DistributionList) -> str:
        return reach_of_plan(reach_of_list(rule.id, keyword, office_today(association)))

    return [(rule.name if by_name else str(rule.id), f"{rule.name} – {reach(rule)}") for rule in distribution_lists()]


def not_to_be_changed(request: OfficeRequest, circular: Circular) -> HttpResponse | None:
    """Back to the circular, where it is signed already or others are reading it."""
    try:
        must_be_open_for_changes(circular)
    except Refused as refused:
        messages.info(request, str(refused.message))
        return redirect("circular", circular_id=circular.id)
    return None
