"""What an office may do about one recipient of a circular besides entering its answer, and what happened so far."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.faces.web.templatetags.office import long_day, readable
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import Acknowledgement, Dispatch, ReceiptReminder, Recipient
from umlauf.office.responses.enums import AnswerState, Channel, ExtensionState
from umlauf.office.responses.models import Answer, Extension, Reminded, Reminder
from umlauf.office.responses.queries import intake_addresses


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was said or done."""

    at: dt.datetime
    what: str


@dataclass(frozen=True, slots=True)
class OfficeSide:
    """``wish`` is for more time and not decided. ``addresses`` are those that a new link goes to."""

    wish: Extension | None
    channel: str
    addresses: tuple[str, ...]
    happenings: tuple[Happening, ...]


def office_side(recipient: Recipient, answer: Answer | None) -> OfficeSide:
    """What the office sees of a recipient to whom the circular was sent. Six queries at most."""
    extensions = list(Extension.objects.filter(recipient=recipient).order_by("id"))
    wish = extensions[-1] if extensions and extensions[-1].state == ExtensionState.ASKED else None
    intake = intake_addresses([recipient.id]).get(recipient.id, ())
    happened = [*_sent(recipient), *_extensions(extensions), *_reminders(recipient), *_answered(answer)]
    happened += _receipt(recipient)
    return OfficeSide(
        wish=wish,
        channel=str(Channel(wish.channel).label) if wish else "",
        addresses=tuple(readable(one.email) for one in intake),
        happenings=tuple(sorted(happened, key=lambda one: one.at)),
    )


def _sent(recipient: Recipient) -> Iterator[Happening]:
    for dispatch in Dispatch.objects.filter(issue_id=recipient.issue_id):
        yield Happening(dispatch.at, _("The circular was sent."))


def _extensions(extensions: list[Extension]) -> Iterator[Happening]:
    for one in extensions:
        said = {"day": long_day(one.wished), "how": _said(one.by_name, one.channel)}
        yield Happening(one.at, _("Asked for time until %(day)s: %(how)s.") % said)
        if one.decided_at is not None:
            decided = {"day": long_day(one.until), "who": one.decided_by}
            granted = one.state == ExtensionState.GRANTED
            what = _("Deadline extended until %(day)s by %(who)s.") if granted else _("More time refused by %(who)s.")
            yield Happening(one.decided_at, what % decided)


def _reminders(recipient: Recipient) -> Iterator[Happening]:
    addresses: defaultdict[Reminder, list[str]] = defaultdict(list)
    rows = Reminded.objects.filter(recipient=recipient).select_related("reminder", "message")
    for row in rows.defer("message__text", "message__html").order_by("id"):
        addresses[row.reminder].append(readable(row.message.recipient))
    for reminder, to in addresses.items():
        said = {"who": reminder.by, "addresses": ", ".join(to)}
        yield Happening(reminder.at, _("Reminded by %(who)s at %(addresses)s.") % said)


def _receipt(recipient: Recipient) -> Iterator[Happening]:
    """One query, and one more where the circular asks to confirm."""
    if recipient.called_up_at is not None:
        yield Happening(recipient.called_up_at, _("The letter was called up for the first time."))
    if recipient.read_at is not None:
        yield Happening(recipient.read_at, _("A mail program said that it had displayed the mail."))
    for noted in Acknowledgement.objects.filter(recipient=recipient):
        how = ", ".join(filter(None, (noted.by, str(AcknowledgedBy(noted.means).label))))
        yield Happening(noted.at, _("Receipt confirmed: %(how)s.") % {"how": how})
    if recipient.issue.asks_to_acknowledge:
        for asked in ReceiptReminder.objects.filter(reminded__recipient=recipient).distinct():
            yield Happening(asked.at, _("Asked once more to confirm receipt, by %(who)s.") % {"who": asked.by})


def _answered(answer: Answer | None) -> Iterator[Happening]:
    if answer is not None:
        said = {"answer": AnswerState(answer.state).label, "how": _said(answer.by_name, answer.channel)}
        late = _("Answered after the deadline: %(answer)s (%(how)s).")
        yield Happening(answer.at, (late if answer.late else _("Answered: %(answer)s (%(how)s).")) % said)


def _said(name: str, channel: str) -> str:
    """„Pia Wendlandt, telefonisch“"""
    return ", ".join(filter(None, (name, str(Channel(channel).label))))
