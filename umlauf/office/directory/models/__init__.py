"""The register of organisations, which all associations share, and each association's own directory of them."""

from umlauf.office.directory.models.changes import Change, Dated, Kept
from umlauf.office.directory.models.colleagues import Colleague
from umlauf.office.directory.models.emergencies import Emergency
from umlauf.office.directory.models.grants import Grant, Principal
from umlauf.office.directory.models.imports import Import
from umlauf.office.directory.models.invitations import Invitation
from umlauf.office.directory.models.lists import DistributionList, ListGuest, ListRule
from umlauf.office.directory.models.members import (
    ContactDetails,
    IntakeAddress,
    Membership,
    Responsibility,
    Tag,
)
from umlauf.office.directory.models.own_entries import Confirmation, ConfirmationRound, Proposal
from umlauf.office.directory.models.people import Apart, Merger, Person, PersonDetails
from umlauf.office.directory.models.posts import Deputyship, Function, Post, PostDetails, Tenure
from umlauf.office.directory.models.register import FormerState, OfficialKey, Organisation, Succession
from umlauf.office.directory.models.viewings import Viewing

__all__ = [
    "Apart",
    "Change",
    "Colleague",
    "Confirmation",
    "ConfirmationRound",
    "ContactDetails",
    "Dated",
    "Deputyship",
    "DistributionList",
    "Emergency",
    "FormerState",
    "Function",
    "Grant",
    "Import",
    "IntakeAddress",
    "Invitation",
    "Kept",
    "ListGuest",
    "ListRule",
    "Membership",
    "Merger",
    "OfficialKey",
    "Organisation",
    "Person",
    "PersonDetails",
    "Post",
    "PostDetails",
    "Principal",
    "Proposal",
    "Responsibility",
    "Succession",
    "Tag",
    "Tenure",
    "Viewing",
]
