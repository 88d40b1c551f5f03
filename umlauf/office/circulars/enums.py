"""Where a circular is on its way."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(models.TextChoices):
    """The last step that a circular has taken. Derived from the rows that are there, never stored."""

    DRAFT = "draft", _("Draft")
    AGREEING = "agreeing", _("In agreement")
    SIGNING = "signing", _("To be signed")
    ISSUED = "issued", _("Signed")
    RENDERED = "rendered", _("Ready to send")
    DISPATCHED = "dispatched", _("Sent")


class NumberFormat(models.TextChoices):
    """How a series writes number and year of a letter."""

    NUMBER_YEAR = "n/yyyy", "543/2016"
    NUMBER_SHORT_YEAR = "n/yy", "543/16"
    YEAR_NUMBER = "yyyy/n", "2016/543"
    YEAR_DASH_NUMBER = "yyyy-n", "2016-543"

    def write(self, number: int, year: int) -> str:
        match self:
            case NumberFormat.NUMBER_YEAR:
                return f"{number}/{year}"
            case NumberFormat.NUMBER_SHORT_YEAR:
                return f"{number}/{year % 100:02}"
            case NumberFormat.YEAR_NUMBER:
                return f"{year}/{number}"
            case NumberFormat.YEAR_DASH_NUMBER:
                return f"{year}-{number}"

    @property
    def pattern(self) -> str:
        """What ``write`` gives, as a regular expression with the groups that ``read`` wants."""
        number, year = r"(?P<number>\d{1,6})", r"(?P<year>\d{4})(?!\d)"
        match self:
            case NumberFormat.NUMBER_YEAR:
                return rf"{number}\s*/\s*{year}"
            case NumberFormat.NUMBER_SHORT_YEAR:
                return rf"{number}\s*/\s*(?P<year>(?:\d\d)?\d\d)(?!\d)"
            case NumberFormat.YEAR_NUMBER:
                return rf"{year}\s*/\s*{number}(?!\d)"
            case NumberFormat.YEAR_DASH_NUMBER:
                return rf"{year}-{number}(?!\d)"

    @staticmethod
    def read(found: re.Match[str]) -> tuple[int, int]:
        """Number and year of what ``pattern`` has found. A year of two digits is one since 2000."""
        year = int(found["year"])
        return int(found["number"]), year if year > 99 else 2000 + year


class SubmissionEnd(models.TextChoices):
    """How it ended that a draft lay before those who agree and sign."""

    TAKEN_BACK = "taken_back", _("Taken back")
    SENT_BACK = "sent_back", _("Sent back")
    TAKEN_OVER = "taken_over", _("Taken over")
    SIGNED = "signed", _("Signed")


class FollowUp(models.TextChoices):
    """What a circular or a notice does to an earlier circular."""

    CORRECTION = "correction", _("Correction")
    SUPPLEMENT = "supplement", _("Supplement")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    DEADLINE = "deadline", _("Change of the deadline")


class ReferenceKind(models.TextChoices):
    """How a circular stands to what it refers to."""

    ORIGIN = "origin", _("comes from")
    REFERS = "refers", _("refers to")
    FOLLOWS = "follows", _("follows")
    REPLACES = "replaces", _("replaces")
    CORRECTS = "corrects", _("corrects")
    SUPPLEMENTS = "supplements", _("supplements")
    WITHDRAWS = "withdraws", _("withdraws")


class Confidentiality(models.TextChoices):
    """Whom a circular may be shown to. What is said here of the public is for a public page alone."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members")
    NAMED = "named", _("The named recipients alone")


class Outcome(models.TextChoices):
    """What a person says of a message that needs one."""

    ARRIVED = "arrived", _("It had arrived")
    AGAIN = "again", _("Send it once more")
    LEFT = "left", _("Leave it at that")


class AcknowledgedBy(models.TextChoices):
    """How a recipient said that it got a circular. The last two an office chooses that keys it in."""

    LINK = "link", _("by link")
    LOGIN = "login", _("by login")
    PHONE = "phone", pgettext_lazy("channel", "by phone")
    MAIL = "mail", pgettext_lazy("channel", "by mail")


class PageState(models.TextChoices):
    """What came back when a page was asked for. ``silent``: nothing that says whether it is there. Shown to nobody."""

    THERE = "there"
    GONE = "gone"
    NO_HOST = "no_host"
    SILENT = "silent"
