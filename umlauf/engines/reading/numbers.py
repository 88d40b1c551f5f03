"""The kind of a circular and its running number: "Rundschreiben Nr. 543/2016", "RS 2016/543", "RdErl. d. MI v.
3.5.2016".

Only the beginning of a line (or what follows a letterhead on the same line) is looked at: a number in running text
belongs to a letter that is cited.
"""

import re
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.dates import full_year

# Spelling, name given back, and whether the word alone is proof enough of a circular. The longer spelling stands first.
_KINDS: Final = (
    (r"Mitgliederrundschreiben|Mitglieder-Rundschreiben", "Mitgliederrundschreiben", True),
    (r"Mitglieder-?[Ii]nfo(?:rmation|brief)?", "Mitgliederinformation", True),
    (r"Rund(?:schreiben|schr\.)|R[Dd][Ss]chr\.?|(?-i:RS)", "Rundschreiben", True),
    (r"Rundverfügung|RdVfg\.", "Rundverfügung", True),
    (r"Rundbrief", "Rundbrief", True),
    (r"Runderla(?:ss|ß)|RdErl\.", "Runderlass", True),
    (r"Ministerialerla(?:ss|ß)", "Ministerialerlass", True),
    (r"Erla(?:ss|ß)|(?-i:Erl\.)", "Erlass", True),
    (r"Bekanntmachung|(?-i:Bek\.)", "Bekanntmachung", False),
    (r"(?:Allgemeine[ ])?Verwaltungsvorschrift(?:en)?|(?-i:VwV)", "Verwaltungsvorschrift", False),
    (r"Dienstanweisung|(?-i:DA)", "Dienstanweisung", False),
    (r"Richtlinien?|(?-i:RL)", "Richtlinie", False),
    (r"Eilmitteilung", "Eilmitteilung", True),
    (r"Eildienst", "Eildienst", True),
    (r"Eilbrief", "Eilbrief", True),
    (r"Schnellbrief", "Schnellbrief", True),
    (r"Schnell-?[Ii]nfo(?:rmation)?", "Schnellinfo", True),
    (r"Kurz-?[Ii]nfo(?:rmation)?", "Kurzinfo", False),
    (r"Infobrief|Info-Brief|Informationsschreiben", "Infobrief", True),
    (r"Mitteilung(?:en)?", "Mitteilung", False),
    (r"(?-i:Info|INFO)", "Info", False),
    (r"Circular(?:[ ]letter)?", "Circular letter", True),
)
_NAMES: Final = {f"k{index}": (name, strong) for index, (_, name, strong) in enumerate(_KINDS)}
_KIND: Final = (
    "(?P<kind>"
    + "|".join(f"(?P<k{index}>{spelling})" for index, (spelling, _, _) in enumerate(_KINDS))
    + r")(?![\wäöüß])"
)
_LABEL: Final = r"(?:(?:lfd\.[ ])?(?:Nr|No)\.?[ ]?:?|Nummer:?|Number:?|#)"
_DIGITS: Final = r"(?P<first>\d{1,6})(?:(?P<mark>[ ]?[/–-][ ]?)(?P<second>\d{1,6})(?![\d.]))?(?![\d,]|\.\d)"
_WITH_KIND = re.compile(
    rf"(?:(?:Gemeinsame[rs]?|Gem\.)[ ])?{_KIND}(?:(?P<label>[ -]?{_LABEL})[ ]?|:[ ]?"
    rf"|[ ])(?:(?-i:[A-Z]{{1,4}})[ -])?{_DIGITS}",
    re.IGNORECASE,
)
_LABEL_ONLY = re.compile(rf"{_LABEL}[ ]?{_DIGITS}", re.IGNORECASE)
_KIND_LINE = re.compile(
    rf"(?:(?:Gemeinsame[rs]?|Gem\.)[ ])?{_KIND}[ ]?(?P<rest>$|:?$|(?:der|des|d\.|vom"
    rf"|v\.)[ ].{{1,200}}$|an (?:die|alle)[ ].{{1,120}}$)",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:\w[ ]){5,40}\w")
_STARTS = re.compile(r"(?:^|[ ][–—-][ ]|[|·:][ ]?)(?=[\wÄÖÜ#])")
_REST = re.compile(r"[ ]?(?:[:–—|-]|,)[ ]?")
_ISSUER_IN_KIND = re.compile(r"(?:d\.|des|der)[ ](?P<issuer>.{2,120}?)(?=$|[ ](?:vom|v\.)[ ]|,)")


@dataclass(frozen=True)
class NumberMention:
    """A line of the head that names kind or number. `rest_start` is where the line goes on after them (a subject, a
    date).
    """

    start: int
    end: int
    kind: str | None
    number: int | None
    year: int | None
    strong: bool
    rest_start: int
    issuer: str | None = None


def number_and_year(first: str, mark: str | None, second: str | None) -> tuple[int, int | None]:
    """ "543/2016" and "2016/543" are number 543 of 2016; "2016/54" is read with the year first too."""
    if second is None:
        return int(first), None
    first_is_year = len(first) == 4 and first[:2] in ("19", "20")
    second_is_year = len(second) == 2 or (len(second) == 4 and second[:2] in ("19", "20"))
    if first_is_year and (not second_is_year or (len(second) == 2 and (mark or "").strip() == "/")):
        return int(second), int(first)
    return (int(first), full_year(second)) if second_is_year else (int(first), None)


def _kind_of(found: re.Match[str]) -> tuple[str, bool]:
    return next(_NAMES[name] for name, value in found.groupdict().items() if name in _NAMES and value)


def _mention(found: re.Match[str], kind: str | None, strong: bool) -> NumberMention:
    number, year = number_and_year(found["first"], found["mark"], found["second"])
    rest = _REST.match(found.string, found.end())
    return NumberMention(
        found.start(), found.end(), kind, number or None, year, strong, rest.end() if rest else found.end()
    )


def find_number(line: str) -> NumberMention | None:
    """Kind and number that a line of the head begins with (or has after a letterhead); None when it has neither."""
    for start in [found.end() for found in _STARTS.finditer(line)][:6]:
        found = _WITH_KIND.match(line, start)
        if found and _plausible(found):
            kind, strong = _kind_of(found)
            return _mention(found, kind, strong or found["second"] is not None)
    found = _LABEL_ONLY.match(line)
    if found and found["second"]:
        return _mention(found, None, True)
    for start in [found.end() for found in _STARTS.finditer(line)][:6]:
        mention = _kind_alone(line, start)
        if mention:
            return mention
    return _kind_alone(line.replace(" ", ""), 0) if _SPACED.fullmatch(line) else None


def _plausible(found: re.Match[str]) -> bool:
    """ "Info 3" or "Mitteilung 3" may begin any sentence: short words need "Nr." or a year."""
    _, strong = _kind_of(found)
    short = found["kind"] in ("RS", "DA", "RL", "Info", "INFO")
    return bool(found["second"] or found["label"] or (strong and not short))


def _kind_alone(line: str, start: int) -> NumberMention | None:
    found = _KIND_LINE.match(line, start)
    if not found or len(line) > 250 or found["kind"] in ("RS", "DA", "RL", "Info"):
        return None
    kind, strong = _kind_of(found)
    issuer = _ISSUER_IN_KIND.match(found["rest"])
    name = issuer["issuer"].strip(" .") if issuer and not re.search(r"\d", issuer["issuer"]) else None
    return NumberMention(found.start(), found.end("kind"), kind, None, None, strong, found.end("kind"), name)
