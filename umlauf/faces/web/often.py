"""How often something may be asked for: counted in the cache that all processes share, by ``ACCOUNT_RATE_LIMITS``."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_often(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count one more time, and say whether it is one too many. ``key``: what is counted, for a rate „per key“."""
    return not ratelimit.consume(request, app="allauth.account", action=action, key=key or None, limit_get=True)


def slow_down(request: HttpRequest) -> HttpResponse:
    """What whoever asks too often is told."""
    return render(request, "429.html", status=429)
