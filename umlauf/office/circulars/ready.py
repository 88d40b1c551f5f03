"""Whether a draft can be signed: asked when it is laid before somebody, and once more by the signature itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Final

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.aftermath import must_hold
from umlauf.office.circulars.checks import check_characters, checked
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import Circular, FollowUpCircular
from umlauf.office.circulars.reach import must_reach
from umlauf.office.circulars.seals import seal_of
from umlauf.office.circulars.version import Version
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.queries.addressees import Addressee

AHEAD = dt.timedelta(days=92)
"""How far a letter may be dated ahead: a slip in the year would open a new year of numbers, for good."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, as what („Geschäftsführer“), and whether in their own name."""

    name: str
    title: str = ""
    signs_as: SignsAs = SignsAs.OWN

    def in_words(self, language: str) -> str:
        """„i. V. Nora Feldkamp“, as it stands under a letter in that language."""
        return " ".join(filter(None, (mark_of(self.signs_as, language), self.name)))[: LIMITS.name]


def mark_of(signs_as: SignsAs, language: str) -> str:
    """What stands before the name of who signs for another (DIN 5008, and the usage of the state's offices).

    An English letter has the mark in the same place. “p.p.” is the usual one for a deputy. For „im Auftrag“ there is
    none: “for” before a name would say that this name is the one for whom is signed, so it is “by order:”.
    """
    return _MARKS[signs_as][1 if language == "en" else 0]


def signed_names(name: str) -> tuple[str, ...]:
    """All that may stand under the letters that somebody of this name has signed."""
    marks = [mark for both in _MARKS.values() for mark in both if mark]
    return (name, *(f"{mark} {name}" for mark in marks))


_MARKS = {
    SignsAs.OWN: ("", ""),
    SignsAs.DEPUTY: ("i. V.", "p.p."),
    SignsAs.ORDER: ("i. A.", "by order:"),
}


Obstacle = Callable[[Circular], None]
"""Raises ``Refused`` where a circular must not be signed for what only a room above knows."""

_OBSTACLES: Final[list[Obstacle]] = []


def asked_before_signing(obstacle: Obstacle) -> None:
    """Let a room above be asked, each time that somebody wants to lay or sign a draft."""
    _OBSTACLES.append(obstacle)


@dataclass(frozen=True, slots=True)
class Ready:
    """What a signature would freeze: the text in its normal form, the day of the letter, and who gets it."""

    content: Content
    date: dt.date
    reached: tuple[Addressee, ...]


def must_be_ready(circular: Circular, version: Version, signature: Signature | None = None) -> Ready:
    """What would be signed.

    Raises ``Refused`` with ``number.future``, ``association.address``, ``follow_up.withdrawn``, what ``must_reach`` or
    ``seal_of`` raise, what the checks of the draft raise, or what rooms above know against it.
    """
    association = Association.objects.get(id=circular.association_id)
    content = checked(version.content)
    date = content.letter_date or office_today(association)
    if date > office_today(association) + AHEAD:
        raise Refused(
            "number.future",
            _("The circular is dated %(date)s, more than three months ahead. Please correct the date, then sign.")
            % {"date": brief_day(date)},
        )
    followed = FollowUpCircular.objects.filter(circular=circular).select_related("issue").first()
    if followed is not None:
        must_hold(
            followed.issue,
            "follow_up.withdrawn",
            _("The circular that this one follows was withdrawn meanwhile, so there is nothing more to say of it."),
        )
    for obstacle in _OBSTACLES:
        obstacle(circular)
    _check_around(association, version, signature)
    seal_of(association)
    return Ready(content, date, must_reach(circular, content, date))


def _check_around(association: Association, version: Version, signature: Signature | None) -> None:
    """What stands around the text must print, and the mail needs a sender: after the signature it is too late."""
    check_characters(_("Letterhead"), "".join(text for text in astuple(sender_of(association)) if text))
    if signature is not None:
        check_characters(_("Signature"), signature.in_words(version.content.language) + signature.title)
    check_characters(_("Annexes"), "".join(one.annex.title for one in version.annexes))
    try:
        check_address(association.email)
    except Refused as refusal:
        raise Refused(
            "association.address",
            _("%(association)s has no mail address from which circulars can be sent. Please enter one first.")
            % {"association": association.name},
        ) from refusal
