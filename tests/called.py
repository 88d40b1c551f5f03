"""Which addresses were called with success: noted at every request of the suite, judged once it has ended.

A middleware of the tests alone notes name and method of each request that got what it came for. Each worker of
pytest-xdist hands its notes to the run that started it. That run is red if all tests of the pages were in it, all were
green, and an address was not reached by one of its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

PAGES: Final = Path(__file__).parent / "faces" / "web"
MIDDLEWARE: Final = "tests.called.Noting"
Call = tuple[str, str]
"""The name of an address and a method."""

LEADING_ON: Final = frozenset(
    {
        "link",
        "link-annex",
        "invitation-link",
        "confirm-open",
        "contribution-open",
        "event-link",
        "place-link",
        "folder-link",
        "login-link",
        "openid_connect_login",
        "openid_connect_callback",
        "provider-prove",
    }
)
"""They show nothing themselves: whoever asks for them is led on. Of all others a GET has to show a page or a file."""
SHOWING: Final = frozenset(
    {
        "list-preview",
        "verify",
        "circular-word-in",
        "circular-beside",
        "circular-new-beside",
        "circular-keep",
        "circular-new-keep",
        "participants-export",
        "security",
        "conference-question-file",
        "feeds",
    }
)
"""A form that changes nothing, or is answered with a file, shows its answer at once.
All others lead on to another page when they have done it."""
NEVER: Final = {
    ("link-mangled", "GET"): "It says that a link is broken, with 404 and whatever the link.",
    ("invitation-mangled", "GET"): "The same.",
    ("confirm-mangled", "GET"): "The same.",
    ("contribution-mangled", "GET"): "The same.",
    ("event-mangled", "GET"): "The same.",
    ("place-mangled", "GET"): "The same.",
}
"""What no call can reach, with the reason."""
_GUARDING: Final = frozenset(
    {"account_login", "mfa_index", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
)


class Noting:
    """The middleware. ``called`` is what was reached in this process so far."""

    called: set[Call] = set()

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if name and has_reached(name, request.method or "", response.status_code, response.headers.get("Location", "")):
            self.called.add((name, request.method or ""))
        return response


def has_reached(name: str, method: str, status: int, location: str) -> bool:
    """Whether a request got what it came for. A guard that leads somebody to a proof of who they are let nobody in."""
    if method == "GET" and name not in LEADING_ON:
        return status < 300
    if name in SHOWING:
        return status == 200
    path, _mark, question = location.partition("?")
    return 300 <= status < 400 and not ("next=" in question and _name_of(path) in _GUARDING)


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""  # an identity provider's


def never_called(called: Collection[Call]) -> list[Call]:
    """What the addresses declare, HEAD aside, and nothing has reached."""
    from umlauf.faces.web.urls import urlpatterns

    declared = {
        (str(pattern.name), method)
        for pattern in urlpatterns
        for method in pattern.callback.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    return sorted(declared - set(called) - set(NEVER))


class CallsOfTheRun:
    """The plugin, in a run and in each of its workers. ``whole`` says that no test of the pages was left out."""

    def __init__(self, output: dict[str, Any] | None) -> None:
        self.output = output  # what a worker hands over at its end; None in the run itself
        self.called: set[Call] = set()
        self.whole = False
        self.missing: list[Call] = []
        self._chosen = False

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self._chosen = self._chosen or any(item.path.is_relative_to(PAGES) for item in items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.whole = not self._chosen and _all_of_the_pages(item.path for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker hands over; one that died has nothing, and the run is red anyway."""
        handed = getattr(node, "workeroutput", {})
        self.called |= {(name, method) for name, method in handed.get("called", ())}
        self.whole = self.whole or handed.get("whole", False)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self.called |= Noting.called
        if self.output is not None:
            self.output |= {"called": sorted(self.called), "whole": self.whole}
        elif self.whole and exitstatus == pytest.ExitCode.OK:
            self.missing = never_called(self.called)
            if self.missing:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.missing:
            terminalreporter.section("Addresses that no test has called with success", red=True)
            for name, method in self.missing:
                terminalreporter.line(f"{method} {name}")


def _all_of_the_pages(found: Iterable[Path]) -> bool:
    return set(PAGES.glob("test_*.py")) <= set(found)
