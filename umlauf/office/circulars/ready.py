"""Whether a draft can be signed: asked when it is laid before somebody, and once more by the signature itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, checked
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import Circular
from umlauf.office.circulars.reach import must_reach
from umlauf.office.circulars.seals import seal_of
from umlauf.office.circulars.version import Version
from umlauf.office.directory.queries.addressees import Addressee

AHEAD = dt.timedelta(days=92)
"""How far a letter may be dated ahead: a slip in the year would open a new year of numbers, for good."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and as what („Geschäftsführer“). ``mark`` is „i. V.“ or „i. A.“, where somebody signs for another."""

    name: str
    title: str = ""
    mark: str = ""

    @property
    def in_words(self) -> str:
        """„i. V. Nora Feldkamp“"""
        return " ".join(filter(None, (self.mark, self.name)))


@dataclass(frozen=True, slots=True)
class Ready:
    """What a signature would freeze: the text in its normal form, the day of the letter, and who gets it."""

    content: Content
    date: dt.date
    reached: tuple[Addressee, ...]


def must_be_ready(circular: Circular, version: Version, signature: Signature | None = None) -> Ready:
    """What would be signed.

    Raises ``Refused`` with ``number.future``, ``association.address``, what ``must_reach`` or ``seal_of`` raise, or
    what the checks of the draft raise.
    """
    association = Association.objects.get(id=circular.association_id)
    content = checked(version.content)
    date = content.letter_date or office_today(association)
    if date > office_today(association) + AHEAD:
        raise Refused(
            "number.future",
            _("The circular is dated %(date)s, more than three months ahead. Please correct the date, then sign.")
            % {"date": date.strftime("%d.%m.%Y")},
        )
    _check_around(association, version, signature)
    seal_of(association)
    return Ready(content, date, must_reach(circular, content, date))


def _check_around(association: Association, version: Version, signature: Signature | None) -> None:
    """What stands around the text must print, and the mail needs a sender: after the signature it is too late."""
    check_characters(_("Letterhead"), "".join(text for text in astuple(sender_of(association)) if text))
    if signature is not None:
        check_characters(_("Signature"), signature.mark + signature.name + signature.title)
    check_characters(_("Annexes"), "".join(one.annex.title for one in version.annexes))
    try:
        check_address(association.email)
    except Refused as refusal:
        raise Refused(
            "association.address",
            _("%(association)s has no mail address from which circulars can be sent. Please enter one first.")
            % {"association": association.name},
        ) from refusal
