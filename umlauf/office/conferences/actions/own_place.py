"""What somebody says of their own place: taken down where whoever registered them would have said it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.conferences.actions.desk import stands_final
from umlauf.office.conferences.actions.seats import coming_of, state_with
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.mailing import Notice, messages_of
from umlauf.office.conferences.models import Invitee, Registration
from umlauf.office.conferences.place_mailing import Said, messages_to_inviter
from umlauf.office.conferences.queries import registered_with, waiting_places_of
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Answer, Ask
from umlauf.office.responses.queries import is_over, own_deadline


def desk_of(actor: Actor, row: Registration) -> Desk | InviteeDesk:
    """The desk at which somebody speaks for themselves: their organisation's, or that of the invitation.

    The row was locked by ``lock_place``. Raises ``Http404`` where the circular is not signed.
    """
    if row.invitee is not None:
        return _desk_of_invitee(actor, row, row.invitee)
    issue, now = row.house.issue, office_now()
    ask = Ask.objects.get(circular=row.conference.circular)
    answer = Answer.objects.filter(ask=ask, recipient=row.house).first()
    content = content_now(issue)
    deadline = own_deadline(row.house.id, content.answer_by)
    return Desk(
        actor=actor,
        ask=ask,
        issue=issue,
        content=content,
        recipient=row.house,
        answer=answer,
        entry=_entry(row, answer.revision if answer else 0),
        deadline=deadline,
        now=now,
        late=is_over(deadline, issue.association, now),
        repeated=False,
    )


def record_said(
    desk: Desk | InviteeDesk, row: Registration, said: Said, *, notices: Sequence[Notice], event: str
) -> None:
    """Keep what somebody has said of their place, tell them and who registered them, and record it naming nobody."""
    rows = [row if one.id == row.id else one for one in registered_with(row)]
    coming = coming_of(rows)
    subject, label = _kept(desk, coming)
    messages = messages_of(
        notices,
        conference=row.conference,
        issue=desk.issue,
        content=desk.content,
        places=waiting_places_of([*coming, *(notice.registration for notice in notices)]),
        at=desk.now,
    )
    queue(row.association_id, [*messages, *messages_to_inviter(desk, row, said, coming)])
    record(desk.actor, event, subject=subject, label=label)


def _kept(desk: Desk | InviteeDesk, coming: Sequence[Registration]) -> tuple[str, str]:
    """Of what, and with which words, it is recorded. Who was invited by name is not named: their group is."""
    if isinstance(desk, Desk):
        answer = keep_answer(desk, state=state_with(coming), final=not coming or stands_final(desk))
        return f"responses.Answer:{answer.id}", desk.recipient.name
    desk.invitee.answered_at = desk.now
    desk.invitee.revision += 1
    desk.invitee.save(update_fields=["answered_at", "revision"])
    return f"conferences.Invitee:{desk.invitee.id}", desk.group.name


def _desk_of_invitee(actor: Actor, row: Registration, invitee: Invitee) -> InviteeDesk:
    issue = get_issue(row.conference.circular)
    if issue is None:
        raise Http404
    return InviteeDesk(
        actor=actor,
        issue=issue,
        content=content_now(issue),
        conference=row.conference,
        invitee=invitee,
        entry=_entry(row, invitee.revision),
        now=office_now(),
        repeated=False,
    )


def _entry(row: Registration, seen: int) -> Entry:
    return Entry("", Channel.LINK, seen, row.name, row.email)
