"""Whether a web page is there: an address in, an answer out. Asks public hosts alone, and reads nothing of a page.

A link in a draft says where this machine shall connect to, so it is treated as hostile: each host is resolved once,
refused unless all its addresses are public, and connected to by the address that was checked, so that no second answer
of the name server counts (DNS rebinding). Redirects are followed by hand, each of them checked like the first.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import idna

SECONDS: Final = 5
"""How long a host may take for one answer, whatever it sends."""
PAGE_SECONDS: Final = 10
"""How long a page may take with all it leads to, and with the name server, which has no limit of its own."""

_REDIRECTS: Final = 4
_PORTS: Final = {"http": 80, "https": 443}
_HEADERS: Final = {"User-Agent": "Umlauf link check", "Accept": "*/*", "Connection": "close"}
_GONE: Final = frozenset({404, 410})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_UNICAST: Final = ipaddress.ip_network("2000::/3")

_Found = TypeVar("_Found")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Answer(StrEnum):
    """``silent``: nothing that says whether the page is there, as with a login, a fault, or a host not to be asked."""

    THERE = "there"
    GONE = "gone"
    NO_HOST = "no_host"
    SILENT = "silent"


def is_public(address: Address) -> bool:
    """Whether everybody can reach it: no private, local or shared network, and no IPv4 address inside of an IPv6 one
    (RFC 4291, 3056, 4380, 6052), which a gateway would unpack.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    packed = address.ipv4_mapped or address.sixtofour or address.teredo
    return address in _UNICAST and address.is_global and packed is None


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom it is allowed to ask: for a test that has its own host beside that of the world."""

    permits: Callable[[Address], bool] = is_public
    ports: tuple[int, ...] = tuple(_PORTS.values())
    seconds: float = SECONDS
    page_seconds: float = PAGE_SECONDS


def ask(address: str, asking: Asking | None = None) -> Answer:
    """Ask for a page by its web address. Never raises."""
    rules = asking or Asking()

    def asked() -> Answer:
        try:
            return _follow(address, rules)
        except _NoHost:
            return Answer.NO_HOST
        except (OSError, http.client.HTTPException, ValueError):  # ssl.SSLError and idna.IDNAError are of these
            return Answer.SILENT

    return _in_time(asked, Answer.SILENT, rules.page_seconds)


def resolves(host: str, seconds: float = PAGE_SECONDS) -> bool:
    """Whether the name server knows the host: where it knows none, it says nothing about others either."""

    def known() -> bool:
        with suppress(OSError, ValueError):
            return bool(socket.getaddrinfo(_ascii(host), 443, type=socket.SOCK_STREAM))
        return False

    return _in_time(known, False, seconds)


def _in_time(asks: Callable[[], _Found], otherwise: _Found, seconds: float) -> _Found:
    """What comes back within some seconds. What is still asked for then is left to end by itself."""
    found = [otherwise]
    thread = threading.Thread(target=lambda: found.append(asks()), daemon=True)
    thread.start()
    thread.join(seconds)
    return found[-1]


class _NoHost(Exception):
    """There is no such name."""


def _follow(address: str, rules: Asking) -> Answer:
    status, location = _asked(address, rules)
    for _step in range(_REDIRECTS):
        if status not in _MOVED or not location:
            break
        address = urljoin(address, location)
        try:
            status, location = _asked(address, rules)
        except _NoHost:  # the host that was written is there
            return Answer.SILENT
    if status in _GONE:
        return Answer.GONE
    return Answer.THERE if http.client.OK <= status < http.client.MULTIPLE_CHOICES else Answer.SILENT


def _asked(address: str, rules: Asking) -> tuple[int, str]:
    status, location = _request("HEAD", address, rules)
    if status not in _MOVED and status >= http.client.MULTIPLE_CHOICES:
        return _request("GET", address, rules)  # some servers refuse HEAD alone
    return status, location


def _request(method: str, address: str, rules: Asking) -> tuple[int, str]:
    """The status and where it leads, from the first address of the host. Nothing of a body is read."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(address)
    host, port = _ascii(parts.hostname), parts.port or _PORTS[parts.scheme]
    if port not in rules.ports:
        raise ValueError(address)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    named = f"[{host}]" if ":" in host else host
    header = named if port == _PORTS[parts.scheme] else f"{named}:{port}"
    with _Line(_checked(host, port, rules), port, rules.seconds) as line:
        if parts.scheme == "https":
            line.encrypt(host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = line.socket
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": header, **_HEADERS}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""


def _checked(host: str, port: int, rules: Asking) -> str:
    """The address to connect to. Raises ``OSError`` unless all addresses of the host are permitted."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:
            raise _NoHost from error
        raise
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(rules.permits(ipaddress.ip_address(one)) for one in addresses):
        raise OSError(host)
    return addresses[0]


def _ascii(host: str) -> str:
    return host if host.isascii() else idna.encode(host, uts46=True).decode()


class _Line:
    """A connection that is cut after some seconds, also where each byte comes in time."""

    def __init__(self, address: str, port: int, seconds: float) -> None:
        self.socket: socket.socket = socket.create_connection((address, port), timeout=seconds)
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def encrypt(self, host: str) -> None:
        context = ssl.create_default_context()
        wrapped = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket = wrapped
        wrapped.do_handshake()

    def _cut(self) -> None:
        with suppress(OSError):  # the plain one: that of TLS would say goodbye first, and wait for it
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self.socket.close()
