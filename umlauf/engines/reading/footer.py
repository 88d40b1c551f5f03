"""The footers of pages, which a text taken from a PDF has in the middle of its body.

They are recognised by what they say, never by where they stand: whole paragraphs in which every line is an address, a
way to reach the sender, a bank account or a register, with a bank account or three different such things among them;
and page numbers.
"""

import re
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.contacts import contact_kinds
from umlauf.engines.reading.limits import LINE_CHARACTERS
from umlauf.engines.reading.organisations import is_organisation
from umlauf.engines.reading.places import is_address
from umlauf.engines.reading.view import Line, View

_BANK = re.compile(
    r"(?:Bankverbindung:?[ ]?)?(?:IBAN:?[ ]?)?[A-Z]{2}\d{2}(?:[ ]?[A-Z\d]{2,4}){3,8}(?:[ ,;]{1,3}B"
    r"IC:?[ ]?[A-Z\d]{8,11})?"
    r"|(?:BIC|SWIFT)(?:-Code)?:?[ ]?[A-Z\d]{8,11}"
    r"|(?:Konto(?:-?Nr\.?)?|Kto\.?(?:-Nr\.?)?|BLZ|Bankleitzahl):?[ ][\d ]{5,20}(?:[, ]{1,2}BLZ:?[ ][\d ]{8,11})?"
    r"|(?:Bankverbindung(?:en)?|Bank details):?"
)
_BANK_NAME = re.compile(
    r"(?:Bankverbindung:?[ ]?|Bank:[ ]?)?(?:[A-ZÄÖÜ][\wäöüß-]{1,40}[ ]){0,4}[\wÄÖÜäöüß-]{0,40}(?:"
    r"[Ss]parkasse|[Bb]ank|Raiffeisenbank)"
    r"(?:[ ](?:[A-ZÄÖÜ][\wäöüß-]{1,40}|eG|AG|in|im|am|zu|und)){0,4}"
)
_REGISTER = re.compile(
    r"(?:Steuer-?(?:Nr\.?|nummer)|USt-?(?:IdNr\.?|ID(?:-Nr\.?)?)|Vereinsregister|Registergericht"
    r"|Amtsgericht|Gläubiger-?(?:ID|Identifikationsnummer)"
    r"|Leitweg-?ID|Sprechzeiten|Bürozeiten|VAT(?: number)?)\b.{0,120}",
)
_PAGE = re.compile(
    r"(?:(?:Seite|Blatt|Page|S\.)[ ]?\d{1,4}(?:[ ]?(?:von|of|/)[ ]?\d{1,4})?|[-–][ ]\d{1,3}[ ][-–]"
    r"|[-–]?[ ]?\d{1,3}[ ]?/[ ]?\d{1,3}[ ]?[-–]?)"
)
_HINT = re.compile(r"[\d@]|www|[Bb]ank|[Ss]parkasse|[Pp]ostfach")
_SEPARATOR = re.compile(r"[ ]?[|·•][ ]?")
_ENOUGH: Final = 3


@dataclass(frozen=True)
class Footers:
    """The lines of page footers (their numbers in the view) and the view without them."""

    numbers: frozenset[int]
    rest: View


def _fragment_kinds(fragment: str) -> set[str]:
    if is_address(fragment):
        return {"address"}
    if _BANK.fullmatch(fragment) or _BANK_NAME.fullmatch(fragment):
        return {"bank"}
    if _REGISTER.fullmatch(fragment):
        return {"register"}
    kinds = contact_kinds(fragment)
    if kinds:
        return kinds
    return {"sender"} if is_organisation(fragment) else set()


def line_kinds(text: str) -> set[str]:
    """What a line of a footer consists of; empty when any part of it is something else."""
    if len(text) > LINE_CHARACTERS:
        return set()
    kinds: set[str] = set()
    for fragment in _SEPARATOR.split(text.strip(" |")):
        found = _fragment_kinds(fragment.strip(" ,;"))
        if not found:
            return set()
        kinds |= found
    return kinds


def _paragraphs(lines: tuple[Line, ...]) -> list[list[int]]:
    paragraphs: list[list[int]] = []
    open_ = False
    for number, line in enumerate(lines):
        if line.text:
            if not open_:
                paragraphs.append([])
            paragraphs[-1].append(number)
        open_ = bool(line.text)
    return paragraphs


def _is_footer(kinds: set[str]) -> bool:
    return "bank" in kinds or len(kinds - {"sender"}) >= _ENOUGH


def find_footers(view: View) -> Footers:
    """Page footers and page numbers of a view, taken out of it."""
    numbers: set[int] = set()
    run: list[int] = []
    run_kinds: set[str] = set()
    for paragraph in [*_paragraphs(view.lines), []]:
        if len(paragraph) == 1 and _PAGE.fullmatch(view.lines[paragraph[0]].text):
            numbers.update(paragraph)
            continue
        if paragraph and not any(_HINT.search(view.lines[number].text) for number in paragraph[:30]):
            each: list[set[str]] = [set()]
        else:
            each = [line_kinds(view.lines[number].text) for number in paragraph[:30]]
        if len(paragraph) <= 30 and each and all(each):
            run.extend(paragraph)
            run_kinds.update(*each)
            continue
        if _is_footer(run_kinds):
            numbers.update(run)
        run, run_kinds = [], set()
    edits = [
        (view.lines[number].start, min(view.lines[number].end + 1, len(view.text)), "") for number in sorted(numbers)
    ]
    return Footers(frozenset(numbers), view.rewritten(edits))
