"""``python -m tests.processes.registering ADDRESS LINK…``: counties register somebody, each from a process of its own.

The pages are at ADDRESS, wherever the links lead. Nobody sends the form before all have it before them. Prints how the
processes ended, and the status and the words of the page that each of them got.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.processes.forks import Work, all_at_once, append
from umlauf.faces.cli.visitor import Visitor

PATIENCE = 300.0  # seconds, for the slowest of all


def main(address: str, links: list[str]) -> None:
    """Let all register."""
    all_are_ready = multiprocessing.get_context("fork").Barrier(len(links))
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "journal")

        def registering(number: int, link: str) -> Work:
            def register() -> None:
                visitor = Visitor()
                letter = visitor.open(address + urlsplit(link).path)
                form = visitor.follow(letter, "Teilnahme anmelden").form("Anmelden")
                form.fill("Name", f"Vera Vorzimmer {number}", group="Wer meldet an?")
                form.fill("E-Mail", f"vorzimmer@kreis-{number}.example", group="Wer meldet an?")
                form.fill("Name", f"Max Muster {number}", group="Person 1")
                all_are_ready.wait(PATIENCE)
                page = visitor.send(form, "Anmelden")
                append(journal, json.dumps([page.status, page.text]))

            return register

        endings = all_at_once([registering(number, link) for number, link in enumerate(links)])
        print(json.dumps([endings, [json.loads(line) for line in journal.read_text().splitlines()]]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
