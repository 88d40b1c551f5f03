"""One association of those that share counties, and what its circulars leave behind at their recipients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from tests.cast import House
from tests.engines.mail import returns
from umlauf.engines.mail.verp import Verp
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.acknowledge import acknowledge
from umlauf.office.circulars.actions.hold import hold_dispatch
from umlauf.office.circulars.actions.plan import plan_dispatch
from umlauf.office.circulars.actions.returned import settle_arrival, take_in
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import ClearedAddress, Delivery, Issue, LetterRoom, Recipient
from umlauf.office.responses.actions.ask_receipt import ask_receipt_again

LETTERS: Final = "abcd"


@dataclass(frozen=True, slots=True)
class Tenant:
    """An association with its letter, and who works for it: one login a role, and one that has all of the office's."""

    letter: str
    house: House
    people: dict[Role, User]
    everything: User

    def word(self, number: int) -> str:
        """A mark for what no column holds by itself; 800 and above."""
        return f"quax{self.letter}{number:03}x"

    def phone(self, number: int) -> str:
        return f"+49 391 7700{LETTERS.index(self.letter) + 1}{number:03}"


def confirm_receipts(tenant: Tenant, issue: Issue) -> None:
    """Those who have not answered are asked once more; the last of them confirms by phone. Inside the scope."""
    actor, ids = tenant.house.clerk_actor, list(Recipient.objects.filter(issue=issue).values_list("id", flat=True))
    ask_receipt_again(actor=actor, circular_id=issue.circular_id, recipient_ids=ids)
    by, means = f"Petra {tenant.word(895)}", AcknowledgedBy.PHONE
    acknowledge(actor=actor, recipient_id=max(ids), means=means, by=by)


def plan_and_hold(tenant: Tenant, ready: Issue, sent: Issue) -> None:
    """One circular is to go out tomorrow, and what is left of another is held back. Inside the scope."""
    actor, tomorrow = tenant.house.clerk_actor, office_now() + dt.timedelta(days=1)
    plan_dispatch(actor=actor, issue_id=ready.id, at=tomorrow)
    hold_dispatch(actor=actor, circular_id=sent.circular_id)


def limit_mails(tenant: Tenant) -> None:
    """Recipients of one domain get letters of another size with their mails. Inside the scope."""
    LetterRoom.objects.create(association=tenant.house.association, domain=f"{tenant.word(897)}.example", mb=10)


def bring_back(tenant: Tenant, issue: Issue) -> None:
    """A reply, a mail of which nobody knows whose it is, and an address that was cleared up. Inside the scope."""
    house = tenant.house
    message = Delivery.objects.filter(dispatch__issue=issue).order_by("id")[0].message
    actor, unknown = machine(house.association.id), returns.EXIM + tenant.letter.encode()
    take_in(actor=actor, data=returns.REPLY, verp=Verp(house.association.id, message.id))
    settled = take_in(actor=actor, data=unknown, verp=None)
    settle_arrival(actor=house.clerk_actor, arrival_id=settled.id)
    ClearedAddress.objects.create(
        association=house.association, address=f"{tenant.word(896)}@kreis.example", at=office_now(), by=house.clerk.name
    )
