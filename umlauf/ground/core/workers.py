"""Who holds a row, named so that another process on the same machine can tell whether the holder still lives."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def worker_name() -> str:
    """This process: host, boot, process id and its start time. No two processes ever have the same."""
    pid = os.getpid()
    return f"{machine_name()}:{pid}:{_started(pid)}"


def is_dead(worker: str) -> bool:
    """Whether a worker of this machine is gone for certain. False for other machines: their lease has to run out."""
    machine, _colon, process = worker.partition(":")
    pid, _colon, rest = process.partition(":")
    if machine != machine_name() or not pid.isdigit():
        return False
    return not _runs(int(pid)) or _started(int(pid)) != rest.partition(":")[0]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        return True
    return True


@cache
def machine_name() -> str:
    """This machine since it was started."""
    boot = _PROC / "sys/kernel/random/boot_id"
    return f"{socket.gethostname()[:100]}/{boot.read_text()[:8] if boot.exists() else 'unknown'}".replace(":", "_")


def _started(pid: int) -> str:
    """Start time in clock ticks since boot (proc(5)); empty where there is no /proc, and for a process that ended."""
    try:
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in {b"Z", b"X"} else fields[19].decode()
