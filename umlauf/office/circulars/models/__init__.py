"""The rows of a circular, in the order in which they come to be."""

from umlauf.office.circulars.models.annex import Annex, AnnexVersion
from umlauf.office.circulars.models.dispatch import Delivery, Dispatch
from umlauf.office.circulars.models.draft import Circular, Draft
from umlauf.office.circulars.models.issue import FrozenAnnex, Issue, Recipient, RecipientAddress, Rendition
from umlauf.office.circulars.models.series import Series, SeriesYear

__all__ = [
    "Annex",
    "AnnexVersion",
    "Circular",
    "Delivery",
    "Dispatch",
    "Draft",
    "FrozenAnnex",
    "Issue",
    "Recipient",
    "RecipientAddress",
    "Rendition",
    "Series",
    "SeriesYear",
]
