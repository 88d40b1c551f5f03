"""The rush after a circular: how many pages and answers a second the served application bears, and at what cost.

``python -m bench.rush`` serves an association with 300 counties (``umlauf serve``, web and worker, confirmations sent
to ``smtp_sink``) on SQLite and on PostgreSQL, and lets 1, 8 and 32 clients come at once. An answer is what a front
office does: open the link, read the page, open the form, send it, see the result; each registers one person. The
clients are ``visitors``: bare sockets in one event loop, so that little of the two cores goes to them.

Then the crowd: 2,000 counties want 300 places, 32 at once, each by its own link. Who has a place and who waits is read
from the database afterwards; the exit status is 1 if one place too many was given, a place stayed free, somebody is
missing, or a request failed.

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
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.smtp_sink import sink
from bench.visitors import Visitor
from tests.services.postgres import server
from tests.services.program import environment, free_port, serving

COUNTIES = 300
CLIENTS = (1, 8, 32)
PEOPLE, PLACES = 2000, 300


@dataclass(frozen=True)
class Rival:
    """pretix, a free registration: answers a second (of 10 requests, p95 6 s at 8 clients), event pages, memory."""

    answers: float = 1.5
    pages: float = 31.0
    megabytes: float = 1.6 * 1024


PRETIX = Rival()


@dataclass(frozen=True)
class Measured:
    """What so many clients got done: how many a second, and what each took.

    ``p95`` is that of a whole story, ``p95_request`` of one of its requests, in ms; ``cpu`` of all processes, in ms a
    story.
    """

    rate: float
    p95: float
    p95_request: float
    cpu: float
    requests: float

    def line(self, label: str, rival: float | None) -> str:
        beside = f"  {self.rate / rival:6.1f} × pretix" if rival is not None else ""
        took = f"p95 {self.p95:7.1f} ms ({self.p95_request:7.1f} a request)   {self.cpu:6.2f} ms CPU   "
        return f"  {label:<26}{self.rate:8.1f} a second   {took}{self.requests:.1f} requests{beside}"


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


@dataclass
class Spent:
    """Seconds: of it all, of each story, of each request; and how many stories failed, with the first reason."""

    seconds: float = 0.0
    stories: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    failed: int = 0
    reason: str = ""


async def rush(port: int, clients: int, times: int, story: Story) -> Spent:
    """Let ``clients`` play a story ``times`` times in all."""
    numbers = iter(range(times))
    spent = Spent()

    async def client() -> None:
        visitor = Visitor("localhost", port)
        for number in numbers:
            begun = time.perf_counter()
            try:
                await story(visitor, number)
            except (RuntimeError, OSError, asyncio.IncompleteReadError) as error:
                spent.failed, spent.reason = spent.failed + 1, spent.reason or f"{error!r}"
                visitor.close()
            spent.stories.append(time.perf_counter() - begun)
        spent.requests += visitor.seconds
        visitor.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _client in range(clients)))
    spent.seconds = time.perf_counter() - begun
    return spent


def measure(port: int, processes: Processes, clients: int, times: int, story: Story) -> tuple[Measured, Spent]:
    """One line of the table, and what it stands on."""
    before = processes.cpu()
    spent = asyncio.run(rush(port, clients, times, story))
    cpu = processes.cpu() - before
    if spent.failed:
        print(f"  {spent.failed} of {times} failed, the first with {spent.reason}", flush=True)
    found = Measured(
        rate=times / spent.seconds,
        p95=_p95(spent.stories),
        p95_request=_p95(spent.requests),
        cpu=cpu * 1000 / times,
        requests=len(spent.requests) / times,
    )
    return found, spent


def _p95(seconds: list[float]) -> float:
    """In ms."""
    return sorted(seconds)[max(0, int(len(seconds) * 0.95) - 1)] * 1000


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
            visitor.seconds.pop()  # opening the link once is no part of what is measured
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
            found, _spent = measure(port, processes, clients, count, told[name])
            print(found.line(f"{name}, {clients} clients", rival), flush=True)
    memory = processes.megabytes()
    print(f"  memory of all processes {memory:.0f} MB (PSS), pretix {PRETIX.megabytes:.0f} MB", flush=True)


def crowd(links: list[str], surroundings: dict[str, str], port: int, processes: Processes) -> bool:
    """As many people as there are links want the places at once; gives whether each of them stands where it should."""
    clients = max(CLIENTS)
    found, spent = measure(port, processes, clients, len(links), stories(links)["answer"])
    print(found.line(f"{len(links)} for {PLACES}, {clients} clients", PRETIX.answers), flush=True)
    states = office(surroundings)
    print(f"  all in {spent.seconds:.0f} s; {spent.failed} failed; registered: {states}", flush=True)
    return not spent.failed and states == {"admitted": PLACES, "waiting": len(links) - PLACES}


def office(surroundings: dict[str, str], *said: int) -> Any:
    """What ``bench.rush_office`` prints when it is told this."""
    command = [sys.executable, "-m", "bench.rush_office", *map(str, said)]
    django = surroundings | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    made = subprocess.run(command, env=django, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return json.loads(made.stdout.splitlines()[-1])


@contextmanager
def served(database: str | None, *said: int) -> Iterator[tuple[list[str], dict[str, str], int, Processes]]:
    """An installation that is served, its circular sent: the personal links, its environment, port and processes."""
    with tempfile.TemporaryDirectory(prefix="umlauf-rush-") as folder, sink() as smtp_port:
        surroundings = environment(Path(folder, "home"), database, SMTP_HOST="127.0.0.1", SMTP_PORT=str(smtp_port))
        links = office(surroundings, *said)
        port = free_port()
        before = set(Processes(os.getpid()).pids())
        with serving(surroundings, port=port):
            (one,) = set(_children(os.getpid())) - before
            yield links, surroundings, port, Processes(one)


def main(arguments: list[str]) -> int:
    """Measure on both databases, each time in one that is empty."""
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description=__doc__)
    parser.add_argument("--times", type=int, default=1200, help="pages of each kind; answers are a third of it")
    options = parser.parse_args(arguments)
    right = True
    for label in ("SQLite", "PostgreSQL"):
        print(label, flush=True)
        with _database(label) as url, served(url, COUNTIES) as (links, _surroundings, port, processes):
            run(links, port, processes, options.times)
        with _database(label) as url, served(url, PEOPLE, PLACES) as (links, surroundings, port, processes):
            right &= crowd(links, surroundings, port, processes)
    return 0 if right else 1


def _database(label: str) -> AbstractContextManager[str | None]:
    return server() if label == "PostgreSQL" else nullcontext()


def _children(parent: int) -> list[int]:
    stats = ((stat.parent.name, _read(stat).rpartition(")")[2].split()) for stat in Path("/proc").glob("[0-9]*/stat"))
    return [int(name) for name, fields in stats if fields and int(fields[1]) == parent]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
