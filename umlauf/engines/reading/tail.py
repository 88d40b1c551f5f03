"""The end of a letter: closing formula, signature, notes of annexes, copies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from umlauf.engines.reading.dates import find_dates
from umlauf.engines.reading.facts import Signatory
from umlauf.engines.reading.paragraphs import BULLET, Paragraph
from umlauf.engines.reading.places import TOWN
from umlauf.engines.reading.view import Line

_CLOSING = re.compile(
    r"(?:Mit (?:freundlichen|besten|kollegialen|vorzüglicher"
    r"|herzlichen)[ ](?:kommunalen[ ])?(?:Grüßen|Gruß|Empfehlungen|Hochachtung)"
    r"|Mit freundlichem Gruß|Freundliche Grüße|Beste Grüße|Hochachtungsvoll|Viele Grüße"
    r"|Kind regards|Yours (?:sincerely|faithfully|truly)"
    r"|Best regards|Sincerely|With kind regards)\b.{0,60}",
)
_BY_ORDER = re.compile(
    r"(?:Im Auftrage?|In Vertretung|i\.[ ]?A\.|i\.[ ]?V\.|I\.[ ]?A\.|I\.[ ]?V\.|[Gg]ez(?:\."
    r"|eichnet:?)|Im Entwurf gez\.|[Pp]\.[ ]?p\.|For the (?:association|board)[:,]?)[ ]*"
)
_ANNEX = re.compile(
    r"(?:[-–][ ])?(?:\d{1,2}[ ])?(?:Anlagen?|Anlg\.|Anhang|Anhänge|Annex(?:es)?|Enclosures?|Encl\."
    r"|Attachments?|Beilagen?)(?![\wäöü])(?![ ]\d.{0,4}[a-zäöü]{5}.{80})"
)
_COPIES = re.compile(r"(?:[Nn]achrichtlich|Verteiler|z\.[ ]?K\.|C[Cc]|cc|Copy(?: to)?)\b")
_PLACE = re.compile(rf"(?:{TOWN},?[ ])?(?:den[ ])?")
_TITLE: Final = r"(?:Dr\.(?:[ ](?:h\.[ ]?c\.|jur\.|phil\.|med\.))?|Prof\.|Dipl\.-\w{2,12}\.?(?:[ ]\(FH\))?|Mag\.|Ass\.)"
_PART: Final = r"(?:[A-ZÄÖÜ][a-zäöüßéèçńłš’']{1,25}(?:-[A-ZÄÖÜ][a-zäöüßéèç]{1,25})?|[A-ZÄÖÜ]\.)"
NAME: Final = (
    rf"(?:{_TITLE}[ ]){{0,3}}(?:{_PART}[ ]){{0,3}}(?:(?:von|van|zu|de|der|den|zur|vom|di|da|la|le|ten"
    rf"|ter|del|dos)[ ]){{0,3}}{_PART}"
)
_NAME_LINE = re.compile(rf"(?P<name>{NAME})(?:[ ]?[,(][ ]?(?P<role>[^()]{{3,80}})\)?)?")
_ROLE = re.compile(
    r"(?:[\wÄÖÜäöüß.]{1,20}[ ]){0,3}(?:[\wÄÖÜäöüß/-]{0,40})(?:geschäftsführ|präsident|vorsitzend"
    r"|leiter|leitung|direktor|referent|beigeordnet|minister|sekretär|landrat|landrät"
    r"|bürgermeister|dezernent|vorstand|beauftragt|sprecher|rat\b|rätin\b|director|president"
    r"|chair|head|secretary|manager|officer|sachbearbeit)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:Anlagen?|Nachrichtlich|Hinweis|Programm|Ende|Vielen|Entwurf|Seite|Mitteilung|Verteiler"
    r"|Fehlanzeige|Danke|Viel|Bitte|Weitere|Amen)\b"
)


@dataclass
class Tail:
    """`start` is the index of the first paragraph of the tail; the text ends before it."""

    start: int
    signatories: list[tuple[Signatory, Line]] = field(default_factory=list)
    annex_lines: list[Line] = field(default_factory=list)
    closed: bool = False


def _short(part: Paragraph) -> bool:
    return len(part.lines) <= 8 and all(len(line.text) <= 90 for line in part.lines)


def _is_list_after_note(parts: Sequence[Paragraph], index: int) -> bool:
    """A list below "Anlagen" belongs to it."""
    return (
        index > 0
        and bool(_ANNEX.match(parts[index - 1].lines[-1].text))
        and bool(BULLET.match(parts[index].lines[0].text))
    )


def _is_annex_note(part: Paragraph) -> bool:
    return (
        all(len(line.text) <= 160 for line in part.lines)
        and bool(_ANNEX.match(part.lines[0].text))
        and not _is_prose(part)
    )


def _is_prose(part: Paragraph) -> bool:
    return bool(re.search(r"[a-zäöüß]{3}[.!?]$", part.text)) and len(part.text) > 60


def _is_copies(part: Paragraph) -> bool:
    return bool(_COPIES.match(part.lines[0].text)) and not _is_prose(part)


def signature_lines(part: Paragraph) -> list[Line]:
    """The lines of a paragraph that could sign, without closing formula, "Im Auftrag", place and date."""
    kept: list[Line] = []
    for line in part.lines:
        text = line.text
        mentions = find_dates(text)
        if _CLOSING.fullmatch(text) or (
            mentions
            and mentions[0].year
            and _PLACE.fullmatch(text[: mentions[0].start])
            and mentions[0].end == len(text)
        ):
            continue
        order = _BY_ORDER.match(text)
        if order:
            text = text[order.end() :].strip()
        if text:
            kept.append(Line(line.end - len(text) if order else line.start, line.end, text))
    return kept


def _signatories(lines: Sequence[Line]) -> list[tuple[Signatory, Line]] | None:
    """The signatories in some lines, or None when they are no signature."""
    found: list[tuple[Signatory, Line]] = []
    for line in lines:
        text = line.text.strip(" ,")
        named = _NAME_LINE.fullmatch(text.strip("()")) if not _NO_NAME.match(text) else None
        role = text.strip("() ")
        is_role = bool(_ROLE.match(role)) and len(role) <= 90
        if is_role and found and found[-1][0].role is None:
            found[-1] = (Signatory(found[-1][0].name, role), found[-1][1])
        elif named and not is_role:
            found.append((Signatory(named["name"], named["role"]), line))
        else:
            return None
    return found


def _takes_signature(tail: Tail, part: Paragraph, closing_above: bool) -> bool:
    lines = signature_lines(part)
    if not lines:
        return True
    formal = (
        len(lines) < len(part.lines)
        or closing_above
        or any(line.text != own.text for line, own in zip(lines, part.lines, strict=False))
    )
    if not formal and len(lines) > 4:
        return False
    signatories = _signatories(lines)
    if not signatories:
        return False
    tail.signatories = [*signatories, *tail.signatories]
    return True


def read_tail(parts: Sequence[Paragraph], first: int) -> Tail:
    """The tail of a letter given as its paragraphs, of which those before `first` are head; read from the end
    upwards.
    """
    tail = Tail(len(parts))
    pending_role: Paragraph | None = None
    for index in range(len(parts) - 1, first - 1, -1):
        part = parts[index]
        if (
            not tail.signatories
            and pending_role is None
            and (_is_annex_note(part) or _is_list_after_note(parts, index))
        ):
            tail.annex_lines = [*part.lines, *tail.annex_lines]
        elif not tail.signatories and _is_copies(part):
            pass
        elif _CLOSING.fullmatch(part.lines[0].text) and len(part.lines) == 1:
            tail.start, tail.closed = index, True
            break
        elif (
            _short(part)
            and not part.lines[0].heading
            and not BULLET.match(part.lines[0].text)
            and not (tail.signatories and not _is_formal(part))
        ):
            joined = Paragraph((*part.lines, *pending_role.lines)) if pending_role else part
            above = index > first and _CLOSING.fullmatch(parts[index - 1].text) is not None
            if _takes_signature(tail, joined, above):
                pending_role = None
            elif pending_role is None and len(part.lines) == 1 and _ROLE.match(part.text.strip("() ")):
                pending_role = part
                continue
            else:
                break
        else:
            break
        tail.start = index
    return tail


def _is_formal(part: Paragraph) -> bool:
    """A closing formula or "Im Auftrag", which may stand in a paragraph of its own above the name."""
    return not signature_lines(part)
