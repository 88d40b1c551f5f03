"""What this engine refuses, with one sentence for each reason.

The engine knows no user interface: a refusal carries an English template and its parameters, so that a face can look the template up in its
catalogue. Every template stands in `MESSAGES` and nowhere else; whoever translates needs no other place.
"""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "reading.empty": "The file %(name)s is empty.",
        "reading.empty_text": "The text is empty.",
        "reading.too_large": "The text has %(size)s bytes; at most %(limit)s can be read.",
        "reading.binary": "%(name)s is no text: it looks like %(looks_like)s. Please save the circular as plain text or Markdown.",
        "reading.control_characters": "The text contains characters that no letter has (position %(position)s). It is probably no text.",
        "reading.encoding": "The encoding of %(name)s is not known. Please save the circular as UTF-8.",
        "reading.no_circular": (
            "This is no circular: none of kind, number, subject line or addressees can be found in the first lines."
        ),
        "reading.pdf_without_facts": (
            "The PDF %(name)s carries no attached facts (umlauf-facts.json). Please give the circular as plain text or Markdown."
        ),
        "reading.pdf_unreadable": "The PDF %(name)s cannot be opened.",
        "reading.facts_invalid": "These are no facts of a circular: %(field)s does not have the shape of umlauf-facts/1.",
        "reading.facts_schema": "The facts have the shape %(found)s; umlauf-facts/1 is expected.",
        "reading.front_matter_unclosed": "The front matter begins with --- but its closing --- is missing.",
        "reading.front_matter_too_large": "The front matter has %(size)s characters; at most %(limit)s can be read.",
        "reading.front_matter_syntax": "The front matter is no YAML that can be read (line %(line)s).",
        "reading.front_matter_no_mapping": "The front matter must consist of lines of the form “key: value”.",
        "reading.front_matter_unknown_key": "The front matter has an unknown key “%(key)s”. Did you mean “%(nearest)s”?",
        "reading.front_matter_value": "The value of “%(key)s” in the front matter cannot be read: %(expected)s is expected.",
    }
)


class ReadingRefused(Exception):
    """A text or file that is not read, for a reason that a person can act upon.

    `code` is stable and starts with "reading."; `message` is the English template (the id for gettext), `params` its values.
    `str(error)` is the finished English sentence.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.message = MESSAGES[code]
        self.params = params
        super().__init__(self.message % params)
