"""Take down what a recipient answers."""

from __future__ import annotations

import unicodedata

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters
from umlauf.office.responses.access import must_be_current, open_desk, stands_already
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import AnswerState, AskKind
from umlauf.office.responses.mailing import receipt
from umlauf.office.responses.models import Answer


def keep_answer(desk: Desk, *, state: AnswerState, final: bool = True, text: str = "") -> Answer:
    """Make the answer, or change the one that stands, inside the caller's transaction. The caller records it."""
    answer = desk.answer
    if answer is None:
        answer = Answer(
            association_id=desk.ask.association_id,
            ask=desk.ask,
            recipient=desk.recipient,
            late=desk.late,
            revision=0,
        )
    answer.state = state
    answer.final = final
    answer.text = text
    answer.channel = desk.entry.channel
    answer.by_name, answer.by_email, answer.by_phone = desk.entry.name, desk.entry.email, desk.entry.phone
    answer.at = desk.now
    answer.revision += 1
    answer.save()
    return answer


@transaction.atomic
def give_statement(*, actor: Actor, recipient_id: int, entry: Entry, text: str, final: bool = True) -> Answer:
    """Answer in words. ``final`` is false while more is to follow.

    Raises ``Refused`` with ``answer.kind``, ``answer.empty``, ``answer.long``, ``answer.changed``, or what
    ``open_desk`` raises.
    """
    words = _words(text)
    desk = open_desk(actor=actor, recipient_id=recipient_id, entry=entry, said=(AnswerState.STATED, words, final))
    if desk.repeated:
        return stands_already(desk)
    with translation.override(desk.content.language):
        headline = _("Answer:") if final else _("First answer, more is to follow:")
    return _state(desk, AnswerState.STATED, headline=headline, text=words, final=final)


@transaction.atomic
def give_nil_return(*, actor: Actor, recipient_id: int, entry: Entry) -> Answer:
    """Answer that there is nothing to say („Fehlanzeige“). Raises as ``give_statement`` does."""
    desk = open_desk(actor=actor, recipient_id=recipient_id, entry=entry, said=AnswerState.NIL)
    if desk.repeated:
        return stands_already(desk)
    with translation.override(desk.content.language):
        headline = _("Nil return: you have nothing to say on this.")
    return _state(desk, AnswerState.NIL, headline=headline)


def _state(desk: Desk, state: AnswerState, *, headline: str, text: str = "", final: bool = True) -> Answer:
    if desk.ask.kind != AskKind.STATEMENT:
        raise Refused(
            "answer.kind",
            _("This circular asks who will come. Please register, name a deputy, or say that nobody of you will come."),
        )
    must_be_current(desk)
    answer = keep_answer(desk, state=state, final=final, text=text)
    confirmation = receipt(desk, headline=headline, lines=text.splitlines())
    if confirmation is not None:
        queue(answer.association_id, [confirmation])
    record(
        desk.actor,
        "responses.answered",
        subject=f"responses.Answer:{answer.id}",
        label=f"{desk.issue.label} {desk.recipient.name}: {answer.state} ({answer.channel})",
    )
    return answer


def _words(text: str) -> str:
    """The text in NFC, with line ends as Unix has them. Raises ``Refused``."""
    words = unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in text.splitlines())).strip()
    if not words:
        raise Refused(
            "answer.empty",
            _("The answer is empty. Please write something, or choose “Nil return” if you have nothing to say."),
        )
    if len(words) > LIMITS.statement:
        raise Refused(
            "answer.long",
            _(
                "The answer has %(length)s characters, and %(most)s fit. Please shorten it, or send us the long text "
                "by mail and say so here."
            )
            % {"length": len(words), "most": LIMITS.statement},
        )
    check_characters(_("Answer"), words)
    return words
