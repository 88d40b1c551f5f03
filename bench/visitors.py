"""A visitor on a bare socket: cookies, hidden fields and nothing else, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import html
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. ``address`` is where to go on: the path that was asked for, or that of the redirect."""

    status: int
    address: str
    text: str


class Visitor:
    """One client with one connection, kept open. ``seconds`` is how long each of its requests took."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.seconds: list[float] = []
        self.letter: str | None = None
        self._cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def forget(self) -> None:
        """Come as somebody else."""
        self._cookies.clear()
        self.letter = None

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def get(self, address: str) -> Answered:
        return await self._ask("GET", address, b"")

    async def post(self, form: Answered, fields: dict[str, str]) -> Answered:
        """Send the form of a page with its hidden fields. Raises ``RuntimeError`` unless it leads on (303 or 302)."""
        hidden = {html.unescape(name): html.unescape(value) for name, value in _HIDDEN.findall(form.text)}
        answered = await self._ask("POST", form.address, urlencode(hidden | fields).encode())
        if answered.status not in {302, 303}:
            raise RuntimeError(f"{form.address} answered {answered.status}: {answered.text[:3000]}")
        return answered

    async def _ask(self, method: str, address: str, body: bytes) -> Answered:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        begun = time.perf_counter()
        writer.write(self._head(method, address, len(body)) + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head[9:12])
        length, location = 0, ""
        for line in head.split("\r\n")[1:]:
            name, _colon, value = line.partition(":")
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "location":
                location = urlsplit(value.strip()).path
            elif name.lower() == "set-cookie":
                key, _equals, rest = value.strip().partition("=")
                self._cookies[key] = rest.partition(";")[0]
        text = (await reader.readexactly(length)).decode() if length else ""
        self.seconds.append(time.perf_counter() - begun)
        if status >= 400:
            raise RuntimeError(f"{method} {address} answered {status}: {text[:3000]}")
        return Answered(status, location or address, text)

    def _head(self, method: str, address: str, length: int) -> bytes:
        lines = [f"{method} {address} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Language: de"]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()
