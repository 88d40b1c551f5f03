"""Mail to a member about its own entries: what the association decided, and whether they are still right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.models import Association
from umlauf.office.directory.enums import ProposalState
from umlauf.office.directory.models import Confirmation, Proposal
from umlauf.office.directory.queries.own_entries import OwnUnit, addresses_of, own_entries

_DIGEST = 16


def confirm_address(confirmation: Confirmation) -> str:
    """The personal link with which a member looks at its entries and confirms them."""
    token = sign_link(Purpose.CONFIRM, confirmation.id, confirmation.generation)
    return f"{settings.PUBLIC_URL}/confirm/{token}"


def link_ends(confirmation: Confirmation) -> dt.date:
    """The last day on which the link opens."""
    return confirmation.round.due + dt.timedelta(days=LIMITS.confirm_link_days)


def entries_in_words(units: Iterable[OwnUnit]) -> str:
    """The entries as a mail lists them: offices, their addresses and the names of those who hold them."""
    return render_to_string("directory/entries.txt", {"units": units}).strip()


def digest_of_entries(units: Iterable[OwnUnit]) -> str:
    """What somebody has seen who confirms."""
    with translation.override("de"):  # the same for everybody, in whatever language they read
        return sha256(entries_in_words(units).encode()).hexdigest()[:_DIGEST]


def ask_for_confirmation(asked: Iterable[Confirmation], *, occasion: str) -> int:
    """Queue the mail with entries and link to those members; to how many of them none could go.

    The same ``occasion`` once more is the same mail. To be called inside the scope and a transaction.
    """
    rows = list(asked)
    reached = addresses_of([one.organisation_id for one in rows])
    for one in rows:
        _queue(one, reached[one.organisation_id], occasion)
    return sum(not reached[one.organisation_id] for one in rows)


def _queue(asked: Confirmation, addresses: list[str], occasion: str) -> None:
    association = asked.association
    with translation.override(association.language):
        context = {
            "organisation": asked.organisation.name,
            "association": association,
            "entries": entries_in_words(own_entries(asked.organisation_id, association)),
            "link": confirm_address(asked),
            "due": long_day(asked.round.due),
            "ends": long_day(link_ends(asked)),
            "reminder": occasion.startswith("reminder"),
        }
        subject = _("Still right? Your entries at %(association)s") % {"association": association.name}
        text = render_to_string("directory/confirm.txt", context)
    key = f"confirm/{asked.id}/{asked.generation}/{occasion}"
    queue(association.id, _mails(association, key, addresses, subject, text, link_ends(asked)))


def tell_of_decision(proposal: Proposal) -> None:
    """Tell a member what became of its proposal. To be called inside the scope and a transaction."""
    association = proposal.association
    with translation.override(association.language):
        context = {
            "proposal": proposal,
            "kind": proposal.get_kind_display(),
            "association": association,
            "day": long_day(proposal.proposed_at.date()),
            "taken": proposal.state == ProposalState.TAKEN,
        }
        subject = _("Your proposal: %(label)s") % {"label": proposal.label}
        text = render_to_string("directory/proposal_decided.txt", context)
    kept_until = office_today(association) + dt.timedelta(days=LIMITS.retention_days)
    addresses = addresses_of([proposal.organisation_id])[proposal.organisation_id]
    queue(association.id, _mails(association, f"proposal/{proposal.id}", addresses, subject, text, kept_until))


def _mails(
    association: Association, key: str, addresses: list[str], subject: str, text: str, kept_until: dt.date
) -> list[Outgoing]:
    return [
        Outgoing(
            key=f"{key}/{number}",
            recipient=address,
            sender_name=association.name,
            sender_address=association.email,
            subject=subject,
            text=text,
            date=office_now(),
            kept_until=kept_until,
        )
        for number, address in enumerate(addresses, 1)
    ]
