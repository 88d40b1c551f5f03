"""Fetch, authorise and lock in one call. What is missing and what is not yours look alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import replace

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.models import Circular, Draft, Issue, Recipient
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import KEYED_IN, Channel
from umlauf.office.responses.models import Answer, Ask, SentForm
from umlauf.office.responses.queries import is_over, own_deadline
from umlauf.office.responses.wording import contact_line, moment, what_stands


def lock_ask(actor: Actor, circular_id: int, ability: Ability = Ability.WRITE_CIRCULARS) -> Ask:
    """The ask of a circular of the actor's own office, with its row locked. Raises ``Http404``.

    ``ability`` is what the actor needs. A circular with a deadline and without an ask gets the one it has by default.
    Raises ``Refused("access.role")`` for whoever lacks it.
    """
    actor.must(ability)
    ask = lock_answers(actor.association_id, circular_id)
    if ask is None:
        circular = lock_circular(actor, circular_id)
        if _newest_content(circular)["answer_by"]:
            ask = add_ask(Ask(association_id=circular.association_id, circular=circular))
    if ask is None:
        raise Http404
    return ask


def add_ask(ask: Ask) -> Ask:
    """Write the ask, unless somebody else just did, and give the row that is there, locked.

    The caller holds the circular: else two who add at once could wait for each other.
    """
    Ask.objects.bulk_create([ask], ignore_conflicts=True)
    added = lock_answers(ask.association_id, ask.circular_id)
    if added is None:
        raise Http404
    return added


def open_desk(
    *, actor: Actor, recipient_id: int, entry: Entry, said: object, always: bool = False, offered: bool = False
) -> Desk:
    """Lock the ask for one answer of a recipient, and take the form in, inside the caller's transaction.

    ``said`` is what the form says, for comparing. ``always`` lets through what is welcome after a strict deadline too:
    declining and withdrawing; ``offered`` what answers an offer of ours, also where the ask is closed. A form that was
    taken before comes back as ``repeated`` and is not refused again.
    Raises ``Http404``, and ``Refused`` with ``answer.name``, ``answer.email``, ``answer.form`` (no one-time word),
    ``answer.sent`` (taken before with other entries), ``answer.closed``, ``answer.over``, ``answer.too_many``, or what
    checks of lengths, characters and addresses raise.
    """
    recipient = _recipient_for(actor, recipient_id)
    by_office = actor.may(Ability.KEY_IN_ANSWERS)
    must_fit(actor, entry.channel, by_office=by_office)
    clean = checked_entry(entry, by_office=by_office)
    issue = recipient.issue
    now = office_now()
    ask = _ask_for_answer(actor, issue)
    content = content_now(issue)
    word = word_of(recipient.id, clean.nonce)
    recent = SentForm.objects.filter(
        Q(nonce=word) | Q(at__gte=machine_now() - dt.timedelta(hours=1)), recipient=recipient
    )
    words = dict(recent.values_list("nonce", "said"))
    digest = digest_of(clean, said)
    deadline = own_deadline(recipient.id, content.answer_by)
    desk = Desk(
        actor=actor,
        ask=ask,
        issue=issue,
        content=content,
        recipient=recipient,
        answer=Answer.objects.filter(ask=ask, recipient=recipient).first(),
        entry=clean,
        deadline=deadline,
        now=now,
        late=is_over(deadline, issue.association, now),
        repeated=word in words,
    )
    if desk.repeated:
        must_say_the_same(words[word], digest)
        return desk
    if not by_office:
        if not offered:
            must_be_open(desk, always=always)
        _must_not_be_many(desk, len(words))
    SentForm.objects.create(
        association_id=ask.association_id, ask=ask, recipient=recipient, nonce=word, said=digest, at=machine_now()
    )
    return desk


def word_of(subject_id: int, nonce: str) -> str:
    """The one-time word of a form as it is kept. Of one recipient alone, so that no form can spoil another's."""
    if not nonce:
        raise Refused("answer.form", _("This form is not complete. Please open it again; nothing was changed."))
    return hashlib.sha256(f"{subject_id}:{nonce}".encode()).hexdigest()[:40]


def must_be_current(desk: Desk) -> None:
    """Raises ``Refused("answer.changed")`` when the answer is no longer the one that the form showed."""
    if desk.answer is None or desk.answer.revision == desk.entry.seen:
        return
    raise Refused(
        "answer.changed",
        _(
            "Meanwhile this stands for %(recipient)s: %(answer)s. What you entered is still here and has not been "
            "saved. Please check whether it still applies, and then send it again."
        )
        % {"recipient": desk.recipient.name, "answer": what_stands(desk.answer, desk.issue.association)},
    )


def stands_already(desk: Desk) -> Answer:
    """The answer as it stands, for a form that was taken before. Raises ``Refused("answer.form")`` if there is none."""
    if desk.answer is None:
        raise Refused("answer.form", _("This form was sent already. Please open it again; nothing was changed."))
    return desk.answer


