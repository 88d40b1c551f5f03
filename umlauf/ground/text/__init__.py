"""The text of a letter as one tree of nodes, and the doors through which it comes in and goes out.

Nothing here knows Django's settings or a database, so that every floor above may use it.
"""

from umlauf.ground.text.fitting import fitted
from umlauf.ground.text.html import to_html, to_json_block
from umlauf.ground.text.html_in import from_html
from umlauf.ground.text.markdown import from_markdown
from umlauf.ground.text.markdown_out import to_markdown
from umlauf.ground.text.nodes import Doc
from umlauf.ground.text.normalise import normalise
from umlauf.ground.text.plain import from_plain, to_plain
from umlauf.ground.text.refused import Refused
from umlauf.ground.text.typography import typeset, typing_rules

__all__ = [
    "Doc",
    "Refused",
    "fitted",
    "from_html",
    "from_markdown",
    "from_plain",
    "normalise",
    "to_html",
    "to_json_block",
    "to_markdown",
    "to_plain",
    "typeset",
    "typing_rules",
]
