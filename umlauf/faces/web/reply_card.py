"""What the page of a mail proposes: the answer that a person gave in it."""

from __future__ import annotations

from dataclasses import dataclass

from umlauf.engines.mail.models import Arrival
from umlauf.faces.web.reply_form import ReplyForm, form_of, said_in_words
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.intake.replies import Proposal, proposal_of, recipient_of
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.queries import ask_of, standing_of


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """A proposal as the page shows it. ``word`` says what the mail answers; nothing where that is not clear."""

    proposal: Proposal
    form: ReplyForm | None
    word: str
    asked: bool


def reply_card(request: OfficeRequest, arrival: Arrival) -> ReplyCard | None:
    """What the page of a mail proposes; None for one that proposes nothing, or is settled."""
    recipient = recipient_of(arrival)
    if recipient is None or arrival.settled_at is not None or not arrival.kept_until:
        return None
    issue = recipient.issue
    ask = ask_of(issue.circular_id, content_now(issue)) if not recipient.is_copy else None
    proposal = proposal_of(arrival, AskKind(ask.kind) if ask else None, office_today(request.association))
    if proposal is None:
        return None
    answer = standing_of(recipient, ask).answer if ask else None
    data = request.POST if "said" in request.POST else None
    form = form_of(data, arrival, proposal, answer.revision if answer else 0)
    said = form.said if form else proposal.said
    return ReplyCard(proposal, form, said_in_words(said) if said else "", ask is not None)
