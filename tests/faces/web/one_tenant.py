"""One association of those that share counties, and what its circulars leave behind at their recipients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.cast import House, an_issue
from tests.engines.mail import returns
from tests.faces.web.stage import rendered
from tests.office.conferences.registering import PLAN, by_phone
from umlauf.engines.mail.verp import Verp
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.acknowledge import acknowledge
from umlauf.office.circulars.actions.hold import hold_dispatch
from umlauf.office.circulars.actions.plan import plan_dispatch
from umlauf.office.circulars.actions.returned import settle_arrival, take_in
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import Circular, ClearedAddress, Delivery, Issue, LetterRoom, Recipient
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.admit import set_admission, state_of_admission
from umlauf.office.conferences.actions.announce import Tell
from umlauf.office.conferences.actions.answer_invitation import accept_invitation
from umlauf.office.conferences.actions.answer_questions import answer_questions
from umlauf.office.conferences.actions.choose_forums import choose_forums, state_of_choices
from umlauf.office.conferences.actions.contribute import ContributorEntry, Said, answer_as_contributor
from umlauf.office.conferences.actions.contributors import ask_contributors
from umlauf.office.conferences.actions.decide import decide_case, reverse_decision
from umlauf.office.conferences.actions.event import change_event, set_hosts
from umlauf.office.conferences.actions.groups import set_group
from umlauf.office.conferences.actions.invite import extend_invitee, invite, send_invitations
from umlauf.office.conferences.actions.needs import say_needs
from umlauf.office.conferences.actions.photos import PhotoEntry, give_photo
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.plan import PlannedContribution, PlannedItem, plan_conference
from umlauf.office.conferences.actions.prefer import set_priority
from umlauf.office.conferences.actions.programme import add_item, change_item, set_rooms
from umlauf.office.conferences.actions.publish import publish_event
from umlauf.office.conferences.actions.questions import add_question
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.actions.security import set_check
from umlauf.office.conferences.actions.security_entry import give_birth_data
from umlauf.office.conferences.actions.voices import change_contribution
from umlauf.office.conferences.contributors import contributions_of, state_of_contributor
from umlauf.office.conferences.enums import Admission, Circle, ContributionState, Priority
from umlauf.office.conferences.event_entries import HostEntry, entry_of, state_of_event, state_of_hosts
from umlauf.office.conferences.invitee_entries import GroupEntry, InviteeEntry
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import AdmissionCase, Contributor, NeedCount, Registration
from umlauf.office.conferences.people import PersonEntry as Participant
from umlauf.office.conferences.photos import state_of_photo
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.programme_entries import ItemEntry, RoomEntry, VoiceEntry
from umlauf.office.conferences.question_entries import GivenFile, QuestionEntry, state_of_answers
from umlauf.office.conferences.question_kinds import NeedKind, QuestionKind
from umlauf.office.conferences.security_entries import CheckEntry, state_of_check
from umlauf.office.responses.actions.ask_receipt import ask_receipt_again

LETTERS: Final = "abcd"


@dataclass(frozen=True, slots=True)
class Tenant:
    """An association with its letter, and who works for it: one login a role, and one that has all of the office's."""

    letter: str
    house: House
    people: dict[Role, User]
    everything: User

    def word(self, number: int) -> str:
        """A mark for what no column holds by itself; 800 and above."""
        return f"quax{self.letter}{number:03}x"

    def phone(self, number: int) -> str:
        return f"+49 391 7700{LETTERS.index(self.letter) + 1}{number:03}"


def confirm_receipts(tenant: Tenant, issue: Issue) -> None:
    """Those who have not answered are asked once more; the last of them confirms by phone. Inside the scope."""
    actor, ids = tenant.house.clerk_actor, list(Recipient.objects.filter(issue=issue).values_list("id", flat=True))
    ask_receipt_again(actor=actor, circular_id=issue.circular_id, recipient_ids=ids)
    by, means = f"Petra {tenant.word(895)}", AcknowledgedBy.PHONE
    acknowledge(actor=actor, recipient_id=max(ids), means=means, by=by)


