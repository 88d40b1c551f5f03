"""What a page says of a circular after it was sent: what became of it, what it refers to, and what refers to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON, State
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.templatetags.office import day, long_day, planned_day
from umlauf.office.circulars.aftermath import (
    Aftermath,
    aftermath_of,
    drafts_after,
    follows,
    notice_states,
    references_of,
    referring_to,
    stands_alone,
    stuck_notices,
)
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.models import Circular, FollowUpCircular, Issue, IssueReference, NoticeDelivery, Recipient
from umlauf.office.circulars.references import issues_named, line_of

Address = Callable[[Issue], str]
"""Where somebody may open a circular; nothing where they may not."""


@dataclass(frozen=True, slots=True)
class Became:
    """One thing that became of the circular, or that it does to another. ``tone`` is that of its note.

    ``text`` is what a notice said.
    """

    sentence: SafeString
    tone: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A notice that was given, for the office: its kind, when and by whom, and how many of its mails are on.

    ``stuck`` are those that need a person.
    """

    kind: str
    at: dt.datetime
    by: str
    sent: int
    all: int
    stuck: tuple[NoticeDelivery, ...]


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A line of what is referred to. ``address`` leads to the circular of ours that it is."""

    line: str
    address: str


@dataclass(frozen=True, slots=True)
class After:
    """All of it. What is begun, given, referred to and referring is for the office alone."""

    became: tuple[Became, ...]
    withdrawn: bool
    begun: tuple[FollowUpCircular, ...] = ()
    given: tuple[Given, ...] = ()
    refers: tuple[ReferenceRow, ...] = ()
    referred: tuple[ReferenceRow, ...] = ()


def after_circular(circular: Circular, content: Content, issue: Issue | None) -> After:
    """For the office that wrote it, drafts too."""
    if issue is not None and stands_alone(issue):
        return After((), withdrawn=False)
    doing = [_does(earlier, office_address)] if (earlier := follows(circular)) else []
    if issue is None:
        return After(tuple(doing), withdrawn=False, refers=_written(content))
    known = aftermath_of(issue)
    referring = referring_to(issue, sent=False)
    return After(
        became=(*_told(known, referring, office_address), *doing),
        withdrawn=_is_withdrawn(known),
        begun=tuple(drafts_after(issue)),
        given=_given(issue, known),
        refers=tuple(_to_target(one, content.language) for one in references_of(issue)),
        referred=tuple(ReferenceRow(_named(one.issue), office_address(one.issue)) for one in referring),
    )


def after_letter(request: LetterRequest) -> After:
    """For whoever reads the letter of the request: what was sent alone, and links to what they may open."""
    recipient, issue = request.recipient, request.recipient.issue
    if stands_alone(issue):
        return After((), withdrawn=False)
    known, referring = aftermath_of(issue), referring_to(issue, sent=True)
    earlier = follows(issue.circular)
    others = [one.issue for one in known if one.issue] + [one.issue for one in referring]
    others += [earlier.issue] if earlier else []
    address = office_address if request.door.office else _own_address(request, recipient, others)
    referring = [one for one in referring if not one.issue.for_the_named_alone or address(one.issue)]
    doing = [_does(earlier, address)] if earlier else []
    return After((*_told(known, referring, address), *doing), withdrawn=_is_withdrawn(known))


def in_short(known: Iterable[Aftermath]) -> list[str]:
    """What became of a circular, for a row of a list: „berichtigt durch RS 560/2016 vom 05.11.2016“.

    Of one that was withdrawn only that.
    """
    entries = list(known)
    return [_short(one) for one in entries if one.kind == FollowUp.WITHDRAWAL] or [_short(one) for one in entries]


def office_address(issue: Issue) -> str:
    return reverse("circular", kwargs={"circular_id": issue.circular_id})


def _own_address(request: LetterRequest, recipient: Recipient, others: list[Issue]) -> Address:
    """Of a member, its own letters alone; of a guest none, whose link is for this letter."""
    ids: dict[int, int] = {}
    if others and not request.door.guest:
        own = Recipient.objects.filter(
            association_id=recipient.association_id,
            organisation_id=recipient.organisation_id,
            issue__in=others,
            issue__dispatch__isnull=False,
        )
        ids = dict(own.values_list("issue_id", "id"))

    def address(issue: Issue) -> str:
        return reverse("letter", kwargs={"recipient_id": ids[issue.id]}) if issue.id in ids else ""

    return address


def _told(known: Iterable[Aftermath], referring: Iterable[IssueReference], address: Address) -> list[Became]:
    told = [_became(one, address) for one in known]
    for one in referring:
        if one.kind == ReferenceKind.REPLACES:
            said = {"circular": _link(one.issue, address), "day": long_day(one.issue.date)}
            told.append(Became(format_html(_("Replaced by {circular} of {day}."), **said), "bad"))
    return sorted(told, key=lambda one: one.tone != "bad")  # first whatever says that it no longer holds


def _became(one: Aftermath, address: Address) -> Became:
    said = {"day": long_day(one.on)}
    if one.issue is not None:
        words = {
            FollowUp.CORRECTION: _("Corrected by {circular} of {day}."),
            FollowUp.SUPPLEMENT: _("Supplemented by {circular} of {day}."),
            FollowUp.WITHDRAWAL: _("Withdrawn on {day} by {circular}. Nothing of it holds any more."),
        }
        sentence = format_html(words[one.kind], circular=_link(one.issue, address), **said)
        return Became(sentence, _tone(one.kind))
    if one.kind == FollowUp.DEADLINE:
        moved = _("Deadline moved to {deadline} by a notice of {day}.")
        return Became(format_html(moved, deadline=planned_day(one.answer_by), **said), "info", _text(one))
    words = {
        FollowUp.CORRECTION: _("Corrected by a notice of {day}:"),
        FollowUp.SUPPLEMENT: _("Supplemented by a notice of {day}:"),
        FollowUp.WITHDRAWAL: _("Withdrawn on {day} by a notice. Nothing of it holds any more."),
    }
    return Became(format_html(words[one.kind], **said), _tone(one.kind), _text(one))


def _does(earlier: FollowUpCircular, address: Address) -> Became:
    words = {
        FollowUp.CORRECTION: _("This circular corrects {circular} of {day}."),
        FollowUp.SUPPLEMENT: _("This circular supplements {circular} of {day}."),
        FollowUp.WITHDRAWAL: _("This circular withdraws {circular} of {day}."),
    }
    said = {"circular": _link(earlier.issue, address), "day": long_day(earlier.issue.date)}
    return Became(format_html(words[FollowUp(earlier.kind)], **said), "info")


def _short(one: Aftermath) -> str:
    said = {"day": day(one.on), "circular": one.issue.short_label if one.issue else "", "deadline": day(one.answer_by)}
    by_letter = {
        FollowUp.CORRECTION: _("corrected by %(circular)s of %(day)s"),
        FollowUp.SUPPLEMENT: _("supplemented by %(circular)s of %(day)s"),
        FollowUp.WITHDRAWAL: _("withdrawn on %(day)s by %(circular)s"),
    }
    by_notice = {
        FollowUp.CORRECTION: _("corrected by a notice of %(day)s"),
        FollowUp.SUPPLEMENT: _("supplemented by a notice of %(day)s"),
        FollowUp.WITHDRAWAL: _("withdrawn on %(day)s by a notice"),
        FollowUp.DEADLINE: _("deadline moved to %(deadline)s"),
    }
    return (by_letter if one.issue else by_notice)[one.kind] % said


def _text(one: Aftermath) -> str:
    return one.notice.text if one.notice else ""


def _tone(kind: FollowUp) -> str:
    return "bad" if kind == FollowUp.WITHDRAWAL else "info"


def _link(issue: Issue, address: Address) -> SafeString:
    where = address(issue)
    if not where:
        return format_html("{}", issue.short_label)
    return format_html('<a href="{}">{}</a>', where, issue.short_label)


def _is_withdrawn(known: Iterable[Aftermath]) -> bool:
    return any(one.kind == FollowUp.WITHDRAWAL for one in known)


def _given(issue: Issue, known: Iterable[Aftermath]) -> tuple[Given, ...]:
    notices = [one.notice for one in known if one.notice is not None]
    states = notice_states(issue) if notices else {}
    stuck = stuck_notices(issue) if any(NEEDS_A_PERSON & one.keys() for one in states.values()) else []
    return tuple(
        Given(
            kind=str(FollowUp(notice.kind).label),
            at=notice.at,
            by=notice.by,
            sent=counts[State.SENT],
            all=counts.total(),
            stuck=tuple(one for one in stuck if one.notice_id == notice.id),
        )
        for notice in notices
        for counts in [states.get(notice.id, Counter())]
    )


def _written(content: Content) -> tuple[ReferenceRow, ...]:
    """What a draft refers to, and which circulars of ours that names."""
    found = issues_named([one.text for one in content.references])
    return tuple(
        ReferenceRow(line_of(one, content.language), office_address(found[one.text]) if one.text in found else "")
        for one in content.references
    )


def _to_target(row: IssueReference, language: str) -> ReferenceRow:
    line = line_of(Reference(ReferenceKind(row.kind), row.text), language)
    return ReferenceRow(line, office_address(row.target) if row.target else "")


def _named(issue: Issue) -> str:
    return f"{issue.short_label}, {issue.content['subject']}"
