"""What a programme and its changes are called, in the active language."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.ground.core.days import short_weekday_day
from umlauf.office.conferences.enums import SHOWN, ContributionState, Timing
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.programme import Change, ChangeKind, Conflict, ConflictKind, Item, Sheet, Voice
from umlauf.office.conferences.roles import role_title


def programme_title(conference: Conference) -> str:
    """What the whole is called: a session has an agenda."""
    return _("Agenda") if conference.kind == "session" else _("Programme")


def time_of(item: Item) -> str:
    """„10:00–10:15“, „ab ca. 12:00“, „anschließend“; nothing where no time is known."""
    if item.timing == Timing.FOLLOWING:
        return _("following")
    times = "–".join(time_format(one, "H:i") for one in (item.start, item.end) if one)
    if item.timing == Timing.ABOUT and times:
        return _("from about %(time)s") % {"time": times}
    if item.timing == Timing.OPEN_END:
        return _("%(time)s, open end") % {"time": times} if times else _("open end")
    return times


def when_of_item(day: dt.date | None, item: Item) -> str:
    """The day, where one is named, and the time; a dash for neither."""
    named = short_weekday_day(day) if day else ""
    return ", ".join(filter(None, (named, time_of(item)))) or "–"


def label_of(item: Item) -> str:
    """„14:30 Uhr, Abschlussrede“, by which readers find it."""
    if item.start is None or item.timing == Timing.FOLLOWING:
        return item.title
    at = pgettext("time of day", "%(time)s") % {"time": time_format(item.start, "H:i")}
    return f"{at}, {item.title}"


def voice_label(voice: Voice) -> str:
    """„Vera Quast, Ministerin“, else what they do."""
    return voice.name or role_title(voice.role)


def outline_of(sheet: Sheet) -> str:
    """The programme as plain lines, for a calendar: who was only asked is named so, who has declined is left out."""
    lines = []
    for item in sheet.items:
        said = ": ".join(filter(None, (item.title, people_of(item))))
        lines.append(" ".join(filter(None, ("–" if item.parent else "", time_of(item), said))))
    return "\n".join(lines)


def people_of(item: Item) -> str:
    """Who contributes, each with „angefragt“ where they were only asked."""
    return "; ".join(_with_state(one) for one in item.people if one.state in SHOWN)


def _with_state(voice: Voice) -> str:
    label = voice_label(voice)
    return label if voice.state == ContributionState.CONFIRMED else f"{label} ({state_word(voice.state)})"


def sentence_of(change: Change) -> str:
    """One change as a line, with what it was before."""
    if change.kind == ChangeKind.HEAD:
        return _head(*change.head)
    item = change.after or change.before
    if item is None:
        raise ValueError(change)
    label = label_of(item)
    if change.was is not None or change.now is not None:
        return _voice_sentence(change, label)
    return _item_sentence(change, label)


def _head(name: str, was: str, now: str) -> str:
    fields = {"title": _("Title"), "when": _("When"), "where": _("Where"), "hosts": _("Hosts")}
    return _changed(fields[name], now or "–", was or "–")


def _changed(what: str, now: str, was: str) -> str:
    return _("%(what)s: %(now)s (before: %(was)s)") % {"what": what, "now": now, "was": was}


def _item_sentence(change: Change, label: str) -> str:
    before, after = change.before, change.after
    if before is None:
        return _("New: %(item)s") % {"item": label}
    if after is None:
        return _("No longer in the programme: %(item)s") % {"item": label}
    if change.kind == ChangeKind.MOVED:
        days = (after.day, before.day) if after.day != before.day else (None, None)
        return _changed(after.title, when_of_item(days[0], after), when_of_item(days[1], before))
    if change.kind == ChangeKind.RENAMED:
        return _("%(item)s (before: “%(was)s”)") % {"item": label, "was": before.title}
    if change.kind == ChangeKind.ROOM:
        return _changed(label, after.room or "–", before.room or "–")
    if change.kind == ChangeKind.TEXT:
        return _("%(item)s: the description is another") % {"item": label}
    if change.kind == ChangeKind.FRAME:
        beside = _("%(item)s: takes place beside others") if after.parent else _("%(item)s: takes place by itself")
        return beside % {"item": label}
    return _("%(item)s: stands in another place of the order") % {"item": label}


def _voice_sentence(change: Change, label: str) -> str:
    was, now = change.was, change.now
    if was is None and now is not None:
        state = f" ({state_word(now.state)})" if now.state == ContributionState.REQUESTED else ""
        return _("%(item)s: now with %(who)s") % {"item": label, "who": voice_label(now)} + state
    if now is None and was is not None:
        return _("%(item)s: without %(who)s") % {"item": label, "who": voice_label(was)}
    if was is None or now is None:
        raise ValueError(change)
    if change.kind == ChangeKind.VOICE_STATE:
        return _("%(item)s: %(who)s – %(now)s (before: %(was)s)") % {
            "item": label,
            "who": voice_label(now),
            "now": state_word(now.state),
            "was": state_word(was.state),
        }
    return _changed(label, _with_title(now), _with_title(was))


def _with_title(voice: Voice) -> str:
    role = role_title(voice.role) if voice.role else ""
    said = ": ".join(filter(None, (role, voice.name)))
    return ", ".join(filter(None, (said, _("“%(words)s”") % {"words": voice.title} if voice.title else "")))


def state_word(state: ContributionState) -> str:
    return str(state.label)


def conflict_sentence(conflict: Conflict) -> str:
    """What a person should look at, as a sentence."""
    labels = [label_of(item) for item in conflict.items]
    first, second = labels[0], labels[-1]
    sentences = {
        ConflictKind.ROOM: _("%(what)s is taken twice at once: %(first)s; %(second)s"),
        ConflictKind.PERSON: _("%(what)s is in two places at once: %(first)s; %(second)s"),
        ConflictKind.BACKWARDS: _("%(first)s: ends before it begins"),
        ConflictKind.OUTSIDE: _("%(first)s: lies outside the times of the event"),
        ConflictKind.GAP: _("Between these two nothing happens for more than two hours: %(first)s; %(second)s"),
    }
    return sentences[conflict.kind] % {"what": conflict.what, "first": first, "second": second}
