"""The page around a form of the directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from umlauf.faces.web.directory_forms import DirectoryForm
from umlauf.ground.text import Refused


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a form: ``back`` is the page it belongs to, ``address`` where that is."""

    heading: str
    back: str
    address: str
    button: str
    lead: str = ""


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: all that was sent, even when it is nothing."""
    return request.POST if request.method == "POST" else None


def sent_as(request: HttpRequest, step: str) -> QueryDict | None:
    """As ``sent``, for one of several forms on a page."""
    return request.POST if request.method == "POST" and request.POST.get("step") == step else None


def kept(request: HttpRequest) -> dict[str, str]:
    """What was typed so far, for a form that is shown once more without being judged."""
    return {name: value for name, value in request.POST.items() if isinstance(value, str)}


def done(form: DirectoryForm, act: Callable[[], object]) -> bool:
    """Whether what a form asks for is done. If not, the form says why, unless nothing was sent."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: DirectoryForm,
    frame: Frame,
    template: str = "web/directory/form.html",
    **context: Any,
) -> HttpResponse:
    """The page with a form, with the status that fits what became of it."""
    status = HTTPStatus.OK
    if form.errors:
        status = HTTPStatus.CONFLICT if form.conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, {"form": form, "frame": frame, **context}, status=status)
