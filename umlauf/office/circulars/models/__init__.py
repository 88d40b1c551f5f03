"""The rows of a circular, in the order in which they come to be."""

from umlauf.office.circulars.models.agreement import Absence, Approval, ChainStep, FolderLink, Submission
from umlauf.office.circulars.models.annex import Annex, AnnexVersion
from umlauf.office.circulars.models.dispatch import Delivery, Dispatch, Hold, PlannedDispatch
from umlauf.office.circulars.models.draft import Circular, Draft
from umlauf.office.circulars.models.filing import CircularTemplate, FilePlanEntry
from umlauf.office.circulars.models.follow_up import FollowUpCircular, IssueReference, Notice, NoticeDelivery
from umlauf.office.circulars.models.issue import FrozenAnnex, Issue, Recipient, RecipientAddress, Rendition
from umlauf.office.circulars.models.receipt import Acknowledgement, ReceiptReminded, ReceiptReminder
from umlauf.office.circulars.models.returned import ClearedAddress
from umlauf.office.circulars.models.room import LetterRoom
from umlauf.office.circulars.models.series import Series, SeriesYear, VoidedNumber
from umlauf.office.circulars.models.writing import DismissedHint, LinkState, WorkingCopy

__all__ = [
    "Absence",
    "Acknowledgement",
    "Annex",
    "AnnexVersion",
    "Approval",
    "ChainStep",
    "Circular",
    "CircularTemplate",
    "ClearedAddress",
    "Delivery",
    "DismissedHint",
    "Dispatch",
    "Draft",
    "FilePlanEntry",
    "FolderLink",
    "FollowUpCircular",
    "FrozenAnnex",
    "Hold",
    "Issue",
    "IssueReference",
    "LetterRoom",
    "LinkState",
    "Notice",
    "NoticeDelivery",
    "PlannedDispatch",
    "ReceiptReminded",
    "ReceiptReminder",
    "Recipient",
    "RecipientAddress",
    "Rendition",
    "Series",
    "SeriesYear",
    "Submission",
    "VoidedNumber",
    "WorkingCopy",
]
