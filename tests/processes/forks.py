"""Processes that are ready before they begin, so that they really run at the same time."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connections

Work = Callable[[], None]


def fork(work: Work) -> int:
    """Begin ``work`` in a process of its own, with database connections of its own; its process id."""
    connections.close_all()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ending(pid: int) -> int:
    """Wait for a process; its exit code, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def all_at_once(works: Sequence[Work]) -> list[int]:
    """Run all works at the same time, each in its process; their exit codes."""
    waiting, go = os.pipe()

    def ready(work: Work) -> Work:
        def run() -> None:
            os.close(go)
            os.read(waiting, 1)  # ends when the last writer, the parent, lets go
            work()

        return run

    pids = [fork(ready(work)) for work in works]
    os.close(go)
    endings = [ending(pid) for pid in pids]
    os.close(waiting)
    return endings


def append(file: Path, line: str) -> None:
    """Add a line to a file that several processes write to."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)
