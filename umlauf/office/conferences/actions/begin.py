"""Begin a conference or a session with the circular that invites to it: never one without the other."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused, from_plain
from umlauf.office.circulars.actions.draft import begin_circular
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Series
from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference
from umlauf.office.conferences.enums import ConferenceKind
from umlauf.office.conferences.event_entries import (
    HostEntry,
    check_ahead,
    checked_event,
    checked_hosts,
)
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.directory.models import DistributionList


@dataclass(frozen=True, slots=True)
class Invitation:
    """The circular that shall invite: of which series, to whom, until when one answers, and whom to turn to."""

    series_id: int
    distribution_list_id: int
    answer_by: dt.date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""


@transaction.atomic
@recorded_together()
def begin_event(*, actor: Actor, plan: ConferencePlan, invitation: Invitation, nonce: str) -> Conference:
    """Begin a conference, and the draft of the circular that invites to it, with a first text. ``nonce``: the one-time
    word of the form; the same with the same entries again gives the same conference.

    Raises ``Refused`` with ``event.past``, ``event.deadline`` (after the conference), what ``checked_event``,
    ``checked_hosts`` and ``begin_circular`` raise, ``access.role``, and ``Http404`` for a series or a list that is not
    there.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    clean = _checked(plan)
    last = max(clean.starts_on, clean.ends_on or clean.starts_on)
    association = Association.objects.get(id=actor.association_id)
    series = Series.objects.filter(id=invitation.series_id, association=association).first()
    lists = DistributionList.objects.filter(id=invitation.distribution_list_id, association=association)
    if series is None or not lists.exists():
        raise Http404
    check_ahead(last, office_today(association))
    if invitation.answer_by is not None and invitation.answer_by > last:
        raise Refused(
            "event.deadline", _("The deadline is after the event. Please choose a day on which one can still come.")
        )
    form = f"event:{actor.association_id}:{actor.label}:{nonce}:{clean!r}:{invitation!r}"
    digest = hashlib.sha256(form.encode()).hexdigest()
    circular = begin_circular(
        actor=actor, series=series, content=_first_letter(clean, association, invitation), origin_digest=digest
    )
    return plan_conference(actor=actor, circular_id=circular.id, plan=clean)


def _checked(plan: ConferencePlan) -> ConferencePlan:
    named = (*map(HostEntry, plan.hosts), *(HostEntry(name, co_host=True) for name in plan.co_hosts))
    hosts, issuer = checked_hosts(named, plan.issuer)
    return replace(
        checked_event(plan),
        hosts=tuple(host.name for host in hosts if not host.co_host),
        co_hosts=tuple(host.name for host in hosts if host.co_host),
        issuer=issuer,
    )


def _first_letter(plan: ConferencePlan, association: Association, invitation: Invitation) -> Content:
    """What the draft says before anybody has written on it, in the language of the association."""
    shown = Conference(association=association, **plan.columns())
    with translation.override(association.language):
        session = plan.kind == ConferenceKind.SESSION
        about = {"title": plan.title}
        lines = [
            _("Ladies and Gentlemen,"),
            _("you are invited to the session “%(title)s”.") % about
            if session
            else _("you are invited to the conference “%(title)s”.") % about,
            "\n".join(filter(None, (when_of(shown), where_of(shown)))),
            _("Please say whether you take part or are represented.") if session else _("Please say who takes part."),
        ]
        return Content(
            subject=plan.title,
            body=from_plain("\n\n".join(lines)),
            distribution_list_id=invitation.distribution_list_id,
            keyword=_("Session") if session else "",
            contact_name=invitation.contact_name,
            contact_phone=invitation.contact_phone,
            contact_email=invitation.contact_email,
            language=association.language if association.language in {"de", "en"} else "de",
            answer_by=invitation.answer_by,
        )
