"""Mail inside the office: what lies in somebody's signing folder, and what became of a draft that was laid there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.models import Association
from umlauf.office.circulars.folder import absent_today, acting, at_turn
from umlauf.office.circulars.models import FolderLink, Submission
from umlauf.office.directory.hats import signatories


def folder_address(link: FolderLink) -> str:
    """The personal link that leads somebody to what lies before them."""
    return f"{settings.PUBLIC_URL}/folder/l/{sign_link(Purpose.SIGN, link.id, link.generation)}"


def tell_those_at_turn(submission: Submission) -> None:
    """Tell those who are to agree next, or those who may sign once all have agreed. Each is told once a turn."""
    away = absent_today(submission.association_id)
    approvals = list(submission.approvals.select_related("approver", "stand_in"))
    turn = at_turn(approvals)
    if turn:
        occasion, people = f"approve-{turn[0].position}", [acting(one, away) for one in turn]
    else:
        signing = [grant.user for grant in signatories(Association.objects.get(id=submission.association_id))]
        occasion, people = "sign", [one for one in signing if one.id not in away] or signing
    for user in people:
        _queue(submission, user, occasion, with_link=True)


def tell_author(submission: Submission, actor: Actor) -> None:
    """Tell whoever laid the draft before others how it ended, unless they ended it themselves."""
    author = submission.laid_by_user
    if author is not None and author.id != actor.user_id:
        _queue(submission, author, submission.outcome, with_link=False)


def tell_of_change(submission: Submission, actor: Actor) -> None:
    """Tell the author, and whoever agreed, that the signatory has changed the text before signing it."""
    agreed = [one.approver for one in submission.approvals.select_related("approver")]
    for user in _each_once([submission.laid_by_user, *agreed]):
        if user.id != actor.user_id:
            _queue(submission, user, "changed", with_link=False, who=actor.label)


def _queue(submission: Submission, user: User, occasion: str, *, with_link: bool, who: str = "") -> None:
    association = Association.objects.get(id=submission.association_id)
    sender = check_address(association.email)
    subject, step = str(submission.draft.content["subject"]), occasion.partition("-")[0]
    with translation.override(user.language):
        context = {
            "submission": submission,
            "subject": subject,
            "user": user,
            "occasion": step,
            "who": who or submission.ended_by,
            "link": folder_address(_link(submission, user)) if with_link else "",
            "page": f"{settings.PUBLIC_URL}/circulars/{submission.circular_id}/",
            "association": association,
        }
        titles = {
            "approve": _("To be agreed to: %(subject)s"),
            "sign": _("To be signed: %(subject)s"),
            "sent_back": _("Sent back: %(subject)s"),
            "taken_over": _("Taken over: %(subject)s"),
            "changed": _("Changed before the signature: %(subject)s"),
        }
        title = titles[step] % {"subject": subject}
        text = render_to_string("circulars/folder.txt", context)
    mail = Outgoing(
        key=f"folder/{submission.id}/{user.id}/{occasion}",
        recipient=check_address(user.email),
        sender_name=association.name,
        sender_address=sender,
        subject=title,
        text=text,
        date=office_now(),
        kept_until=office_today(association) + dt.timedelta(days=LIMITS.folder_days),
    )
    queue(association.id, [mail])


def _link(submission: Submission, user: User) -> FolderLink:
    link, _created = FolderLink.objects.get_or_create(
        association_id=submission.association_id,
        submission=submission,
        user=user,
        defaults={"told_at": office_now()},
    )
    return link


def _each_once(users: Iterable[User | None]) -> list[User]:
    return list({user.id: user for user in users if user is not None}.values())
