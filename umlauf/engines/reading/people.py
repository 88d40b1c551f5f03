"""People and offices in a sentence: "Landrat Reinhard Muster (Kreis X)", "der Präsident des Y, Dr. Anna Beispiel,"."""

import re
from dataclasses import dataclass
from typing import Final

_OFFICE_WORD: Final = (
    r"(?:(?:Vize|Ehren|Kreistags|Landtags|Bundestags|Verbands|Regierungs|Polizei)?[Pp]räsident(?:in)?"
    r"|(?:[A-ZÄÖÜ][\wäöüß-]{0,30})?(?:[Ll]andrat|[Ll]andrätin|[Bb]ürgermeister(?:in)?"
    r"|[Mm]inister(?:in)?|[Mm]inisterpräsident(?:in)?|[Ss]ekretär(?:in)?|[Ss]taatssekretär(?:in)?"
    r"|[Kk]anzler(?:in)?|[Gg]eschäftsführer(?:in)?|[Dd]irektor(?:in)?|[Ll]eiter(?:in)?"
    r"|[Vv]orsitzender?|[Rr]eferent(?:in)?|[Dd]ezernent(?:in)?|[Ss]enator(?:in)?"
    r"|[Ss]precher(?:in)?"
    r"|[Bb]eauftragter?|[Jj]ournalist(?:in)?|[Mm]oderator(?:in)?|[Ww]issenschaftler(?:in)?"
    r"|[Rr]ektor(?:in)?|[Kk]oordinator(?:in)?|[Ii]ntendant(?:in)?|[Bb]ischof|[Bb]ischöfin)"
    r"|Beigeordneter?|Geschäftsführendes Präsidialmitglied|(?:Mitglied|Abgeordneter?)"
    r"|(?:[A-Z][a-z]{2,20}[ ])?(?:[Mm]inister|[Pp]resident|[Mm]ayor|[Dd]irector|[Cc]hair(?:woman"
    r"|man|person)?|[Cc]hief[ ][Ee]xecutive|[Hh]ead|[Ss]ecretary|[Cc]ommissioner|[Pp]rofessor"
    r"|[Cc]ouncillor))"
)
_PLURAL: Final = (
    r"(?:(?:[A-ZÄÖÜ][\wäöüß-]{0,30})?(?:[Ll]andräte|[Ll]andrätinnen|[Mm]inister(?:innen)?"
    r"|[Bb]ürgermeister(?:innen)?|[Ss]taatssekretäre|[Pp]räsidenten|[Gg]eschäftsführer(?:innen)?"
    r"|[Dd]ezernent(?:en|innen)|[Vv]ertreter(?:innen)?|[Ee]xpert(?:en|innen)"
    r"|[Ww]issenschaftler(?:innen)?|[Pp]raktiker(?:innen)?|[Aa]bgeordnete|[Dd]irektor(?:en|innen)"
    r"|[Ll]eiter(?:innen)?"
    r"|[Rr]eferent(?:en|innen)|[Bb]eigeordnete|[Bb]eauftragte)|(?:[Rr]epresentatives|[Ee]xperts"
    r"|[Mm]ayors|[Mm]inisters))"
)
_TITLES: Final = r"(?:(?:Dr\.(?:[ ]h\.[ ]?c\.)?|Prof\.|Professor(?:in)?|Dipl\.-\w{2,10}\.?|Mag\.)[ ]){0,3}"
_NAME_PART: Final = r"[A-ZÄÖÜ][a-zäöüßéèáçńłš’']{1,25}(?:-[A-ZÄÖÜ][a-zäöüßé]{1,25})?"
_PARTICLE: Final = r"(?:(?:de|von|van|zu|der|den|vom|zur|di|da|la|le|ten|ter|del)[ ]){0,3}"
NAME: Final = rf"{_TITLES}(?:{_NAME_PART}[ ](?:[A-ZÄÖÜ]\.[ ])?){{0,2}}{_PARTICLE}{_NAME_PART}"
_NOT_A_NAME: Final = (
    r"(?!(?:Die|Der|Das|Den|Dem|Des|Ein|Eine|Frau|Herr|Herrn|Im|In|Am|An|Auf|Für|Und|Mit|Bei|Zur"
    r"|Zum|Von|Anschließend|Nach|Rede|Vortrag|Grußwort|Begrüßung|Landes|Bundes|Kreis|Landkreis"
    r"|Stadt"
    r"|The|And|With|Of|For|From|Will|Has)\b)"
)
_TAIL_WORD: Final = (
    r"(?:[A-ZÄÖÜ][\wäöüß-]{1,40}|und|für|des|der|im|in|von|vom|beim|of|the|and|for|die"
    r"|[a-zäöüß]{2,20}(?:en|er|es))"
)
_TAIL: Final = (
    rf"(?:[ \n](?:des|der|für|von|vom|im|in|beim|am|an der|of"
    rf"|for)[ \n]{_TAIL_WORD}(?:(?:-[ ]und)?[ \n]{_TAIL_WORD}){{0,8}}?)?"
)
_STRICT_TAIL: Final = (
    r"(?:[ \n](?:des|der|für|von|vom|of|for)[ \n](?:the[ ])?[A-ZÄÖÜ][\wäöüß-]{1,40}(?:[ \n](?:und"
    r"[ ]|and[ ])?[A-ZÄÖÜ][\wäöüß-]{1,40}){0,3}){0,2}"
)
_REMARK: Final = r"(?:[ \n]?\((?P<remark>[^()\n]{2,80})\))?"
_BEFORE: Final = r"(?<![\wÄÖÜäöüß-])(?:[Dd]er|[Dd]ie|[Dd]em|[Dd]en|[Dd]urch|[Vv]on|[Tt]he)?[ \n]?"
_ADJECTIVE: Final = (
    r"(?:(?:[Ss]tellvertretende[rns]?|[Gg]eschäftsführende[rns]?|[Pp]arlamentarische[rns]?"
    r"|[Ee]rste[rns]?|[Dd]eputy|[Vv]ice)[ ])?"
)

