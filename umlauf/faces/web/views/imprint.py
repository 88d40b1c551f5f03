"""Who is responsible for the pages, and how far everybody can use them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from umlauf.ground.core.models import Association


def imprint(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug, "web/imprint.html")


def accessibility(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug, "web/accessibility.html")


def imprints(request: HttpRequest) -> HttpResponse:
    return _choose(request, "imprint")


def accessibilities(request: HttpRequest) -> HttpResponse:
    return _choose(request, "accessibility")


def _page(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    house = get_object_or_404(Association, slug=slug, active=True)
    return render(request, template, {"house": house})


def _choose(request: HttpRequest, name: str) -> HttpResponse:
    """Where no house is known yet, as at the login: the only one, else a choice."""
    houses = list(Association.objects.filter(active=True))
    if len(houses) == 1:
        return redirect(name, slug=houses[0].slug)
    return render(request, "web/houses.html", {"houses": houses, "target": name})
