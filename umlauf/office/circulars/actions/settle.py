"""Clear up a delivery: what no machine can know, a person says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import give_up, mark_logged, mark_sent, send_again
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_delivery_for, get_notice_delivery_for, lock_circular
from umlauf.office.circulars.beside import Beside, get_beside_for
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.models import Delivery, Hold, NoticeDelivery

Found = TypeVar("Found", Delivery, NoticeDelivery)


@transaction.atomic
def settle_delivery(*, actor: Actor, delivery_id: int, outcome: Outcome) -> Delivery:
    """Say that a message had arrived, or have it sent once more. The same answer again changes nothing.

    Raises ``Http404``, or ``Refused``: ``mail.state`` when the message has changed so that the answer no longer fits,
    ``mail.forgotten`` when nobody knows what to send, ``dispatch.held`` while the dispatch is held back.
    """
    return _settle(actor, lambda: get_delivery_for(actor, delivery_id), outcome)


@transaction.atomic
def settle_notice(*, actor: Actor, delivery_id: int, outcome: Outcome) -> NoticeDelivery:
    """The same for the message of a notice."""
    return _settle(actor, lambda: get_notice_delivery_for(actor, delivery_id), outcome)


@transaction.atomic
def settle_beside(*, actor: Actor, message_id: int, outcome: Outcome) -> Beside:
    """The same for a mail about the circular that brought neither, such as a reminder.

    That one may be left at what it is: who gets a circular shows by the others. Raises ``Refused("link.outdated")`` as
    well, where it would bring a link that has ended, and ``mail.outdated`` where it says what does not hold any more.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    lock_circular(actor, get_beside_for(actor, message_id).issue.circular_id)
    mail = get_beside_for(actor, message_id)
    if outcome is Outcome.AGAIN and mail.outdated:
        raise _outdated(mail)
    _carry_out(actor, mail.message, outcome, f"{mail.issue.label} {mail.recipient.name}, {mail.label}", mail.message)
    return mail


def _outdated(mail: Beside) -> Refused:
    if mail.brings_link:
        said = _("The recipient has been given a newer link since, so the one in this mail opens nothing.")
        return Refused("link.outdated", said)
    said = _("What this mail says does not hold any more. Please look at how it stands with the registration.")
    return Refused("mail.outdated", said)


@transaction.atomic
def settle_by_log(*, actor: Actor, taken: Mapping[str, str]) -> int:
    """Say of uncertain messages that the log of the mail server has them. How many there were; again: none.

    ``taken`` has the server's queue id by Message-ID. By the command line of the machine alone, where the log lies.
    """
    actor.must_run_the_machine()
    count = mark_logged(actor.association_id, taken)
    if count:
        record(
            actor,
            "circulars.deliveries_logged",
            subject=f"core.Association:{actor.association_id}",
            label=str(count),
        )
    return count


def _settle(actor: Actor, fetch: Callable[[], Found], outcome: Outcome) -> Found:
    actor.must(Ability.WRITE_CIRCULARS)
    lock_circular(actor, fetch().issue.circular_id)
    delivery = fetch()
    if outcome is Outcome.LEFT:
        raise Refused("delivery.left", _("A circular or a notice has to reach its recipient. Please send it again."))
    if outcome is Outcome.AGAIN:
        _must_not_be_held(delivery)
    label = f"{delivery.issue.label} {delivery.address.recipient.name}, {delivery.address.label}"
    _carry_out(actor, delivery.message, outcome, label, delivery)
    return delivery


def _carry_out(
    actor: Actor, message: Message, outcome: Outcome, label: str, subject: Delivery | NoticeDelivery | Message
) -> None:
    before = message.state
    {Outcome.ARRIVED: mark_sent, Outcome.AGAIN: send_again, Outcome.LEFT: give_up}[outcome](message.id)
    message.refresh_from_db(fields=["state"])
    if message.state != before:
        record(actor, f"circulars.delivery_{outcome}", subject=f"{subject._meta.label}:{subject.pk}", label=label)


def _must_not_be_held(delivery: Delivery | NoticeDelivery) -> None:
    """A notice goes out whatever is held: it has to reach those who got the circular. A bundle waits for all in it."""
    if (
        isinstance(delivery, Delivery)
        and Hold.objects.filter(dispatch__deliveries__message=delivery.message_id).exists()
    ):
        raise Refused("dispatch.held", _("The dispatch is held back. Please go on with it first."))
