"""The card of a circular's page that says how far its dispatch has come: sums, pace, what is in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.away import server_away
from umlauf.engines.mail.enums import NEEDS_A_PERSON, OPEN, State
from umlauf.faces.web.templatetags.office import clock, in_office, planned_day, short_day
from umlauf.faces.web.words import StateWord, state_word
from umlauf.ground.core.clock import machine_now
from umlauf.office.circulars.bundle import bundle_after
from umlauf.office.circulars.dispatching import LATELY, TROUBLED, Sending, Trouble, sending_of, troubles_of
from umlauf.office.circulars.models import Dispatch, Hold, Issue

SHOWN_DOMAINS: Final = 10
SLOWER_FROM: Final = 5_000
"""Messages from which on the page asks less often how far it is."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages are in one of the states, with the word for it."""

    word: StateWord
    count: int


@dataclass(frozen=True, slots=True)
class DomainTrouble:
    """A domain of recipients that makes trouble: „2 unzustellbar, 1 verzögert“, and what its server said."""

    domain: str
    counts: str
    reply: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sending has come. ``open`` messages go on by themselves, ``stuck`` ones need a person.

    ``moving`` are those of the open ones that change within minutes; a deferred one waits for its hour. ``held`` are
    stopped by a person, ``left`` would be given up with the dispatch, ``again`` may all be sent once more. ``pace``:
    „etwa 840 je Minute, noch etwa 2 Minuten“. ``quiet`` says that nothing goes out although it should, and why if that
    is known. ``bundle`` says when what waits for the bundle of the day goes out.
    """

    counts: tuple[Count, ...]
    open: int
    moving: int
    stuck: int
    sent: int
    addresses: int
    held: int = 0
    left: int = 0
    again: int = 0
    pace: str = ""
    deferred: str = ""
    quiet: str = ""
    bundle: str = ""
    domains: tuple[DomainTrouble, ...] = ()
    more_domains: bool = False
    hold: Hold | None = None

    @property
    def poll(self) -> int:
        """Seconds between two looks."""
        return 5 if self.addresses > SLOWER_FROM else 2


def progress_card(issue: Issue, dispatch: Dispatch) -> Progress:
    """All of it, at this moment. As many queries however many messages there are."""
    sending, now = sending_of(issue), machine_now()
    troubles = troubles_of(issue, SHOWN_DOMAINS + 1) if sending.count(TROUBLED) else []
    hold: Hold | None = getattr(dispatch, "hold", None)
    return Progress(
        counts=_counts(sending.by_state),
        open=sending.count(OPEN),
        moving=sending.moving,
        stuck=sending.count(NEEDS_A_PERSON),
        sent=sending.count({State.SENT}),
        addresses=sum(sending.by_state.values()),
        held=sending.count({State.PAUSED}),
        left=sending.left,
        again=sending.again if hold is None else 0,
        pace=_pace(sending, now),
        deferred=_deferred(sending, now),
        quiet=_quiet(sending, now),
        bundle=_bundle(sending, issue, dispatch),
        domains=tuple(_domain(one) for one in troubles[:SHOWN_DOMAINS]),
        more_domains=len(troubles) > SHOWN_DOMAINS,
        hold=hold,
    )


def _counts(by_state: dict[State, int]) -> tuple[Count, ...]:
    """The sums in the order of the way, equal words put together."""
    counts: dict[str, Count] = {}
    for state in State:
        if number := by_state.get(state, 0):
            word = state_word(state)
            counts[word.word] = Count(word, number + (counts[word.word].count if word.word in counts else 0))
    return tuple(counts.values())


def _domain(trouble: Trouble) -> DomainTrouble:
    counts = ", ".join(f"{one.count} {one.word.word}" for one in _counts(trouble.by_state))
    return DomainTrouble(trouble.domain, counts, trouble.reply)


def _pace(sending: Sending, now: dt.datetime) -> str:
    """„etwa 840 je Minute, noch etwa 2 Minuten“; nothing while nothing moves."""
    rate = sending.per_minute(now)
    if not sending.moving or rate < 1:
        return ""
    pace = _("about %(count)s messages a minute") % {"count": _about(rate)}
    return _("%(pace)s, %(left)s") % {"pace": pace, "left": _left(sending.moving / rate)}


def _left(minutes: float) -> str:
    if minutes < 1:
        return _("less than a minute left")
    if minutes < 90:
        count = round(minutes)
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", count) % {"count": count}
    count = round(minutes / 60)
    return ngettext("about %(count)s hour left", "about %(count)s hours left", count) % {"count": count}


def _about(rate: float) -> int:
    """To two figures: 843 is about 840."""
    step = 100 if rate >= 1000 else 10 if rate >= 100 else 1
    return round(rate / step) * step


def _deferred(sending: Sending, now: dt.datetime) -> str:
    """„nächster Versuch 14:20 Uhr“, beside the sums, which have the count."""
    if sending.next_try is None:
        return ""
    if sending.next_try <= now:
        return _("next try of what is deferred: soon")
    return _("next try of what is deferred: %(time)s") % {"time": _moment(sending.next_try, now)}


def _quiet(sending: Sending, now: dt.datetime) -> str:
    """Whether nothing has gone out for a minute although it could, and why if the worker has written that down."""
    since = sending.waiting_since
    if since is None or since > now - LATELY or sending.lately:
        return ""
    reason = server_away()
    if reason:
        return _("The mail server cannot be reached at present: %(reason)s") % {"reason": reason}
    return _("Nothing has gone out since %(time)s. If that lasts, please ask whether the worker is running.") % {
        "time": _moment(max(since, sending.last_sent or since), now)
    }


def _bundle(sending: Sending, issue: Issue, dispatch: Dispatch) -> str:
    """„4 Nachrichten gehen mit der Sammelmail hinaus: heute, 15:00 Uhr.“"""
    count = sending.count({State.GATHERED})
    if not count:
        return ""
    at = bundle_after(dispatch.at, issue.association)
    said = {"count": count, "day": planned_day(at), "time": clock(at)}
    return (
        ngettext(
            "%(count)s message goes out with the bundle of the day: %(day)s, %(time)s.",
            "%(count)s messages go out with the bundle of the day: %(day)s, %(time)s.",
            count,
        )
        % said
    )


def _moment(at: dt.datetime, now: dt.datetime) -> str:
    """„14:20 Uhr“, with the day if it is another one. Machine time, shown as the clock of the office."""
    shown, today = in_office(at), in_office(now)
    if shown is None or today is None:
        return ""
    same = timezone.localtime(shown).date() == timezone.localtime(today).date()
    return clock(shown) if same else f"{short_day(shown)}, {clock(shown)}"