def plan_and_hold(tenant: Tenant, ready: Issue, sent: Issue) -> None:
    """One circular is to go out tomorrow, and what is left of another is held back. Inside the scope."""
    actor, tomorrow = tenant.house.clerk_actor, office_now() + dt.timedelta(days=1)
    plan_dispatch(actor=actor, issue_id=ready.id, at=tomorrow)
    hold_dispatch(actor=actor, circular_id=sent.circular_id)


def limit_mails(tenant: Tenant) -> None:
    """Recipients of one domain get letters of another size with their mails. Inside the scope."""
    LetterRoom.objects.create(association=tenant.house.association, domain=f"{tenant.word(897)}.example", mb=10)


def bring_back(tenant: Tenant, issue: Issue) -> None:
    """A reply, a mail of which nobody knows whose it is, and an address that was cleared up. Inside the scope."""
    house = tenant.house
    message = Delivery.objects.filter(dispatch__issue=issue).order_by("id")[0].message
    actor, unknown = machine(house.association.id), returns.EXIM + tenant.letter.encode()
    take_in(actor=actor, data=returns.REPLY, verp=Verp(house.association.id, message.id))
    settled = take_in(actor=actor, data=unknown, verp=None)
    settle_arrival(actor=house.clerk_actor, arrival_id=settled.id)
    ClearedAddress.objects.create(
        association=house.association, address=f"{tenant.word(896)}@kreis.example", at=office_now(), by=house.clerk.name
    )


def letters_of(tenant: Tenant, circular: Circular) -> list[Recipient]:
    """The letters of a circular that is signed, rendered and sent for it. Inside the scope."""
    issue = rendered(tenant.house, an_issue(tenant.house, circular))
    dispatch(actor=tenant.house.clerk_actor, issue_id=issue.id)
    return list(Recipient.objects.filter(issue=issue).order_by("id"))


def wait_and_be_decided(tenant: Tenant, conference_id: int, guest: Recipient, said: dict[str, Any]) -> None:
    """Somebody waits and has priority; about somebody else it was decided, and taken back. Inside the scope."""
    actor, word = tenant.house.clerk_actor, tenant.word
    target: dict[str, Any] = {"actor": actor, "conference_id": conference_id}

    def comes(number: int) -> int:
        person = Participant(f"Bodo {word(number)}")
        done = register(actor=actor, recipient_id=guest.id, entry=by_phone(1, **said), people=(person,))
        return done.added[0].id

    set_places(**target, places=1)
    set_priority(**target, registration_id=comes(935), priority=Priority.FIRST, reason=f"Weil {word(934)}")
    seen = state_of_admission(get_conference_for(actor, conference_id))
    set_admission(**target, admission=Admission.CASE, functions=(), per_house=None, seen=seen)
    registration_id = comes(936)
    seen_case = AdmissionCase.objects.latest("id").id
    person = {**target, "registration_id": registration_id}
    decide_case(**person, admit=False, reason=f"Voll {word(932)}", seen=seen_case, sequence=0)
    reverse_decision(**person, reason=f"Doch {word(933)}", seen=seen_case, sequence=1)


def _ask_and_be_told(tenant: Tenant, conference_id: int, voice_id: int) -> None:
    """Whoever contributes is asked, comes, and needs something. Inside the scope."""
    ask_contributors(actor=tenant.house.clerk_actor, conference_id=conference_id, contribution_ids=(voice_id,))
    one = Contributor.objects.get(conference=conference_id)
    seen = state_of_contributor(one, contributions_of(one))
    said = Said(comes=True, title=f"Vortrag {tenant.word(879)}")
    entry = ContributorEntry({voice_id: said}, f"Beamer {tenant.word(954)}", seen)
    answer_as_contributor(contributor_id=one.id, generation=1, entry=entry)
    photo = GivenFile("Bild.jpg", "image/jpeg", f"Foto {tenant.word(1121)}".encode())
    given = PhotoEntry(photo, f"Porträt {tenant.word(1122)}", state_of_photo(None))
    give_photo(contributor_id=one.id, generation=1, entry=given)


