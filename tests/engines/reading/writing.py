"""Circulars made for a test: a plain head around what the test is about."""

HEAD = """An die
Landkreise

Stichprobe
Az.: 103-55/kö

{date}

Rundschreiben Nr. 12/2016

Ein Betreff zur Probe
"""


def circular(text: str, date: str = "1. November 2016") -> str:
    """A circular with the text as its body and a signature below."""
    return f"{HEAD.format(date=date)}\n{text}\n\nMuster\n"


def with_head(head: str) -> str:
    """A circular with a head of its own."""
    return (
        f"{head}\n\nSehr geehrte Damen und Herren,\n\nder Text steht hier nur, damit der Kopf ein Ende hat.\n\nMuster\n"
    )
