"""A circular that was sent, and what comes back for it."""

from __future__ import annotations

import datetime as dt

from tests.cast import House, a_circular, an_issue
from tests.engines.mail.returns import report
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.verp import Verp
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.models import Delivery, Issue

NOON = dt.datetime(2016, 11, 2, 11, tzinfo=dt.UTC)


def sent_circular(house: House) -> Issue:
    """A circular whose mails were all handed over. Inside the house's scope."""
    issue = an_issue(house, a_circular(house))
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    entry = dispatch(actor=house.clerk_actor, issue_id=issue.id)
    messages = Delivery.objects.filter(dispatch=entry).values("message_id")
    Message.objects.filter(id__in=messages).update(state=State.SENT, next_attempt_at=None)
    return issue


def delivery_to(issue: Issue, email: str) -> Delivery:
    return Delivery.objects.select_related("message").get(dispatch__issue=issue, address__email=email)


def verp_of(message: Message) -> Verp:
    return Verp(message.association_id, message.id)


def bounced(house: House, message: Message, *, day: int = 2, **changes: str) -> Arrival:
    """A report about the message, on a day of November 2016; ``changes`` are those of ``report``."""
    set_office_time(NOON.replace(day=day))
    named = {"recipient": message.recipient, "said": f"Nicht angekommen am {day}. {sorted(changes.items())}"}
    data = report(**{**named, **changes})
    return take_in(actor=machine(house.association.id), data=data, verp=verp_of(message))
