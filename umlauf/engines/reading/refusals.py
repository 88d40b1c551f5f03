"""What this engine refuses, with one sentence for each reason.

The engine knows no user interface: a refusal carries an English template and its parameters, so that a face can look
the template up in its catalogue. Every template stands in `MESSAGES` and nowhere else; whoever translates needs no
other place.
"""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "reading.empty": "The file %(name)s is empty.",
        "reading.empty_text": "The text is empty.",
        "reading.too_large": "The text has %(size)s bytes; at most %(limit)s can be read.",
        "reading.binary": "%(name)s is no text. Please save the circular as plain text or Markdown.",
        "reading.binary.archive": (
            "%(name)s is a ZIP or Office file. Please save the circular as plain text or Markdown."
        ),
        "reading.binary.picture": "%(name)s is a picture. Please give the circular as plain text or Markdown.",
        "reading.binary.program": "%(name)s is a program. Please give the circular as plain text or Markdown.",
        "reading.binary.rtf": "%(name)s is an RTF file. Please save the circular as plain text or Markdown.",
        "reading.binary.compressed": (
            "%(name)s is a compressed file. Please unpack it and give the circular as plain text or Markdown."
        ),
        "reading.control_characters": (
            "The text contains characters that no letter has (position %(position)s). It is probably no text."
        ),
        "reading.encoding": "The encoding of %(name)s is not known. Please save the circular as UTF-8.",
        "reading.no_circular": (
            "This is no circular: none of kind, number, subject line or addressees can be found in the first lines."
        ),
        "reading.pdf_without_facts": (
            "The PDF %(name)s carries no attached facts (umlauf-facts.json). Please give the circular as plain text "
            "or Markdown."
        ),
        "reading.pdf_unreadable": "The PDF %(name)s cannot be opened.",
        "reading.facts_invalid": (
            "These are no facts of a circular: %(field)s does not have the shape of umlauf-facts/1."
        ),
        "reading.facts_schema": "The facts have the shape %(found)s; umlauf-facts/1 is expected.",
        "reading.front_matter_unclosed": "The front matter begins with --- but its closing --- is missing.",
        "reading.front_matter_too_large": (
            "The front matter has more than %(limit)s characters, which is more than can be read."
        ),
        "reading.front_matter_syntax": "The front matter is no YAML that can be read (line %(line)s).",
        "reading.front_matter_no_mapping": "The front matter must consist of lines of the form “key: value”.",
        "reading.front_matter_unknown_key": (
            "The front matter has an unknown key “%(key)s”. Did you mean “%(nearest)s”?"
        ),
        "reading.front_matter_value.text": "In the front matter, “%(key)s” must be a text.",
        "reading.front_matter_value.integer": "In the front matter, “%(key)s” must be a whole number above zero.",
        "reading.front_matter_value.year": "In the front matter, “%(key)s” must be a year such as 2016.",
        "reading.front_matter_value.number": "In the front matter, “%(key)s” must be a number such as 543 or 543/2016.",
        "reading.front_matter_value.date": "In the front matter, “%(key)s” must be a date such as 2016-11-18.",
        "reading.front_matter_value.time": "In the front matter, “%(key)s” must be a time such as 12:00.",
        "reading.front_matter_value.flag": "In the front matter, “%(key)s” must be true or false.",
        "reading.front_matter_value.choice": "In the front matter, “%(key)s” must be one of: %(choices)s.",
        "reading.front_matter_value.recurrence": (
            "In the front matter, “%(key)s” must be a rule such as yearly 03-31 or monthly 10."
        ),
        "reading.front_matter_value.mapping": "In the front matter, “%(key)s” must have named fields below it.",
    }
)


class ReadingRefused(Exception):
    """A text or file that is not read, for a reason that a person can act upon.

    `code` is stable and starts with "reading."; `message` is the English template (the id for gettext), `params` its
    values, which need no translation. `variant` chooses among the sentences of one code.
    `str(error)` is the finished English sentence.
    """

    def __init__(self, code: str, variant: str = "", /, **params: str | int) -> None:
        self.code = code
        self.message = MESSAGES[f"{code}.{variant}" if variant else code]
        self.params = params
        super().__init__(self.message % params)
