"""What a proxy says of a client is believed only when the proxy is ours."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from umlauf.faces.web.proxies import TrustedProxies

PROXY, SECOND, CLIENT, STRANGER = "10.0.0.1", "10.0.0.2", "192.0.2.7", "203.0.113.9"


def seen(settings: Settings, come_from: str, **headers: str) -> tuple[str, bool]:
    """The client's address and whether it came by https, as the rest of Umlauf sees it."""
    settings.TRUSTED_PROXIES = frozenset({PROXY, SECOND})
    found: list[tuple[str, bool]] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append((request.META["REMOTE_ADDR"], request.is_secure()))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.META |= {"REMOTE_ADDR": come_from, **headers}
    TrustedProxies(view)(request)
    return found[0]


@pytest.mark.parametrize(
    ("come_from", "headers", "expected"),
    [
        (CLIENT, {}, (CLIENT, False)),
        (PROXY, {"HTTP_X_FORWARDED_FOR": CLIENT, "HTTP_X_FORWARDED_PROTO": "https"}, (CLIENT, True)),
        (PROXY, {"HTTP_X_FORWARDED_FOR": f"{STRANGER}, {CLIENT}"}, (CLIENT, False)),
        (PROXY, {"HTTP_X_FORWARDED_FOR": f"{STRANGER}, {CLIENT}, {SECOND}"}, (CLIENT, False)),
        (PROXY, {"HTTP_X_FORWARDED_PROTO": "http"}, (PROXY, False)),
        (PROXY, {"HTTP_X_FORWARDED_FOR": f" , {SECOND}"}, (PROXY, False)),
        (STRANGER, {"HTTP_X_FORWARDED_FOR": CLIENT, "HTTP_X_FORWARDED_PROTO": "https"}, (STRANGER, False)),
        (STRANGER, {"HTTP_X_UMLAUF_SCHEME": "https"}, (STRANGER, False)),
        (PROXY, {"HTTP_X_UMLAUF_SCHEME": "https"}, (PROXY, False)),
    ],
)
def test_whom_we_believe(settings: Settings, come_from: str, headers: dict[str, str], expected: object) -> None:
    assert seen(settings, come_from, **headers) == expected
