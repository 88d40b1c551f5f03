"""From a mail that a person wrote back to the answer that it gives: proposed by what was read, given by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import ArrivalKind
from umlauf.engines.mail.models import Arrival
from umlauf.engines.reading.replies import Answer as Said
from umlauf.engines.reading.replies import Reply, Somebody, read_reply
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.returned import settle_arrival
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.returned import carried_by, get_arrival_for
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import decline
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.directory.moments import Moment, as_it_stands
from umlauf.office.directory.names import FunctionForms
from umlauf.office.directory.queries.holders import Holder, holders
from umlauf.office.directory.queries.selection import PostRow, post_rows, posts_that
from umlauf.office.responses.actions.answer import give_nil_return
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import AskKind, Channel
from umlauf.office.responses.models import Answer

SURE = 0.6
"""From here on what was read is proposed."""
OF_KIND = {
    AskKind.REGISTRATION: frozenset({Said.COMES, Said.REPRESENTED, Said.DECLINES, Said.MORE_TIME}),
    AskKind.STATEMENT: frozenset({Said.NIL, Said.MORE_TIME}),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reply answers to which ask. ``people`` come, with what the directory knows of them; ``represents`` names
    whom they stand for. ``reply`` has the words of the mail. ``said`` is None where it is not clear enough.
    """

    recipient: Recipient
    reply: Reply
    said: Said | None
    people: tuple[PersonEntry, ...] = ()


def proposal_of(arrival: Arrival, kind: AskKind | None, day: dt.date) -> Proposal | None:
    """What the mail of a person answers, by what it says and by the directory of that day. ``kind``: what is asked.

    None for a mail that no person wrote, or of which it is in doubt what it belongs to.
    """
    recipient = recipient_of(arrival)
    if recipient is None:
        return None
    reply = read_reply(arrival.text)
    known = OF_KIND[kind] if kind else frozenset()
    if reply.answer not in known or reply.confidence < SURE:
        return Proposal(recipient, reply, None)
    return Proposal(recipient, reply, reply.answer, people_of(recipient, reply, as_it_stands(day)))


def recipient_of(arrival: Arrival) -> Recipient | None:
    """Whose reply a mail is."""
    if arrival.kind != ArrivalKind.REPLY or arrival.doubt or arrival.message_id is None:
        return None
    carried = carried_by([arrival.message_id]).get(arrival.message_id)
    return carried.recipient if carried else None


def people_of(recipient: Recipient, reply: Reply, moment: Moment) -> tuple[PersonEntry, ...]:
    """Who is meant: the holders of posts of the house who are named or whose office is, and whoever is named else."""
    named = (*reply.people, *reply.instead_of)
    if not named:
        return ()
    house = recipient.organisation_id
    there = Q(organisation=house) | Q(organisation__parent=house) | Q(organisation__parent__parent=house)
    posts, _organisations = post_rows(posts_that(there, moment), moment)
    held = holders(posts, moment)
    known = [(posts[post_id], holder) for post_id, several in held.items() for holder in several]
    represents = next((entry.name or entry.function for entry in _entries(reply.instead_of, known)), "")
    return tuple(
        PersonEntry(entry.name, entry.function, entry.email, represents) for entry in _entries(reply.people, known)
    )


def _entries(named: Iterable[Somebody], known: Sequence[tuple[PostRow, Holder]]) -> list[PersonEntry]:
    return [_entry(one, known) for one in named]


def _entry(one: Somebody, known: Sequence[tuple[PostRow, Holder]]) -> PersonEntry:
    """The one person of the house who fits, else what the mail says."""
    fitting = [(post, holder) for post, holder in known if _fits(one, post, holder)]
    if len({holder.person_id for _post, holder in fitting}) != 1:
        return PersonEntry(one.name or "", one.office or "")
    post, holder = fitting[0]
    function = FunctionForms(post.function, post.female, post.male).of(holder.salutation) or post.function
    return PersonEntry(holder.name, f"{function} {post.subject}".strip(), holder.email)


def _fits(one: Somebody, post: PostRow, holder: Holder) -> bool:
    if one.name and one.name.split()[-1].casefold() != holder.last_name.casefold():
        return False
    forms = {form.casefold() for form in (post.function, post.female, post.male) if form}
    return not one.office or one.office.casefold() in forms or bool(one.name)


@transaction.atomic
def take_reply(
    *, actor: Actor, arrival_id: int, said: Said, entry: Entry, people: Sequence[PersonEntry] = ()
) -> Answer:
    """Write down what a reply answers, as a person has seen and mended it, and that the mail is done. Once more: the
    first result.

    Raises ``Http404``, ``Refused("reply.by_hand")`` for what is written down on a page of its own (more time), and what
    ``register``, ``decline`` and ``give_nil_return`` raise.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    recipient = recipient_of(get_arrival_for(actor, arrival_id))
    if recipient is None:
        raise Http404
    if entry.channel != Channel.MAIL:
        raise ValueError("a reply came by mail")
    with recorded_together():
        answer = enter_answer(actor=actor, recipient_id=recipient.id, said=said, entry=entry, people=people)
        settle_arrival(actor=actor, arrival_id=arrival_id)
    return answer


def enter_answer(
    *, actor: Actor, recipient_id: int, said: Said, entry: Entry, people: Sequence[PersonEntry] = ()
) -> Answer:
    """Give the answer of a recipient as the office keys it in. Raises what ``take_reply`` does, but ``Http404``."""
    match said:
        case Said.COMES | Said.REPRESENTED:
            return register(actor=actor, recipient_id=recipient_id, entry=entry, people=people).answer
        case Said.DECLINES:
            return decline(actor=actor, recipient_id=recipient_id, entry=entry)
        case Said.NIL:
            return give_nil_return(actor=actor, recipient_id=recipient_id, entry=entry)
        case Said.MORE_TIME:
            raise Refused("reply.by_hand", _("More time is granted on a page of its own. Nothing was saved here."))
