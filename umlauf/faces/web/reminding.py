"""A reminder before it is sent: who would get it at which addresses, and what it says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.faces.web.returns import answer_in_words, wish_in_words
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.responses.mailing import reminder_messages
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import intake_addresses, is_over, missing


@dataclass(frozen=True, slots=True)
class RemindRow:
    """Somebody who is missing. Without ``addresses`` no reminder can go there; ``shut``: no answer would be taken."""

    recipient_id: int
    name: str
    kind: str
    state: str
    wish: str
    addresses: tuple[str, ...]
    shut: bool

    @property
    def reachable(self) -> bool:
        return bool(self.addresses) and not self.shut


@dataclass(frozen=True, slots=True)
class Sample:
    """The mail that one of them would get. The personal link in it is not shown: it is the recipient's own."""

    name: str
    subject: str
    text: str


def to_remind(issue: Issue, ask: Ask) -> tuple[RemindRow, ...]:
    """Who is missing, in the order of the recipients."""
    known = missing(issue)
    ids = [one.recipient.id for one in known]
    addresses = intake_addresses(ids)
    now = office_now()
    kinds = dict(Recipient.objects.filter(id__in=ids).values_list("id", "organisation__kind"))
    return tuple(
        RemindRow(
            recipient_id=one.recipient.id,
            name=one.recipient.name,
            kind=kinds[one.recipient.id],
            state=answer_in_words(one),
            wish=wish_in_words(one),
            addresses=tuple(address.email for address in addresses.get(one.recipient.id, ())),
            shut=ask.closes_at_deadline and is_over(one.deadline, issue.association, now),
        )
        for one in known
    )


def sample_of(issue: Issue, ask: Ask) -> Sample | None:
    """The mail for the first who can be reminded, None if nobody can."""
    content = Content.parse(issue.content)
    known = missing(issue)
    reachable = intake_addresses([one.recipient.id for one in known])
    first = next((one for one in known if one.recipient.id in reachable), None)
    if first is None:
        return None
    _standing, message = reminder_messages(issue, content, ask, [first], word="sample", at=office_now())[0]
    text = message.text.replace(letter_address(first.recipient), _("[the recipient’s own link]"))
    return Sample(first.recipient.name, message.subject, text)


def names_of(issue: Issue, recipient_ids: Collection[int]) -> str:
    """„Börde, Harz, Stendal“, in the order of the recipients."""
    found = Recipient.objects.filter(issue=issue, id__in=recipient_ids).order_by("id")
    return ", ".join(found.values_list("organisation__short_name", flat=True))
