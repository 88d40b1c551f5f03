"""What the page of a mail proposes: the answer that a person gave in it, or in the form that came with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import FilledForm
from umlauf.engines.incoming import open_incoming
from umlauf.engines.mail.arrivals import whole
from umlauf.engines.mail.models import Arrival
from umlauf.engines.reading.replies import Answer as Said
from umlauf.faces.web.reply_form import ReplyForm, form_of, form_of_file, said_in_words
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.models import Recipient
from umlauf.office.intake.forms import ReturnedForm, carries_pdf, form_among, recipient_of_code, returned_as
from umlauf.office.intake.replies import proposal_of, recipient_of
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.models import Answer
from umlauf.office.responses.queries import ask_of, standing_of

_NONCE: Final = re.compile(r"form-[0-9a-f]{32}")
_KEPT: Final = 3600
"""Seconds for which it is known what was read in a mail: its files are looked into once, whoever opens its page."""


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """A proposal as the page shows it. ``word`` says what the mail answers; nothing where that is not clear.

    ``of_form``: it was read out of a form, and ``note`` says why nothing could be.
    """

    recipient: Recipient
    form: ReplyForm | None
    word: str
    asked: bool
    phrase: str = ""
    of_form: bool = False
    note: str = ""
    code: str = ""
    nonce: str = ""


def reply_card(request: OfficeRequest, arrival: Arrival) -> ReplyCard | None:
    """What the page of a mail proposes; None for one that proposes nothing, or is settled."""
    recipient = recipient_of(arrival)
    if recipient is None or arrival.settled_at is not None or not arrival.kept_until:
        return None
    issue = recipient.issue
    ask = ask_of(issue.circular_id, content_now(issue)) if not recipient.is_copy else None
    returned, note = _form_in(arrival, recipient)
    if returned is not None and returned.said is None:
        note = returned.note
    if note:
        return ReplyCard(recipient, None, "", ask is not None, of_form=True, note=note)
    answer = standing_of(recipient, ask).answer if ask else None
    seen = answer.revision if answer else 0
    data = request.POST if "said" in request.POST else None
    if returned is not None:
        form = form_of_file(data, f"mail-{arrival.id}", returned, seen, arrival.sender)
        return ReplyCard(recipient, form, said_in_words(form.said) if form else "", ask is not None, of_form=True)
    proposal = proposal_of(arrival, AskKind(ask.kind) if ask else None, office_today(request.association))
    if proposal is None:
        return None
    form = form_of(data, arrival, proposal, seen)
    said = form.said if form else proposal.said
    word = said_in_words(said) if said else ""
    return ReplyCard(recipient, form, word, ask is not None, proposal.reply.phrase)


def card_of_file(returned: ReturnedForm) -> ReplyCard:
    """What a form proposes that somebody has dropped."""
    recipient, nonce = returned.recipient, f"form-{returned.digest[:32]}"
    answer = Answer.objects.filter(recipient=recipient).first()
    form = form_of_file(None, nonce, returned, answer.revision if answer else 0)
    return ReplyCard(
        recipient,
        form,
        said_in_words(form.said) if form else "",
        asked=True,
        of_form=True,
        note=returned.note,
        code=returned.code,
        nonce=nonce,
    )


def card_of_sent(request: OfficeRequest, code: str, nonce: str) -> ReplyCard | None:
    """The same with what was sent of it; None for what no page of ours sends. Raises ``Refused`` for a foreign code."""
    recipient = recipient_of_code(code)
    given = request.POST.get("said", "")
    if not _NONCE.fullmatch(nonce) or given not in {Said.COMES, Said.DECLINES}:
        return None
    said = Said(given)
    form = ReplyForm(request.POST, nonce, said, (), 0, sayer=("", ""), each=True)
    return ReplyCard(recipient, form, said_in_words(said), asked=True, of_form=True, code=code, nonce=nonce)


def _form_in(arrival: Arrival, recipient: Recipient) -> tuple[ReturnedForm | None, str]:
    """The form that a mail brings, or a sentence on why it is not read."""
    read, note = _read_in(arrival)
    if read is None:
        return None, note
    try:
        returned = returned_as(*read)
    except Refused as refused:
        return None, str(refused.message)
    if returned.recipient.id != recipient.id:
        names = {"house": returned.recipient.name, "title": returned.conference.title}
        return None, (
            _(
                "The form that came with this mail is that of %(house)s for “%(title)s”, and not the one of this "
                "letter. Please save it and drop it on the first page if it shall count."
            )
            % names
        )
    return returned, ""


def _read_in(arrival: Arrival) -> tuple[tuple[FilledForm, str] | None, str]:
    """What stands in the form of a mail, with the digest of its file; or a sentence on why it is not read."""
    key = f"web.reply-form.{arrival.id}.{get_language()}"
    known: tuple[tuple[FilledForm, str] | None, str] | None = cache.get(key)
    if known is not None:
        return known
    data = whole(arrival)
    if data is None or not carries_pdf(data):
        return None, ""
    found: tuple[tuple[FilledForm, str] | None, str] = (None, "")
    try:
        incoming = open_incoming(data, "mail.eml")
        if incoming:
            found = (form_among(one.data for one in incoming.attachments), "")
    except Refused as refused:
        found = (None, str(refused.message) if refused.code.startswith("form.") else "")
    cache.set(key, found, _KEPT)
    return found
