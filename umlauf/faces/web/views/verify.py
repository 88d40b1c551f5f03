"""Whether a letter is genuine, for everybody: by its file, or by the address that is printed on it.

Nothing of what a letter says is shown, and the file that somebody sends is compared and not kept.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from umlauf.faces.web.number_forms import VerifyForm
from umlauf.faces.web.often import slow_down, too_often
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.proof import Kind, Recognised, Standing, examine, issue_of_link, recognise
from umlauf.office.conferences.proof import later_than, released_as


def verify(request: HttpRequest) -> HttpResponse:
    """The form, and what was found out about the file that was sent with it."""
    if request.method != "POST":
        return _page(request, {"form": VerifyForm()})
    if too_often(request, "verify"):
        return slow_down(request)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"form": form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    data: bytes = form.cleaned_data["file"]
    found = recognise(data)
    standings = _standings(found)
    context: dict[str, object] = {
        "form": VerifyForm(),
        "found": found,
        "standings": standings,
        "sound": not any(one.flaws for one in standings),
    }
    if found.kind == Kind.ANNEX:
        context["newer"] = next(filter(None, (later_than(issue, data) for issue in found.issues)), None)
    elif found.kind == Kind.UNKNOWN and (released := released_as(data)):
        context |= {"released": released, "standing_of_letter": _standing(released.issue)}
    return _page(request, context)


def verify_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code on a letter leads. An address that leads nowhere still offers to compare the file."""
    if too_often(request, "link"):
        return slow_down(request)
    try:
        issue = issue_of_link(read_link(Purpose.VERIFY, token)[0])
    except Refused:
        issue = None
    if issue is None:
        return _page(request, {"form": VerifyForm(), "lost": True}, HTTPStatus.NOT_FOUND)
    standing = _standing(issue)
    return _page(request, {"form": VerifyForm(), "standing": standing, "sound": not standing.flaws})


def _standings(found: Recognised) -> list[Standing]:
    return [_standing(issue) for issue in found.issues] if found.kind != Kind.UNKNOWN else []


def _standing(issue: Issue) -> Standing:
    with scope(association=issue.association):
        return examine(issue)


def _page(request: HttpRequest, context: dict[str, object], status: int = HTTPStatus.OK) -> HttpResponse:
    response = render(request, "web/verify.html", context, status=status)
    add_never_cache_headers(response)
    return response
