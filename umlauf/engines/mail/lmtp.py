"""The door through which a mail server on this machine hands over what came back (LMTP, RFC 2033).

It answers when the mail is kept, so that the server keeps what we could not. One recipient a transaction, as each
address names one message: whoever has more is asked to come again (RFC 5321 4.5.3.1.10), and one answer is one mail's.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session, syntax

from umlauf.ground.core.limits import LIMITS, MB

_HOST: Final = "127.0.0.1"
AT_ONCE: Final = 2
"""Mails that come in at the same moment."""
WAIT: Final = 60.0
"""Seconds that another waits for that."""

Knows = Callable[[str], bool]
"""Whether mail for an address belongs here. Called in a thread of its own; may raise."""
Keeps = Callable[[bytes, str], None]
"""Keeps a mail for good, before it returns. Called in a thread of its own; may raise."""

_log = logging.getLogger(__name__)


class _Door:
    def __init__(self, knows: Knows, keeps: Keeps) -> None:
        self._knows = knows
        self._keeps = keeps

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: LMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time, please"
        try:
            known = await asyncio.to_thread(self._knows, address)
        except Exception:  # noqa: BLE001 - whatever it is, the server asks again
            _log.exception("an address could not be looked up")
            return "451 4.3.0 Please try again later"
        if not known:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        data = envelope.original_content
        if not isinstance(data, bytes):
            return "554 5.6.0 Nothing came"
        try:
            await asyncio.to_thread(self._keeps, data, envelope.rcpt_tos[0])
        except Exception:  # noqa: BLE001 - whatever it is, the server keeps the mail
            _log.exception("a mail that came back could not be kept")
            return "451 4.3.0 Please try again later"
        return "250 2.0.0 Kept"


class _Lmtp(LMTP):
    """Takes longer lines than RFC 5321 wants: a server that brings a bounce has nobody to bounce it to."""

    line_length_limit = MB

    def __init__(self, door: _Door, room: asyncio.Semaphore, **settings: Any) -> None:
        super().__init__(door, **settings)
        self._room = room

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        """A mail is in memory several times until it is kept, so few come in at once and the others wait."""
        try:
            await asyncio.wait_for(self._room.acquire(), WAIT)
        except TimeoutError:
            await self.push("451 4.3.2 Busy, please try again later")
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            return
        try:
            await super().smtp_DATA(arg)
        finally:
            self._room.release()


class _Listening(Controller):
    """Listens at a socket that is bound already: the library leaves its loop behind when it cannot bind one."""

    def __init__(self, door: _Door, listener: socket.socket) -> None:
        super().__init__(door, hostname=_HOST, port=listener.getsockname()[1])
        self._listener = listener
        self._room = asyncio.Semaphore(AT_ONCE)

    def factory(self) -> LMTP:
        return _Lmtp(
            self.handler, self._room, data_size_limit=LIMITS.arrival_bytes, ident="Umlauf", hostname="localhost"
        )

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


@contextmanager
def lmtp_door(port: int, *, knows: Knows, keeps: Keeps) -> Iterator[None]:
    """Listen on this machine alone. Raises ``OSError`` when the port is taken."""
    with socket.create_server((_HOST, port)) as listener:
        listening = _Listening(_Door(knows, keeps), listener)
        listening.start()
        try:
            yield
        finally:
            listening.stop()
