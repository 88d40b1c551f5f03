"""The words by which an event is known: its kinds, its title, its state, its place."""

import re
from typing import Final

_NOUN_END: Final = (
    r"(?:konferenz|tagung|veranstaltung|sitzung|seminar|workshop|besprechung|kongress|kongreß"
    r"|forum|fachtag|versammlung|symposium|schulung|webinar|festakt"
    r"|gespräch|dialog|treffen|austausch|lehrgang|fortbildung|empfang|messe|gipfel|anhörung"
    r"|kolloquium|jubiläum|feier)(?:en|n|s|es)?"
)
NOUN: Final = re.compile(
    rf"(?<![\wäöüÄÖÜ])(?:[A-ZÄÖÜ][\wäöüß]{{0,40}}?-?)?{_NOUN_END}(?![\wäöüß])"
    r"|\b(?:conference|meeting|workshop|seminar|congress|symposium|summit|webinar|forum|hearing|event|training)s?\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[„“\"»«](?P<title>[^„“”\"»«\n]{3,120}(?:\n[^„“”\"»«\n]{1,120})?)[“”\"«»]")
_NAMED = re.compile(
    r"(?<![\wäöü])(?P<title>"
    r"(?:Fachtag|Fachtagung|Workshop|Forum|Kongress|Konferenz|Seminar|Webinar)[ ](?!(?:Am|Im|In|Die|Der|Das)\b)"
    r"[A-ZÄÖÜ][\wäöüß-]{2,40}(?:[ ]und[ ][A-ZÄÖÜ][\wäöüß-]{2,40})?"
    r"|(?:\d{1,3}\.[ ])?(?:[A-ZÄÖÜ][a-zäöüß]{2,20}e[rns]?[ ]){0,2}"
    r"[A-ZÄÖÜ][\wäöüß]{3,40}(?:konferenz|tagung|forum|kongress|fachtag|seminar|workshop|versammlung|schulung"
    r"|besprechung|sitzung|gespräch|symposium|anhörung|veranstaltung|messe|dialog|webinar|tag)"
    r"(?:[ ](?:zum|zur|über)[ ](?:Thema[ ])?[A-ZÄÖÜ][\wäöüß]{2,40}"
    r"(?:[ ](?:und|der|des)[ ][A-ZÄÖÜ][\wäöüß]{2,40}){0,3})?"
    r")(?![\wäöüß])"
    r"|(?P<english>(?:[A-Z][\w-]{1,30}[ ]){1,5}(?:Conference|Meeting|Workshop|Seminar|Congress|Forum|Summit))"
)
_NO_TITLE = re.compile(
    r"(?:Mon|Diens|Donners|Frei|Sams|Sonn|Land|Kreis|Landkreis|Städte|Gemeinde|Bundes|Werk|Arbeits"
    r"|Kalender|Feier|Stich|Vor|Nachmit|Beitrag|Vertrag|Antrag|Auftrag|Haus)"
)
_DAY_WORD = re.compile(r"tag(?:e?s)?$")

CANCELLED: Final = re.compile(
    r"\b(?:abgesagt|absagen|entfällt|entfallen(?:e[nrs]?)?|ausgefallen(?:e[nrs]?)?|fällt\b.{0,60}\baus\b|ausfallen"
    r"|findet\b.{0,80}\bnicht[ \n](?:wie[ ]geplant[ ])?statt|nicht[ ]stattfinden|called off"
    r"|cancelled|canceled"
    r"|will not take place)\b",
    re.DOTALL,
)
MOVED: Final = re.compile(
    r"\b(?:verschoben|verschieben|verlegt|verlegen|[Nn]euer?[ \n]Termin|(?:Ersatz|Nachhol|Ausweich)termin"
    r"|findet[ \n]nunmehr|nunmehr[ \n]am|[Nn]ew[ \n]date|rescheduled|postponed|moved)\b"
)
TENTATIVE: Final = re.compile(
    r"\b(?:voraussichtlich|unter[ ]Vorbehalt|vorläufig|Save[ ]the[ ][Dd]ate|Vormerkung"
    r"|vorzumerken|in[ ]Aussicht[ ]genommen|angedacht|tentative(?:ly)?|provisional(?:ly)?)\b"
)
PAST: Final = re.compile(
    r"\b(?:fand|fanden|stattgefunden|veranstaltete|veranstalteten|hat\b.{1,80}\bgetagt|tagte"
    r"|took[ ]place|was[ ]held)\b",
    re.DOTALL,
)

