"""More time: a recipient asks for it, an office decides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.responses.access import lock_ask, one_line, open_desk
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import ExtensionState
from umlauf.office.responses.mailing import decision_message, receipt
from umlauf.office.responses.models import Extension
from umlauf.office.responses.queries import local_day, own_deadline


@transaction.atomic
def ask_extension(*, actor: Actor, recipient_id: int, entry: Entry, wished: dt.date, reason: str = "") -> Extension:
    """Wish for more time.

    Raises ``Refused`` with ``extension.asked`` while a wish of the recipient waits for its decision,
    ``extension.date`` for a day that is past or within the deadline, and what ``open_desk`` raises.
    """
    why = one_line(reason)
    check_length(_("Reason"), why, LIMITS.note)
    check_characters(_("Reason"), why)
    desk = open_desk(actor=actor, recipient_id=recipient_id, entry=entry, said=("extension", wished, why))
    wishes = Extension.objects.filter(ask=desk.ask, recipient=desk.recipient)
    if desk.repeated:
        return wishes.latest("id")
    _must_be_decided(wishes.filter(state=ExtensionState.ASKED).first())
    _must_lie_ahead(wished, deadline=desk.deadline, today=local_day(desk.now, desk.issue.association))
    extension = Extension.objects.create(
        association_id=desk.ask.association_id,
        ask=desk.ask,
        recipient=desk.recipient,
        wished=wished,
        reason=why,
        channel=desk.entry.channel,
        at=desk.now,
        by_name=desk.entry.name,
        by_email=desk.entry.email,
    )
    _send(extension, _wish_receipt(desk, wished))
    record(
        actor,
        "responses.extension_asked",
        subject=f"responses.Extension:{extension.id}",
        label=f"{desk.issue.label} {desk.recipient.name}: {wished} ({extension.channel})",
    )
    return extension


@transaction.atomic
def decide_extension(*, actor: Actor, extension_id: int, granted: bool, until: dt.date | None = None) -> Extension:
    """Grant more time, until the day that was wished for unless ``until`` says another, or refuse it.

    Decided alike already: the first result again. Raises ``Refused`` with ``extension.decided``, ``extension.date``,
    ``extension.closed``, and ``Http404``.
    """
    ask = lock_ask(actor, _own(actor, extension_id).ask.circular_id)
    extension = _own(actor, extension_id)
    issue = extension.recipient.issue
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    day = (until or extension.wished) if granted else None
    if extension.state != ExtensionState.ASKED:
        if (extension.state, extension.until) == (state, day):
            return extension
        raise Refused("extension.decided", _decided(extension))
    content = content_now(issue)
    if day is not None:
        if ask.closed_at is not None:
            raise Refused(
                "extension.closed",
                _("No more answers are taken, so more time would be of no use. Please open the circular again first."),
            )
        deadline = own_deadline(extension.recipient_id, content.answer_by)
        _must_lie_ahead(day, deadline=deadline, today=office_today(issue.association))
    extension.state, extension.until = state, day
    extension.decided_by, extension.decided_at = actor.label, office_now()
    extension.save()
    _send(extension, decision_message(issue, content, extension, at=extension.decided_at))
    record(
        actor,
        f"responses.extension_{state}",
        subject=f"responses.Extension:{extension.id}",
        label=f"{issue.label} {extension.recipient.name}: {day or extension.wished}",
    )
    return extension


def _own(actor: Actor, extension_id: int) -> Extension:
    extension = (
        Extension.objects.filter(id=extension_id, association_id=actor.association_id)
        .select_related("ask", "recipient__issue__series", "recipient__issue__association")
        .first()
    )
    if extension is None:
        raise Http404
    return extension


def _must_be_decided(waiting: Extension | None) -> None:
    if waiting is not None:
        raise Refused(
            "extension.asked",
            _(
                "More time until %(day)s has been asked for already, and the association has not decided yet. "
                "Nothing was changed. If you need another day, please tell the association."
            )
            % {"day": long_day(waiting.wished)},
        )


def _must_lie_ahead(day: dt.date, *, deadline: dt.date | None, today: dt.date) -> None:
    if deadline is None:
        raise Refused("extension.date", _("This circular has no deadline, so you need no more time."))
    if day <= deadline:
        raise Refused(
            "extension.date",
            _("The deadline is %(day)s already. Please choose a later day.") % {"day": long_day(deadline)},
        )
    if day < today:
        raise Refused("extension.date", _("That day has passed. Please choose today or a later day."))


def _decided(extension: Extension) -> str:
    """What a second decision reads, which would have been another one."""
    said = {"who": extension.decided_by, "recipient": extension.recipient.name}
    if extension.until is None:
        return _("%(who)s has already refused more time to %(recipient)s. Nothing was changed.") % said
    return _("%(who)s has already given %(recipient)s time until %(day)s. Nothing was changed.") % {
        **said,
        "day": long_day(extension.until),
    }


def _wish_receipt(desk: Desk, wished: dt.date) -> Outgoing | None:
    with translation.override(desk.content.language):
        headline = _("You ask for more time, until %(day)s.") % {"day": long_day(wished)}
        follows = [_("We will tell you by mail what becomes of it.")]
        if desk.deadline is not None and not desk.late:
            follows.append(_("Until then, the deadline of %(day)s stands.") % {"day": long_day(desk.deadline)})
        return receipt(desk, headline=headline, lines=follows, about=_("your request for more time"))


def _send(extension: Extension, message: Outgoing | None) -> None:
    if message is not None:
        queue(extension.association_id, [message])
