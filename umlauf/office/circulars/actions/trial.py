"""A test to oneself: the very mail that recipients will get, at one's own address. It is no delivery."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import queue
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_issue
from umlauf.office.circulars.actions.send import must_have_letter
from umlauf.office.circulars.mailing import messages_of
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress


@transaction.atomic
def send_trial(*, actor: Actor, issue_id: int) -> Message:
    """Send the mail of a circular to whoever asks for it, marked as a test.

    It is written as to the first recipient, but its links are nobody's: they lead to the page that says so. Raises
    ``Refused`` with ``dispatch.letter`` or ``trial.nobody``, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    issue = lock_issue(actor, issue_id)
    rendition = must_have_letter(issue)
    user = User.objects.filter(id=actor.user_id).first() if actor.user_id is not None else None
    if user is None:
        raise Refused("trial.nobody", _("A test goes to the address of your login, and here nobody is logged in."))
    addresses = _as_to_first(issue, check_address(user.email))
    mail = messages_of(issue, rendition, addresses, at=office_now())[0]
    until = office_today(issue.association) + dt.timedelta(days=LIMITS.trial_days)
    key = f"trial:{issue.id}:{user.id}:{secrets.token_hex(8)}"
    subject = _("Test: %(subject)s") % {"subject": mail.subject}
    trial = replace(mail, key=key, subject=subject, kept_until=until, asks_read=False)
    message = queue(issue.association_id, [trial])[0]
    record(actor, "circulars.trial_sent", subject=f"circulars.Issue:{issue.id}", label=issue.label)
    return message


def _as_to_first(issue: Issue, email: str) -> list[RecipientAddress]:
    """The addresses of the first recipient who is asked, with another's e-mail and a link that opens nothing."""
    first = Recipient.objects.filter(issue=issue).order_by("is_copy", "id")[0]
    addresses = list(first.addresses.order_by("id"))
    first.id = first.link_generation = 0
    for one in addresses:
        one.recipient = first
    addresses[0].email = email
    return addresses
