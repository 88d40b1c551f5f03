"""What counts as calling up a letter („abgerufen“), and what does not (docs/decisions, „abgerufen“)."""

from __future__ import annotations

from typing import Final

from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.viewing import viewing_of
from umlauf.office.circulars.actions.call_up import call_up

_AHEAD: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def note_call_up(request: LetterRequest) -> None:
    """Note that the house has called up its letter, the first time; any other time it costs nothing at all.

    For the page of the letter, its PDF and its annexes. The link of the mail is not one of them: programs that check
    mails open every link. It leads to these pages, and whoever does not keep the cookie that it gives gets none.
    """
    recipient = request.recipient
    if recipient.called_up_at is None and _is_navigation(request) and _is_of_the_house(request):
        call_up(actor=request.actor, recipient_id=recipient.id)


def _is_navigation(request: LetterRequest) -> bool:
    """Whether a browser asks, to show it to somebody now (W3C Fetch Metadata), and not ahead of time or as a part."""
    asked = request.headers
    if request.method != "GET" or any(asked.get(name) for name in _AHEAD):
        return False
    return asked.get("Sec-Fetch-Mode") == "navigate" and asked.get("Sec-Fetch-Dest") == "document"


def _is_of_the_house(request: LetterRequest) -> bool:
    """Not somebody of the office that wrote it, who tries the link, nor who sees the pages as somebody else."""
    if not request.user.is_authenticated:
        return True
    own = request.recipient.association_id
    of_office = any(hat.organisation is None and hat.association.id == own for hat in getattr(request, "hats", ()))
    return not of_office and viewing_of(request) is None
