"""What a page or a command wants to know of asks and answers. To be asked inside a scope; none of it writes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.circulars.aftermath import deadlines_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.directory.enums import AddressKind
from umlauf.office.responses.entries import Standing
from umlauf.office.responses.enums import Counting, ExtensionState
from umlauf.office.responses.models import Answer, Ask, Extension, Reminded, Reminder


@dataclass(frozen=True, slots=True)
class Returned:
    """How many recipients of a circular count as answered, of how many that were asked. ``closed``: no more may."""

    answered: int
    asked: int
    closed: bool


def ask_of(circular_id: int, content: Content) -> Ask | None:
    """What a circular asks: its row, else the unsaved default where there is a deadline, else nothing."""
    ask = Ask.objects.filter(circular_id=circular_id).first()
    if ask is None and content.answer_by is not None:
        return Ask(circular_id=circular_id)
    return ask


def is_over(deadline: dt.date | None, association: Association, now: dt.datetime) -> bool:
    """Whether a deadline has passed: it is open until 24:00 of its day in the association's zone."""
    return deadline is not None and local_day(now, association) > deadline


def local_day(now: dt.datetime, association: Association) -> dt.date:
    """The day that it is where the association is."""
    return now.astimezone(ZoneInfo(association.zone)).date()


def own_deadline(recipient_id: int, answer_by: dt.date | None) -> dt.date | None:
    """The deadline of one recipient: that of the circular as it is now, or the day that was granted last, if later."""
    if answer_by is None:
        return None
    granted = Extension.objects.filter(recipient_id=recipient_id, state=ExtensionState.GRANTED)
    return later_of(granted.order_by("-id").values_list("until", flat=True).first(), answer_by)


def later_of(granted: dt.date | None, answer_by: dt.date | None) -> dt.date | None:
    """What holds of a granted day and the circular's deadline, which may have been moved since."""
    return max(granted, answer_by) if granted and answer_by else granted or answer_by


def kept_until(deadline: dt.date | None, said: dt.date) -> dt.date:
    """The last day on which we keep who said something on the day ``said``."""
    return max(deadline or said, said) + dt.timedelta(days=LIMITS.retention_days)


def standing_of(recipient: Recipient, ask: Ask | None = None) -> Standing:
    """Where one recipient stands. ``ask`` is what its circular asks, if that is known already; else it is read."""
    row = _row(recipient.issue) if ask is None else ask if ask.pk else None
    return _standings(recipient.issue, [recipient], row)[0]


def standings(issue: Issue) -> tuple[Standing, ...]:
    """Where each recipient that is asked stands, in their order. A constant number of queries."""
    return _standings(issue, _asked(issue), _row(issue))


def missing(issue: Issue) -> tuple[Standing, ...]:
    """The recipients that do not count as answered yet, in their order. Nobody where nothing is asked."""
    ask = _row(issue)
    if ask is None and not issue.content["answer_by"]:
        return ()
    found = _standings(issue, _asked(issue), ask)
    return tuple(one for one in found if not one.counted)


def returned(circular_ids: Collection[int]) -> dict[int, Returned]:
    """By circular, of those that were sent and ask something. Three queries, however many they are."""
    asks = Ask.objects.filter(circular_id__in=circular_ids).values_list("circular_id", "counts", "closed_at")
    counts = {circular_id: counting for circular_id, counting, _closed_at in asks}
    closed = {circular_id for circular_id, _counting, closed_at in asks if closed_at is not None}
    asked = (
        Recipient.objects.filter(issue__circular_id__in=circular_ids, issue__dispatch__isnull=False, is_copy=False)
        .values_list("issue__circular_id", KeyTextTransform("answer_by", "issue__content"))
        .annotate(count=Count("id"))
        .order_by()
    )
    answers = (
        Answer.objects.filter(ask__circular_id__in=circular_ids)
        .values_list("ask__circular_id", "final")
        .annotate(count=Count("id"))
        .order_by()
    )
    answered: Counter[int] = Counter()
    for circular_id, final, count in answers:
        if final or counts[circular_id] == Counting.FIRST:
            answered[circular_id] += count
    return {
        circular_id: Returned(answered[circular_id], count, circular_id in closed)
        for circular_id, answer_by, count in asked
        if circular_id in counts or answer_by not in {None, "null"}  # which is how SQLite says a JSON null
    }


def open_extensions() -> list[Extension]:
    """The wishes for more time that nobody has decided, the oldest first, each with recipient, issue and series."""
    wishes = Extension.objects.filter(state=ExtensionState.ASKED)
    return list(wishes.select_related("recipient__issue__series", "ask").order_by("at", "id"))


def last_reminder(issue: Issue) -> Reminder | None:
    """The latest reminder of a circular."""
    return Reminder.objects.filter(ask__circular_id=issue.circular_id).order_by("-id").first()


def reminded_of(reminder: Reminder) -> tuple[Reminded, ...]:
    """Who was reminded, with recipient and message, in their order."""
    rows = Reminded.objects.filter(reminder=reminder).select_related("recipient", "message")
    return tuple(rows.defer("message__text", "message__html").order_by("id"))


def intake_addresses(recipient_ids: Collection[int]) -> dict[int, tuple[RecipientAddress, ...]]:
    """By recipient, the addresses that a reminder goes to. Recipients without one are not in it."""
    found: defaultdict[int, list[RecipientAddress]] = defaultdict(list)
    rows = RecipientAddress.objects.filter(recipient_id__in=recipient_ids, kind=AddressKind.INTAKE)
    for address in rows.select_related("recipient").order_by("id"):
        found[address.recipient_id].append(address)
    return {recipient_id: tuple(addresses) for recipient_id, addresses in found.items()}


def _asked(issue: Issue) -> list[Recipient]:
    """Who gets the circular for more than information."""
    return list(Recipient.objects.filter(issue=issue, is_copy=False).order_by("id"))


def _row(issue: Issue) -> Ask | None:
    return Ask.objects.filter(circular_id=issue.circular_id).first()


def _answer_by(issue: Issue) -> dt.date | None:
    """The deadline of a circular as it is now, without reading all of its text."""
    day = issue.content["answer_by"]
    return deadlines_now([issue.id]).get(issue.id, dt.date.fromisoformat(day)) if day else None


def _standings(issue: Issue, recipients: Sequence[Recipient], ask: Ask | None) -> tuple[Standing, ...]:
    ids = [recipient.id for recipient in recipients]
    answers: dict[int, Answer] = {}
    latest: dict[int, Extension] = {}
    granted: dict[int, dt.date | None] = {}
    if ask is not None:
        answers = {answer.recipient_id: answer for answer in Answer.objects.filter(ask=ask, recipient_id__in=ids)}
        for extension in Extension.objects.filter(ask=ask, recipient_id__in=ids).order_by("id"):
            latest[extension.recipient_id] = extension
            if extension.state == ExtensionState.GRANTED:
                granted[extension.recipient_id] = extension.until
    answer_by = _answer_by(issue)
    return tuple(
        Standing(
            recipient=recipient,
            answer=answers.get(recipient.id),
            extension=latest.get(recipient.id),
            deadline=later_of(granted.get(recipient.id), answer_by),
            counted=counts_as_answered(ask, answers.get(recipient.id)),
        )
        for recipient in recipients
    )


def counts_as_answered(ask: Ask | None, answer: Answer | None) -> bool:
    """Whether nothing more is due: an answer that is not the last one counts where the first one does."""
    return ask is not None and answer is not None and (answer.final or ask.counts == Counting.FIRST)
