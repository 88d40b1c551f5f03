"""A conference, who invites, what happens in which order, who contributes, and who comes."""

from umlauf.office.conferences.models.event import Announcement, Conference, Host
from umlauf.office.conferences.models.programme import Contribution, Programme, ProgrammeItem, ProgrammeVersion, Room
from umlauf.office.conferences.models.questions import Need, NeedCount, Question, QuestionAnswer
from umlauf.office.conferences.models.registration import QUEUE, AdmissionCase, Registration, TargetFunction

__all__ = (
    "QUEUE",
    "AdmissionCase",
    "Announcement",
    "Conference",
    "Contribution",
    "Host",
    "Need",
    "NeedCount",
    "Programme",
    "ProgrammeItem",
    "ProgrammeVersion",
    "Question",
    "QuestionAnswer",
    "Registration",
    "Room",
    "TargetFunction",
)
