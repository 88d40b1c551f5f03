"""The rows of a circular, in the order in which they come to be."""

from umlauf.office.circulars.models.agreement import Absence, Approval, ChainStep, FolderLink, Submission
from umlauf.office.circulars.models.annex import Annex, AnnexVersion
from umlauf.office.circulars.models.dispatch import Delivery, Dispatch
from umlauf.office.circulars.models.draft import Circular, Draft
from umlauf.office.circulars.models.filing import CircularTemplate, FilePlanEntry
from umlauf.office.circulars.models.follow_up import FollowUpCircular, IssueReference, Notice, NoticeDelivery
from umlauf.office.circulars.models.issue import FrozenAnnex, Issue, Recipient, RecipientAddress, Rendition
from umlauf.office.circulars.models.series import Series, SeriesYear, VoidedNumber
from umlauf.office.circulars.models.writing import DismissedHint, LinkState, WorkingCopy

__all__ = [
    "Absence",
    "Annex",
    "AnnexVersion",
    "Approval",
    "ChainStep",
    "Circular",
    "CircularTemplate",
    "Delivery",
    "DismissedHint",
    "Dispatch",
    "Draft",
    "FilePlanEntry",
    "FolderLink",
    "FollowUpCircular",
    "FrozenAnnex",
    "Issue",
    "IssueReference",
    "LinkState",
    "Notice",
    "NoticeDelivery",
    "Recipient",
    "RecipientAddress",
    "Rendition",
    "Series",
    "SeriesYear",
    "Submission",
    "VoidedNumber",
    "WorkingCopy",
]
