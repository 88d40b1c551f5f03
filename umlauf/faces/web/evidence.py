"""What is known of the way of a circular to each address, as one value, as a table for a spreadsheet and as a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umlauf.engines.letters import RecordColumn, RecordSheet, glyphs_missing, render_record
from umlauf.engines.mail.enums import State
from umlauf.engines.sheets import Sheet
from umlauf.faces.web.receipt_words import ON_PAPER
from umlauf.faces.web.templatetags.office import clock, day, in_office, readable
from umlauf.faces.web.words import state_word
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.circulars.queries import recipients_of
from umlauf.office.responses.receipts import Receipt, receipts_of


@dataclass(frozen=True, slots=True)
class Line:
    """One address of a recipient, and what is known of the mail to it. Empty: that is not known, or was forgotten."""

    kind: str
    label: str
    email: str
    state: str
    handed_over: str
    reply: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A recipient with its addresses, when it called the letter up, when a mail program said that it had displayed the
    mail, and how it confirmed and answered."""

    name: str
    is_copy: bool
    lines: tuple[Line, ...]
    called_up: str
    displayed: str
    confirmed: str
    answer: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it. ``made_at`` is office time. ``sha256`` is of the file of the letter, ``digest`` of what was signed."""

    issue: Issue
    subject: str
    sha256: str
    digest: str
    sent: str
    made_at: dt.datetime
    made_by: str
    standings: tuple[Standing, ...]


def evidence_of(issue: Issue, actor: Actor) -> Evidence:
    """What is known now of a circular that was sent. As many queries however many it went to."""
    receipts = receipts_of(issue)
    rendition = issue.rendition
    return Evidence(
        issue=issue,
        subject=Content.parse(issue.content).subject,
        sha256=rendition.pdf.sha256,
        digest=issue.digest,
        sent=_moment(issue.dispatch.at),
        made_at=office_now(),
        made_by=actor.label,
        standings=tuple(_standing(one, receipts[one.id]) for one in recipients_of(issue)),
    )


def sheet_of(evidence: Evidence) -> Sheet:
    """A row for each address, with what is known of the circular in each of them."""
    columns = (
        *(_("Circular"), _("Subject"), _("Signatory"), _("SHA-256 of the letter"), _("Organisation")),
        *(_("Kind"), _("Recipient"), _("E-mail"), _("State"), _("handed over on"), _("Answer of the mail server")),
        *(_("Queue id"), _("called up on"), _("mail displayed, says a mail program"), _("receipt confirmed")),
        *(_("Answer"), _("Evidence made on"), _("made by")),
    )
    circular = (evidence.issue.label, evidence.subject, evidence.issue.signatory_name, evidence.sha256)
    made = (_moment(evidence.made_at), evidence.made_by)
    rows = tuple(
        (
            *(*circular, standing.name, line.kind, line.label, line.email, line.state, line.handed_over, line.reply),
            *(line.queue_id, standing.called_up, standing.displayed, standing.confirmed, standing.answer, *made),
        )
        for standing in evidence.standings
        for line in standing.lines
    )
    return Sheet(_("Evidence"), columns, rows)


def paper_of(evidence: Evidence) -> bytes:
    """The PDF of it. What the fonts cannot show of a server's words or of a name is a question mark there.

    Raises ``Http404`` where it would be as thick as a book.
    """
    if len(evidence.standings) > ON_PAPER:
        raise Http404
    issue = evidence.issue
    signed = ", ".join(filter(None, (issue.signatory_name, issue.signatory_title)))
    facts = (
        (_("Signed by"), (f"{signed}, {_moment(issue.signed_at)}",)),
        (_("Sent"), (evidence.sent,)),
        (_("SHA-256 of the letter"), _halves(evidence.sha256)),
        (_("SHA-256 of what was signed"), _halves(evidence.digest)),
        (_("Evidence made"), (f"{_moment(evidence.made_at)}, {evidence.made_by}",)),
    )
    sheet = RecordSheet(
        sender=sender_of(issue.association),
        language="en" if get_language() == "en" else "de",
        title=_("Evidence of dispatch and receipt"),
        heading=evidence.subject,
        number_label=issue.label,
        facts=tuple((label, tuple(map(printable, lines))) for label, lines in facts),
        caption=_("To whom it went, and what is known of it"),
        columns=(
            RecordColumn(_("Recipient"), 10),
            RecordColumn(_("Delivery"), 11),
            RecordColumn(_("Receipt"), 8),
        ),
        rows=tuple(_row(one) for one in evidence.standings),
        remarks=(_what_it_proves(), *((_what_receipts_prove(),) if issue.asks_read else ())),
        date=evidence.made_at.date(),
    )
    return render_record(sheet).pdf


def _what_it_proves() -> str:
    return _(
        "This paper shows what Umlauf has recorded. “Handed over” means that our mail server took the message with the "
        "answer stated here; from there on it is known only whether it came back. “Called up” means that the letter or "
        "an annex was opened in a browser by the organisation’s personal link or by a login of it. By whom is not "
        "recorded, and a program that checks mails in a browser can look the same. “Confirmed” means that somebody "
        "said so by this link, by a login of the organisation, by answering, or to our office, which entered it. None "
        "of it proves that somebody has read the letter, and it is no formal service."
    )


def _what_receipts_prove() -> str:
    return _(
        "The mails of this circular request read receipts of the mail programs, as far as the installation could take "
        "them in when they were sent. “Mail displayed” means that such a receipt has come: a mail program of the "
        "organisation, or of whoever the mail was passed on to, says that it has shown the mail. The time stated is "
        "when the receipt came. Umlauf cannot check what it says, and whose it was is not recorded here. It is no "
        "confirmation. Many programs send none, or only when somebody allows it: that none came means nothing."
    )


def _row(standing: Standing) -> tuple[tuple[str, ...], ...]:
    copy = (_("for information"),) if standing.is_copy else ()
    to = (
        standing.name,
        *copy,
        *(part for line in standing.lines for part in (f"{line.label}, {line.kind}", line.email)),
    )
    delivery = tuple(part for line in standing.lines for part in _delivery(line, named=len(standing.lines) > 1))
    receipt = [_("called up: %(when)s") % {"when": standing.called_up}] if standing.called_up else []
    receipt += [_("mail displayed, says a mail program: %(when)s") % {"when": standing.displayed}] * bool(
        standing.displayed
    )
    receipt += [_("confirmed: %(how)s") % {"how": standing.confirmed}] if standing.confirmed else []
    receipt += [_("answer: %(answer)s") % {"answer": standing.answer}] if standing.answer else []
    return tuple(tuple(map(printable, cell)) for cell in (to, delivery, receipt or ["–"]))


def _delivery(line: Line, *, named: bool) -> Iterator[str]:
    yield ": ".join(filter(None, (line.label if named else "", " ".join(filter(None, (line.state, line.handed_over))))))
    if line.reply:
        yield line.reply
    if line.queue_id and line.queue_id not in line.reply:
        yield _("queue id %(id)s") % {"id": line.queue_id}


def _standing(recipient: Recipient, receipt: Receipt) -> Standing:
    return Standing(
        name=recipient.name,
        is_copy=recipient.is_copy,
        lines=tuple(_line(one) for one in recipient.addresses.all()),
        called_up=_moment(receipt.called_up_at),
        displayed=_moment(receipt.read_at),
        confirmed=_confirmed(receipt),
        answer=str(receipt.answer.label) if receipt.answer else "",
    )


def _confirmed(receipt: Receipt) -> str:
    """„03.11.2016, 09:12 Uhr, per Link, Pia Wendlandt“"""
    if receipt.means is None:
        return ""
    return ", ".join(filter(None, (_moment(receipt.confirmed_at), str(receipt.means.label), receipt.by)))


def _line(address: RecipientAddress) -> Line:
    delivery = getattr(address, "delivery", None)
    message = delivery.message if delivery else None
    return Line(
        kind=str(address.get_kind_display()),
        label=" ".join(filter(None, (address.label, address.holder))),
        email=readable(address.email),
        state=state_word(State(message.state)).word if message else "",
        handed_over=_moment(in_office(message.sent_at)) if message else "",
        reply=message.last_reply if message else "",
        queue_id=message.queue_id if message else "",
    )


def _moment(at: dt.datetime | None) -> str:
    """„03.11.2016, 09:12 Uhr“"""
    return f"{day(at)}, {clock(at)}" if at is not None else ""


def _halves(digest: str) -> tuple[str, str]:
    return digest[:32], digest[32:]


def printable(text: str) -> str:
    missing: Iterable[str] = glyphs_missing(text)
    for one in missing:
        text = text.replace(one, "?")
    return text
