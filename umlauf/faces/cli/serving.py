"""Two processes, one command: granian serves the pages, the worker does what waits."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command

from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.ports import LOCAL, free_port
from umlauf.faces.cli.words import gettext as _

START = 120  # seconds that the web process has to begin, on a machine that does much else
GRACE = 20  # seconds that web and worker have for what they are just doing
PROCESSES = min(os.cpu_count() or 1, 4)  # that serve pages: one for each core, some 60 MB each
THREADS = 4  # of each of them; each may hold a database connection


def serve(host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT. Ends with exit code 1 when web or worker ended by itself.

    A demo is for this machine alone.
    """
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMO and host not in {"127.0.0.1", "::1", "localhost"}:
        refuse("serve.demo", _("A demo shows its mail and passwords to everybody: it is served on this machine only."))
    _check_free(host, port)
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = [_start(_web(host, port)), _start([sys.executable, "-m", "umlauf", "worker"])]
    click.echo(_("Umlauf is at %(address)s. Ctrl-C ends it.") % {"address": settings.PUBLIC_URL})
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        died = [child for child in children if child.poll() is not None]
        _end(children)
    if died and not stopping:
        refuse("serve.ended", _("Web or worker ended by itself (exit code %(code)s).") % {"code": died[0].returncode})


@contextmanager
def pages_served() -> Iterator[str]:
    """Serve the pages alone, on a free port of this machine, while the block lasts; gives their address."""
    port = free_port()
    web = _start(_web(LOCAL, port))
    told = signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(128 + signal.SIGTERM))
    try:
        _wait_until_up(web, port)
        yield f"http://{LOCAL}:{port}"
    finally:
        _end([web])
        signal.signal(signal.SIGTERM, told)


def _wait_until_up(web: subprocess.Popen[bytes], port: int) -> None:
    patience = time.monotonic() + START
    while web.poll() is None and time.monotonic() < patience:
        with suppress(OSError), socket.create_connection((LOCAL, port), timeout=1):
            return
        time.sleep(0.05)
    refuse("serve.start", _("The pages could not be served on port %(port)s.") % {"port": port})


def _web(host: str, port: int) -> list[str]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--respawn-failed-workers"]
    return [*web, "--log-level", "warning", "umlauf.project.wsgi:application"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches this process alone, which then ends its children in order."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = {"host": host, "port": port, "why": error.strerror}
            refuse("serve.port", _("%(host)s:%(port)s cannot be used: %(why)s. Please choose another --port.") % why)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
