"""A place that is offered: taken, kept for longer, or lapsed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_registration
from umlauf.office.conferences.actions.desk import (
    must_take_place,
    open_conference,
    record_answer,
    stands_final,
    tell,
)
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.seats import coming_of, state_with
from umlauf.office.conferences.actions.standing import become
from umlauf.office.conferences.actions.subjects import subject_of
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.actions.withdraw import no_offer
from umlauf.office.conferences.enums import OfferOutcome, RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import Conference, Offer, Registration
from umlauf.office.conferences.offers import (
    beginning_of,
    close_offers,
    open_offers,
    together_with,
    until_in_words,
)
from umlauf.office.conferences.people import person_of
from umlauf.office.conferences.queries import registered_with, registrations_of, takes_place
from umlauf.office.responses.access import stands_already
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import Way
from umlauf.office.responses.models import Answer, Ask
from umlauf.office.responses.wording import contact_line


@transaction.atomic
def take_offer(*, actor: Actor, recipient_id: int, registration_id: int, entry: Entry) -> Answer:
    """Take the place that is offered to somebody, and with it those of their party, as they come only together.

    Also after the deadline, and where the ask is closed: we have asked them. Taken already: as it is. Raises
    ``Refused`` with ``offer.lapsed`` (from its very end on, by office time behind the lock), ``offer.none``,
    ``register.principals``, ``register.over``, ``register.forgotten``, or what ``open_desk`` raises; and ``Http404``.
    """
    said = ("take", registration_id)
    desk, conference = open_conference(actor, recipient_id, entry, said, always=True, offered=True)
    now, rows = office_now(), registrations_of(conference, recipient_id)
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    if desk.repeated or row.state == RegistrationState.ADMITTED:
        return stands_already(desk)
    must_take_place(desk, conference)
    offer = open_offers([row]).get(row.id)
    if row.state == RegistrationState.LAPSED or (offer and offer.expires_at <= now):
        raise _lapsed(desk, conference, row)
    if offer is None:
        raise no_offer(row)
    taken = together_with(row, rows)
    must_act_for(desk, map(person_of, taken))
    close_offers(taken, OfferOutcome.TAKEN, now)
    become(taken, RegistrationState.ADMITTED)
    coming = coming_of(rows)
    answer = keep_answer(desk, state=state_with(coming), final=stands_final(desk))
    tell(desk, conference, [Notice(one, News.ADMITTED, admitted=True) for one in taken], coming)
    record_answer(desk, answer, "conferences.offer_taken", len(taken))
    return answer


@transaction.atomic
def extend_offer(
    *, actor: Actor, conference_id: int, registration_id: int, until: dt.datetime, sequence: int
) -> Registration:
    """Keep the place that is offered to somebody for longer, with those of their party; a mail says so.

    ``until`` is an instant, ``sequence`` that of the registration which the form showed. Until then already: no change.
    Raises ``Refused`` with ``offer.none`` (taken, let go or lapsed meanwhile), ``offer.changed``, ``offer.until`` (no
    later than now, or than the end it has, or after the conference has begun), ``access.role``, and ``Http404``.
    """
    conference, row = lock_registration(actor, conference_id, registration_id)
    now, offer = office_now(), open_offers([row]).get(row.id)
    if offer is None:
        raise no_offer(row)
    if offer.expires_at == until:
        return row
    if row.sequence != sequence:
        said = {"name": row.name, "until": until_in_words(offer.expires_at, conference.association)}
        raise Refused(
            "offer.changed",
            _("Somebody was first: the place of %(name)s is kept until %(until)s. Nothing was changed.") % said,
        )
    if not max(now, offer.expires_at) < until <= beginning_of(conference):
        raise Refused(
            "offer.until",
            _("Please choose a later time than now and than %(until)s, and one before the beginning.")
            % {"until": until_in_words(offer.expires_at, conference.association)},
        )
    kept = together_with(row, registered_with(row))
    Offer.objects.filter(registration__in=kept, outcome=OfferOutcome.OPEN).update(expires_at=until)
    become(kept, RegistrationState.OFFERED)
    tell_people(conference, [Notice(one, News.KEPT, admitted=False, until=until) for one in kept], now)
    record(actor, "conferences.offer_extended", subject=subject_of(row), label=f"{row.inviter_name} ({len(kept)})")
    return row


@transaction.atomic
def lapse_offers(*, actor: Actor, conference_id: int) -> int:
    """Let the offers of a conference lapse whose time is over, and who waits next move up. Returns how many lapsed.

    Office time is read behind the lock of the ask, as it is where an offer is taken: one of both is first. Again: none.
    """
    conference = Conference.objects.select_related("association", "circular").get(id=conference_id)
    Ask.objects.select_for_update().get(circular_id=conference.circular_id)
    conference.refresh_from_db(fields=["places", "offer_hours", "status", "starts_on", "ends_on", "starts_at"])
    now = office_now()
    due = Offer.objects.filter(outcome=OfferOutcome.OPEN, expires_at__lte=now)
    offered = conference.registrations.filter(state=RegistrationState.OFFERED, offers__in=due)
    lapsed = list(offered.select_related("recipient").order_by("id"))
    if not lapsed:
        return 0
    close_offers(lapsed, OfferOutcome.LAPSED, now)
    become(lapsed, RegistrationState.LAPSED)
    if takes_place(conference, now):
        notices = [Notice(row, News.LAPSED, admitted=False) for row in lapsed]
        tell_people(conference, [*notices, *move_up(conference, now)], now)
    record(
        actor,
        "conferences.offers_lapsed",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title} ({len(lapsed)})",
    )
    return len(lapsed)


def _lapsed(desk: Desk, conference: Conference, row: Registration) -> Refused:
    last, contact = row.offers.latest("id"), contact_line(desk.content, desk.issue.association)
    said = {"name": row.called, "until": until_in_words(last.expires_at, conference.association), "contact": contact}
    if desk.ask.closed_at is not None or desk.ask.way == Way.HOST:
        return Refused(
            "offer.lapsed",
            _(
                "The place for %(name)s was kept until %(until)s, and that time is over. Nothing was changed. Please "
                "turn to %(contact)s if %(name)s still wants to come."
            )
            % said,
        )
    return Refused(
        "offer.lapsed",
        _(
            "The place for %(name)s was kept until %(until)s, and that time is over. Nothing was changed. If %(name)s "
            "still wants to come, please choose “ask again” in a few minutes, or turn to %(contact)s."
        )
        % said,
    )
