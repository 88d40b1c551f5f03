"""A session in the demo: the presidium meets in December, and its agenda is being written. All people are invented."""

from __future__ import annotations

import datetime as dt

import click
from django.db import transaction

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Series
from umlauf.office.conferences.actions.admit import set_admission, state_of_admission
from umlauf.office.conferences.actions.begin import Invitation, begin_event
from umlauf.office.conferences.actions.plan import ConferencePlan
from umlauf.office.conferences.actions.programme import add_item
from umlauf.office.conferences.enums import Admission, ConferenceKind, ItemKind, Timing
from umlauf.office.conferences.models import Conference, Programme
from umlauf.office.conferences.programme_entries import ItemEntry
from umlauf.office.directory.actions.lists import save_list
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.models import Post
from umlauf.office.directory.rules import Rule

MEMBERS = (
    "Altmarkkreis Salzwedel",
    "Landkreis Anhalt-Bitterfeld",
    "Landkreis Harz",
    "Landkreis Jerichower Land",
    "Saalekreis",
)
DAY, ANSWER_BY = dt.date(2016, 12, 12), dt.date(2016, 12, 5)
AGENDA = (
    ItemEntry("Eröffnung und Feststellung der Tagesordnung", ItemKind.AGENDA, starts_at=dt.time(14)),
    ItemEntry("Niederschrift über die letzte Sitzung", ItemKind.AGENDA, timing=Timing.FOLLOWING),
    ItemEntry("Auswertung der Konferenz vom 2. Dezember", ItemKind.AGENDA, timing=Timing.FOLLOWING),
    ItemEntry("Haushalt des Verbandes für das Jahr 2017", ItemKind.AGENDA, starts_at=dt.time(15), timing=Timing.ABOUT),
    ItemEntry("Pause", ItemKind.BREAK, timing=Timing.FOLLOWING),
    ItemEntry("Verschiedenes", ItemKind.AGENDA, timing=Timing.FOLLOWING),
)


def play_session(association_id: int) -> None:
    """Begin the session once, with its draft and its agenda; nobody has been invited to it yet."""
    if Conference.objects.filter(kind=ConferenceKind.SESSION).exists():
        return
    actor = Actor(_("Demo"), association_id, Means.COMMAND, frozenset({Role.CLERK}))
    heads = Post.objects.filter(organisation__name__in=MEMBERS, function__kind=FunctionKind.HEAD)
    series = Series.objects.order_by("id").first()
    posts = tuple(heads.values_list("id", flat=True))
    if series is None or not posts:
        return
    plan = ConferencePlan(
        "Sitzung des Präsidiums",
        DAY,
        starts_at=dt.time(14),
        ends_at=dt.time(16),
        venue="Geschäftsstelle, Sitzungssaal",
        street="Musterstraße 7",
        postal_code="39000",
        city="Musterstadt",
        access_notes="Der Sitzungssaal liegt im Erdgeschoss und ist ohne Stufen zu erreichen.",
        kind=ConferenceKind.SESSION,
    )
    with transaction.atomic():
        presidium = save_list(actor=actor, name="Präsidium", rule=Rule(with_posts=posts))
        invitation = Invitation(series.id, presidium.id, ANSWER_BY, contact_name="Karla König")
        conference = begin_event(actor=actor, plan=plan, invitation=invitation, nonce="demo")
        for entry in AGENDA:
            seen = Programme.objects.get(conference=conference).revision
            add_item(actor=actor, conference_id=conference.id, entry=entry, after=None, seen=seen)
        set_admission(
            actor=actor,
            conference_id=conference.id,
            admission=Admission.ALL,
            functions=(),
            per_house=1,
            seen=state_of_admission(conference),
        )
    click.echo("")
    said = _("A session is being prepared: “%(title)s”, with its agenda and the draft that invites to it.")
    click.echo(said % {"title": conference.title})
