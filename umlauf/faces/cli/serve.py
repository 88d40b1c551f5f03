"""``umlauf serve``"""

from __future__ import annotations

import os

import click

from umlauf.faces.cli.endings import ends_clearly
from umlauf.faces.cli.office import open_office
from umlauf.faces.cli.words import gettext as _


@click.command("serve", help=_("Start web and worker, and end both on Ctrl-C and SIGTERM, or when one of them ends."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option("--port", default=8000, show_default=True, help=_("The port to listen on."))
@ends_clearly
def command(host: str, port: int) -> None:
    """Serve until told to stop."""
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    open_office()
    from umlauf.faces.cli.serving import serve

    serve(host, port)
