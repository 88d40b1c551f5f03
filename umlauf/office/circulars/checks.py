"""What is refused at saving, so that signing has nothing left to refuse."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, replace
from typing import Any

from django.utils.translation import gettext as _

from umlauf.engines.letters import glyphs_missing
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Doc, Refused, normalise, to_markdown, typeset
from umlauf.office.circulars.content import DAYS, Content, Reference

LANGUAGES = ("de", "en")
YEARS = range(1990, 2101)
"""Of the days in a circular; others are mistyped."""

_LENGTHS = {
    "subject": LIMITS.subject,
    "keyword": LIMITS.keyword,
    "file_reference": LIMITS.file_reference,
    "abstract": LIMITS.abstract,
    "contact_name": LIMITS.name,
    "contact_phone": LIMITS.name,
    "closing": LIMITS.name,
}


def composed(content: Content) -> Content:
    """What is saved: the content in its normal form, its text with the marks of print. Raises as ``checked``.

    Only saving does this, never the signature: what is signed are the very words that were read and agreed to.
    """
    return printed(checked(content))


def printed(content: Content) -> Content:
    """The content with the marks of print in its text. It has been checked."""
    return replace(content, body=typeset(content.body, content.language))


def checked(content: Content) -> Content:
    """The content in its normal form.

    Raises ``Refused`` with ``circular.subject``, ``circular.body``, ``circular.long``, ``circular.characters``,
    ``circular.references``, ``circular.copies``, ``circular.date`` or ``circular.language``, or what
    ``check_address`` and ``normalise`` raise.
    """
    lines: dict[str, Any] = {name: _line(getattr(content, name)) for name in _LENGTHS if name != "abstract"}
    clean = replace(
        content,
        **lines,
        abstract=_paragraphs(content.abstract),
        body=normalise(content.body),
        addressees=tuple(line for line in map(_line, content.addressees) if line),
        copies=tuple(line for line in map(_line, content.copies) if line),
        contact_email=check_address(content.contact_email) if content.contact_email.strip() else "",
        references=_references(content.references),
    )
    if not clean.subject:
        raise Refused("circular.subject", _("The subject is missing. Please write in one line what this is about."))
    if not clean.body:
        raise Refused("circular.body", _("The text is empty. Please write what the recipients shall know."))
    for item in fields(clean):
        check_characters(field_label(item.name), _text(getattr(clean, item.name)))
    _check_lengths(clean)
    _check_days(clean)
    if clean.copies_list_id is not None and clean.copies_list_id == clean.distribution_list_id:
        raise Refused(
            "circular.copies",
            _("Whoever is on this list gets the circular already. Please choose another list for copies, or none."),
        )
    if clean.language not in LANGUAGES:
        raise Refused(
            "circular.language",
            _("There are no letters in the language “%(language)s”. Please choose German or English.")
            % {"language": clean.language[:20]},
        )
    return clean


def _references(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """Each as one line, and none of them twice."""
    clean = {(one.kind, text): replace(one, text=text) for one in references for text in [_line(one.text)]}
    if any(not one.text for one in clean.values()):
        raise Refused(
            "circular.references",
            _("A reference is empty. Please write what the circular refers to, or leave the line out."),
        )
    if len(clean) > LIMITS.references:
        raise Refused(
            "circular.references",
            _("A circular refers to at most %(most)s others. Please name the most important ones.")
            % {"most": LIMITS.references},
        )
    return tuple(clean.values())


def _line(text: str) -> str:
    """One line in NFC, with single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _paragraphs(text: str) -> str:
    """Each paragraph as one line, with a blank line between them."""
    return "\n\n".join(filter(None, map(_line, re.split(r"\n\s*\n", "\n".join(text.splitlines())))))


def _check_lengths(content: Content) -> None:
    for name, most in _LENGTHS.items():
        check_length(field_label(name), getattr(content, name), most)
    for name, lines in (("addressees", content.addressees), ("copies", content.copies)):
        for line in lines:
            check_length(field_label(name), line, LIMITS.name)
        check_length(field_label(name), "\n".join(lines), LIMITS.addressees)
    for one in content.references:
        check_length(field_label("references"), one.text, LIMITS.subject)
    size = len(to_markdown(content.body).encode())
    if size > LIMITS.text_bytes:
        raise Refused(
            "circular.long",
            _("The text has %(size).1f MB, and a circular may have %(most).0f MB. Please make long parts an annex.")
            % {"size": size / 1e6, "most": LIMITS.text_bytes / 1e6},
        )


def _check_days(content: Content) -> None:
    for name in DAYS:
        day = getattr(content, name)
        if day is not None and day.year not in YEARS:
            raise Refused(
                "circular.date",
                _("%(field)s: the year %(year)s cannot be right. Please correct the day.")
                % {"field": field_label(name), "year": day.year},
            )


def check_length(label: str, text: str, most: int) -> None:
    """Raises ``Refused("circular.long")`` when the text has more than ``most`` characters."""
    if len(text) > most:
        raise Refused(
            "circular.long",
            _("%(field)s has %(length)s characters, and %(most)s fit. Please shorten it.")
            % {"field": label, "length": len(text), "most": most},
        )


def check_characters(label: str, text: str) -> None:
    """Raises ``Refused("circular.characters")`` for what the fonts of the letter lack; ``label`` says where it is."""
    missing = glyphs_missing(text)
    if missing:
        raise Refused(
            "circular.characters",
            _("%(field)s: the letter cannot show these characters: %(characters)s. Please replace them.")
            % {"field": label, "characters": " ".join(shown_character(one) for one in missing[:10])},
        )


def _text(value: object) -> str:
    if isinstance(value, Doc):
        return "".join(run.text for run in value.runs())
    if isinstance(value, tuple):
        return "".join(one.text if isinstance(one, Reference) else str(one) for one in value)
    return value if isinstance(value, str) else ""


def shown_character(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() else code


def field_label(name: str) -> str:
    """What a person calls a field of the circular."""
    labels = {
        "subject": _("Subject"),
        "keyword": _("Keyword"),
        "file_reference": _("File reference"),
        "abstract": _("Abstract"),
        "addressees": _("Addressees"),
        "body": _("Text"),
        "contact_name": _("Contact"),
        "contact_phone": _("Phone"),
        "contact_email": _("E-mail"),
        "closing": _("Closing"),
        "distribution_list_id": _("Distribution list"),
        "language": _("Language of the letter"),
        "letter_date": _("Letter date"),
        "answer_by": _("Answer by"),
        "references": _("References"),
        "file_plan_entry_id": _("Entry of the file plan"),
        "copies": _("For information, on the letter"),
        "copies_list_id": _("Distribution list for copies"),
        "confidentiality": _("Who may see it"),
        "valid_from": _("Valid from"),
        "acknowledge": _("Acknowledgement of receipt"),
        "ask_read": _("Read receipts of mail programs"),
    }
    return labels.get(name, name)