VENUE: Final = re.compile(
    r"(?:^|[ ,\n])(?:im|in[ ]der|in[ ]den|in[ ]dem|in[ ]das|am|beim|bei[ ]der|auf[ ](?:dem|der"
    r"|Schloss)|at[ ]the|in[ ]the|at)[ \n]"
    r"(?P<venue>(?!(?:Rahmen|Anschluss|Januar|Februar|März|April|Mai|Juni|Juli|August|September"
    r"|Oktober|November|Dezember|Zeitraum|Jahr|Jahre|Bereich|Internet|Übrigen|Sinne"
    r"|Zuge|Herbst|Frühjahr|Sommer|Winter|Vorfeld|Hinblick|Auftrag|Namen|Anhang|Monat|Folgenden)\b)[A-ZÄÖÜ„\"]"
    r"(?:[^,.;()\n\"“”]|(?<=str)\.|(?<=St)\.|[„“”\"]|\n(?=[a-zäöü])){2,100})"
)
VENUE_BEFORE: Final = re.compile(
    r"[ \n](?:im|in[ ]der|in[ ]den|beim|bei[ ]der"
    r"|at[ ]the)[ \n](?P<venue>[A-ZÄÖÜ][\wäöüß-]{2,40}(?:[ ](?:des|der|für|von|zu"
    r"|und)?[ ]?[A-ZÄÖÜ][\wäöüß-]{1,40}){0,4})[ \n](?:findet|wird|am|on|ist)\b"
)
GOES_ON: Final = re.compile(
    r"\b(?:[Ss]ie|[Ee]r|[Ee]s|[Ii]t|[Dd]iese[rs]?|[Dd]ie (?:Veranstaltung|Tagung|Konferenz)"
    r"|[Tt]he (?:event|conference|meeting))\b|[Vv]eranstalter|[Gg]astgeber"
)
PLACE_LABEL: Final = re.compile(
    r"(?<![\wäöüÄÖÜ])(?:Ort|Wo|Tagungsort|Veranstaltungsort|Sitzungsort|Venue|Place|Where"
    r"|Location)[ ]?[:|][ ]?(?P<place>[^\n|]{3,200})"
)
TIME_LABEL: Final = re.compile(
    r"(?<![\wäöüÄÖÜ])(?:Termin|Wann|Datum|Zeit|Tag|Beginn|When|Date)(?: und (?:Zeit|Ort))?[ ]?[:|][ ]?\Z"
)
CITY_ALONE: Final = re.compile(
    r"[ ,\n](?:in|nach)[ ](?P<city>(?!(?:Deutschland|Europa|Zusammenarbeit|Kooperation|Kürze|Höhe"
    r"|Form|Präsenz|Abstimmung|Bezug|Kraft|Vertretung|Verbindung|Anlage|Sachsen|Bayern|Hessen)\b)"
    r"[A-ZÄÖÜ][a-zäöüß]{2,30}(?:[ ]\([\w. ]{1,20}\)|/[A-ZÄÖÜ][a-zäöüß]{2,20})?)(?=[ ,.;\n]|\Z)"
)


def find_title(text: str, start: int, end: int, at: int) -> tuple[str, int, int] | None:
    """The title of an event around the place `at`: what is in quotation marks nearest to it, else a compound that
    names the event itself.
    """
    quoted = [
        found for found in _QUOTED.finditer(text, start, end) if NOUN.search(text, start, end) or found.start() < at
    ]
    if quoted:
        nearest = min(quoted, key=lambda found: _distance(found, at))
        return " ".join(nearest["title"].split()), nearest.start(), nearest.end()
    best: re.Match[str] | None = None
    for found in _NAMED.finditer(text, start, end):
        if _NO_TITLE.match(found.group().split()[-1]) and _DAY_WORD.search(found.group()):
            continue
        if best is None or _distance(found, at) < _distance(best, at):
            best = found
    if best is None:
        return None
    title = re.sub(r"^(?:Die|Der|Das|Zur|Am|The|Our|An|Auf|Unsere|Eine)[ ]", "", " ".join(best.group().split()))
    return title, best.end() - len(best.group()) + best.group().find(title[:5]), best.end()


def _distance(found: re.Match[str], at: int) -> int:
    return at - found.end() if found.end() <= at else found.start() - at + 1
