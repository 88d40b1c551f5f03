"""What the head of a mail says beside who, to whom and what: to which letters it belongs, and what it follows.

A circular and what follows it is set off by a person, so it does not say that a machine has sent it (RFC 3834, 5).
It is official mail to a body, not a subscription of somebody, so nothing offers to end it (no List-Unsubscribe), and an
answer that somebody is away, and who stands in, is welcome (no X-Auto-Response-Suppress).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from umlauf.ground.core.addresses import check_address
from umlauf.office.circulars.models import Delivery, Issue

Headers = tuple[tuple[str, str], ...]

AUTOMATIC: Final[Headers] = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF"))
"""Of a confirmation that the machine writes: nobody who is away shall answer it. Exchange knows the second."""

_FOLDED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_PHRASE: Final = re.compile(r"[A-Za-z0-9 ./-]+")


def ascii_words(text: str) -> str:
    """The words of a text in ASCII, joined by hyphens: „Haeuser-Hoefe“. Empty where none is left."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text.translate(_FOLDED)).strip("-")


def list_id(issue: Issue) -> str:
    """By what a mailbox may sort a series (RFC 2919): ``"Rundschreiben" <rundschreiben.lkt.verband.example>``.

    One for each series of an association, and the same as long as its kind, short name and mail domain are.
    """
    label = ascii_words(issue.series.kind).lower()[:60] or f"series-{issue.series_id}"
    domain = _mail_domain(issue.association.email)
    phrase = f'"{issue.series.kind}" ' if _PHRASE.fullmatch(issue.series.kind) else ""
    return f"{phrase}<{label}.{issue.association.slug}.{domain}>"


@lru_cache(maxsize=64)
def _mail_domain(email: str) -> str:
    """In ASCII. Kept, because a hundred thousand mails of one dispatch ask for the same."""
    return check_address(email).rpartition("@")[2]


def heads(issue: Issue, *languages: str, follows: str = "") -> Headers:
    """For a circular and the notes about it. ``follows``: the Message-ID of the mail under which it is to be shown.

    ``languages``: in which it is written (RFC 3282), the frame first.
    """
    spoken = ", ".join(dict.fromkeys(languages))
    thread = (("In-Reply-To", follows), ("References", follows)) if follows else ()
    return (("List-Id", list_id(issue)), ("Content-Language", spoken), *thread)


def mails_by_address(issue_id: int, emails: Collection[str]) -> dict[str, str]:
    """The Message-ID of the mail that brought a circular, by the address that it went to."""
    brought = Delivery.objects.filter(dispatch__issue_id=issue_id, address__email__in=emails)
    return dict(brought.values_list("address__email", "message__message_id"))
