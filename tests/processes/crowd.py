"""A conference whose house is full, those who want its last places at the same moment, and what is wrong afterwards.

To be used inside the house's scope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from icalendar import Calendar

from tests.cast import House
from tests.office.conferences.inviting_guests import a_group, accepted, guests
from tests.office.conferences.registering import an_entry, an_invitation, by_phone, guest, invited, registered
from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.actions.deputies import send_deputy
from umlauf.office.conferences.actions.offers import lapse_offers, take_offer
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.capacity import free_places, who_moves_up
from umlauf.office.conferences.enums import OfferOutcome, RegistrationState
from umlauf.office.conferences.invitee_entries import InviteeEntry
from umlauf.office.conferences.models import Conference, Invitee, Offer, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Answer

GUESTS, GROUP_PLACES = 3, 2
ENDS = {OfferOutcome.OPEN: RegistrationState.OFFERED, OfferOutcome.LAPSED: RegistrationState.LAPSED}
"""The state of somebody whose last offer ended so."""

Act = Callable[[], object]


def somebody(name: str) -> PersonEntry:
    """Everybody has an address of their own, so that the mails say whom they are about."""
    return PersonEntry(name, email=f"{name.lower().replace(' ', '.')}@kreis.example")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes, who waits, who has said nothing yet, and who is invited: in a group within the total, and outside."""

    house: House
    conference: Conference
    coming: list[Registration]
    waiting: list[Registration]
    new: list[Recipient]
    invitees: list[Invitee]

    @property
    def names(self) -> set[str]:
        """Everybody who wants to come, but for the deputies."""
        there = {row.name for row in (*self.coming, *self.waiting)}
        return there | {f"Neu {letter.id}" for letter in self.new} | {one.name for one in self.invitees}

    def acts(self) -> list[Act]:
        """What happens at one moment: the time of the offers is over just now."""
        lapse = partial(lapse_offers, actor=machine(self.house.association.id), conference_id=self.conference.id)
        acts: list[Act] = [lapse, lapse]
        for row in self.waiting[:2]:
            own = {"recipient_id": row.house.id, "registration_id": row.id}
            acts.append(partial(take_offer, actor=guest(row.house), **own, entry=an_entry(1)))
        for row in self.coming[2:]:
            acts += self._leaves_and_sends(row)
        for letter in self.new:
            acts.append(partial(registered, letter, somebody(f"Neu {letter.id}")))
        acts += self._at_once(self.new[0])
        for one in self.invitees:
            clicks = an_entry(name=one.name, email=one.email)
            acts += [partial(accepted, one, PersonEntry(one.name, email=one.email), entry=clicks)] * 2
        return acts

    @staticmethod
    def _leaves_and_sends(row: Registration) -> list[Act]:
        actor, at = guest(row.house), row.house.id
        deputy = somebody(f"Vertritt {row.id}")
        return [
            partial(withdraw, actor=actor, recipient_id=at, entry=an_entry(1), registration_ids=[row.id]),
            partial(
                send_deputy,
                actor=actor,
                recipient_id=at,
                registration_id=row.id,
                sequence=0,
                entry=an_entry(1),
                person=deputy,
            ),
        ]

    def _at_once(self, letter: Recipient) -> list[Act]:
        """Beside who has the link, the front office and the clerk on the phone register the same person."""
        roles = frozenset({Role.FRONT_OFFICE})
        home = self.house.association.id
        front = Actor("Vera Vorzimmer", home, Means.LOGIN, roles, organisation_id=letter.organisation_id)
        add = partial(register, recipient_id=letter.id, people=[somebody(f"Neu {letter.id}")])
        return [
            partial(add, actor=front, entry=an_entry(channel=Channel.LOGIN)),
            partial(add, actor=self.house.clerk_actor, entry=by_phone()),
        ]


