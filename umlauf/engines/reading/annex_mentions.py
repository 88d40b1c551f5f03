"""Where a text speaks of its annexes, by their number or without one ("siehe Anlage", "anliegend", "enclosed")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.annexes import FOREIGN, NUMBERED, SEVERAL
from umlauf.engines.reading.limits import ENTRIES
from umlauf.engines.reading.paragraphs import Span
from umlauf.engines.reading.view import View

_NOUN: Final = r"(?:Anlagen?|Anhang|Anhänge|Beilagen?)"
_NOUN_EN: Final = r"(?:annex(?:es)?|attachments?|enclosures?|appendix|appendices)"
_PAPER: Final = (
    r"(?:\w{0,30}(?:[Ss]chreiben|[Ff]ormulare?|[Mm]uster|[Üü]bersicht(?:en)?|[Tt]abellen?|[Ff]ragebogen|[Bb]ogen"
    r"|[Ee]ntw(?:urf|ürfe)|[Ll]isten?|[Uu]nterlagen?|[Dd]ateien?|[Pp]apiere?|[Ss]tellungnahmen?|[Ee]inladung"
    r"|[Pp]rogramm|[Vv]ermerk|[Ff]ormbl(?:att|ätter)|[Dd]okumente?n?|[Vv]orlagen?|[Bb]erichte?|[Mm]erkbl(?:att|ätter)))"
)
_UNNUMBERED = re.compile(
    rf"\b(?:[Ss]iehe|[Vv]gl\.|s\.|[Ll]aut|[Gg]emäß|[Ll]t\.)[ \n](?:(?:auch|hierzu|dazu)[ ])?"
    rf"(?:(?:die|der|den|dem|unsere[rn]?|diese[rn]?)[ \n])?(?:beigefügten?[ ]|beigefügter[ ])?{_NOUN}\b"
    rf"|\b(?:[Aa]ls|[Ii]n[ \n]der|[Ii]n[ \n]den|[Ii]m|[Dd]er|[Dd]ie)[ \n](?:beigefügten?[ ])?{_NOUN}\b"
    r"(?=[ \n](?:zu[ ]diese[mr]\b|beigefügt|bei\b|finden|erhalten|übersend|enth[aä]lt|dargestellt|aufgeführt)|[.,;)])"
    rf"|\b(?:[Aa]ls|[Ii]n[ \n]der|[Ii]m)[ \n]{_NOUN}\b"
    rf"|\((?:siehe[ ]|vgl\.[ ]|s\.[ ])?{_NOUN}\)"
    r"|\b[Aa]nbei\b|\b(?:[Bb]eigefügt|[Bb]eigelegt|[Bb]eiliegend|[Aa]ngefügt|[Aa]ngehängt)(?:e[nrsm]?)?\b"
    r"|\b[Aa]nliegend[ \n](?:erhalten|finden|übersend|übermitt|send|füge|überreich|geb|leit|stell)\w*"
    rf"|\b[Aa]nliegende[nrsm]?[ \n](?:\w{{3,30}}[ \n])?{_PAPER}\b"
    r"|\bliegt?(?:en)?[ \n](?:(?:diesem|dem)[ \n](?:Rund)?[Ss]chreiben[ \n])?bei(?=[.,;])"
    r"|\bfügen?[ \n](?:ich|wir)[ \n][^.;]{0,80}?\bbei\b"
    rf"|\b(?:[Ss]ee|[Ii]n|[Aa]s)[ \n](?:(?:the|our|an?)[ \n])?(?:attached[ ]|enclosed[ ])?{_NOUN_EN}\b"
    rf"|\((?:see[ ])?{_NOUN_EN}\)"
    r"|\b(?:[Aa]ttached|[Ee]nclosed)[ \n](?:please|you[ ]will|is|are|herewith)\b"
    r"|\b(?:is|are)[ \n](?:attached|enclosed)\b(?![ \n]to[ \n](?!this|the[ ]circular))"
    r"|\b(?:the|our)[ \n](?:attached|enclosed)[ \n]\w{3,30}"
)
_NOUN_LAST = re.compile(rf"(?:{_NOUN}|{_NOUN_EN})\Z")  # „Anbei der Bogen“ is ours, „siehe Anlage der Verordnung“ not
_DENIED = re.compile(r"\b(?:[Nn]icht|[Kk]ein\w{0,2}|[Oo]hne|[Nn]ot|[Nn]o|[Ww]ithout)[ \n](?:\w{3,20}[ \n])?\Z")
_HINT = re.compile(
    r"nlage|nhang|nhäng|eilage|nbei|eigef|eigeleg|eilieg|ngefüg|ngehäng|nlieg|ieg|füge|nnex|ttach|nclos|ppendi"
)


@dataclass(frozen=True)
class AnnexMention:
    """Words that speak of an annex; ``number`` is None where they do not say which."""

    number: int | None
    phrase: str


def find_annex_mentions(view: View, spans: Sequence[Span]) -> list[AnnexMention]:
    """The annexes that some sentences name, each number once, and each place that names none, in order.

    Annexes of something else ("Anlage 2 zur Verordnung") are not meant, nor what is not attached.
    """
    found: list[AnnexMention] = []
    known: set[int] = set()
    for span in spans:
        if len(found) >= ENTRIES:
            break
        if not _HINT.search(view.text, span.start, span.end):
            continue
        numbered = [
            one
            for pattern in (NUMBERED, SEVERAL)
            for one in pattern.finditer(view.text, span.start, span.end)
            if not FOREIGN.match(view.text, one.end(), span.end)
        ]
        for one in numbered:
            first, last = int(one["number"]), int(one["last"] or one["number"])
            for number in range(first, min(last, first + 20) + 1):
                if number not in known:
                    known.add(number)
                    found.append(AnnexMention(number, view.phrase(one.start(), one.end())))
        if not numbered:
            found.extend(_unnumbered(view, span))
    return found


def _unnumbered(view: View, span: Span) -> list[AnnexMention]:
    return [
        AnnexMention(None, view.phrase(one.start(), one.end()))
        for one in _UNNUMBERED.finditer(view.text, span.start, span.end)
        if not (_NOUN_LAST.search(one[0]) and FOREIGN.match(view.text, one.end(), span.end))
        and not _DENIED.search(view.text, max(span.start, one.start() - 30), one.start())
    ]
