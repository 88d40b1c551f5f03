"""What a deadline is for, told by the words around it."""

import re
from typing import Final

# The order decides only between words that stand equally near.
_PURPOSES: Final = (
    (
        "registration",
        (
            r"[Mm]elden Sie sich|\bmeldet euch\b|[Ss]ich\b.{0,40}\banzumelden|[Aa]nmeld|[Aa]ngemeld"
            r"|[Aa]nzumeld|[Tt]eilnahme(?!beitr|gebühr|entgelt)|Teilnehmer(?:meldung|zahl)"
            r"|\b[Rr]egist(?:er|ration)|\bsign up|\b[Zz]usage|\bRSVP|\b[Aa]ttend"
        ),
    ),
    (
        "statement",
        (
            r"[Ss]tellungnahme|[Äa]ußer(?:n|ung)|[Zz]u äußern|Anhörung|Anmerkungen|\b[Cc]omments?\b"
            r"|\bstatements?\b|\bviews\b"
        ),
    ),
    ("nomination", r"\b[Bb]enenn|\b[Bb]enannt|zu benennen|[Vv]orschläge|vorzuschlagen|\b[Nn]ominat"),
    (
        "report",
        (
            r"[Bb]ericht(?!ig)|Verwendungsnachweis|[Bb]erichtspflicht|\b[Rr]eports?\b|Statistik"
            r"|\bMeldung(?:en)?\b|\bzu melden\b|\bmelden\b|\bgemeldet\b"
        ),
    ),
    ("application", r"[Aa]ntr(?:ag|äge)(?!s?gemäß)|[Bb]eantrag|[Bb]ewerb|\b[Aa]ppl(?:y|ications?)\b"),
    (
        "payment",
        (
            r"[Zz]ahlung|\b(?:[Bb]e|ein)?(?:zu)?zahl(?:en|t)\b|\bZahlen Sie\b|\b(?:ein)?gezahlt\b|[Üü]berweis"
            r"|\bentrichten\b|\b[Bb]egleich|\bbeglichen\b|\bBeitrag\b|[Tt]eilnahme(?:beitr[aä]g|gebühr|entgelt)"
            r"|\b[Pp]a(?:y(?:ment)?|id)\b"
        ),
    ),
    ("objection", r"Verschweigensfrist|[Ee]inwendung|[Ww]iderspr|\b[Oo]bject"),
    (
        "response",
        (
            r"[Rr]ückmeld|[Rr]ückantwort|[Aa]ntwort|[Ff]ehlanzeige|\b[Rr]epl(?:y|ies)\b"
            r"|\b[Rr]esponses?\b|\b[Rr]espond|\bUmfrage|\bFragebogen|\b[Ss]urvey"
        ),
    ),
)
# Words that any request may use; they say "response" only where nothing says more.
_GENERAL = re.compile(
    r"[Mm]itteil(?:en|ung)|mitzuteilen|[Üü]bersend|[Zz]urück(?:zu)?(?:send|geben|gesandt)"
    r"|[Zz]uleit|[Vv]orlage|vorzulegen|\bvorlegen\b|[Ee]inzureichen\b"
    r"|\b[Ee]inreich|eingereicht|\beinzusenden|\b[Ee]insend|übermitteln|zuzusenden|zu senden"
    r"|[Aa]bzugeben|\b[Aa]bgabe|\bsubmit|\breturn\b|\bsend us\b"
    r"|\binform us\b|\blet us know|zukommen|\bEingang\b|zu antworten|\bzugeh|\bsenden Sie\b|\bteilen Sie\b"
)
_PATTERN = re.compile("|".join(f"(?P<{what}>{words})" for what, words in _PURPOSES))
_REQUEST = re.compile(
    r"\b[Bb]itten?\b|\bgebeten\b|\berbeten\b|\berbitten?\b|\berbeten\b|\bsind\b.{1,80}\bzu\b"
    r"|\bist\b.{1,80}\bzu\b|\bhaben\b.{1,80}\bzu\b|\bmöglich\b|\bkönnen\b|\b[Pp]lease\b"
    r"|\bare (?:asked|invited|requested)\b|\bmuss\b|\bmüssen\b|\bmust\b|\bshould\b"
    r"|Ausschlussfrist|\bshall\b|\bto be (?:submitted|sent)\b"
)


def purpose_near(text: str, start: int, end: int, at: int) -> str | None:
    """The purpose whose word stands nearest to the place `at`, within start..end."""
    best: tuple[int, str] | None = None
    for found in _PATTERN.finditer(text, start, end):
        distance = at - found.end() if found.end() <= at else found.start() - at
        if best is None or distance < best[0]:
            best = (distance, found.lastgroup or "response")
    if best is None and _GENERAL.search(text, start, end):
        return "response"
    return best[1] if best else None


def is_request(text: str, start: int, end: int) -> bool:
    """Whether a sentence asks or allows its reader to do something."""
    return _REQUEST.search(text, start, end) is not None
