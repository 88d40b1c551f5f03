"""Whether a page is there, and whom this machine never asks: hosts of its own network, under whatever name."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from umlauf.engines.pages import Answer, Asking, ask, is_public, resolves


class _Site(BaseHTTPRequestHandler):
    """Answers by what is asked for: /there, /gone, /login, /no-head, /to/<status>/<address>, /loop."""

    asked: list[str] = []  # of the one server of this module

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        _Site.asked.append(f"{method} {self.path}")
        first = self.path.split("/")[1]
        states = {"there": 200, "gone": 404, "over": 410, "login": 401, "broken": 503, "loop": 302, "to": 301}
        status = states.get(first, 200)
        if first == "no-head" and method == "HEAD":
            status = 405
        self.send_response(status)
        if first == "loop":
            self.send_header("Location", "/loop")
        if first == "to":
            self.send_header("Location", self.path.removeprefix("/to/"))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so the library names it
        """Quiet."""


@contextmanager
def _site() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    _Site.asked.clear()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _own(port: int, seconds: float = 5) -> Asking:
    return Asking(lambda address: address.is_loopback, (port,), seconds)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("there", Answer.THERE),
        ("there?a=ä b&c=%20", Answer.THERE),
        ("gone", Answer.GONE),
        ("over", Answer.GONE),
        ("login", Answer.SILENT),
        ("broken", Answer.SILENT),
        ("no-head", Answer.THERE),
        ("to//there", Answer.THERE),
        ("to//gone", Answer.GONE),
        ("loop", Answer.SILENT),
        ("to/ftp://127.0.0.1/x", Answer.SILENT),
        ("to/http://127.0.0.1:1/x", Answer.SILENT),  # a port that is not permitted
        ("to/http://nirgendwo.invalid/x", Answer.SILENT),
    ],
)
def test_what_a_host_answers(path: str, answer: Answer) -> None:
    with _site() as port:
        assert ask(f"http://127.0.0.1:{port}/{path}", _own(port)) is answer
        assert len(_Site.asked) <= 6


def test_nothing_is_asked_of_the_own_network() -> None:
    with _site() as port:
        open_ports = Asking(ports=(port,))
        for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
            assert ask(f"http://{host}:{port}/there", open_ports) in {Answer.SILENT, Answer.NO_HOST}
        assert _Site.asked == []


def test_a_redirect_into_the_own_network_is_not_followed() -> None:
    """The first host is permitted, the one that it leads to is not."""
    with _site() as port:
        only_first = Asking(lambda address: str(address) == "127.0.0.1", (port,))
        assert ask(f"http://127.0.0.1:{port}/to/http://127.0.0.2:{port}/there", only_first) is Answer.SILENT
        assert not [one for one in _Site.asked if one.endswith(" /there")]


def test_a_name_that_changes_its_address_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that first gives a public address and then one of ours: what counts is what was checked."""
    given: list[str] = []
    connected: list[str] = []

    def resolve(host: str, port: int, **_more: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        given.append(host)
        address = "93.184.216.34" if len(given) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address: tuple[str, int], **_more: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert ask("http://wechselnd.example/") is Answer.SILENT
    assert (given, connected) == (["wechselnd.example"], ["93.184.216.34"])
    assert ask("http://wechselnd.example/") is Answer.SILENT
    assert connected == ["93.184.216.34"]  # by now the name leads to this machine, which is not asked


def test_one_address_among_several_that_is_not_public_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(_host: str, port: int, **_more: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("93.184.216.34", "10.0.0.1")]

    connected: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **_more: connected.append(args))
    assert ask("https://gemischt.example/") is Answer.SILENT
    assert connected == []


def test_a_name_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    error = socket.gaierror(socket.EAI_NONAME, "no such name")

    def resolve(*_args: object, **_more: object) -> object:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert ask("https://gibt-es-nicht.example/") is Answer.NO_HOST
    error.errno = socket.EAI_AGAIN  # the name server itself does not answer
    assert ask("https://gibt-es-nicht.example/") is Answer.SILENT


def test_a_host_that_never_ends_is_cut_off() -> None:
    """A byte of a header now and then keeps each single wait short."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def drip() -> None:
        connection, _address = listening.accept()
        with connection:
            try:
                connection.sendall(b"HTTP")
                for _second in range(100):
                    connection.sendall(b"x")
                    time.sleep(0.05)
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    begin = time.monotonic()
    assert ask(f"http://127.0.0.1:{port}/", _own(port, 0.5)) is Answer.SILENT
    assert time.monotonic() - begin < 3
    thread.join()
    listening.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:4001:806::2003", True),
        *((one, False) for one in ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0")),
        *((one, False) for one in ("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1")),
        *((one, False) for one in ("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1")),
        *((one, False) for one in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:0:0:0:0:f5ff:fffe")),
    ],
)
def test_who_is_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    "address", ["", "x", "http://", "https://[::1", "http://a:99999/", "mailto:a@b.de", "http:///x"]
)
def test_what_is_no_web_address_is_never_asked_for(address: str) -> None:
    assert ask(address) is Answer.SILENT


@pytest.mark.parametrize(
    "asks",
    [
        lambda: ask("https://langsam.example/", Asking(page_seconds=0.1)) is Answer.SILENT,
        lambda: not resolves("langsam.example", 0.1),
    ],
)
def test_a_name_server_that_is_slow_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, asks: Callable[[], bool]) -> None:
    answers = threading.Event()

    def resolve(_host: str, port: int, **_more: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        answers.wait(10)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    begin = time.monotonic()
    assert asks()
    assert time.monotonic() - begin < 5
    answers.set()
