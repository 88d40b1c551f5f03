"""Decide whether somebody may come, and take a decision back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.access import lock_registration
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.standing import become
from umlauf.office.conferences.actions.subjects import subject_of
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.enums import Decision, OfferOutcome, RegistrationState
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration
from umlauf.office.conferences.offers import close_offers
from umlauf.office.conferences.people import details_of, name_key, sent_otherwise
from umlauf.office.conferences.queries import registered_with, takes_place


@transaction.atomic
def decide_case(
    *,
    actor: Actor,
    conference_id: int,
    registration_id: int,
    admit: bool,
    reason: str,
    seen: int,
    sequence: int,
    tell: bool = True,
) -> AdmissionCase:
    """Admit somebody, or not. ``seen`` is the id of the case that the form showed; decided so already: as it is.

    ``sequence`` is that of the registration which the form showed: a link may have put somebody else there meanwhile.

    Whoever is admitted gets a place if there is one, else waits at the place of the day they registered; a deputy gets
    the place that was kept, and if they are refused, it goes to who waits. ``tell``: by mail, with the reason if they
    are refused. Raises ``Refused`` with ``case.decided`` (differently, or taken back meanwhile), ``case.changed``
    (somebody else, or other details, than the form showed), ``case.reason``, ``registration.withdrawn``,
    ``register.over``, ``access.role``, ``circular.long`` or ``circular.characters``, and ``Http404``.
    """
    conference, row = lock_registration(actor, conference_id, registration_id)
    case, now = _case_of(row), office_now()
    wanted = Decision.ADMITTED if admit else Decision.REFUSED
    _must_be_known(row, case)
    if case.id == seen and case.decision == wanted:
        return case
    if case.id != seen or case.decision != Decision.OPEN:
        raise Refused("case.decided", _decided_in_words(conference, case))
    _must_be_as_seen(row, sequence)
    case.reason = _checked(reason, required=not admit)
    _must_be_ahead(conference, now)
    case.decision, case.decided_by, case.decided_at = wanted, actor.label[: LIMITS.name], now
    notices = _admitted(conference, row, now) if admit else _refused(conference, row, case, now)
    others = [notice for notice in notices if notice.registration.id != row.id]
    mine = [notice for notice in notices if notice.registration.id == row.id] if tell else []
    tell_people(conference, others, now)
    case.told_at = now if tell_people(conference, mine, now) else None
    case.save(update_fields=["decision", "reason", "decided_by", "decided_at", "told_at"])
    _record(actor, "conferences.case_decided", row, str(wanted.label))
    return case


@transaction.atomic
def reverse_decision(
    *, actor: Actor, conference_id: int, registration_id: int, reason: str, seen: int, sequence: int
) -> AdmissionCase:
    """Take back what was decided of the case that the form showed (``seen``); somebody has to decide anew.

    A place that is given up that way goes to who waits; that of a deputy is kept. Who was not told of the decision, and
    has no place, is not told of this either. Raises ``Refused`` with ``case.open`` (nothing is decided, or was taken
    back already), ``registration.known`` (refused, and registered once more since), ``deputy.back`` (whom they came for
    comes, or somebody else for them), ``case.changed``, ``case.reason``, ``registration.withdrawn``, ``register.over``,
    ``access.role``, ``circular.long`` or ``circular.characters``, and ``Http404``.
    """
    conference, row = lock_registration(actor, conference_id, registration_id)
    case, now = _case_of(row), office_now()
    _must_be_known(row, case)
    if case.id != seen or case.decision == Decision.OPEN:
        raise Refused("case.open", _("Nothing is decided about this person at the moment. Nothing was changed."))
    _must_be_as_seen(row, sequence)
    rows = registered_with(row)
    _must_be_there_once(row, rows)
    _must_still_be_sent(row, rows)
    case.reversal = _checked(reason, required=True)
    _must_be_ahead(conference, now)
    case.reversed_by, case.reversed_at = actor.label[: LIMITS.name], now
    case.save(update_fields=["reversal", "reversed_by", "reversed_at"])
    again = AdmissionCase.objects.create(association_id=row.association_id, registration=row, why=case.why)
    told = case.told_at is not None or row.means.counts
    mine = [Notice(row, News.REOPENED, admitted=row.means.calendar)] if told else []
    close_offers([row], OfferOutcome.TAKEN_BACK, now)
    kept = row.replaces_id is not None and row.means.counts
    become([row], RegistrationState.STAND_IN if kept else RegistrationState.REVIEW)
    tell_people(conference, [*mine, *move_up(conference, now)], now)
    _record(actor, "conferences.case_reversed", row, "")
    return again


def _admitted(conference: Conference, row: Registration, now: dt.datetime) -> list[Notice]:
    """They wait, as from the day they registered, and whoever is first gets what is free; or have what was kept."""
    if row.means.counts:
        become([row], RegistrationState.ADMITTED)
        return [Notice(row, News.ADMITTED, admitted=True)]
    become([row], RegistrationState.WAITING)
    notices = move_up(conference, now, fresh={row.id})
    for notice in notices:
        if notice.registration.id == row.id:
            row.state = notice.registration.state
            return notices
    return [*notices, Notice(row, News.WAITING, admitted=False)]


def _refused(conference: Conference, row: Registration, case: AdmissionCase, now: dt.datetime) -> list[Notice]:
    """What was kept is free; and whoever waits for this decision, as they come together, need not wait any more."""
    kept = row.means.counts
    become([row], RegistrationState.REFUSED)
    others = move_up(conference, now) if kept or row.party_id else []
    return [Notice(row, News.REFUSED, admitted=False, reason=case.reason), *others]


def _case_of(row: Registration) -> AdmissionCase:
    case = row.cases.last()
    if case is None:
        raise Http404
    return case


def _must_be_known(row: Registration, case: AdmissionCase) -> None:
    if case.decision == Decision.DROPPED or row.state == RegistrationState.WITHDRAWN:
        raise Refused(
            "registration.withdrawn",
            _("%(name)s has been withdrawn meanwhile. Nothing was saved.") % {"name": row.name},
        )
    if row.state == RegistrationState.REPLACED:
        raise Refused(
            "deputy.sent",
            _("%(name)s has sent a deputy meanwhile. Nothing was saved. Please decide about the deputy.")
            % {"name": row.name},
        )


def _must_be_as_seen(row: Registration, sequence: int) -> None:
    if row.sequence != sequence:
        raise Refused(
            "case.changed",
            _(
                "This registration has been changed meanwhile; it is now: %(person)s. Nothing was changed. Please "
                "check whether what you want to decide still applies, and then send it again."
            )
            % {"person": details_of(row)},
        )


def _must_be_there_once(row: Registration, rows: Iterable[Registration]) -> None:
    """Whoever was refused and is registered once more would have two places of one name."""
    others = (one for one in rows if one.id != row.id and one.means.coming and not one.name_follows)
    if any(name_key(one.name) == name_key(row.name) for one in others):
        raise Refused(
            "registration.known",
            _(
                "%(name)s has been registered once more since, and would be there twice. Nothing was changed. Please "
                "go on with that registration."
            )
            % {"name": row.name},
        )


def _must_still_be_sent(row: Registration, rows: Iterable[Registration]) -> None:
    """Whoever was refused as a deputy does not come back beside the one whom they came for, or another deputy."""
    if row.replaces is not None and sent_otherwise(row, rows):
        raise Refused(
            "deputy.back",
            _(
                "%(name)s has sent somebody else instead of %(deputy)s. Nothing was changed. Please go on with that "
                "registration."
            )
            % {"name": row.replaces.name, "deputy": row.name},
        )
    if row.replaces is not None and row.replaces.state != RegistrationState.REPLACED:
        raise Refused(
            "deputy.back",
            _("%(name)s, for whom %(deputy)s was to come, is no longer represented. Nothing was changed.")
            % {"name": row.replaces.name, "deputy": row.name},
        )


def _must_be_ahead(conference: Conference, now: dt.datetime) -> None:
    if not takes_place(conference, now):
        raise Refused(
            "register.over",
            _("It is over or was cancelled, so nobody is admitted any more. Nothing was changed."),
        )


def _checked(reason: str, *, required: bool) -> str:
    """The reason as it is kept. Raises ``Refused`` with ``case.reason`` where one is missing that is needed."""
    clean = paragraphs(reason)
    if required and not clean:
        raise Refused("case.reason", _("The reason is missing. Nothing was saved. Please write why."))
    check_length(_("Reason"), clean, LIMITS.note)
    check_characters(_("Reason"), clean)
    return clean


def _decided_in_words(conference: Conference, case: AdmissionCase) -> str:
    """Who decided what, and when; or that it was taken back meanwhile."""
    if case.decision == Decision.OPEN or case.decided_at is None:
        return _("Somebody has taken the decision back meanwhile. Nothing was changed. Please look at it anew.")
    at = case.decided_at.astimezone(ZoneInfo(conference.association.zone))
    return _("%(who)s has decided on %(day)s, %(time)s: %(decision)s. Nothing was changed.") % {
        "who": case.decided_by,
        "day": long_day(at.date()),
        "time": time_format(at, "H:i"),
        "decision": Decision(case.decision).label,
    }


def _record(actor: Actor, event: str, row: Registration, said: str) -> None:
    """With the answer or the invitation, so that it is forgotten with it."""
    label = ", ".join(filter(None, (row.inviter_name, said)))
    record(actor, event, subject=subject_of(row), label=label)