def a_crowd(house: House) -> Crowd:
    """Half of the counties had all places, two of them have gone, and for two who wait the time to take theirs ends."""
    conference = an_invitation(house)
    letters = invited(conference)
    places = len(letters) // 2
    Conference.objects.filter(id=conference.id).update(places=places, offer_hours=8)
    invitees = [one for outside in (False, True) for one in _a_group(house, conference, outside=outside)]
    last = places + (len(letters) - places) // 2
    coming = [registered(letter, somebody(f"Kommt {letter.id}")).added[0] for letter in letters[:places]]
    waiting = [registered(letter, somebody(f"Wartet {letter.id}")).added[0] for letter in letters[places:last]]
    for row in coming[:2]:
        at = row.house.id
        withdraw(actor=guest(row.house), recipient_id=at, entry=an_entry(1), registration_ids=[row.id])
    set_office_time(Offer.objects.latest("id").expires_at)
    return Crowd(house, conference, coming, waiting, letters[last:], invitees)


def _a_group(house: House, conference: Conference, *, outside: bool) -> list[Invitee]:
    group = a_group(house, conference, name=f"Gruppe {outside}", places=GROUP_PLACES, outside_total=outside)
    people = [f"Gast {number} {outside}" for number in range(GUESTS)]
    return guests(house, group, *[InviteeEntry(name, "", "Blatt", somebody(name).email) for name in people])


def wrong(crowd: Crowd) -> dict[str, list[str]]:
    """What should not be, by what it is about; empty lists where nothing is wrong."""
    rows = list(Registration.objects.filter(conference=crowd.conference).select_related("invitee").order_by("id"))
    names = Counter(row.name for row in rows)
    houses = {row.recipient_id for row in rows if row.recipient_id is not None}
    answered = Answer.objects.filter(recipient__in=houses).values_list("recipient_id", flat=True)
    return {
        "lost": sorted(crowd.names - set(names)),
        "twice": [name for name, count in names.items() if count > 1],
        "silent": [str(house) for house in houses - set(answered)],
        "places": _places(crowd.conference, rows),
        "offers": [one for row in rows for one in _offers(row)],
        "mails": _mails(rows),
        "deputies": [row.name for row in rows if row.state == RegistrationState.REPLACED and _deputies(row, rows) != 1],
    }


def _places(conference: Conference, rows: Sequence[Registration]) -> list[str]:
    """What is oversold, or kept from somebody who waits for it."""
    conference.refresh_from_db()
    groups = {group.id: group for group in conference.groups.all()}
    counted = [groups[row.invitee.group_id] if row.invitee else None for row in rows if row.means.counts]
    within = sum(group is None or not group.outside_total for group in counted)
    wrong = [
        f"{group.name}: {counted.count(group)}" for group in groups.values() if counted.count(group) > GROUP_PLACES
    ]
    if within > (conference.places or 0):
        wrong.append(f"{within} for {conference.places}")
    if sum(group is not None and group.outside_total for group in counted) != GROUP_PLACES:
        wrong.append("places outside of the total are not given")
    return [*wrong, *(f"{row.name} waits for nothing" for row in who_moves_up(conference, free_places(conference)))]


def _offers(row: Registration) -> list[str]:
    """Where the last offer of somebody says something else than the state."""
    outcomes = [OfferOutcome(one) for one in row.offers.order_by("id").values_list("outcome", flat=True)]
    said = ENDS.get(outcomes[-1]) if outcomes else None
    is_right = said == row.state if said or row.state in ENDS.values() else True
    return [] if is_right and outcomes.count(OfferOutcome.OPEN) < 2 else [f"{row.name}: {row.state}, {outcomes}"]


def _mails(rows: Sequence[Registration]) -> list[str]:
    """Whose calendar was told something twice, not at all, or in an order that it cannot tell."""
    files = Message.objects.exclude(calendar="").order_by("id").values_list("calendar", flat=True)
    told: dict[str, list[tuple[str, int]]] = {}
    for calendar in map(Calendar.from_ical, files):
        assert isinstance(calendar, Calendar)
        (event,) = calendar.events
        told.setdefault(str(event["UID"]), []).append((str(calendar["METHOD"]), event.sequence))
    found = []
    for row in rows:
        own = told.get(str(row.uid), [])
        sequences = [sequence for _method, sequence in own]
        turns = [method for method, _sequence in own] == (["REQUEST", "CANCEL"] * len(own))[: len(own)]
        if not turns or len(own) % 2 != row.in_calendar or sequences != sorted(set(sequences)):
            found.append(f"{row.name}: {row.state}, {own}")
    return found


def _deputies(row: Registration, rows: Sequence[Registration]) -> int:
    return sum(one.replaces_id == row.id for one in rows)
