"""A member keeps its own entries and nothing else; where the association wants it, it decides first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import DAY, FOUNDED, KEYWORD, Cast, House, a_pen, add_list, add_member
from tests.office.directory.administering import administrator, mails, member_administrator
from tests.office.rows import row_counts
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_today, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions import lists, members, merges, organisations, posts
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, contact_of, set_contact
from umlauf.office.directory.actions.own_changes import (
    KINDS,
    Appointment,
    ContactChange,
    Ending,
    OwnChange,
    PersonChange,
    PostChange,
    ResponsibilityChange,
    as_values,
    from_values,
)
from umlauf.office.directory.actions.own_entries import (
    change_own_entry,
    empty_proposals,
    refuse_proposal,
    set_confirms_changes,
    take_proposal,
    withdraw_proposal,
)
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, correct_tenure, enter_person
from umlauf.office.directory.enums import OrganisationKind, ProposalState, Wish
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    IntakeAddress,
    Organisation,
    PersonDetails,
    Post,
    PostDetails,
    Proposal,
    Responsibility,
    Tag,
    Tenure,
)
from umlauf.office.directory.queries.own_entries import open_proposals, own_entries, own_proposals
from umlauf.office.directory.rules import Rule
from umlauf.office.directory.tasks import empty_own_entries

EVA = PersonEntry("Nachfolge", "Eva", "Dr.", "ms", email="eva@lk-ahorntal.example")
BEGINS = dt.datetime(2016, 11, 1, 8, 12, tzinfo=dt.UTC)


@pytest.fixture
def home(home: House) -> House:
    """The home association on its day."""
    set_office_time(BEGINS)
    return home


@pytest.fixture
def pia(cast: Cast) -> Actor:
    """The registry of the county that both associations share, as the home association lets it act."""
    return cast.member_actor


def head_of(organisation: Organisation) -> Post:
    return Post.objects.get(organisation=organisation, function__name="Landrat")


def holder_of(organisation: Organisation) -> Tenure:
    return Tenure.objects.get(retired_at=None, post=head_of(organisation))


def changes_of(organisation: Organisation) -> list[OwnChange]:
    """One of each kind, about rows of an organisation."""
    post, tenure = head_of(organisation), holder_of(organisation)
    return [
        ContactChange(organisation.id, ContactEntry(city="Neustadt"), (Intake("Poststelle", "neu@lk-neu.example"),)),
        PostChange(post.id, "neu@lk-neu.example", "+49 391 1"),
        Appointment(post.id, TenureEntry(DAY), None, EVA),
        Ending(tenure.id, DAY, carries_on=True),
        PersonChange(tenure.person_id, EVA),
        ResponsibilityChange(organisation.id, "Kita", post.id),
    ]


def test_each_change_can_wait_as_json(home: House) -> None:
    changes = changes_of(home.members[0])
    assert {type(one) for one in changes} == set(KINDS)
    for one in [*changes, Appointment(1, TenureEntry(DAY, DAY, "acting", carries_on=True), 7, None)]:
        assert from_values(KINDS[type(one)], as_values(one)) == one


@pytest.mark.parametrize("kind", range(6))
def test_a_change_counts_at_once_and_says_whose_it_is(home: House, pia: Actor, kind: int) -> None:
    change = changes_of(home.members[0])[kind]
    assert change_own_entry(actor=pia, change=change) is None
    latest = Change.objects.latest("id")
    assert (latest.by, latest.organisation) == (pia.label, home.members[0])
    assert home.members[0].name in latest.label
    assert verify(home.association) == []


def test_what_a_member_writes_stands_there(home: House, pia: Actor) -> None:
    county = home.members[0]
    a_pen(home).enter(Tag(organisation=county, name="Küstenkreis"))
    contact, way, appointment, _ending, person, responsibility = changes_of(county)
    for change in (contact, way, person, responsibility, appointment):
        change_own_entry(actor=pia, change=change)
    assert ContactDetails.objects.get(retired_at=None, organisation=county).city == "Neustadt"
    assert [one.email for one in IntakeAddress.objects.filter(retired_at=None, organisation=county)] == [
        "neu@lk-neu.example"
    ]
    assert [one.name for one in Tag.objects.filter(retired_at=None, organisation=county)] == ["Küstenkreis"]
    assert PostDetails.objects.get(retired_at=None, post=head_of(county)).phone == "+49 391 1"
    assert Responsibility.objects.get(retired_at=None, organisation=county, keyword="Kita").post == head_of(county)
    assert Tenure.objects.filter(retired_at=None, post=head_of(county), until=None).count() == 1


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("kind", range(6))
def test_no_row_of_another_organisation(home: House, pia: Actor, kind: int, waits: bool) -> None:
    set_confirms_changes(actor=administrator(home), confirms=waits)
    change, before = changes_of(home.members[1])[kind], row_counts()
    with pytest.raises(Http404):
        change_own_entry(actor=pia, change=change)
    assert row_counts() == before


@pytest.mark.parametrize("waits", [False, True])
def test_no_foreign_row_beside_an_own_one(home: House, pia: Actor, waits: bool) -> None:
    set_confirms_changes(actor=administrator(home), confirms=waits)
    own, other = home.members[0], home.members[1]
    before = row_counts()
    for change in (
        Appointment(head_of(own).id, TenureEntry(DAY), holder_of(other).person_id, None),
        ResponsibilityChange(own.id, KEYWORD, head_of(other).id),
    ):
        with pytest.raises(Http404):
            change_own_entry(actor=pia, change=change)
    assert row_counts() == before


def test_no_row_of_another_association(cast: Cast, pia: Actor) -> None:
    set_office_time(BEGINS)
    with scope(association=cast.other.association):
        changes = changes_of(cast.shared)
    with scope(association=cast.home.association):
        for change in changes:
            if not isinstance(change, ContactChange | ResponsibilityChange):
                with pytest.raises(Http404):
                    change_own_entry(actor=pia, change=change)


def _not_theirs(home: House, pia: Actor) -> list[Callable[[], object]]:
    own, tenure = home.members[0], holder_of(home.members[0])
    entry = organisations.OrganisationEntry(name="Neu", kind="county")
    added = add_list(home, "Liste", Rule(kinds=(OrganisationKind.COUNTY,)))
    function = head_of(own).function_id
    ids: dict[str, Any] = {"actor": pia, "organisation_id": own.id}
    return [
        lambda: enter_person(actor=pia, entry=EVA),
        lambda: correct_tenure(actor=pia, tenure_id=tenure.id, entry=None),
        lambda: organisations.describe_organisation(**ids, entry=entry),
        lambda: organisations.enter_organisation(actor=pia, entry=entry),
        lambda: organisations.succeed(actor=pia, predecessor_ids=(own.id,), successor_id=own.id, since=DAY),
        lambda: members.begin_membership(**ids, since=DAY),
        lambda: members.end_membership(**ids, last_day=DAY),
        lambda: posts.open_post(**ids, entry=posts.PostEntry(function, "Neu")),
        lambda: posts.open_function(actor=pia, entry=posts.FunctionEntry("Neu")),
        lambda: posts.close_post(actor=pia, post_id=tenure.post_id, last_day=DAY),
        lambda: posts.set_deputies(actor=pia, post_id=tenure.post_id, deputy_post_ids=(), since=DAY),
        lambda: merges.merge_people(actor=pia, kept_id=tenure.person_id, gone_id=tenure.person_id),
        lambda: lists.close_list(actor=pia, list_id=added.id),
        lambda: set_confirms_changes(actor=pia, confirms=True),
        lambda: take_proposal(actor=pia, proposal_id=1),
        lambda: refuse_proposal(actor=pia, proposal_id=1, reason="Nein."),
    ]


def test_what_is_the_associations_matter_is_refused(home: House, pia: Actor) -> None:
    attempts = _not_theirs(home, pia)
    before = row_counts()
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "access.role"
    assert row_counts() == before


@pytest.mark.parametrize("role", [Role.OFFICE_HOLDER, Role.FRONT_OFFICE, Role.SPECIALIST, Role.CLERK])
def test_who_does_not_keep_own_entries_changes_none(home: House, pia: Actor, role: Role) -> None:
    actor = Actor("X", home.association.id, Means.LOGIN, frozenset({role}), pia.user_id, home.members[0].id)
    with pytest.raises(Refused) as refused:
        change_own_entry(actor=actor, change=changes_of(home.members[0])[1])
    assert refused.value.code == "access.role"


def a_part(home: House, above: Organisation, name: str, kind: OrganisationKind) -> Organisation:
    entry = organisations.OrganisationEntry(name=name, kind=kind, parent_id=above.id)
    return organisations.enter_organisation(actor=home.clerk_actor, entry=entry)


def test_departments_and_their_offices_belong_to_the_house(home: House, pia: Actor) -> None:
    department = a_part(home, home.members[0], "Dezernat II", OrganisationKind.DEPARTMENT)
    office = a_part(home, department, "Jugendamt", OrganisationKind.OFFICE)
    town = a_part(home, home.members[0], "Ahornstadt", OrganisationKind.MUNICIPALITY)
    for one in (department, office):
        change_own_entry(actor=pia, change=ContactChange(one.id, ContactEntry(city="Neustadt"), ()))
    with pytest.raises(Http404):
        change_own_entry(actor=pia, change=ContactChange(town.id, ContactEntry(city="Neustadt"), ()))
    shown = own_entries(home.members[0].id, home.association)
    assert [one.organisation.name for one in shown] == ["Landkreis Ahorntal", "Dezernat II", "Jugendamt"]


def test_who_holds_a_post_elsewhere_is_described_by_the_association(home: House, pia: Actor) -> None:
    tenure = holder_of(home.members[0])
    add_member(home, Organisation.objects.create(name="Zweckverband", short_name="Zweck", kind="other"))
    elsewhere = Post.objects.get(organisation__name="Zweckverband")
    Tenure.objects.filter(post=elsewhere).update(until=DAY)
    appoint(
        actor=home.clerk_actor,
        post_id=elsewhere.id,
        entry=TenureEntry(DAY + dt.timedelta(1)),
        person_id=tenure.person_id,
    )
    with pytest.raises(Refused) as refused:
        change_own_entry(actor=pia, change=PersonChange(tenure.person_id, EVA))
    assert refused.value.code == "person.elsewhere"
    change_own_entry(actor=pia, change=Ending(tenure.id, DAY, carries_on=False))


def test_whoever_left_is_not_told_and_not_touched(home: House, pia: Actor) -> None:
    old = holder_of(home.members[0])
    ended = dt.date(2016, 10, 1)
    a_pen(home).replace(old, until=ended)
    gone = Tenure.objects.get(retired_at=None, post=old.post)
    for change in (Ending(gone.id, DAY, carries_on=False), PersonChange(gone.person_id, EVA)):
        with pytest.raises(Http404):
            change_own_entry(actor=pia, change=change)
    assert own_entries(home.members[0].id, home.association)[0].posts[0].holders == ()


def test_two_members_at_once_do_not_overwrite_each_other(home: House, pia: Actor) -> None:
    post = head_of(home.members[0])
    seen = digest_of(PostDetails.objects.get(retired_at=None, post=post))
    change_own_entry(actor=pia, change=PostChange(post.id, "", "1"), seen=seen)
    with pytest.raises(Refused) as refused:
        change_own_entry(actor=pia, change=PostChange(post.id, "", "2"), seen=seen)
    assert refused.value.code == "directory.changed"


@pytest.fixture
def waiting(home: House) -> House:
    """The home association decides before anything counts."""
    set_confirms_changes(actor=administrator(home), confirms=True)
    return home


@pytest.mark.parametrize("kind", range(6))
def test_a_proposal_waits_and_is_taken_over(waiting: House, pia: Actor, kind: int) -> None:
    change = changes_of(waiting.members[0])[kind]
    before = {name: count for name, count in row_counts().items() if name.startswith("directory_")}
    proposal = change_own_entry(actor=pia, change=change)
    assert proposal is not None
    after = {name: count for name, count in row_counts().items() if name.startswith("directory_")}
    assert after == before | {"directory_proposal": 1}
    assert list(open_proposals()) == [proposal]
    take_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id)
    latest = Change.objects.latest("id")
    assert waiting.clerk.name in latest.by
    assert pia.label in latest.by
    assert Proposal.objects.get().state == ProposalState.TAKEN
    (mail,) = mails(waiting)
    assert mail.recipient == ("neu@lk-neu.example" if kind == 0 else "post@lk-ahorntal.example")
    assert verify(waiting.association) == []


def test_a_proposal_is_refused_with_a_reason(waiting: House, pia: Actor) -> None:
    proposal = change_own_entry(actor=pia, change=changes_of(waiting.members[0])[4])
    assert proposal is not None
    with pytest.raises(Refused) as refused:
        refuse_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id, reason="  ")
    assert refused.value.code == "proposal.reason"
    refuse_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id, reason="Bitte mit Urkunde.")
    (mail,) = mails(waiting)
    assert "Bitte mit Urkunde." in mail.text
    assert "Nachfolge" not in mail.text
    assert mail.kept_until == office_today(waiting.association) + dt.timedelta(LIMITS.retention_days)
    again: list[Callable[[], object]] = [
        lambda: take_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id),
        lambda: withdraw_proposal(actor=pia, proposal_id=proposal.id),
    ]
    for attempt in again:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "proposal.decided"
    assert not PersonDetails.objects.filter(last_name="Nachfolge").exists()


@pytest.mark.parametrize("kind", range(6))
def test_a_proposal_that_is_outdated_is_not_written(waiting: House, pia: Actor, kind: int) -> None:
    county = waiting.members[0]
    proposal = change_own_entry(actor=pia, change=changes_of(county)[kind])
    assert proposal is not None
    other = PersonEntry("Anders", "Otto")
    meanwhile: list[Callable[[], object]] = [
        lambda: set_contact(
            actor=waiting.clerk_actor, organisation_id=county.id, entry=ContactEntry(city="A"), intake=(), tags=()
        ),
        lambda: posts.reach_post(actor=waiting.clerk_actor, post_id=head_of(county).id, email="", phone="7"),
        lambda: appoint(actor=waiting.clerk_actor, post_id=head_of(county).id, entry=TenureEntry(DAY), new=other),
        lambda: a_pen(waiting).replace(holder_of(county), until=DAY),
        lambda: a_pen(waiting).replace(PersonDetails.objects.get(person=holder_of(county).person_id), title=""),
        lambda: posts.set_responsibility(
            actor=waiting.clerk_actor, organisation_id=county.id, keyword="Kita", post_id=head_of(county).id
        ),
    ]
    meanwhile[kind]()
    before = row_counts()
    with pytest.raises(Refused) as refused:
        take_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id)
    assert refused.value.code == "proposal.outdated"
    assert row_counts() == before
    assert Proposal.objects.get().state == ProposalState.OPEN


def test_how_the_association_groups_does_not_outdate_a_proposal(waiting: House, pia: Actor) -> None:
    county = waiting.members[0]
    proposal = change_own_entry(actor=pia, change=changes_of(county)[0])
    assert proposal is not None
    a_pen(waiting).enter(Tag(organisation=county, name="Küstenkreis"))
    take_proposal(actor=waiting.clerk_actor, proposal_id=proposal.id)
    assert [one.name for one in contact_of(county).tags] == ["Küstenkreis"]


def test_what_would_be_refused_is_not_proposed(waiting: House, pia: Actor) -> None:
    post, before = head_of(waiting.members[0]), row_counts()
    for change, code in (
        (PostChange(post.id, "kein", ""), "address.invalid"),
        (Appointment(post.id, TenureEntry(FOUNDED), None, EVA), "tenure.overlap"),
        (Ending(holder_of(waiting.members[0]).id, dt.date(1990, 1, 1), carries_on=False), "tenure.days"),
    ):
        with pytest.raises(Refused) as refused:
            change_own_entry(actor=pia, change=change)
        assert refused.value.code == code
    assert row_counts() == before


def test_the_same_proposal_twice_is_one_and_can_be_withdrawn(waiting: House, pia: Actor, cast: Cast) -> None:
    change = changes_of(waiting.members[0])[1]
    first, second = (change_own_entry(actor=pia, change=change) for _ in range(2))
    assert first is not None
    assert first == second
    assert own_proposals(pia) == (first,)
    stranger = member_administrator(waiting, waiting.members[1])
    with pytest.raises(Http404):
        withdraw_proposal(actor=stranger, proposal_id=first.id)
    withdraw_proposal(actor=pia, proposal_id=first.id)
    assert own_proposals(pia) == ()
    assert not open_proposals().exists()
    with scope(association=cast.other.association), pytest.raises(Http404):
        take_proposal(actor=cast.other.clerk_actor, proposal_id=first.id)


def test_names_in_decided_proposals_go_on_their_day(waiting: House, pia: Actor) -> None:
    changes = changes_of(waiting.members[0])
    decided, still = (change_own_entry(actor=pia, change=change) for change in (changes[4], changes[1]))
    assert decided is not None
    assert still is not None
    refuse_proposal(actor=waiting.clerk_actor, proposal_id=decided.id, reason="Eva Nachfolge ist es nicht.")
    kept = office_today(waiting.association) + dt.timedelta(LIMITS.retention_days)
    assert empty_proposals(actor=machine(waiting.association.id), today=kept) == 0
    assert empty_proposals(actor=machine(waiting.association.id), today=kept + dt.timedelta(1)) == 1
    decided.refresh_from_db()
    assert (decided.values, decided.reason, decided.proposed_by, decided.decided_by) == ({}, "", "", "")
    assert decided.proposer is None
    still.refresh_from_db()
    assert still.proposed_by == pia.label
    assert empty_own_entries(waiting.association) == 0


def test_who_decides_first_is_said_by_the_administration(home: House, pia: Actor) -> None:
    for actor in (home.clerk_actor, pia):
        with pytest.raises(Refused):
            set_confirms_changes(actor=actor, confirms=True)
    alma = administrator(home)
    for confirms in (True, True, False):
        set_confirms_changes(actor=alma, confirms=confirms)
    events = Entry.objects.filter(event__startswith="directory.own_changes").order_by("sequence")
    assert [one.event for one in events] == ["directory.own_changes_wait", "directory.own_changes_count"]
    wish = ContactEntry(wish=Wish.BUNDLE)
    assert change_own_entry(actor=pia, change=ContactChange(home.members[0].id, wish, ())) is None


def test_proposals_do_not_pile_up_without_end(waiting: House, pia: Actor) -> None:
    post = head_of(waiting.members[0])
    for number in range(LIMITS.proposals):
        Proposal.objects.create(
            association=waiting.association,
            organisation=waiting.members[0],
            kind="post",
            label="-",
            values={"number": number},
            seen="-",
            proposed_at=BEGINS,
        )
    before = row_counts()
    with pytest.raises(Refused) as refused:
        change_own_entry(actor=pia, change=PostChange(post.id, "", "1"))
    assert refused.value.code == "proposal.many"
    assert row_counts() == before
