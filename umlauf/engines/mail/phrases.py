"""What mail servers say in words, German and English, where they say nothing that machines agree upon."""

from __future__ import annotations

import re
from typing import Final


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


FULL: Final = _any(
    r"mailbox (?:is )?full",
    r"(?:mailbox|disk)? ?quota (?:is |was |has been )?exceed",
    r"over (?:its |the )?(?:disk )?quota",
    r"exceeded (?:its |the )?storage",
    r"insufficient (?:system )?storage",
    r"post(?:fach|eingang) (?:des empfängers )?(?:ist )?(?:zu )?voll",
    r"(?:speicher|quota)[- ]?(?:platz|grenze|kontingent)? (?:ist |wurde )?(?:erschöpft|überschritten|aufgebraucht)",
)
"""No room for this message; the next one may find some."""

LARGE: Final = _any(
    r"message (?:is )?too (?:large|big)",
    r"(?:message )?size (?:limit )?exceed",
    r"exceeds (?:the )?(?:maximum|size|fixed)",
    r"(?:nachricht|mail|anhang) (?:ist |war )?zu groß",
    r"maximale (?:nachrichten)?größe",
)
"""This message is too large; a smaller one arrives."""

POLICY: Final = _any(
    r"\bspam\b",
    r"black ?list",
    r"block ?list",
    r"policy",
    r"content (?:was )?rejected",
    r"greylist",
    r"reputation",
    r"abgelehnt aufgrund",
    r"als spam",
)
"""They do not want this message, or not from us; about the address it says nothing."""

UNKNOWN: Final = _any(
    r"user (?:is )?unknown",
    r"unknown (?:user|recipient|address|local part|mailbox)",
    r"no such (?:user|recipient|address|mailbox|person|local user)",
    r"(?:user|recipient|address|mailbox|account) (?:was |is |could )?(?:not (?:be )?(?:found|exist)|invalid)",
    r"(?:user|recipient|address|mailbox|account)[^.\n]{0,60}(?:does not|doesn't|doesn’t) exist",
    r"(?:mailbox|account|address) (?:is |has been )?(?:unavailable|disabled|deactivated|inactive)",
    r"recipient address rejected: access denied",
    r"addressee unknown",
    r"(?:host|domain)(?: name| or domain name)* (?:was )?not found",
    r"(?:empfänger|benutzer|adressat|postfach|e-?mail-?adresse|adresse|konto)[^.\n]{0,60}(?:unbekannt|existiert nicht)",
    r"(?:unbekannte[rs]?|ungültige[rs]?) (?:empfänger|benutzer|adressat|postfach|e-?mail-?adresse|adresse)",
    r"(?:empfänger|benutzer|postfach|adresse|konto)[^.\n]{0,60}(?:nicht gefunden|nicht vorhanden|deaktiviert|gesperrt)",
    r"adresse,? die sie eingegeben haben, (?:konnte nicht|wurde nicht)",
)
"""The address is none, or none any more."""

NOT_DELIVERED: Final = _any(
    r"(?:could|can) ?not be delivered",
    r"(?:couldn't|couldn’t|wasn't|wasn’t|was not|not) (?:be )?delivered",
    r"undeliver(?:able|ed)",
    r"delivery (?:to the following[^.\n]{0,40} )?(?:has )?failed",
    r"unable to deliver",
    r"returned to sender",
    r"(?:nicht|konnte[^.\n]{0,80} nicht) (?:zugestellt|übermittelt|ausgeliefert)",
    r"unzustellbar",
    r"zustellung (?:ist |an[^.\n]{0,80} )?(?:fehlgeschlagen|gescheitert|nicht möglich)",
    r"übermittlung[^.\n]{0,60}fehlgeschlagen",
)
"""It was given up."""

STILL_TRYING: Final = _any(
    r"delivery (?:has been |is |was |status notification \()?delay",
    r"(?:has not|not) yet been delivered",
    r"will (?:continue|keep|be) (?:to try|trying|retried)",
    r"you do not need to re ?send",
    r"noch nicht zugestellt",
    r"zustellung (?:hat sich |ist |wurde )?(?:verzögert|noch)",
    r"verzögert(?:e zustellung| zugestellt)",
    r"(?:weiterhin|weitere) (?:versucht|zustellversuche|versuche)",
)
"""The server has not given up."""

BOUNCE_SUBJECT: Final = _any(
    r"^undeliver",
    r"^undelivered mail",
    r"mail delivery (?:failed|failure|system)",
    r"delivery (?:status notification|failure|has failed|notification)",
    r"^returned mail",
    r"^failure notice",
    r"^message (?:not delivered|undeliverable)",
    r"^unzustellbar",
    r"^nicht zugestellt",
    r"zustellung[^\n]{0,40}(?:fehlgeschlagen|gescheitert|verzögert)",
    r"nachricht[^\n]{0,40}nicht zugestellt",
    r"^warning: (?:message|could not send)",
    r"^delayed mail",
    r"^(?:benachrichtigung|bericht) (?:über|zum)[^\n]{0,20} (?:zustell|übermittlungs)",
    r"^mail konnte nicht",
)

AUTO_SUBJECT: Final = _any(
    r"^(?:automatic|automated|auto)[- ]?(?:reply|response|answer)",
    r"^out of (?:the )?office",
    r"^(?:i am |i'm )?(?:on vacation|away from)",
    r"^vacation reply",
    r"^automatische (?:antwort|rückmeldung|empfangs|eingangs)",
    r"^abwesen(?:heit|d)",
    r"^(?:ich bin )?(?:nicht im büro|im urlaub)",
    r"^urlaubs(?:benachrichtigung|meldung|notiz)",
    r"^eingangsbestätigung",
    r"abwesenheits(?:notiz|nachricht|agent|meldung|assistent|info)",
)

REPLY_SUBJECT: Final = _any(r"^(?:re|aw|antw|antwort|wg|fw|fwd|sv)\s*(?:\[\d+\])?\s*:")