def invite_guests(tenant: Tenant, conference_id: int, said: dict[str, Any]) -> None:
    """A group beside the members, and somebody in it who comes. Inside the scope."""
    actor, word = tenant.house.clerk_actor, tenant.word
    target: dict[str, Any] = {"actor": actor, "conference_id": conference_id}
    group = set_group(**target, group_id=None, entry=GroupEntry(f"Presse {word(940)}", f"Kommen Sie {word(941)}"))
    somebody = InviteeEntry(f"Eva {word(942)}", f"Amt {word(943)}", f"Blatt {word(944)}", f"{word(945)}@blatt.example")
    (guest,) = invite(**target, group_id=group.id, people=[somebody])
    send_invitations(**target, group_id=group.id, count=1)
    extend_invitee(**target, invitee_id=guest.id, until=dt.date(2016, 12, 1), reason=f"Krank {word(946)}")
    accept_invitation(
        actor=actor, invitee_id=guest.id, entry=by_phone(**said), people=(Participant(f"Eva {word(947)}"),)
    )


def ask_and_answer(tenant: Tenant, row: Registration) -> None:
    """Something is asked, somebody answers it and says what they need. Inside the scope."""
    word, options = tenant.word, ("ja", "nein")
    entry = QuestionEntry(QuestionKind.TEXT, f"Wann {word(957)}", f"Bus {word(958)}", help=f"Uhrzeit {word(959)}")
    choice = replace(entry, kind=QuestionKind.CHOICE, options=(*options, word(960)))
    target: dict[str, Any] = {"actor": tenant.house.clerk_actor, "conference_id": row.conference_id}
    asked = [add_question(**target, entry=one) for one in (entry, choice)]
    rest = QuestionEntry(QuestionKind.FILE, f"Bild {word(1060)}", f"Schild {word(1061)}", position=2, whom=MEMBERS)
    rest = replace(rest, depends_on=asked[1].id, depends_value="ja")
    picture = add_question(**target, entry=rest)
    answers = {asked[0].id: f"Um zehn {word(961)}", asked[1].id: "ja"}
    file = GivenFile(f"Bild {word(1062)}.pdf", "application/pdf", f"%PDF-1.7 {word(1063)}".encode())
    said: dict[str, Any] = {"answers": answers, "files": {picture.id: file}, "seen": state_of_answers({})}
    answer_questions(actor=tenant.house.clerk_actor, key=PlaceKey(row.id), **said)
    own = Actor("Link", row.association_id, Means.LINK)
    needs = {(NeedKind.DIET, "other"): f"Nichts {word(962)}"}
    say_needs(actor=own, key=PlaceKey(row.id, row.link_generation), needs=needs)
    NeedCount.objects.create(
        association=tenant.house.association, conference=row.conference, kind=NeedKind.DIET, value="vegan", count=1
    )


def _offer_forums(tenant: Tenant, programme: dict[str, Any]) -> dict[int, int | None]:
    """Two forums at once, written down from revision 6 on, and the choice of the first. Inside the scope."""
    word = tenant.word
    frame = add_item(**programme, entry=ItemEntry(f"Foren {word(1030)}"), after=None, seen=6)
    forum = ItemEntry(f"Akte {word(1031)}", parent_id=frame.id, choosable=True, seats=1)
    first = add_item(**programme, entry=forum, after=None, seen=7)
    add_item(**programme, entry=replace(forum, title=f"Sport {word(1032)}"), after=None, seen=8)
    return {frame.id: first.id}


