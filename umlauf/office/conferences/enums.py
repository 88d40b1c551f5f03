"""Kinds and states of a conference, states of a contribution and of a registration, and who is told what."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContributionState(models.TextChoices):
    """An idea is known to the office alone; who is replaced stays, with the one who comes instead."""

    IDEA = "idea", _("idea")
    REQUESTED = "requested", _("requested")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    REPLACED = "replaced", _("replaced")


SHOWN: Final = (ContributionState.REQUESTED, ContributionState.CONFIRMED)
MOVES: Final[dict[ContributionState, tuple[ContributionState, ...]]] = {
    ContributionState.IDEA: (ContributionState.REQUESTED, ContributionState.CONFIRMED),
    ContributionState.REQUESTED: (ContributionState.CONFIRMED, ContributionState.DECLINED),
    ContributionState.CONFIRMED: (ContributionState.REQUESTED, ContributionState.DECLINED),
    ContributionState.DECLINED: (ContributionState.REQUESTED, ContributionState.CONFIRMED),
    ContributionState.REPLACED: (),
}
"""What may become of a contribution without somebody else in its place."""


class VoiceKind(models.TextChoices):
    PERSON = "person", _("person")
    OFFICE = "office", _("office, whoever holds it")
    GROUP = "group", _("group")


class ItemKind(models.TextChoices):
    OTHER = "other", _("other")
    ARRIVAL = "arrival", _("arrival")
    WELCOME = "welcome", _("welcome")
    GREETING = "greeting", _("words of greeting")
    SPEECH = "speech", _("speech")
    KEYNOTE = "keynote", _("keynote")
    IMPULSE = "impulse", _("impulse")
    PANEL = "panel", _("panel discussion")
    FORUM = "forum", _("forum")
    BREAK = "break", _("break")
    PRESS = "press", _("press")
    CEREMONY = "ceremony", _("ceremony")
    DINNER = "dinner", _("dinner")
    ASSEMBLY = "assembly", _("assembly")
    CLOSING = "closing", _("closing")
    AGENDA = "agenda", _("agenda item")


class Timing(models.TextChoices):
    EXACT = "exact", _("at its time")
    ABOUT = "about", _("from about its time")
    FOLLOWING = "following", _("after the one before")
    OPEN_END = "open_end", _("open end")


class ConferenceKind(models.TextChoices):
    """A session („Sitzung“) is one of a committee: it has an agenda, and nobody but its members comes."""

    CONFERENCE = "conference", pgettext_lazy("kind of event", "Conference")
    SESSION = "session", pgettext_lazy("kind of event", "Session")


class EventLanguage(models.TextChoices):
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class ConferenceStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    TENTATIVE = "tentative", _("tentative")
    CANCELLED = "cancelled", _("cancelled")
    RESCHEDULED = "rescheduled", _("rescheduled")
    PAST = "past", _("past")


class Circle(models.TextChoices):
    """Who is told of news of a conference. ``INVITED``: the addresses to which the circular went."""

    COMING = "coming", _("everybody who is registered or waits, with the calendar entry for whoever has a place")
    INVITED = "invited", _("all to whom the circular was sent")


class AnnouncementKind(models.TextChoices):
    CHANGED = "changed", _("changed")
    CANCELLED = "cancelled", _("cancelled")
    PROGRAMME = "programme", _("programme")
    NAMES = "names", _("names asked for")
    QUESTIONS = "questions", pgettext_lazy("news", "questions")
    SECURITY = "security", pgettext_lazy("news", "security check")


class RegistrationState(models.TextChoices):
    """How it stands with a person. What each of them means stands in ``STATES``, and nowhere else."""

    ADMITTED = "admitted", _("admitted")
    WAITING = "waiting", _("on the waiting list")
    REVIEW = "review", _("under review")
    OFFERED = "offered", _("place offered")
    LAPSED = "lapsed", _("offer lapsed")
    REFUSED = "refused", pgettext_lazy("person", "not admitted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    STAND_IN = "stand_in", _("deputy under review")
    REPLACED = "replaced", pgettext_lazy("person", "sends a deputy")


@dataclass(frozen=True, slots=True)
class StateOfPeople:
    """What a state means. ``counts``: has a place. ``coming``: wants to come, and may. ``calendar``: has the entry.

    ``tone`` is that of the word on pages. ``undecided``: somebody has to decide about the person.
    """

    counts: bool
    coming: bool
    calendar: bool
    tone: str
    undecided: bool = False


STATES: Final = {
    RegistrationState.ADMITTED: StateOfPeople(counts=True, coming=True, calendar=True, tone="ok"),
    RegistrationState.WAITING: StateOfPeople(counts=False, coming=True, calendar=False, tone="wait"),
    RegistrationState.REVIEW: StateOfPeople(counts=False, coming=True, calendar=False, tone="wait", undecided=True),
    RegistrationState.OFFERED: StateOfPeople(counts=True, coming=True, calendar=False, tone="wait"),
    RegistrationState.LAPSED: StateOfPeople(counts=False, coming=False, calendar=False, tone="none"),
    RegistrationState.REFUSED: StateOfPeople(counts=False, coming=False, calendar=False, tone="none"),
    RegistrationState.WITHDRAWN: StateOfPeople(counts=False, coming=False, calendar=False, tone="none"),
    RegistrationState.STAND_IN: StateOfPeople(counts=True, coming=True, calendar=False, tone="wait", undecided=True),
    RegistrationState.REPLACED: StateOfPeople(counts=False, coming=False, calendar=False, tone="none"),
}
COUNTING: Final = tuple(state for state, means in STATES.items() if means.counts)
"""Who has a place: counted under the lock of the ask, so that no place is given twice."""
CERTAIN: Final = tuple(state for state, means in STATES.items() if means.calendar)
"""Who has a place about which nobody decides any more, and nobody is asked. It is what stands in a calendar."""
COMING: Final = tuple(state for state, means in STATES.items() if means.coming)
UNDECIDED: Final = tuple(state for state, means in STATES.items() if means.undecided)
ASKING_AGAIN: Final = (RegistrationState.LAPSED, RegistrationState.WITHDRAWN)
"""Who can ask for a place again."""


class OfferOutcome(models.TextChoices):
    """What became of an offer of a place. ``TAKEN_BACK``: the office decides anew about the person."""

    OPEN = "open", pgettext_lazy("offer", "open")
    TAKEN = "taken", pgettext_lazy("offer", "taken")
    LET_GO = "let_go", pgettext_lazy("offer", "let go")
    LAPSED = "lapsed", pgettext_lazy("offer", "lapsed")
    TAKEN_BACK = "taken_back", pgettext_lazy("offer", "taken back")


class Priority(models.IntegerChoices):
    """Where somebody stands on the waiting list before the time counts at which they came."""

    FIRST = 1, _("before all others")
    IN_TURN = 0, _("in turn")
    LAST = -1, _("after all others")


class Admission(models.TextChoices):
    """Who is admitted without anybody deciding it."""

    ALL = "all", _("whoever registers")
    RULE = "rule", _("whoever is entitled; about all others somebody decides")
    CASE = "case", _("nobody: somebody decides about each person")


class CaseWhy(models.TextChoices):
    """Why somebody has to decide about a person."""

    NOT_ENTITLED = "not_entitled", _("holds no post that is entitled, and comes for nobody who does")
    OVER_LIMIT = "over_limit", _("more people than one organisation may register")
    EACH = "each", _("about each person somebody decides")


class Decision(models.TextChoices):
    """What was decided. ``DROPPED``: the person was withdrawn before."""

    OPEN = "open", pgettext_lazy("decision", "open")
    ADMITTED = "admitted", pgettext_lazy("decision", "admitted")
    REFUSED = "refused", pgettext_lazy("decision", "not admitted")
    DROPPED = "dropped", pgettext_lazy("decision", "withdrawn before")


class GroupAdmission(models.TextChoices):
    """Who of a group that is invited beside the members is admitted without anybody deciding it."""

    ALL = "all", _("whoever registers")
    CASE = "case", _("nobody: somebody decides about each person, as an accreditation")