def one_line(text: str) -> str:
    """One line in NFC, with single blanks and without what nobody sees (Unicode's format characters)."""
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def names_somebody(name: str) -> bool:
    """Whether there is at least one letter or digit in it."""
    return any(one.isalnum() for one in name)


def lock_answers(association_id: int, circular_id: int) -> Ask | None:
    """The ask of a circular with its row locked: behind it stands all that is answered, by whoever was invited."""
    own = Ask.objects.filter(association_id=association_id, circular_id=circular_id)
    return own.select_for_update().first()


def _newest_content(circular: Circular) -> dict[str, object]:
    issued = Issue.objects.filter(circular=circular).values_list("content", flat=True).first()
    drafts = Draft.objects.filter(circular=circular).order_by("-revision")
    found: dict[str, object] = issued or drafts.values_list("content", flat=True)[0]
    return found


def _recipient_for(actor: Actor, recipient_id: int) -> Recipient:
    """Nothing is asked of who got it for information."""
    own = Recipient.objects.filter(
        id=recipient_id, association_id=actor.association_id, issue__dispatch__isnull=False, is_copy=False
    ).select_related("issue__series", "issue__association")
    if not actor.may(Ability.KEY_IN_ANSWERS):
        if actor.organisation_id is None or (actor.means == Means.LOGIN and not actor.may(Ability.ANSWER)):
            raise Http404
        own = own.filter(organisation_id=actor.organisation_id)
    recipient = own.first()
    if recipient is None:
        raise Http404
    return recipient


def must_fit(actor: Actor, channel: Channel, *, by_office: bool) -> None:
    """Raises ``ValueError`` for a way by which the actor cannot have come."""
    if by_office:
        fits = channel in KEYED_IN
    else:
        fits = (actor.means, channel) in {(Means.LINK, Channel.LINK), (Means.LOGIN, Channel.LOGIN)}
    if not fits:
        raise ValueError(f"an answer {channel} does not come in by {actor.means}")


def checked_entry(entry: Entry, *, by_office: bool) -> Entry:
    """The entry in its normal form. An office may leave out who has called."""
    clean = replace(entry, name=one_line(entry.name), email=entry.email.strip(), phone=one_line(entry.phone))
    if not names_somebody(clean.name) and (clean.name or not by_office):
        raise Refused("answer.name", _("Your name is missing. Please write who is answering."))
    if not by_office and not clean.email:
        raise Refused("answer.email", _("Your e-mail address is missing. The confirmation goes there."))
    for label, text, most in ((_("Name"), clean.name, LIMITS.person), (_("Phone"), clean.phone, LIMITS.phone)):
        check_length(label, text, most)
        check_characters(label, text)
    return replace(clean, email=check_address(clean.email)) if clean.email else clean


def digest_of(entry: Entry, said: object) -> str:
    """What a form said and who said it. The one-time word in it keeps the names from being guessed."""
    return hashlib.sha256(repr((replace(entry, seen=0), said)).encode()).hexdigest()


def must_say_the_same(before: str, now: str) -> None:
    """Raises ``Refused("answer.sent")`` for a form that was taken before with other entries."""
    if before != now:
        raise Refused(
            "answer.sent",
            _(
                "This form has arrived before with other entries, and those stand. What you entered now is still here "
                "and has not been saved. Please check what of it is still missing, and then send it again."
            ),
        )


def _ask_for_answer(actor: Actor, issue: Issue) -> Ask:
    ask = lock_answers(issue.association_id, issue.circular_id)
    if ask is None and issue.content["answer_by"]:
        circular = lock_circular(actor, issue.circular_id)
        ask = add_ask(Ask(association_id=issue.association_id, circular=circular))
    if ask is None:
        raise Http404
    return ask


def must_be_open(desk: Desk, *, always: bool) -> None:
    """Raises ``Refused`` with ``answer.closed``, and with ``answer.over`` for what is not ``always`` welcome."""
    contact = contact_line(desk.content, desk.issue.association)
    if desk.ask.closed_at is not None:
        raise Refused(
            "answer.closed",
            _(
                "No more answers are taken here since %(moment)s. Nothing was changed. "
                "Please turn to %(contact)s if something is still to be said."
            )
            % {"moment": moment(desk.ask.closed_at, desk.issue.association), "contact": contact},
        )
    if desk.deadline is not None and desk.over and not always:
        raise Refused(
            "answer.over",
            _(
                "The deadline was %(day)s, and no more answers are taken here after it. Nothing was changed. "
                "Please turn to %(contact)s."
            )
            % {"day": long_day(desk.deadline), "contact": contact},
        )


def _must_not_be_many(desk: Desk, sent: int) -> None:
    if sent >= LIMITS.changes_per_hour:
        raise Refused(
            "answer.too_many",
            _(
                "%(recipient)s has sent %(sent)s forms within an hour. What was saved before stands. "
                "Please try again later, or turn to %(contact)s."
            )
            % {
                "recipient": desk.recipient.name,
                "sent": sent,
                "contact": contact_line(desk.content, desk.issue.association),
            },
        )
