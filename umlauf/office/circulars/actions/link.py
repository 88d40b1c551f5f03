"""Renew the personal link of a recipient: the old ones are worth nothing from then on."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.aftermath import content_now, is_withdrawn
from umlauf.office.circulars.heads import mails_by_address
from umlauf.office.circulars.mailing import letter_address, mail_subject
from umlauf.office.circulars.models import Recipient, RecipientAddress
from umlauf.office.circulars.notes import Note, envelope_to, note_message
from umlauf.office.directory.enums import AddressKind


@transaction.atomic
def renew_link(*, actor: Actor, recipient_id: int, generation: int) -> Recipient:
    """Give the recipient a new link and mail it to its intake addresses.

    ``generation`` is the one that the form showed (``Recipient.link_generation``): sent twice, it is renewed once.
    Raises ``Refused("link.address")`` where there is no intake address, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    lock_circular(actor, _sent(actor, recipient_id).issue.circular_id)
    recipient = _sent(actor, recipient_id)
    if recipient.link_generation != generation:
        return recipient
    addresses = list(RecipientAddress.objects.filter(recipient=recipient, kind=AddressKind.INTAKE))
    if not addresses:
        raise Refused(
            "link.address",
            _("%(name)s has no intake address, so a new link would reach nobody. The old one still holds.")
            % {"name": recipient.name},
        )
    recipient.link_generation += 1
    recipient.save(update_fields=["link_generation"])
    queue(recipient.association_id, _messages(recipient, addresses))
    record(
        actor,
        "circulars.link_renewed",
        subject=f"circulars.Recipient:{recipient.id}",
        label=f"{recipient.issue.label} {recipient.name} ({recipient.link_generation})",
    )
    return recipient


def _sent(actor: Actor, recipient_id: int) -> Recipient:
    """A recipient of the actor's own office whose circular was sent. Raises ``Http404``."""
    own = Recipient.objects.filter(association_id=actor.association_id, issue__dispatch__isnull=False)
    recipient = own.filter(id=recipient_id).select_related("issue__series", "issue__association").first()
    if recipient is None:
        raise Http404
    return recipient


def _messages(recipient: Recipient, addresses: list[RecipientAddress]) -> list[Outgoing]:
    issue, at = recipient.issue, office_now()
    content = content_now(issue)
    answers = content.answer_by is not None and not recipient.is_copy and not is_withdrawn(issue)
    said = replace(content, answer_by=None) if recipient.is_copy else content
    brought = mails_by_address(issue.id, [address.email for address in addresses])
    with translation.override(recipient.language or content.language):
        return [
            note_message(
                issue,
                content,
                Note(
                    greeting=_("Good day,"),
                    opening=(
                        _("you have a new personal link to this circular. The links that you had before end with it."),
                    ),
                    act=_("Read the circular and answer") if answers else _("Read the circular"),
                    link=letter_address(recipient),
                    label=address.label,
                ),
                envelope_to(
                    address,
                    issue,
                    content,
                    key=f"link:{recipient.id}:{recipient.link_generation}:{address.id}",
                    subject=_("New link: %(subject)s") % {"subject": mail_subject(issue, said)},
                    at=at,
                    follows=brought.get(address.email, ""),
                ),
            )
            for address in addresses
        ]
