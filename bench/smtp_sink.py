"""A mail server that swallows: as little Python per message as possible, so that the sender is what is measured.

aiosmtpd ends at about 63 messages of 200 kB a second and would be the bottleneck. This sink answers SMTP (with
PIPELINING and SIZE) in an event loop of its own process, reads data into one buffer per connection and looks at no more
than its last bytes, since a client waits for the answer after the final dot.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

END = b"\r\n.\r\n"
BUFFER = 1 << 19
ANSWERS = {b"MAIL": b"250 OK\r\n", b"RCPT": b"250 OK\r\n", b"RSET": b"250 OK\r\n", b"DATA": b"354 go on\r\n"}
GREETING = b"250-sink.umlauf.example\r\n250-PIPELINING\r\n250 SIZE 50000000\r\n"


class Sink(asyncio.BufferedProtocol):
    """One connection."""

    def __init__(self) -> None:
        self._buffer = bytearray(BUFFER)
        self._view = memoryview(self._buffer)
        self._line = b""
        self._tail = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink.umlauf.example\r\n")

    def get_buffer(self, _sizehint: int) -> memoryview:
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        if self._in_data:
            self._data(nbytes)
            return
        *lines, self._line = (self._line + self._buffer[:nbytes]).split(b"\r\n")
        self._transport.write(b"".join(self._answer(line) for line in lines))

    def _data(self, nbytes: int) -> None:
        end = bytes(self._buffer[max(0, nbytes - len(END)) : nbytes])
        self._tail = (self._tail + end)[-len(END) :]
        if self._tail == END:
            self._in_data, self._tail = False, b""
            self._transport.write(b"250 OK\r\n")

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        self._in_data = verb == b"DATA"
        if verb == b"QUIT":
            return b"221 bye\r\n"
        return GREETING if verb in {b"EHLO", b"HELO"} else ANSWERS.get(verb, b"502 what?\r\n")


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def sink() -> Iterator[int]:
    """Run a sink in a process of its own; gives its port."""
    process = subprocess.Popen([sys.executable, "-m", "bench.smtp_sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=10)


if __name__ == "__main__":
    asyncio.run(_serve())