def check_who_comes(tenant: Tenant, row: Registration) -> None:
    """An authority asks for date and place of birth, and somebody gives them. Inside the scope."""
    actor, word = tenant.house.clerk_actor, tenant.word
    asked = CheckEntry(
        f"Amt {word(1000)}",
        f"Zeichen {word(1001)}",
        dt.date(2016, 11, 1),
        f"Gesetz {word(1002)}",
        f"Kein Zutritt {word(1003)}",
        dt.date(2016, 12, 5),
    )
    check = set_check(actor=actor, conference_id=row.conference_id, entry=asked, seen="")
    officer = replace(actor, label=f"Sina {word(1004)}", roles=frozenset({Role.SECURITY_OFFICER}))
    where = f"Bernburg {word(1005)}"
    give_birth_data(actor=officer, key=PlaceKey(row.id), day="24.03.1971", place=where, told=state_of_check(check))


def hold_conference(tenant: Tenant, inviting: Circular, said: dict[str, Any]) -> None:
    """One to which a circular invites, with somebody who comes, and a change that was told. Inside the scope."""
    actor, word = tenant.house.clerk_actor, tenant.word
    somebody = PlannedContribution(f"Rita {word(833)}", f"Amt {word(834)}", word(835), ContributionState.REQUESTED)
    plan = replace(
        PLAN,
        title=f"Tagung {word(836)}",
        venue=f"Haus {word(837)}",
        street=f"Weg {word(838)}",
        city=f"Ort {word(839)}",
        hosts=(f"Wirt {word(840)}",),
        items=(PlannedItem(f"Punkt {word(841)}", contributions=(somebody,)),),
    )
    conference = plan_conference(actor=actor, circular_id=inviting.id, plan=plan)
    guest = letters_of(tenant, inviting)[0]
    person = Participant(f"Anna {word(842)}", f"Amt {word(843)}", f"{word(844)}@kreis.example", f"Otto {word(845)}")
    done = register(actor=actor, recipient_id=guest.id, entry=by_phone(**said), people=(person,))
    ask_and_answer(tenant, done.added[0])
    check_who_comes(tenant, done.added[0])
    wait_and_be_decided(tenant, conference.id, guest, said)
    invite_guests(tenant, conference.id, said)
    conference = get_conference_for(actor, conference.id)
    moved = replace(
        entry_of(conference),
        fee=f"10 Euro {word(870)}",
        directions=f"Vom Bahnhof {word(871)}",
        access_notes=f"Aufzug {word(872)}",
        note=f"Saal {word(873)}",
    )
    tell = Tell(frozenset({Circle.COMING}), f"Wegen {word(874)}", f"word-{tenant.letter}")
    change_event(actor=actor, conference_id=conference.id, entry=moved, seen=state_of_event(conference), tell=tell)
    programme: dict[str, Any] = {"actor": actor, "conference_id": conference.id}
    set_rooms(**programme, rooms=(RoomEntry(f"Raum {word(877)}"),), seen=1)
    item = conference.items.get()
    known = ItemEntry(item.title, room_id=conference.rooms.get().id, text=f"Darum {word(878)}")
    change_item(**programme, item_id=item.id, entry=known, seen=2)
    voice = item.contributions.get()
    known_voice = VoiceEntry(
        voice.name, voice.office, role=voice.role, title=f"Vortrag {word(879)}", email=f"{word(880)}@gast.example"
    )
    change_contribution(**programme, contribution_id=voice.id, entry=known_voice, seen=3)
    _ask_and_be_told(tenant, conference.id, voice.id)
    choices = _offer_forums(tenant, programme)
    release_programme(**programme, seen=9, note=f"Neu {word(881)}", nonce=f"word-{tenant.letter}")
    choose_forums(actor=actor, key=PlaceKey(done.added[0].id), choices=choices, seen=state_of_choices({}))
    publish_event(**programme, slug=word(945), press_contact=f"Presse {word(946)}")
    hosts = (HostEntry(f"Wirt {word(840)}"), HostEntry(f"Mitwirt {word(875)}", co_host=True))
    seen = state_of_hosts(conference)
    set_hosts(actor=actor, conference_id=conference.id, hosts=hosts, issuer=f"Bund {word(876)}", seen=seen)
