"""Mail inside the office: what lies in somebody's signing folder, and what became of a draft that was laid there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.folder import at_turn, open_submissions
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.mailing import said_openly
from umlauf.office.circulars.models import Approval, FolderLink, Submission
from umlauf.office.circulars.presence import Presence, acting, presence_today
from umlauf.office.directory.hats import users_who_may


def folder_address(link: FolderLink) -> str:
    """The personal link that leads somebody to what lies before them."""
    return f"{settings.PUBLIC_URL}/folder/l/{sign_link(Purpose.SIGN, link.id, link.generation)}"


def tell_those_at_turn(submission: Submission) -> None:
    """Tell those who are to agree next, or those who may sign once all have agreed. Each is told once a turn.

    Where somebody is to agree who may do so no more, and nobody stands in for them, those who write are told.
    """
    turn = turn_of(submission)
    for user in turn.people:
        _queue(submission, user, turn.occasion, link=_link(submission, user))
    if turn.gone:
        gone = ", ".join(one.name for one in turn.gone)
        for user in _writers(submission):
            _queue(submission, user, turn.stuck, who=gone)


def untold_turns(association_id: int) -> list[Submission]:
    """What lies before somebody who has not been told in this turn, since it was another's before. Eight queries.

    Whoever was told has a message in the outbox, by whose key nobody is told twice.
    """
    presence, signing = presence_today(association_id), _signing(association_id)
    waiting: dict[str, Submission] = {}
    for submission in open_submissions():
        turn = _turn(submission.approvals.all(), presence, signing)
        stuck = {_key(submission, user, turn.stuck) for user in (_writers(submission) if turn.gone else ())}
        keys = stuck | {_key(submission, user, turn.occasion) for user in turn.people}
        waiting |= dict.fromkeys(sorted(keys), submission)
    told = Message.objects.filter(association_id=association_id, key__in=waiting).values_list("key", flat=True)
    untold = {submission.id: submission for key, submission in waiting.items() if key not in set(told)}
    return list(untold.values())


def tell_once_more(submission: Submission) -> tuple[User, ...]:
    """Tell those whose turn it is once more, by a new link; their older ones end. Who they are."""
    turn = turn_of(submission)
    for user in turn.people:
        link = _link(submission, user)
        link.generation, link.told_at = link.generation + 1, office_now()
        link.save(update_fields=["generation", "told_at"])
        _queue(submission, user, f"{turn.occasion}-{link.generation}", link=link)
    return turn.people


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and to do what: „approve-1“ for the first position of a chain, or „sign“.

    ``gone`` are those who are to agree and may do so no more, and for whom nobody stands in: as long as there are any,
    the draft goes no further, and has to be taken back.
    """

    occasion: str
    people: tuple[User, ...]
    gone: tuple[User, ...] = ()

    @property
    def stuck(self) -> str:
        """The occasion on which those who write are told that somebody is gone."""
        return self.occasion.replace("approve", "stuck")


def turn_of(submission: Submission) -> Turn:
    """Those who are to agree next, or those who may sign: whoever is away only if all are."""
    approvals = submission.approvals.select_related("approver", "stand_in")
    return _turn(approvals, presence_today(submission.association_id), _signing(submission.association_id))


def _turn(approvals: Iterable[Approval], presence: Presence, signing: Sequence[User]) -> Turn:
    turn = at_turn(approvals)
    if turn:
        acts = {one: acting(one, presence) for one in turn}
        people = _each_once(acts.values())
        gone = tuple(one.approver for one, user in acts.items() if user is None)
        return Turn(f"approve-{turn[0].position}", tuple(people), gone)
    return Turn("sign", tuple(one for one in signing if one.id not in presence.away) or tuple(signing))


def _signing(association_id: int) -> list[User]:
    return list(users_who_may(association_id, Ability.SIGN))


def tell_author(submission: Submission, actor: Actor) -> None:
    """Tell whoever laid the draft before others how it ended, unless they ended it themselves.

    Where they may write no more, all who do are told: what was said of a draft is for the office alone.
    """
    for user in _writers(submission):
        if user.id != actor.user_id:
            _queue(submission, user, submission.outcome)


def tell_of_change(submission: Submission, actor: Actor) -> None:
    """Tell the author, and whoever agreed, that the signatory has changed the text before signing it."""
    approvals = submission.approvals.select_related("approver", "stand_in")
    agreed = [user for one in approvals for user in (one.approver, one.stand_in) if user and user.name == one.by]
    able = set(users_who_may(submission.association_id, Ability.SEE_CIRCULARS).values_list("id", flat=True))
    for user in _each_once([submission.laid_by_user, *agreed]):
        if user.id != actor.user_id and user.id in able:
            _queue(submission, user, "changed", who=actor.label)


def _writers(submission: Submission) -> list[User]:
    """Whoever laid the draft before others; all who write circulars, if that one is gone as well."""
    writing = list(users_who_may(submission.association_id, Ability.WRITE_CIRCULARS))
    return [one for one in writing if one.id == submission.laid_by_user_id] or writing


def _key(submission: Submission, user: User, occasion: str) -> str:
    return f"folder/{submission.id}/{user.id}/{occasion}"


def _queue(submission: Submission, user: User, occasion: str, *, link: FolderLink | None = None, who: str = "") -> None:
    association = Association.objects.get(id=submission.association_id)
    sender = check_address(association.email)
    content, step = Content.parse(submission.draft.content), occasion.partition("-")[0]
    with translation.override(user.language):
        context = {
            "submission": submission,
            "subject": content.subject,
            "user": user,
            "occasion": step,
            "who": who or submission.ended_by,
            "link": folder_address(link) if link else "",
            "page": f"{settings.PUBLIC_URL}/circulars/{submission.circular_id}/",
            "association": association,
        }
        titles = {
            "approve": _("To be agreed to: %(subject)s"),
            "sign": _("To be signed: %(subject)s"),
            "sent_back": _("Sent back: %(subject)s"),
            "taken_over": _("Taken over: %(subject)s"),
            "taken_back": _("Taken back: %(subject)s"),
            "changed": _("Changed before the signature: %(subject)s"),
            "stuck": _("Nobody can agree: %(subject)s"),
        }
        title = titles[step] % {"subject": said_openly(content, content.subject)}
        text = render_to_string("circulars/folder.txt", context)
    mail = Outgoing(
        key=_key(submission, user, occasion),
        recipient=check_address(user.email),
        sender_name=association.name,
        sender_address=sender,
        subject=title,
        text=text,
        date=office_now(),
        headers=AUTOMATIC,
        kept_until=office_today(association) + dt.timedelta(days=LIMITS.folder_days),
    )
    queue(association.id, [mail])


def _link(submission: Submission, user: User) -> FolderLink:
    link, _created = FolderLink.objects.update_or_create(
        association_id=submission.association_id,
        submission=submission,
        user=user,
        defaults={"told_at": office_now()},
    )
    return link


def _each_once(users: Iterable[User | None]) -> list[User]:
    return list({user.id: user for user in users if user is not None}.values())