_OFFICE_COMMA_NAME = re.compile(
    rf"{_BEFORE}(?P<office>{_ADJECTIVE}{_OFFICE_WORD}{_TAIL}),[ \n](?:(?P<second>{_OFFICE_WORD})"
    rf"[ \n])?(?:Herr[n]?[ ]|Frau[ ]|Mr\.?[ ]|Ms\.?[ ])?{_NOT_A_NAME}(?P<name>{NAME}){_REMARK}(?=[ ]?"
    rf"[,.;]|[ \n](?:\[|angefragt|wird|hat|ist|und|sowie|will|has|,)|\Z|\n)"
)
_OFFICE_NAME = re.compile(
    rf"(?<![\wÄÖÜäöüß-])(?P<office>{_ADJECTIVE}{_OFFICE_WORD})(?:[ \n]a\.[ ]?D\.)?[ \n](?:"
    rf"{_NOT_A_NAME})(?P<name>{NAME}){_REMARK}"
)
_NAME_OFFICE = re.compile(
    rf"(?<![\wÄÖÜäöüß-])(?:{_NOT_A_NAME})(?P<name>{_TITLES}(?:{_NAME_PART}[ ]){{1,2}}{_PARTICLE}"
    rf"{_NAME_PART}|{_TITLES}{_NAME_PART}[ ]{_PARTICLE}{_NAME_PART}),[ \n](?:(?:der|die"
    rf"|the)[ ])?(?P<office>{_ADJECTIVE}{_OFFICE_WORD}{_TAIL})(?=[,.;:)]|[ ][([]|\Z|\n|[ ](?:wird"
    rf"|hält|spricht|moderiert|ist|hat|will|and|und))"
)
_ADDRESSED = re.compile(rf"(?<![\wÄÖÜäöüß-])(?:Herrn?|Frau|Mr\.?|Ms\.?|Mrs\.?)[ \n](?P<name>{NAME}){_REMARK}")
_TITLED = re.compile(
    rf"[:(–][ ](?P<name>(?:(?:Dr\.|Prof\.)[ ]){{1,3}}(?:{_NAME_PART}[ ]){{0,2}}{_PARTICLE}{_NAME_PART})"
    r"(?:,[ ](?P<office>[^,;()\[\]\n]{3,80}))?"
)
_OFFICE_ALONE = re.compile(
    rf"(?<![\wÄÖÜäöüß-])(?:[Dd]er|[Dd]ie|[Ee]ine?|[Dd]urch[ ](?:den|die)"
    rf"|[Tt]he)[ \n](?P<office>{_ADJECTIVE}{_OFFICE_WORD}(?![\wäöüß]){_STRICT_TAIL})"
)
_SEVERAL = re.compile(
    rf"(?<![\wÄÖÜäöüß-])(?:(?:[Dd]ie|[Dd]er|[Aa]uch)[ ](?:[a-zäöü]\w{{1,20}}[ ]){{0,4}}(?:[A-ZÄÖÜ]"
    rf"[\wäöüß-]{{1,30}}[ ](?:zuständigen|verantwortlichen)[ ])?)?(?:(?:[Ww]eitere|[Ee]xterne"
    rf"|[Mm]ehrere|[Vv]erschiedene|[Kk]ommunale)[ ])?{_PLURAL}(?![\wäöüß])"
    rf"(?:[ \n](?:der|des|aus|von|für|from|of)(?:[ ]den|[ ]dem|[ ]der|[ ]the)?[ \n](?:(?!und"
    rf"|sowie)[\wÄÖÜäöüß-]{{2,40}}(?:[ \n]und[ \n](?=[A-ZÄÖÜ])|[ \n]?)){{1,6}})?"
)


@dataclass(frozen=True)
class Participant:
    """Somebody in a sentence; `name` is None where only an office is named. `several` marks a group."""

    start: int
    end: int
    name: str | None
    office: str | None
    several: bool = False


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _office(found: re.Match[str]) -> str | None:
    group = found.groupdict()
    parts = [_line(group.get("office")), _line(group.get("second"))]
    office = ", ".join(part for part in parts if part)
    remark = group.get("remark")
    if remark and re.search(r"angefragt|requested|zugesagt|confirmed|abgesagt", remark):
        remark = None
    return f"{office} ({remark})".strip() if remark and office else office or (remark or None)


def find_people(text: str, start: int, end: int) -> list[Participant]:
    """The people and single offices between two places, in order; the fuller pattern wins where two overlap."""
    found: list[Participant] = []
    for pattern in (_OFFICE_COMMA_NAME, _NAME_OFFICE, _OFFICE_NAME, _TITLED, _ADDRESSED, _OFFICE_ALONE):
        for match in pattern.finditer(text, start, end):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            name = _line(match.groupdict().get("name"))
            found.append(Participant(match.start(), match.end(), name, _office(match)))
    return sorted(found, key=lambda one: one.start)


def find_groups(text: str, start: int, end: int) -> list[Participant]:
    """Groups that are named by their office alone ("Landräte aus den teilnehmenden Landkreisen")."""
    groups: list[Participant] = []
    for match in _SEVERAL.finditer(text, start, end):
        office = _line(match.group()) or ""
        office = re.sub(r"^(?:[Aa]uch|[Dd]er)[ ]", "", office)
        office = re.sub(r"^[Dd]ie[ ](?=[A-ZÄÖÜ])", "", office)
        groups.append(Participant(match.start(), match.end(), None, office, several=True))
    return groups
