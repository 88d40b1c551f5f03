"""``umlauf worker``"""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click

from umlauf.faces.cli.endings import ends_clearly
from umlauf.faces.cli.office import open_office
from umlauf.faces.cli.words import gettext as _


@click.command("worker", help=_("Do what waits: render letters, send mail. Ends cleanly on Ctrl-C and SIGTERM."))
@click.option("--until-idle", is_flag=True, help=_("End when nothing is left to do."))
@ends_clearly
def command(until_idle: bool) -> None:
    """Work until told to stop."""
    open_office()
    from umlauf.faces.cli.returning import Watch
    from umlauf.faces.cli.work import work_until, work_until_idle

    told = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if until_idle:
        Watch().look(told.is_set)
        work_until_idle(told.is_set)
        return
    work_until(told)
