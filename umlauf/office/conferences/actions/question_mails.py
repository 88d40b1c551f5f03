"""Ask by mail whoever has not answered yet."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.actions.announce import Tell, told_already, write_to_who_comes
from umlauf.office.conferences.enums import AnnouncementKind
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.question_queries import people_coming
from umlauf.office.conferences.unanswered import with_something_open


@transaction.atomic
def tell_questions(*, actor: Actor, conference_id: int, nonce: str) -> None:
    """Have the worker write to each who has a page of their own and has not answered. The same form again: no change.

    Raises ``Refused`` with ``event.ended``, ``questions.nobody``, ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    if told_already(actor, Tell(nonce=nonce)):
        return
    now = office_now()
    if not takes_place(conference, now):
        raise Refused("event.ended", _("It is over or was cancelled. Nothing was changed."))
    if not with_something_open(conference, list(people_coming(conference)), now):
        raise Refused("questions.nobody", _("Everybody who can be asked by mail has answered. No mail was sent."))
    announcement = write_to_who_comes(actor, conference, kind=AnnouncementKind.QUESTIONS, nonce=nonce, at=now)
    record(
        actor,
        "conferences.questions_told",
        subject=f"conferences.Announcement:{announcement.id}",
        label=conference.title,
    )
