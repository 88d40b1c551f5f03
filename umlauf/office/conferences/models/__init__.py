"""A conference, who invites, what happens in which order, who contributes, and who comes."""

from umlauf.office.conferences.models.contributor import Contributor, ContributorPhoto
from umlauf.office.conferences.models.event import Announcement, Conference, Host
from umlauf.office.conferences.models.feed import FeedKey
from umlauf.office.conferences.models.forums import ForumChoice
from umlauf.office.conferences.models.invitees import InvitedGroup, Invitee, InviteeForm
from umlauf.office.conferences.models.offers import Offer, Party
from umlauf.office.conferences.models.programme import Contribution, Programme, ProgrammeItem, ProgrammeVersion, Room
from umlauf.office.conferences.models.public import PublicPage
from umlauf.office.conferences.models.questions import Need, NeedCount, Question, QuestionAnswer, QuestionFile
from umlauf.office.conferences.models.registration import QUEUE, AdmissionCase, Registration, TargetFunction
from umlauf.office.conferences.models.security import SecurityCheck, SecurityEntry

__all__ = (
    "QUEUE",
    "AdmissionCase",
    "Announcement",
    "Conference",
    "Contribution",
    "Contributor",
    "ContributorPhoto",
    "FeedKey",
    "ForumChoice",
    "Host",
    "InvitedGroup",
    "Invitee",
    "InviteeForm",
    "Need",
    "NeedCount",
    "Offer",
    "Party",
    "Programme",
    "ProgrammeItem",
    "ProgrammeVersion",
    "PublicPage",
    "Question",
    "QuestionAnswer",
    "QuestionFile",
    "Registration",
    "Room",
    "SecurityCheck",
    "SecurityEntry",
    "TargetFunction",
)
