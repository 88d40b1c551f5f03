"""After the dispatch: correct, supplement or withdraw a circular, openly and to exactly those who got it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.engines.mail.settling import release
from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.draft import write_revision
from umlauf.office.circulars.aftermath import SAYING, must_hold
from umlauf.office.circulars.checks import check_length, composed
from umlauf.office.circulars.dispatching import messages_bringing
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import (
    Circular,
    Dispatch,
    FollowUpCircular,
    Issue,
    Notice,
    NoticeDelivery,
    RecipientAddress,
)
from umlauf.office.circulars.noticing import first_draft, notice_messages


@dataclass(frozen=True, slots=True)
class Word:
    """What a notice says. ``seen``: how many notices of the circular there were when its form was made.

    ``answer_by`` is the new deadline, where the notice changes it; ``text`` may have several lines, and ``most``
    characters.
    """

    kind: FollowUp
    text: str
    seen: int
    answer_by: dt.date | None = None
    most: int = LIMITS.note


@transaction.atomic
@recorded_together()
def begin_follow_up(*, actor: Actor, issue_id: int, kind: FollowUp) -> Circular:
    """Begin a circular of its own that corrects, supplements or withdraws a sent one and goes to its recipients.

    Nothing leaves before it is signed and sent. Begun already and not signed: the same circular again. Raises
    ``Refused`` with ``follow_up.kind``, ``follow_up.unsent`` or ``follow_up.withdrawn``, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    if kind not in SAYING:
        raise Refused("follow_up.kind", _("A deadline is changed by a notice. Please choose that way."))
    issue = _locked(actor, issue_id)
    _must_be_out(issue)
    begun = FollowUpCircular.objects.filter(issue=issue, kind=kind, circular__issue__isnull=True)
    there = begun.select_related("circular").first()
    if there is not None:
        return there.circular
    circular = Circular.objects.create(association_id=issue.association_id, series_id=issue.series_id)
    FollowUpCircular.objects.create(association_id=issue.association_id, circular=circular, issue=issue, kind=kind)
    write_revision(actor, circular, 1, composed(first_draft(issue, kind)))
    record(
        actor,
        "circulars.follow_up_begun",
        subject=f"circulars.Circular:{circular.id}",
        label=f"{issue.label}: {kind.value}",
    )
    return circular


@transaction.atomic
def give_notice(*, actor: Actor, issue_id: int, word: Word) -> Notice:
    """Tell exactly those who got a circular, at each of their addresses as they were fixed, in a mail without a number.

    The same form again gives the same Notice. Raises ``Refused`` with ``notice.text``, ``notice.changed``,
    ``follow_up.unsent``, ``follow_up.withdrawn`` or ``circular.long``, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    text = _clean(word.text, word.most)
    issue = _locked(actor, issue_id)
    given = notice_given(issue, word)
    if given is not None:
        return given
    _must_be_out(issue)
    if not text and word.kind in {FollowUp.CORRECTION, FollowUp.SUPPLEMENT}:
        raise Refused("notice.text", _("The notice is empty. Please write what has changed, then send it."))
    owner = {"association_id": issue.association_id}
    notice = Notice.objects.create(
        **owner,
        issue=issue,
        kind=word.kind,
        text=text,
        answer_by=word.answer_by,
        at=office_now(),
        by=actor.label[: LIMITS.name],
    )
    release(messages_bringing(Dispatch.objects.filter(issue=issue)))  # the letter first, then what changes it
    addresses = RecipientAddress.objects.filter(recipient__issue=issue).select_related("recipient").order_by("id")
    mails = notice_messages(issue, notice, addresses)
    messages = queue(issue.association_id, [outgoing for _address, outgoing in mails])
    NoticeDelivery.objects.bulk_create(
        NoticeDelivery(**owner, notice=notice, address=address, message=message)
        for (address, _outgoing), message in zip(mails, messages, strict=True)
    )
    record(
        actor,
        "circulars.notice_given",
        subject=f"circulars.Notice:{notice.id}",
        label=f"{issue.label}: {word.kind.value} ({len(messages)})",
    )
    return notice


def notice_given(issue: Issue, word: Word) -> Notice | None:
    """The notice that this very form has given already. To be asked behind the circular's lock.

    Raises ``Refused("notice.changed")`` when somebody else has given another one since the form was made.
    """
    there = list(Notice.objects.filter(issue=issue).order_by("id"))
    if len(there) <= word.seen:
        return None
    first = there[word.seen]
    if (first.kind, first.text, first.answer_by) == (word.kind, _clean(word.text, word.most), word.answer_by):
        return first
    raise Refused(
        "notice.changed",
        _(
            "%(who)s has given another notice on this circular since you opened the page. Yours was not sent and still "
            "stands here. Please read the other one, and send yours if it is still needed."
        )
        % {"who": first.by},
    )


def _locked(actor: Actor, issue_id: int) -> Issue:
    """A signed circular of the actor's association, behind its circular's lock. Raises ``Http404``."""
    own = Issue.objects.filter(association_id=actor.association_id, id=issue_id)
    issue = own.select_related("series", "association", "circular").first()
    if issue is None:
        raise Http404
    lock_circular(actor, issue.circular_id)
    return issue


def _must_be_out(issue: Issue) -> None:
    if not Issue.objects.filter(id=issue.id, dispatch__isnull=False).exists():
        raise Refused(
            "follow_up.unsent",
            _("This circular has not been sent yet, so nobody has got anything that could be corrected."),
        )
    must_hold(
        issue,
        "follow_up.withdrawn",
        _("This circular was withdrawn, so nothing of it holds any more. Please write a new circular instead."),
    )


def _clean(text: str, most: int = LIMITS.note) -> str:
    """The text in NFC, with line ends as Unix has them. Raises ``Refused("circular.long")``."""
    clean = unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in text.splitlines())).strip()
    check_length(_("Notice"), clean, most)
    return clean
