"""``umlauf demo``"""

from __future__ import annotations

import os
from pathlib import Path

import click

from umlauf.faces.cli.endings import ends_clearly
from umlauf.faces.cli.sources import bytes_of
from umlauf.faces.cli.words import gettext as _


@click.command(
    "demo",
    help=_(
        "Play a circular of November 2016 in an empty UMLAUF_HOME, with sample people and a mail server of its own, "
        "then serve it. Called again, it goes on from what is there."
    ),
)
@click.option("--once", is_flag=True, help=_("End after the summary."))
@click.option("--circular", type=click.Path(path_type=Path), help=_("The text to play; else the sample."))
@click.option("--port", default=8000, show_default=True, help=_("The port to serve on."))
@ends_clearly
def command(once: bool, circular: Path | None, port: int) -> None:
    """Play the story."""
    from umlauf.faces.cli.demonstration import mark_home, play, sample_folder
    from umlauf.faces.cli.postbox import postbox

    text = circular or sample_folder() / "rundschreiben-543-2016.md"
    data = bytes_of(text)
    os.environ["PUBLIC_URL"] = f"http://localhost:{port}"
    home = mark_home()
    with postbox(home):
        play(home, data, text.name, chosen=circular is not None)
        if not once:
            from umlauf.faces.cli.serving import serve

            serve("127.0.0.1", port)
