"""Withdraw oneself by the link of one's own place. The organisation that registered one is told."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.notes import Envelope, Note, note_message
from umlauf.office.conferences.actions.desk import must_take_place, stands_final
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.seats import coming_of, leave, state_with
from umlauf.office.conferences.mailing import headline_of_all, key_prefix, messages_of, openly
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import is_same, same_mailbox
from umlauf.office.conferences.place_access import PlaceKey, lock_place
from umlauf.office.conferences.queries import last_day, registrations_of, waiting_places_of
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.access import must_be_open
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.models import Answer, Ask
from umlauf.office.responses.queries import intake_addresses, is_over, own_deadline
from umlauf.office.responses.wording import contact_line


@transaction.atomic
def leave_place(*, actor: Actor, key: PlaceKey) -> Registration:
    """Withdraw oneself, by the rules of ``withdraw``. With the last one the organisation declines. Again: no change.

    Raises ``Refused`` with ``register.over``, ``register.forgotten``, ``answer.closed``, and ``Http404``.
    """
    row = lock_place(actor, key)
    if row.recipient is None:
        raise Http404  # by the link of the invitation
    if not row.means.coming:
        return row
    desk = _desk_of(actor, row)
    must_take_place(desk, row.conference)
    must_be_open(desk, always=True)
    left = [one for one in coming_of(registrations_of(row.conference, desk.recipient.id)) if one.id != row.id]
    notices = [*leave([row], desk.now), *move_up(row.conference, desk.now)]
    answer = keep_answer(desk, state=state_with(left), final=not left or stands_final(desk))
    messages = messages_of(
        notices,
        conference=row.conference,
        issue=desk.issue,
        content=desk.content,
        places=waiting_places_of(notice.registration for notice in notices),
        at=desk.now,
    )
    queue(row.association_id, [*messages, *_told(desk, row, left)])
    record(actor, "conferences.place_left", subject=f"responses.Answer:{answer.id}", label=row.inviter_name)
    return row


def _desk_of(actor: Actor, row: Registration) -> Desk:
    """What the person says stands at the organisation's answer, as if it had been said there."""
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
        entry=Entry("", Channel.LINK, answer.revision if answer else 0, row.name, row.email),
        deadline=deadline,
        now=now,
        late=is_over(deadline, issue.association, now),
        repeated=False,
    )


def _told(desk: Desk, row: Registration, left: list[Registration]) -> list[Outgoing]:
    """A mail for whoever registered the person, else for the addresses at which the organisation gets its letters."""
    addresses, name = [row.by_email], row.by_name
    if not row.by_email or same_mailbox(row.by_email, row.email) or is_same(row.by_name, row.name):
        found = intake_addresses([desk.recipient.id]).get(desk.recipient.id, ())
        addresses, name = [one.email for one in found if not same_mailbox(one.email, row.email)], ""
    with translation.override(desk.content.language):
        note = _note(desk, row, left, name)
        news = _("Somebody has withdrawn")
        subject = f"{news} – {openly(row.conference, desk.issue, desk.content)}"
        return [
            note_message(
                desk.issue,
                desk.content,
                note,
                Envelope(
                    key=f"{key_prefix(row.conference_id)}{row.id}:{row.sequence}:house:{number}",
                    email=email,
                    subject=subject,
                    recipient_name=row.inviter_name,
                    at=desk.now,
                    kept_until=last_day(row.conference),
                    headers=AUTOMATIC,
                ),
            )
            for number, email in enumerate(dict.fromkeys(addresses))
        ]


def _note(desk: Desk, row: Registration, left: list[Registration], name: str) -> Note:
    conference = row.conference
    contact = contact_line(desk.content, conference.association)
    return Note(
        greeting=greeting(name),
        opening=(
            _("%(name)s, whom %(house)s registered, has withdrawn.") % {"name": row.name, "house": row.inviter_name},
            headline_of_all(left) if left else _("Nobody of you is registered any more. This counts as a refusal."),
        ),
        lines=tuple(filter(None, (conference.title, when_of(conference), where_of(conference)))),
        closing=(
            _("If somebody else shall come, please register them by the link of your house.")
            + " "
            + _("If you have a question, please turn to %(contact)s.") % {"contact": contact},
        ),
    )
