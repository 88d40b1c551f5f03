"""The rush after a circular: how many pages and answers a second the served application bears, and at what cost.

``python -m bench.rush`` serves an association with 300 counties (``umlauf serve``, web and worker, confirmations sent
to ``smtp_sink``) on SQLite and on PostgreSQL, and lets 1, 8 and 32 clients come at once. An answer is what a front
office does: open the link, read the page, open the form, send it, see the result; each registers one person. The
clients are ``visitors``: bare sockets in one event loop, so that little of the two cores goes to them.

The rival is pretix on the same kind of machine with two free cores, as measured when this house was planned: figures
that are quoted here, not measured in this run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.smtp_sink import sink
from bench.visitors import Visitor
from tests.services.program import environment, free_port, serving

COUNTIES = 300
CLIENTS = (1, 8, 32)


@dataclass(frozen=True)
class Rival:
    """pretix, a free registration: answers and event pages a second, requests an answer, p95 in seconds, memory."""

    answers: float = 1.5
    pages: float = 31.0
    requests: int = 10
    p95: float = 6.0  # at 8 clients
    megabytes: float = 1.6 * 1024


PRETIX = Rival()


@dataclass(frozen=True)
class Measured:
    """What so many clients got done: how many a second, the 95th percentile in ms, CPU of all processes in ms each."""

    rate: float
    p95: float
    cpu: float
    requests: float

    def line(self, label: str, ratio: float | None) -> str:
        beside = f"  {ratio:6.1f} × pretix" if ratio is not None else ""
        figures = f"{self.rate:8.1f} a second   p95 {self.p95:7.1f} ms   {self.cpu:6.2f} ms CPU   "
        return f"  {label:<26}{figures}{self.requests:.0f} requests{beside}"


class Processes:
    """All processes below one of ours, as ``/proc`` knows them."""

    def __init__(self, root: int) -> None:
        self.root = root

    def pids(self) -> list[int]:
        """The children's children too; this process itself is not among them."""
        parents: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            fields = _read(stat).rpartition(")")[2].split()
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
        found, waiting = [], [self.root]
        while waiting:
            below = parents.get(waiting.pop(), [])
            found += below
            waiting += below
        return found

    def cpu(self) -> float:
        """Processor seconds of all of them so far."""
        ticks = 0
        for pid in self.pids():
            fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if fields else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Proportional set size (PSS) of all of them: pages that several share count once."""
        kilobytes = 0
        for pid in self.pids():
            lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return kilobytes / 1024


def _read(path: Path) -> str:
    """The text of a file of ``/proc``; empty when its process has ended meanwhile."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


Story = Callable[[Visitor, int], Awaitable[None]]


async def rush(port: int, clients: int, times: int, story: Story) -> tuple[float, list[float], int]:
    """Let ``clients`` play a story ``times`` times in all; gives seconds, the seconds of each story, and requests."""
    numbers = iter(range(times))
    spent: list[float] = []
    requests = 0

    async def client() -> None:
        nonlocal requests
        visitor = Visitor("localhost", port)
        for number in numbers:
            begun = time.perf_counter()
            await story(visitor, number)
            spent.append(time.perf_counter() - begun)
        requests += visitor.requests
        visitor.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _client in range(clients)))
    return time.perf_counter() - begun, spent, requests


def measure(port: int, processes: Processes, clients: int, times: int, story: Story) -> Measured:
    """One line of the table."""
    before = processes.cpu()
    seconds, spent, requests = asyncio.run(rush(port, clients, times, story))
    cpu = processes.cpu() - before
    p95 = sorted(spent)[max(0, int(len(spent) * 0.95) - 1)]
    return Measured(times / seconds, p95 * 1000, cpu * 1000 / times, requests / times)


def stories(links: list[str]) -> dict[str, Story]:
    """Read the page of a letter, read its form, answer it. Each client keeps to letters whose link it has opened."""
    rounds = iter(range(1_000_000))

    async def page(visitor: Visitor, number: int) -> None:
        await visitor.get(await _letter(visitor, number))

    async def form(visitor: Visitor, number: int) -> None:
        await visitor.get(await _letter(visitor, number) + "register/")

    async def answer(visitor: Visitor, _number: int) -> None:
        visitor.forget()
        place = next(rounds)  # goes on from one line of the table to the next
        letter = await visitor.get(links[place % len(links)])
        shown = await visitor.get(letter.address)
        filled = await visitor.get(shown.address + "register/")
        name = f"Person {place}"
        sent = await visitor.post(
            filled,
            {
                "name": "Vera Vorzimmer",
                "email": "vorzimmer@kreis.example",
                "person-0-name": name,
                "person-0-function": "Dezernentin",
                "person-0-email": f"person{place}@kreis.example",
            },
        )
        result = await visitor.get(sent.address)
        if name not in result.text:
            raise RuntimeError(f"{name} is not registered: {result.address}")

    async def _letter(visitor: Visitor, number: int) -> str:
        if visitor.letter is None:
            visitor.letter = (await visitor.get(links[number % len(links)])).address
            visitor.requests -= 1  # opening the link once is no part of what is measured
        return visitor.letter

    return {"page": page, "form": form, "answer": answer}


def run(links: list[str], port: int, processes: Processes, times: int) -> None:
    """All clients, all stories, and what it took."""
    told = stories(links)
    asyncio.run(rush(port, 4, 40, told["page"]))
    for name, count, rival in (
        ("page", times, PRETIX.pages),
        ("form", times, None),
        ("answer", times // 3, PRETIX.answers),
    ):
        for clients in CLIENTS:
            found = measure(port, processes, clients, count, told[name])
            print(found.line(f"{name}, {clients} clients", found.rate / rival if rival else None), flush=True)
    memory = processes.megabytes()
    print(f"  memory of all processes {memory:.0f} MB (PSS), pretix {PRETIX.megabytes:.0f} MB", flush=True)


def prepare(home: Path, database: str | None, smtp_port: int) -> tuple[dict[str, str], list[str]]:
    """An installation whose circular lies in the outbox; gives its environment and the personal links."""
    surroundings = environment(home, database, SMTP_HOST="127.0.0.1", SMTP_PORT=str(smtp_port))
    command = [sys.executable, "-m", "bench.rush_office", str(COUNTIES)]
    django = surroundings | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    made = subprocess.run(command, env=django, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return surroundings, json.loads(made.stdout.splitlines()[-1])


def _databases() -> Iterator[str | None]:
    from tests.services.postgres import server

    yield None
    with server() as url:
        yield url


def main(arguments: list[str]) -> int:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description=__doc__)
    parser.add_argument("--times", type=int, default=1200, help="pages of each kind; answers are a third of it")
    options = parser.parse_args(arguments)
    for url in _databases():
        print("SQLite" if url is None else "PostgreSQL", flush=True)
        with tempfile.TemporaryDirectory(prefix="umlauf-rush-") as folder, sink() as smtp_port:
            surroundings, links = prepare(Path(folder, "home"), url, smtp_port)
            port = free_port()
            before = set(Processes(os.getpid()).pids())
            with serving(surroundings, port=port):
                (served,) = set(_children(os.getpid())) - before
                run(links, port, Processes(served), options.times)
    return 0


def _children(parent: int) -> list[int]:
    stats = ((stat.parent.name, _read(stat).rpartition(")")[2].split()) for stat in Path("/proc").glob("[0-9]*/stat"))
    return [int(name) for name, fields in stats if fields and int(fields[1]) == parent]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
