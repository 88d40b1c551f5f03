"""What a proxy says of the client, believed only when the proxy is ours."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SCHEME = "HTTP_X_UMLAUF_SCHEME"


class TrustedProxies:
    """Takes the client's address and scheme from X-Forwarded-For and -Proto if the request comes from a proxy in
    ``TRUSTED_PROXIES``. Our own header for the scheme is always taken away first, so that no client can set it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        meta.pop(SCHEME, None)
        if meta.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            if meta.get("HTTP_X_FORWARDED_PROTO", "").strip().lower() == "https":
                meta[SCHEME] = "https"
            meta["REMOTE_ADDR"] = _client(meta.get("HTTP_X_FORWARDED_FOR", ""), meta["REMOTE_ADDR"])
        return self.get_response(request)


def _client(forwarded: str, proxy: str) -> str:
    """The last address that is no proxy of ours: each proxy adds at the end whom it saw, a client only adds before."""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in settings.TRUSTED_PROXIES), proxy)
