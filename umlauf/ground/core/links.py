"""Signed links: an HMAC over purpose, id and generation, kept nowhere. The next generation ends all older links."""

from __future__ import annotations

from enum import StrEnum

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from umlauf.ground.text import Refused


class Purpose(StrEnum):
    """What a link is for. A token of one purpose is worth nothing for another."""

    LETTER = "letter"
    """Read a letter and answer it for its recipient."""
    READING = "reading"
    """Read a letter and nothing more: what a house passes on to those who only need to know."""
    SIGN = "sign"
    """Come to a draft that waits to be agreed to or signed. It opens nothing without the account it was sent to."""
    INVITATION = "invitation"
    CONFIRM = "confirm"
    """Look at the entries of a member and say that they are still right."""
    EVENT = "event"
    """See an invitation to a conference that somebody has for themself, and answer it. It opens no letter."""
    FORM = "form"
    """Name the recipient and the conference that a form to fill in was made for. It opens nothing."""
    CONTRIBUTOR = "contributor"
    """Say whether one contributes to a programme, with what, and what one needs for it."""
    PLACE = "place"
    """See to one's own place at a conference. It goes to the person's own address alone."""
    VERIFY = "verify"
    """See that a letter is genuine, and nothing of what it says. It is printed: for everybody, and for good."""


def sign_link(purpose: Purpose, subject_id: int, generation: int) -> str:
    """A token of letters, digits, ``-``, ``_`` and dots that fits into the path of an address."""
    return _signer(purpose).sign(f"{subject_id}.{generation}")


def read_link(purpose: Purpose, token: str) -> tuple[int, int]:
    """The id and generation of a token that we signed. Raises ``Refused("link.invalid")``, alike for all reasons."""
    try:
        subject_id, generation = _signer(purpose).unsign(token).split(".")
        return int(subject_id), int(generation)
    except (BadSignature, ValueError) as error:
        raise invalid_link() from error


def invalid_link() -> Refused:
    """What a person reads whose link is mangled, foreign, revoked or too old: the same sentence for all."""
    return Refused(
        "link.invalid",
        _("This link is not valid (any more). Please open it once more from the mail, or ask for a new one."),
    )


def _signer(purpose: Purpose) -> Signer:
    return Signer(sep=".", salt=f"umlauf.link.{purpose}")
