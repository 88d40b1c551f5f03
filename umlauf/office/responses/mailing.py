"""The mails of this room: receipts for who said something, reminders, and what became of a wish for more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC, mails_by_address
from umlauf.office.circulars.mailing import letter_address, mail_subject
from umlauf.office.circulars.models import Issue, RecipientAddress
from umlauf.office.circulars.notes import Envelope, Note, envelope_to, note_message
from umlauf.office.responses.access import word_of
from umlauf.office.responses.entries import Desk, Standing
from umlauf.office.responses.enums import AskKind, Channel, ExtensionState, Way
from umlauf.office.responses.models import Ask, Extension
from umlauf.office.responses.queries import intake_addresses, is_over, kept_until, local_day, own_deadline
from umlauf.office.responses.wording import contact_line, moment


def receipt_prefix(recipient_id: int) -> str:
    """What the keys of all receipts for a recipient begin with."""
    return f"receipt:{recipient_id}:"


def was_confirmed(recipient_id: int, nonce: str) -> bool:
    """Whether a form has led to a receipt."""
    return Message.objects.filter(key=_receipt_key(recipient_id, nonce)).exists()


def receipt(
    desk: Desk, *, headline: str, lines: Sequence[str] = (), about: str = "", last_day: dt.date | None = None
) -> Outgoing | None:
    """The confirmation for who said something, or None where they left no address.

    ``headline`` says what stands now („Angemeldet: 3 Personen“), ``lines`` the details, both in the language of the
    circular: make them inside ``translation.override(desk.content.language)``. The personal link stands in it only if
    the sayer came by link or login. ``about`` names it in the subject, where it is not an answer. ``last_day`` is the
    last one on which we keep it, where that goes by something else than deadline and day.
    """
    if not desk.entry.email:
        return None
    by_themselves = desk.entry.channel in {Channel.LINK, Channel.LOGIN}
    with translation.override(desk.content.language):
        noted = {"recipient": desk.recipient.name, "moment": moment(desk.now, desk.issue.association)}
        opening = [_("on %(moment)s we took down for %(recipient)s:") % noted, headline]
        contact = {"contact": contact_line(desk.content, desk.issue.association)}
        closing = [_("If something is not right or changes, please turn to %(contact)s.") % contact]
        if by_themselves:
            closing = [_("If you have a question, please turn to %(contact)s.") % contact]
        if desk.late and desk.deadline:
            closing.insert(0, _late(desk.deadline))
        note = Note(
            greeting=greeting(desk.entry.name),
            opening=tuple(opening),
            lines=tuple(lines),
            act=_("See or change the answer"),
            link=letter_address(desk.recipient) if by_themselves else "",
            closing=tuple(closing),
        )
        envelope = Envelope(
            key=_receipt_key(desk.recipient.id, desk.entry.nonce),
            email=desk.entry.email,
            subject=_about(desk.issue, desk.content, about or _("your answer")),
            recipient_name=desk.recipient.name,
            at=desk.now,
            kept_until=last_day or kept_until(desk.deadline, local_day(desk.now, desk.issue.association)),
            headers=AUTOMATIC,
        )
        return note_message(desk.issue, desk.content, note, envelope)


def reminder_messages(
    issue: Issue, content: Content, ask: Ask, chosen: Sequence[Standing], *, word: str, at: dt.datetime
) -> list[tuple[Standing, Outgoing]]:
    """A reminder for each intake address of the chosen recipients. ``word`` tells one reminder from the next."""
    addresses = intake_addresses([standing.recipient.id for standing in chosen])
    brought = mails_by_address(issue.id, [one.email for several in addresses.values() for one in several])
    messages = []
    for standing in chosen:
        with translation.override(standing.recipient.language or content.language):
            messages += [
                (
                    standing,
                    _reminder(
                        issue, content, ask, standing, address, word=word, at=at, follows=brought.get(address.email, "")
                    ),
                )
                for address in addresses.get(standing.recipient.id, ())
            ]
    return messages


def decision_message(issue: Issue, content: Content, extension: Extension, *, at: dt.datetime) -> Outgoing | None:
    """What became of a wish for more time, for who had it, or None where they left no address.

    It has no link: the one that they came by may have been taken from them since.
    """
    if not extension.by_email:
        return None
    with translation.override(content.language):
        wished = {"recipient": extension.recipient.name, "day": long_day(extension.wished)}
        opening = [_("you asked for more time for %(recipient)s, until %(day)s.") % wished]
        if extension.state == ExtensionState.GRANTED and extension.until:
            until = {"day": long_day(extension.until)}
            opening.append(_("You have this time: your deadline is now %(day)s.") % until)
            opening.append(_("Please answer by the link that you already have."))
        else:
            opening += _refused(issue, content, extension, at)
        contact = {"contact": contact_line(content, issue.association)}
        note = Note(
            greeting=greeting(extension.by_name),
            opening=tuple(opening),
            closing=(_("If you have a question, please turn to %(contact)s.") % contact,),
        )
        envelope = Envelope(
            key=f"extension:{extension.id}",
            email=extension.by_email,
            subject=_about(issue, content, _("your request for more time")),
            recipient_name=extension.recipient.name,
            at=at,
            kept_until=kept_until(extension.until or content.answer_by, local_day(at, issue.association)),
        )
        return note_message(issue, content, note, envelope)


def _receipt_key(recipient_id: int, nonce: str) -> str:
    return f"{receipt_prefix(recipient_id)}{word_of(recipient_id, nonce)}"


def _late(deadline: dt.date) -> str:
    return _("The deadline was %(day)s. What you sent has arrived all the same.") % {"day": long_day(deadline)}


def _refused(issue: Issue, content: Content, extension: Extension, at: dt.datetime) -> list[str]:
    deadline = own_deadline(extension.recipient_id, content.answer_by)
    if deadline is None:
        return []
    day = {"day": long_day(deadline)}
    sentences = [_("Unfortunately we cannot extend the deadline. It stays %(day)s.") % day]
    if is_over(deadline, issue.association, at) and not extension.ask.closes_at_deadline:
        sentences.append(_("The deadline has passed (%(day)s), and you can still answer.") % day)
    return sentences


def greeting(name: str) -> str:
    """„Guten Tag Pia Wendlandt,“, also where nobody knows the name."""
    return _("Good day %(name)s,") % {"name": name} if name else _("Good day,")


def _about(issue: Issue, content: Content, what: str) -> str:
    """„RS 543/2016 – Integrationskonferenz – Ihre Rückmeldung“"""
    return f"{mail_subject(issue, replace(content, answer_by=None))} – {what}"


def _reminder(
    issue: Issue,
    content: Content,
    ask: Ask,
    standing: Standing,
    address: RecipientAddress,
    *,
    word: str,
    at: dt.datetime,
    follows: str,
) -> Outgoing:
    over = is_over(standing.deadline, issue.association, at)
    subject = mail_subject(issue, replace(content, answer_by=None if over else standing.deadline))
    if over:
        subject = _about(issue, content, _("you can still answer"))
    note = Note(
        greeting=_("Good day,"),
        opening=tuple(_what_is_missing(issue, ask, standing, over=over)),
        act=_("Read the circular and answer"),
        link=letter_address(standing.recipient),
        closing=(
            _("If you have answered in the meantime, this mail has done its work, and you need do nothing."),
            _("If you have a question, please turn to %(contact)s.")
            % {"contact": contact_line(content, issue.association)},
        ),
        label=address.label,
    )
    envelope = envelope_to(
        address,
        issue,
        content,
        key=f"reminder:{word}:{address.id}",
        subject=_("Reminder: %(subject)s") % {"subject": subject},
        at=at,
        follows=follows,
    )
    return note_message(issue, content, note, envelope)


def _what_is_missing(issue: Issue, ask: Ask, standing: Standing, *, over: bool) -> list[str]:
    """What was asked, what we miss, and until when."""
    said = {"label": issue.label, "day": long_day(issue.date), "recipient": standing.recipient.name}
    if standing.answer is None:
        missed = _("we have no answer for %(recipient)s yet: %(label)s of %(day)s.")
    else:
        missed = _("the answer for %(recipient)s is not complete yet: %(label)s of %(day)s.")
    sentences = [missed % said, _wanted(ask)]
    if standing.deadline is not None:
        until = {"day": long_day(standing.deadline)}
        in_time = _("We ask for it by %(day)s.") % until
        sentences.append(_("The deadline has passed (%(day)s), and you can still answer.") % until if over else in_time)
    return sentences


def _wanted(ask: Ask) -> str:
    if ask.kind == AskKind.STATEMENT:
        return _("Please write to us, or tell us that you have nothing to say (nil return).")
    if ask.way == Way.HOST:
        return _(
            "Please register with the host, %(address)s, and tell us that you have, or that nobody of you will come."
        ) % {"address": ask.host_address}
    return _("Please register who will come, name a deputy, or tell us that nobody of you will come.")
