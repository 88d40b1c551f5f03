"""A member's own entries on their page, and the office that looks at what members propose."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import KEYWORD, Cast, a_pen, add_responsible
from tests.faces.web.stage import Stage, logged_in, member_of
from tests.office.directory.administering import administrator
from tests.office.rows import row_counts
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.directory.actions.organisations import contact_of
from umlauf.office.directory.actions.own_entries import set_confirms_changes
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    Grant,
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

PAGE = reverse("house")
HOUSE_QUERIES = 18
LIST_QUERIES = 5
PROPOSAL_QUERIES = 5
NEW = {"who": "new", "last_name": "Nachfolge", "first_name": "Eva", "salutation": "ms", "since": "2016-11-01"}


@pytest.fixture
def pia(cast: Cast) -> Client:
    """The registry of the county that both associations share, under the hat of the home association."""
    client = logged_in(cast.member)
    session = client.session
    session["hat"] = f"{cast.home.association.slug}.{cast.shared.id}"
    session.save()
    return client


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """The home association decides before anything counts."""
    with scope(association=cast.home.association):
        set_confirms_changes(actor=administrator(cast.home), confirms=True)
    return cast


def head_of(cast: Cast, organisation: Organisation) -> Tenure:
    with scope(association=cast.home.association):
        return Tenure.objects.get(retired_at=None, post__organisation=organisation, post__function__name="Landrat")


def at(name: str, **where: object) -> str:
    return reverse(f"house-{name}", kwargs=where)


def test_the_page_shows_the_own_entries_and_no_notes_of_the_association(cast: Cast, pia: Client) -> None:
    with scope(association=cast.home.association):
        a_pen(cast.home).enter(Tag(organisation=cast.shared, name="Sorgenkind"))
    page = pia.get(PAGE).content.decode()
    for shown in ("post@lk-ahorntal.example", "landrat@lk-ahorntal.example", "Dr. Jan Ahorntal", KEYWORD):
        assert shown in page
    for hidden in ("Sorgenkind", "Lindenberg", "Eichengrund"):
        assert hidden not in page
    assert cast.home.association.name in page


def test_the_page_costs_the_same_with_more_posts(
    cast: Cast, pia: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pia.get(PAGE)
    for number in range(2):
        with django_assert_num_queries(HOUSE_QUERIES):
            assert pia.get(PAGE).status_code == 200
        with scope(association=cast.home.association):
            post = add_responsible(cast.home, cast.shared, keyword=f"Stichwort {number}")
            for day in (1, 2):
                since = dt.date(2016, 11, day + 2 * number)
                new = PersonEntry("Neu", f"Nora {number} {day}")
                appoint(actor=cast.home.clerk_actor, post_id=post.id, entry=TenureEntry(since), new=new)


def test_each_association_is_kept_apart(cast: Cast, pia: Client) -> None:
    with scope(association=cast.other.association):
        Post.objects.filter(organisation=cast.shared).update(subject="Beispielland")
    assert "Beispielland</" not in pia.get(PAGE).content.decode().replace("Kommunalverband Beispielland</button>", "")
    key = f"{cast.other.association.slug}.{cast.shared.id}"
    response = pia.post(at("choose"), {"house": key})
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert "Landrat Beispielland" in pia.get(PAGE).content.decode()
    foreign = head_of(cast, cast.shared)
    assert pia.get(at("tenure", tenure_id=foreign.id)).status_code == 404
    assert pia.post(at("choose"), {"house": "nobody.7"}).status_code == 404


def test_a_new_contact_keeps_the_tags(cast: Cast, pia: Client) -> None:
    with scope(association=cast.home.association):
        a_pen(cast.home).enter(Tag(organisation=cast.shared, name="Küstenkreis"))
        seen = digest_of(*contact_of(cast.shared).own_rows)
    given = {"intake": "Zentrale; zentrale@lk-ahorntal.example", "wish": "bundle", "city": "Ahorn", "seen": seen}
    address = at("contact", organisation_id=cast.shared.id)
    assert "tags" not in pia.get(address).content.decode()
    assert pia.post(address, given | {"tags": "Fremd"}).status_code == 302
    with scope(association=cast.home.association):
        known = contact_of(cast.shared)
        assert [one.email for one in known.intake] == ["zentrale@lk-ahorntal.example"]
        assert [one.name for one in known.tags] == ["Küstenkreis"]
        latest = Change.objects.latest("id")
        assert (latest.organisation, latest.by) == (cast.shared, cast.member.name)
    # The other one had the page open meanwhile.
    again = pia.post(address, given | {"city": "Anderswo"})
    assert again.status_code == 409
    with scope(association=cast.home.association):
        assert ContactDetails.objects.get(retired_at=None, organisation=cast.shared).city == "Ahorn"


def test_posts_people_and_responsibilities(cast: Cast, pia: Client) -> None:
    tenure = head_of(cast, cast.shared)
    with scope(association=cast.home.association):
        known = PersonDetails.objects.get(retired_at=None, person=tenure.person_id)
        a_pen(cast.home).replace(known, letter_form="Hochverehrter Herr Landrat")
        person = PersonDetails.objects.get(retired_at=None, person=tenure.person_id)
        seen = digest_of(PostDetails.objects.get(retired_at=None, post=tenure.post_id))
    steps = (
        (at("post", post_id=tenure.post_id), {"email": "neu@lk-ahorntal.example", "phone": "", "seen": seen}),
        (
            at("person", person_id=tenure.person_id),
            {"last_name": "Ahorntal", "first_name": "Jan", "title": "Dr.", "phone": "7", "seen": digest_of(person)},
        ),
        (
            at("responsibility", organisation_id=cast.shared.id),
            {"keyword": "Kita", "post": str(tenure.post_id)},
        ),
        (at("tenure", tenure_id=tenure.id), {"last_day": "2016-10-31"}),
        (at("appoint", post_id=tenure.post_id), NEW),
    )
    for address, given in steps:
        assert pia.get(address).status_code == 200, address
        assert pia.post(address, given).status_code == 302, address
    with scope(association=cast.home.association):
        described = PersonDetails.objects.get(retired_at=None, person=tenure.person_id)
        assert (described.phone, described.letter_form) == ("7", "Hochverehrter Herr Landrat")
        assert Responsibility.objects.filter(retired_at=None, keyword="Kita", organisation=cast.shared).exists()
        now = Tenure.objects.filter(retired_at=None, post=tenure.post_id).order_by("since")
        assert [one.until for one in now] == [dt.date(2016, 10, 31), None]
    page = pia.get(PAGE).content.decode()
    assert "Eva Nachfolge" in page
    assert "Jan Ahorntal" not in page


def test_somebody_called_otherwise_is_addressed_by_the_proposal_again(cast: Cast, pia: Client) -> None:
    tenure = head_of(cast, cast.shared)
    with scope(association=cast.home.association):
        known = PersonDetails.objects.get(retired_at=None, person=tenure.person_id)
        a_pen(cast.home).replace(known, letter_form="Hochverehrter Herr Dr. Ahorntal")
    pia.post(at("person", person_id=tenure.person_id), {"last_name": "Anders", "first_name": "Jan"})
    with scope(association=cast.home.association):
        assert PersonDetails.objects.get(retired_at=None, person=tenure.person_id).letter_form == ""


@pytest.mark.parametrize("waits", [False, True])
def test_no_route_leads_to_rows_of_others(cast: Cast, pia: Client, waits: bool) -> None:
    with scope(association=cast.home.association):
        set_confirms_changes(actor=administrator(cast.home), confirms=waits)
    other = head_of(cast, cast.home.members[1])
    own = head_of(cast, cast.shared)
    with scope(association=cast.other.association):
        elsewhere = Tenure.objects.get(post__organisation=cast.shared, post__function__name="Landrat")
    addresses = [
        at("contact", organisation_id=cast.home.members[1].id),
        at("responsibility", organisation_id=cast.home.members[1].id),
        *(at("post", post_id=one.post_id) for one in (other, elsewhere)),
        *(at("appoint", post_id=one.post_id) for one in (other, elsewhere)),
        *(at("tenure", tenure_id=one.id) for one in (other, elsewhere)),
        *(at("person", person_id=one.person_id) for one in (other, elsewhere)),
        *(at("post", post_id=number) for number in (0, 2**31, 2**63)),
    ]
    before = row_counts()
    for address in addresses:
        assert pia.get(address).status_code == 404, address
        assert pia.post(address, NEW | {"wish": "at_once", "last_day": "2016-11-01"}).status_code == 404, address
    forged = NEW | {"who": str(other.person_id), "last_name": "", "first_name": ""}
    assert pia.post(at("appoint", post_id=own.post_id), forged).status_code == 422
    keyed = {"keyword": "Kita", "post": str(other.post_id)}
    assert pia.post(at("responsibility", organisation_id=cast.shared.id), keyed).status_code == 422
    assert row_counts() == before


def test_a_proposal_goes_to_the_office_and_back(waiting: Cast, pia: Client) -> None:
    cast, tenure = waiting, head_of(waiting, waiting.shared)
    assert pia.post(at("appoint", post_id=tenure.post_id), NEW).status_code == 302
    with scope(association=cast.home.association):
        proposal = Proposal.objects.get()
        assert not PersonDetails.objects.filter(last_name="Nachfolge").exists()
    assert at("withdraw", proposal_id=proposal.id) in pia.get(PAGE).content.decode()
    clerk = logged_in(cast.home.clerk)
    address = reverse("proposal", kwargs={"proposal_id": proposal.id})
    for page in ("/", reverse("directory")):
        assert reverse("proposals") in clerk.get(page).content.decode()
    assert address in clerk.get(reverse("proposals")).content.decode()
    page = clerk.get(address).content.decode()
    assert "Eva Nachfolge" in page
    assert "Dr. Jan Ahorntal" in page
    assert clerk.post(address, {"step": "refuse", "reason": " "}).status_code == 422
    assert clerk.post(address, {"step": "take"}).status_code == 302
    assert clerk.post(address, {"step": "take"}).status_code == 409
    assert clerk.get(address).status_code == 200
    assert "Eva Nachfolge" in pia.get(PAGE).content.decode()
    assert logged_in(cast.other.clerk).get(address).status_code == 404


def test_the_office_sees_that_a_proposal_is_outdated(stage: Stage) -> None:
    address = reverse("proposal", kwargs={"proposal_id": stage.proposal.id})
    clerk = logged_in(stage.home.clerk)
    assert 'value="take"' in clerk.get(address).content.decode()
    with scope(association=stage.home.association):
        details = PostDetails.objects.get(retired_at=None, post=head_of(stage.cast, stage.cast.shared).post_id)
        a_pen(stage.home).replace(details, phone="+49 391 7")
    assert 'value="take"' not in clerk.get(address).content.decode()
    before = row_counts()
    assert clerk.post(address, {"step": "take"}).status_code == 409
    assert row_counts() == before
    assert clerk.post(address, {"step": "refuse", "reason": "Es gilt schon etwas Neueres."}).status_code == 302


def test_a_member_withdraws_its_own_proposal_alone(stage: Stage) -> None:
    address = at("withdraw", proposal_id=stage.proposal.id)
    assert logged_in(stage.other_member).post(address).status_code == 404
    assert logged_in(stage.people[Role.REGISTRY]).post(address).status_code == 302
    with scope(association=stage.home.association):
        assert Proposal.objects.get().state == "withdrawn"


def test_the_office_finds_changes_by_members(
    cast: Cast, pia: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pia.post(at("post", post_id=head_of(cast, cast.shared).post_id), {"email": "", "phone": "1"})
    clerk = logged_in(cast.home.clerk)
    page = reverse("directory-changes") + "?by=members"
    assert cast.member.name in clerk.get(page).content.decode()
    assert cast.member.name not in clerk.get(reverse("directory-changes")).content.decode()
    for number in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            clerk.get(page)
        pia.post(at("post", post_id=head_of(cast, cast.shared).post_id), {"email": "", "phone": f"2{number}"})


def test_the_administration_says_whether_changes_wait(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    assert reverse("own-changes") in client.get(reverse("directory-changes") + "?by=members").content.decode()
    assert client.post(reverse("own-changes"), {"confirms": "vielleicht"}).status_code == 422
    assert client.post(reverse("own-changes"), {"confirms": "yes"}).status_code == 302
    stage.home.association.refresh_from_db()
    assert stage.home.association.confirms_changes


def test_who_keeps_two_houses_changes_the_one_that_is_open(cast: Cast, pia: Client) -> None:
    with scope(association=cast.home.association):
        member_of(cast.home, cast.member, cast.home.members[1])
    assert pia.get(at("contact", organisation_id=cast.home.members[1].id)).status_code == 404
    pia.post(at("choose"), {"house": f"{cast.home.association.slug}.{cast.home.members[1].id}"})
    assert pia.get(at("contact", organisation_id=cast.home.members[1].id)).status_code == 200
    assert pia.get(at("contact", organisation_id=cast.shared.id)).status_code == 404


def test_who_keeps_entries_under_another_membership_than_the_one_worn_gets_there(cast: Cast) -> None:
    """All memberships are chosen as one, so that a page cannot depend on which of them was put on."""
    olaf = User.objects.create(email="olaf@lk-ahorntal.example", name="Olaf Anders", password=cast.member.password)
    head, county = cast.home.association, cast.home.members[1]
    with scope(association=head):
        Grant.objects.create(association=head, user=olaf, role=Role.OFFICE_HOLDER, organisation=cast.shared)
        Grant.objects.create(association=head, user=olaf, role=Role.MEMBER_ADMINISTRATOR, organisation=county)
        post = Post.objects.get(organisation=county, function__name="Landrat")
        seen = digest_of(PostDetails.objects.get(post=post, retired_at=None))
    client = logged_in(olaf)
    worn, other = (f"{head.slug}.{one.id}" for one in (cast.shared, county))
    assert client.post(reverse("hat"), {"hat": worn}).status_code == 302
    inbox = client.get(reverse("today")).content.decode()
    assert all(f'href="{address}"' in inbox for address in (PAGE, reverse("house-staff")))
    page = client.get(PAGE).content.decode()
    assert f'<h2 id="unit-{county.id}">' in page
    assert f'name="made_under" value="{other}"' in page
    assert client.get(reverse("house-staff")).status_code == 200
    change = {"email": "landrat@neu.example", "phone": "", "seen": seen}
    assert client.post(at("post", post_id=post.id), change | {"made_under": worn}).status_code == 404
    assert client.post(at("post", post_id=post.id), change | {"made_under": other}).status_code == 302
    with scope(association=head):
        assert PostDetails.objects.get(post=post, retired_at=None).email == "landrat@neu.example"


def test_whose_letters_come_under_another_membership_sees_them_with_the_one_worn(stage: Stage) -> None:
    home = stage.home.association
    olaf = User.objects.create(
        email="olaf@lk-ahorntal.example", name="Olaf Anders", password=stage.cast.member.password
    )
    with scope(association=home):
        for role, organisation in (
            (Role.MEMBER_ADMINISTRATOR, stage.home.members[1]),
            (Role.OFFICE_HOLDER, stage.cast.shared),
        ):
            Grant.objects.create(association=home, user=olaf, role=role, organisation=organisation)
    client = logged_in(olaf)
    client.post(reverse("hat"), {"hat": f"{home.slug}.{stage.home.members[1].id}"})
    letter = reverse("letter", kwargs={"recipient_id": stage.letter.id})
    assert f'href="{letter}"' in client.get(reverse("today")).content.decode()


def test_an_office_hat_does_not_open_the_house_of_a_membership(stage: Stage) -> None:
    with scope(association=stage.home.association):
        member_of(stage.home, stage.home.clerk, stage.cast.shared)
    client = logged_in(stage.home.clerk)
    assert f'href="{PAGE}"' not in client.get(reverse("today")).content.decode()
    assert client.get(PAGE).status_code == 404


def test_a_wrong_form_says_what_is_wrong(cast: Cast, pia: Client) -> None:
    response = pia.post(at("contact", organisation_id=cast.shared.id), {"intake": "ohne Adresse", "wish": "at_once"})
    assert response.status_code == 422
    with scope(association=cast.home.association):
        assert IntakeAddress.objects.filter(retired_at=None, organisation=cast.shared).count() == 1


def test_the_list_of_proposals_costs_the_same_with_more(
    stage: Stage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = logged_in(stage.home.clerk)
    for number in range(2):
        with django_assert_num_queries(PROPOSAL_QUERIES):
            assert clerk.get(reverse("proposals")).status_code == 200
        with scope(association=stage.home.association):
            stage.proposal.pk = None
            stage.proposal.organisation = stage.home.members[number + 1]
            stage.proposal.save(force_insert=True)


def test_a_year_later_the_office_is_told_that_it_is_time(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    assert reverse("confirmations") not in clerk.get("/").content.decode()
    set_office_time(dt.datetime(2017, 11, 2, 8, tzinfo=dt.UTC))
    assert reverse("confirmations") in clerk.get("/").content.decode()
