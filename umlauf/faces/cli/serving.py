"""Two processes, one command: granian serves the pages, the worker does what waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command

from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.words import gettext as _

GRACE = 20  # seconds that web and worker have for what they are just doing
THREADS = 4  # of the web process; each may hold a database connection


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
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "warning", "--respawn-failed-workers"]
    web += ["umlauf.project.wsgi:application"]
    worker = [sys.executable, "-m", "umlauf", "worker"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    # A session of their own, so that Ctrl-C reaches this process alone, which then ends them in order.
    children = [subprocess.Popen(command, env=environment, start_new_session=True) for command in (web, worker)]
    click.echo(_("Umlauf is at %(address)s. Ctrl-C ends it.") % {"address": settings.PUBLIC_URL})
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        died = [child for child in children if child.poll() is not None]
        _end(children)
    if died and not stopping:
        refuse("serve.ended", _("Web or worker ended by itself (exit code %(code)s).") % {"code": died[0].returncode})


def _check_free(host: str, port: int) -> None:
    import socket

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
