"""The record of what was done, as its page and its file show it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from umlauf.engines.sheets import Sheet
from umlauf.faces.web.words import role_name
from umlauf.ground.audit.events import GROUPS, KNOWN, Erasure, EventType, sentence_of
from umlauf.ground.audit.models import Entry
from umlauf.ground.audit.queries import Wanted
from umlauf.ground.core.actor import Means
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role

_ACTED = {"actor", "user"}
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_FIRST_YEAR, _LAST_YEAR = 1900, 3000  # beyond, a day has no midnight in every zone


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words. ``who`` is empty once its personal part is erased, and ``named`` with it.

    ``short`` is the label with the beginnings of digests alone.
    """

    number: int
    at: dt.datetime
    what: str
    label: str
    short: str
    who: str
    named: str
    means: str
    event: str
    subject: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is personal in the entries of an event, and when it goes."""

    what: str
    holds: str
    erased: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a group of events."""

    label: str
    rules: tuple[Rule, ...]


def wanted_of(query: QueryDict) -> Wanted:
    """What an address asks for; what cannot be read in it asks for nothing."""
    group, words = query.get("group", ""), _text(query.get("q", ""))
    return Wanted(
        group=group if group in GROUPS else "",
        first=_day(query.get("from", "")),
        last=_day(query.get("until", "")),
        words=words,
        person=_text(query.get("person", "")),
        roles={word: _roles_called(word) for word in words.split()},
    )


def _roles_called(word: str) -> tuple[Role, ...]:
    """The roles that have the word in their name, as the page shows it."""
    return tuple(role for role in Role if word.casefold() in role_name(role).casefold())


def _label(entry: Entry) -> str:
    """What the entry is about. Roles stand in the chain by their values, in every language the same; here in words."""
    known = KNOWN.get(entry.event)
    values = entry.label.split(", ")
    if known is None or not known.roles or not set(Role).issuperset(values):
        return entry.label
    return ", ".join(role_name(role) for role in Role if role in values)


def _day(written: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        return None
    return day if _FIRST_YEAR < day.year < _LAST_YEAR else None


def _text(written: str) -> str:
    return written.replace("\0", "").strip()[: LIMITS.name]


def rows_of(found: Iterable[Entry]) -> Iterator[Row]:
    means = {
        Means.LOGIN: _("Logged in"),
        Means.LINK: _("Personal link"),
        Means.COMMAND: _("Command line"),
        Means.TASK: _("by itself"),
    }
    for entry in found:
        part = getattr(entry, "personal", None)
        data = part.data if part else {}
        label = _label(entry)
        named = [str(value) for key, value in sorted(data.items()) if key not in _ACTED and value]
        yield Row(
            number=entry.sequence,
            at=entry.office_time,
            what=sentence_of(entry.event),
            label=label,
            short=_DIGEST.sub(r"\1…", label),
            who=str(data.get("actor", "")),
            named=", ".join(named),
            means=means[Means(entry.means)],
            event=entry.event,
            subject=entry.subject,
        )


def rules_of_erasure() -> tuple[Rules, ...]:
    """Of every event that can be recorded: what is personal in it, and how it is erased."""
    return tuple(Rules(str(group.label), tuple(_rule(one) for one in group.events)) for group in GROUPS.values())


def _rule(kind: EventType) -> Rule:
    erased = {
        Erasure.AFTER_RETENTION: _("%(years)s years later"),
        Erasure.WITH_PERSON: _("when the person is forgotten, at the latest %(years)s years later"),
        Erasure.WITH_ANSWER: _("%(days)s days after the deadline or the conference"),
    }[kind.erased] % {"years": LIMITS.audit_days // 365, "days": LIMITS.retention_days}
    holds = _("who acted, and who is named") if kind.holds else _("who acted")
    return Rule(str(kind.sentence), holds, erased)


def sheet_of(found: Iterable[Entry]) -> Sheet:
    columns = (
        *(_("Number"), _("When"), _("What"), _("About"), _("Who"), _("Named"), _("By way of")),
        *(_("Kind of entry"), _("Entry of")),
    )
    erased = _("erased")
    rows = (
        (
            *(str(row.number), timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"), row.what, row.label),
            *(row.who or erased, row.named, row.means, row.event, row.subject),
        )
        for row in rows_of(found)
    )
    return Sheet(_("Record"), columns, tuple(rows))
