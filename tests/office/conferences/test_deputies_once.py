"""One place stays one place, however often deputies are sent, refused, taken back, and ask again."""

from __future__ import annotations

import datetime as dt

from tests.cast import House
from tests.office.conferences.registering import (
    ANNA,
    CARL,
    an_entry,
    an_invitation,
    guest,
    invited,
    mails,
    registered,
    stands,
    states,
)
from tests.office.conferences.test_admission import code_of, decided, reversed_for, ruled
from tests.office.conferences.test_deputies import UTE, VERA, sent, undone
from tests.office.conferences.test_names import reserved
from tests.office.conferences.test_offers import again, offered, offering
from tests.office.conferences.test_parties import together
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import Admission
from umlauf.office.conferences.models import AdmissionCase, Conference, Offer, Registration
from umlauf.office.conferences.people import PersonEntry, may_be_undone, may_represent
from umlauf.office.conferences.queries import registrations_of

A, W, R, N, X, S, D, P = "admitted", "waiting", "review", "refused", "withdrawn", "stand_in", "replaced", "offered"
GUDRUN = PersonEntry("Gudrun Fels")


def refused_and_another(home: House) -> tuple[Conference, Registration, Registration, Registration]:
    """Vera was refused as Anna's deputy, Anna came after all, and then sent Ute."""
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    decided(home, anna, admit=True)
    vera = sent(anna, VERA)
    decided(home, vera, admit=False, reason="Nur Dezernenten")
    undone(vera)
    ute = sent(anna, UTE)
    assert states(conference) == [D, N, S]
    return conference, anna, vera, ute


def test_only_the_last_deputy_is_taken_back(home: House) -> None:
    conference, anna, vera, ute = refused_and_another(home)
    assert code_of(lambda: undone(vera)) == "deputy.back"
    rows = registrations_of(conference, anna.house.id)
    assert [may_be_undone(row, rows[0], rows) for row in rows[1:]] == [False, True]
    decided(home, ute, admit=False, reason="Nur Dezernenten")
    assert code_of(lambda: undone(vera)) == "deputy.back"
    undone(ute)
    assert states(conference) == [A, N, N]


def test_a_refusal_is_not_taken_back_beside_another_deputy(home: House) -> None:
    conference, _anna, vera, ute = refused_and_another(home)
    assert code_of(lambda: reversed_for(home, vera)) == "deputy.back"
    decided(home, ute, admit=False, reason="Nur Dezernenten")
    reversed_for(home, vera)
    assert states(conference) == [D, R, N]
    assert code_of(lambda: undone(ute)) == "deputy.back"


def test_a_deputy_who_was_taken_back_asks_again_alone_or_not_at_all(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    vera = sent(anna, VERA)
    undone(vera)
    assert code_of(lambda: again(vera)) == "deputy.back"
    sent(anna, UTE)
    assert states(conference) == [D, X, A]
    assert code_of(lambda: again(vera)) == "deputy.back"
    assert not may_represent(vera, registrations_of(conference, anna.house.id))


def test_a_deputy_who_cannot_come_may_still_ask_again(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    vera = sent(anna, VERA)
    withdraw(
        actor=guest(anna.house),
        recipient_id=anna.house.id,
        entry=an_entry(stands(anna.house)[1]),
        registration_ids=[vera.id],
    )
    again(vera, an_entry(stands(anna.house)[1]))
    assert states(conference) == [D, A]


def test_who_represents_somebody_registered_since_does_not_ask_again(home: House) -> None:
    conference = an_invitation(home)
    first = invited(conference)[0]
    (vera,) = registered(first, PersonEntry(VERA.name, represents=ANNA.name)).added
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[vera.id])
    registered(first, ANNA, entry=an_entry(2))
    assert code_of(lambda: again(vera)) == "deputy.there"


def test_an_offer_that_is_over_is_handed_on_to_nobody(home: House) -> None:
    conference, carl, _bert = offered(home)
    set_office_time(Offer.objects.get().expires_at)
    assert code_of(lambda: sent(carl, VERA)) == "offer.lapsed"
    set_office_time(Offer.objects.get().expires_at - dt.timedelta(seconds=1))
    sent(carl, VERA)
    assert states(conference) == [X, D, W, P]


def test_whoever_comes_after_all_is_told_what_they_have(home: House) -> None:
    conference = offering(home, places=1)
    first, second, _third = invited(conference)
    registered(first, GUDRUN)
    anna, _carl = together(second, ANNA, CARL).added
    Conference.objects.filter(id=conference.id).update(admission=Admission.CASE)
    vera = sent(anna, VERA)
    assert states(conference) == [A, D, W, R]
    conference.refresh_from_db()
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=3)
    last = mails().latest("id").id
    undone(vera)
    assert states(conference) == [A, A, A, X]
    (own,) = mails(about=anna.id).filter(id__gt=last)
    assert "METHOD:REQUEST" in own.calendar


def test_places_without_names_are_nobody_twice(home: House) -> None:
    conference = an_invitation(home)
    first = invited(conference)[0]
    one, _two = reserved(first, 2).added
    case = AdmissionCase.objects.create(association_id=one.association_id, registration=one, why="each")
    Registration.objects.filter(id=one.id).update(state=R)
    decided(home, one, admit=False, reason="Zu viele")
    assert case.registration_id == one.id
    (three,) = reserved(first, 1, entry=an_entry(9)).added
    assert three.state == A
    reversed_for(home, one)
    assert states(conference) == [R, A, A]
