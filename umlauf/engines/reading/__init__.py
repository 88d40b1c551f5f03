"""Reading circulars: text in, facts out, each with its place in the text and a confidence. Pure Python, no Django."""

from umlauf.engines.reading.annex_mentions import AnnexMention
from umlauf.engines.reading.body import as_markdown
from umlauf.engines.reading.circular import read_circular
from umlauf.engines.reading.facts import (
    SCHEMA,
    Annex,
    Contacts,
    Contribution,
    Deadline,
    Event,
    Evidence,
    Facts,
    ProgrammeItem,
    Reference,
    Signatory,
)
from umlauf.engines.reading.files import FACTS_NAME, read_file
from umlauf.engines.reading.refusals import MESSAGES, ReadingRefused
from umlauf.engines.reading.schema import facts_schema
from umlauf.engines.reading.weekdays import WrongWeekday
from umlauf.engines.reading.written import Written, line_of_reference, names_letter, read_written

__all__ = [
    "FACTS_NAME",
    "MESSAGES",
    "SCHEMA",
    "Annex",
    "AnnexMention",
    "Contacts",
    "Contribution",
    "Deadline",
    "Event",
    "Evidence",
    "Facts",
    "ProgrammeItem",
    "ReadingRefused",
    "Reference",
    "Signatory",
    "Written",
    "WrongWeekday",
    "as_markdown",
    "facts_schema",
    "line_of_reference",
    "names_letter",
    "read_circular",
    "read_file",
    "read_written",
]
