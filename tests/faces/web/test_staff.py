"""The pages on which it is said who may act: for the office, and in a member's own house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import a_circular, a_content
from tests.faces.web.stage import Stage, logged_in, messages_of
from tests.office.circulars.agreeing import add_to_chain, laid
from umlauf.ground.accounts.models import User
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Grant, Invitation


def office(stage: Stage) -> Client:
    """The browser of an administrator of the association."""
    return logged_in(stage.people[Role.ADMINISTRATOR])


def house(stage: Stage) -> Client:
    """The browser of the administrator of the county that both associations share."""
    return logged_in(stage.people[Role.MEMBER_ADMINISTRATOR])


def person_page(user: User, name: str = "staff-person") -> str:
    return reverse(name, kwargs={"user_id": user.id})


def test_the_page_shows_who_may_act_as_what(stage: Stage) -> None:
    page = office(stage).get(reverse("staff")).content.decode()
    assert stage.home.clerk.name in page
    assert stage.home.signatory.name in page
    assert stage.people[Role.REGISTRY].name not in page  # that is the county's own matter
    assert stage.cast.other.clerk.name not in page
    assert stage.invitations[0].email in page


def test_a_members_administrator_sees_their_own_house_alone(stage: Stage) -> None:
    page = house(stage).get(reverse("house-staff")).content.decode()
    assert stage.people[Role.REGISTRY].name in page
    assert stage.cast.member.name in page
    assert stage.home.clerk.name not in page
    assert stage.other_member.name not in page
    for stranger in (stage.home.clerk, stage.other_member):
        assert house(stage).get(person_page(stranger, "house-staff-person")).status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(
    stage: Stage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = office(stage)
    with scope(association=stage.home.association):
        for number in range(30):
            user = User.objects.create(email=f"nr{number}@umlauf.example", name=f"Nummer {number}", password="!")
            Grant.objects.create(association=stage.home.association, user=user, role=Role.CLERK)
    client.get(reverse("staff"))
    # session, user, hats; people, factors, invitations, emergencies; who may agree, chains
    with django_assert_num_queries(9):
        client.get(reverse("staff"))


def test_roles_are_changed_on_a_page_of_their_own(stage: Stage) -> None:
    client, clerk = office(stage), stage.home.clerk
    address = person_page(clerk, "staff-roles")
    page = client.get(address).content.decode()
    assert re.search(r'value="clerk"[^>]*checked', page)
    assert not re.search(r'value="signatory"[^>]*checked', page)
    response = client.post(address, {"roles": ["clerk", "signatory"], "title": "Vertretung"})
    assert response.headers["Location"] == person_page(clerk)
    assert hats_of(clerk)[0].roles == {Role.CLERK, Role.SIGNATORY}
    assert client.post(address, {"roles": []}).status_code == 422
    assert client.post(address, {"roles": ["registry"]}).status_code == 422


def test_a_role_that_was_taken_away_ends_with_the_next_click(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    edit = reverse("circular-edit", kwargs={"circular_id": stage.draft.id})
    assert clerk.get(edit).status_code == 200
    office(stage).post(person_page(stage.home.clerk, "staff-roles"), {"roles": ["reviewer"]})
    assert clerk.post(edit, {}).status_code == 404
    office(stage).post(person_page(stage.home.clerk, "staff-suspend"))
    assert clerk.get(reverse("circulars")).status_code == 404
    office(stage).post(person_page(stage.home.clerk, "staff-suspend"))
    assert clerk.get(reverse("circulars")).status_code == 200


def test_nobody_shuts_themselves_out(stage: Stage) -> None:
    client, own = office(stage), stage.people[Role.ADMINISTRATOR]
    assert client.post(person_page(own, "staff-roles"), {"roles": ["clerk"]}).status_code == 409
    assert client.post(person_page(own, "staff-suspend")).status_code == 409
    assert client.post(person_page(own, "staff-remove"), {}).status_code == 409
    assert hats_of(own)[0].roles == {Role.ADMINISTRATOR}


def test_before_a_removal_one_sees_what_lies_with_the_person(stage: Stage) -> None:
    page = office(stage).get(person_page(stage.home.clerk, "staff-remove")).content.decode()
    assert page.count("Entwurf zur Kita") == 2  # named as the contact, and last saved
    assert "Orte.csv" in page
    page = office(stage).get(person_page(stage.home.signatory, "staff-remove")).content.decode()
    with scope(association=stage.home.association):
        assert stage.ready.label in page
    assert "Entwurf zur Kita" not in page


@pytest.mark.parametrize("form", ["staff-remove", "staff-suspend"])
def test_before_that_one_sees_what_waits_for_the_person_and_who_agrees_instead(stage: Stage, form: str) -> None:
    reviewer, clerk = stage.people[Role.REVIEWER], stage.home.clerk
    with scope(association=stage.home.association):
        add_to_chain(stage.home, reviewer, stand_in=stage.home.signatory)
        add_to_chain(stage.home, clerk, stand_in=reviewer)
        laid(stage.home, a_circular(stage.home, a_content(stage.home, subject="Zur Mitzeichnung")))
    page = office(stage).get(person_page(reviewer, form)).content.decode()
    lines = re.findall(r"<li>(.*?)</li>", page)
    assert f"Zur Mitzeichnung: {stage.home.signatory.name}" in lines
    assert f"Rundschreiben: {stage.home.signatory.name}" in lines  # in their place of the chain
    assert f"Rundschreiben: {clerk.name}" in lines  # for whom they stand in
    page = office(stage).get(person_page(stage.people[Role.DOOR], form)).content.decode()
    assert "Zur Mitzeichnung" not in page


def test_where_nobody_stands_in_it_says_so(stage: Stage) -> None:
    reviewer = stage.people[Role.REVIEWER]
    with scope(association=stage.home.association):
        add_to_chain(stage.home, reviewer)
        laid(stage.home, a_circular(stage.home, a_content(stage.home, subject="Zur Mitzeichnung")))
    page = office(stage).get(person_page(reviewer, "staff-remove")).content.decode()
    found = re.search(r"<li>Zur Mitzeichnung: (.*?)</li>", page)
    assert found
    people = {stage.home.clerk, stage.home.signatory, *stage.people.values()}
    assert found[1] not in {one.name for one in people}
    assert office(stage).post(person_page(reviewer, "staff-remove"), {}).status_code == 302


def test_what_was_signed_for_another_lies_with_whoever_signed_it(stage: Stage) -> None:
    with scope(association=stage.home.association):
        Issue.objects.filter(id=stage.ready.id).update(signatory_name=f"i. V. {stage.home.signatory.name}")
        label = stage.ready.label
    assert label in office(stage).get(person_page(stage.home.signatory, "staff-remove")).content.decode()


def test_how_somebody_signs_is_chosen_with_the_roles_and_stands_on_the_letter(stage: Stage) -> None:
    client, clerk = office(stage), stage.home.clerk
    address = person_page(clerk, "staff-roles")
    form = {"roles": ["clerk", "signatory"], "title": "Referentin", "signs_as": "deputy"}
    assert client.post(address, form | {"signs_as": "president"}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert re.search(r'value="deputy" selected', client.get(address).content.decode())
    for page in (reverse("staff"), person_page(clerk)):
        assert "i. V." in client.get(page).content.decode()
    with scope(association=stage.home.association):
        draft = Circular.objects.get(id=stage.draft.id)
        seen = version_of(draft).digest
    sign = reverse("circular-sign", kwargs={"circular_id": draft.id})
    logged_in(clerk).post(sign, {"seen": seen})
    with scope(association=stage.home.association):
        assert Issue.objects.get(circular=draft).signatory_name == f"i. V. {clerk.name}"


def test_how_somebody_signs_is_asked_of_the_office_alone(stage: Stage) -> None:
    assert 'name="signs_as"' in office(stage).get(reverse("staff-invite")).content.decode()
    assert 'name="signs_as"' not in house(stage).get(reverse("house-staff-invite")).content.decode()
    form = {"roles": ["signatory"], "email": "i.v@umlauf.example", "name": "Ina Vau", "signs_as": "order"}
    assert office(stage).post(reverse("staff-invite"), form | {"language": "de"}).status_code == 302
    with scope(association=stage.home.association):
        invitation = Invitation.objects.get(email="i.v@umlauf.example")
    assert invitation.signs_as == "order"
    page = office(stage).get(reverse("staff-invitation", kwargs={"invitation_id": invitation.id})).content.decode()
    assert "i. A." in page


def test_the_drafts_go_to_a_colleague_and_the_login_ends(stage: Stage) -> None:
    clerk, heir = stage.home.clerk, stage.home.signatory
    browser = logged_in(clerk)
    response = office(stage).post(person_page(clerk, "staff-remove"), {"heir": heir.id})
    assert response.headers["Location"] == reverse("staff")
    with scope(association=stage.home.association):
        draft = Circular.objects.get(id=stage.draft.id).drafts.latest("revision")
        content = Content.parse(draft.content)
    assert (content.contact_name, content.contact_email, content.contact_phone) == (heir.name, heir.email, "")
    assert browser.get("/").status_code == 302
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert person_page(clerk) not in office(stage).get(reverse("staff")).content.decode()


def test_without_an_heir_the_name_stays(stage: Stage) -> None:
    assert office(stage).post(person_page(stage.home.clerk, "staff-remove"), {"heir": ""}).status_code == 302
    with scope(association=stage.home.association):
        draft = Circular.objects.get(id=stage.draft.id).drafts.latest("revision")
        assert Content.parse(draft.content).contact_name == stage.home.clerk.name


def test_whoever_inherits_is_a_colleague_who_writes(stage: Stage) -> None:
    address = person_page(stage.home.clerk, "staff-remove")
    for stranger in (stage.people[Role.REVIEWER], stage.people[Role.REGISTRY], stage.cast.other.clerk):
        assert office(stage).post(address, {"heir": stranger.id}).status_code == 200
    assert hats_of(stage.home.clerk)


def test_a_member_lets_somebody_go(stage: Stage) -> None:
    response = house(stage).post(person_page(stage.cast.member, "house-staff-remove"), {})
    assert response.headers["Location"] == reverse("house-staff")
    assert [hat.association for hat in hats_of(stage.cast.member)] == [stage.cast.other.association]


def test_the_members_page_tells_a_number_and_who_administers(
    stage: Stage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = office(stage)
    page = client.get(reverse("staff-members")).content.decode()
    assert stage.people[Role.MEMBER_ADMINISTRATOR].name in page
    assert stage.people[Role.REGISTRY].name not in page
    assert stage.cast.member.name not in page
    assert stage.invitations[1].name not in page
    # session, user, hats; clock, logins, administrators, invitations, members
    with django_assert_num_queries(8):
        client.get(reverse("staff-members"))


def test_the_office_invites_the_administrator_of_a_member(stage: Stage) -> None:
    address = reverse("staff-member-invite", kwargs={"organisation_id": stage.home.members[1].id})
    form = {"email": "erste@lk.example", "name": "Erste Kraft", "roles": ["member_administrator"], "language": "de"}
    assert office(stage).post(address, form).headers["Location"] == reverse("staff-members")
    assert office(stage).post(address, form | {"roles": ["specialist"]}).status_code == 422
    with scope(association=stage.home.association):
        invitation = Invitation.objects.get(email="erste@lk.example")
    assert (invitation.organisation, invitation.of_office) == (stage.home.members[1], True)
    page = office(stage).get(reverse("staff-members")).content.decode()
    one = reverse("staff-invitation", kwargs={"invitation_id": invitation.id})
    assert one in page
    assert office(stage).post(one, {"step": "renew"}).headers["Location"] == reverse("staff-members")
    foreign = reverse("staff-invitation", kwargs={"invitation_id": stage.invitations[1].id})
    assert office(stage).get(foreign).status_code == 404


def test_the_second_factor_is_asked_anew(stage: Stage) -> None:
    client = office(stage)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session.save()
    assert client.get(reverse("staff")).status_code == 200
    for page in ("staff-roles", "staff-suspend", "staff-remove", "staff-view"):
        address = person_page(stage.home.clerk, page)
        for ask in (client.get, client.post):
            assert reverse("mfa_reauthenticate") in ask(address).headers["Location"]
    assert hats_of(stage.home.clerk)


def test_the_menu_leads_there(stage: Stage) -> None:
    assert f'href="{reverse("staff")}"' in office(stage).get("/").content.decode()
    assert f'href="{reverse("house-staff")}"' in house(stage).get("/").content.decode()
    assert reverse("staff") not in logged_in(stage.home.clerk).get("/").content.decode()


@pytest.fixture
def access_page(stage: Stage) -> Callable[[int], str]:
    """The page that says who can see a circular."""

    def ask(circular_id: int) -> str:
        address = reverse("circular-access", kwargs={"circular_id": circular_id})
        return office(stage).get(address).content.decode()

    return ask


def test_why_somebody_can_see_a_circular(stage: Stage, access_page: Callable[[int], str]) -> None:
    page = access_page(stage.sent.circular_id)
    for user in (stage.home.clerk, stage.people[Role.REVIEWER], stage.people[Role.ADMINISTRATOR]):
        assert user.name in page
    for user in (stage.people[Role.DOOR], stage.people[Role.REGISTRY], stage.cast.member):
        assert user.name not in page
    # Of the shared county: the cast's own, and of the stage registry, office holder, front office and specialist.
    assert re.search(rf"{stage.letter.name}</td><td[^>]*>5<", page)


def test_a_draft_is_seen_by_nobody_outside(stage: Stage, access_page: Callable[[int], str]) -> None:
    assert stage.letter.name not in access_page(stage.draft.id)
    assert stage.letter.name not in access_page(stage.ready.circular_id)


def test_why_is_asked_in_few_queries(stage: Stage, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = office(stage)
    address = reverse("circular-access", kwargs={"circular_id": stage.sent.circular_id})
    client.get(address)
    # session, user, hats; circular, issue with its dispatch, draft, recipients twice, logins, people
    with django_assert_num_queries(10):
        client.get(address)


def test_a_circular_leads_there_for_administrators_alone(stage: Stage) -> None:
    circular = reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
    assert f"{circular}access/" in office(stage).get(circular).content.decode()
    assert f"{circular}access/" not in logged_in(stage.home.clerk).get(circular).content.decode()


def test_somebody_new_is_invited_on_a_page(stage: Stage) -> None:
    before = len(messages_of(stage.home))
    form = {"email": "nele@umlauf.example", "name": "Nele Neu", "roles": ["clerk", "door"], "language": "en"}
    assert office(stage).post(reverse("staff-invite"), form).headers["Location"] == reverse("staff")
    assert len(messages_of(stage.home)) == before + 1
    taken = office(stage).post(reverse("staff-invite"), form | {"email": stage.home.clerk.email})
    assert taken.status_code == 409
    assert office(stage).post(reverse("staff-invite"), {"name": "x"}).status_code == 422


def test_a_second_house_is_a_house_of_its_own(stage: Stage) -> None:
    """Somebody who administers the same county for both associations changes it for the one alone."""
    both = stage.people[Role.MEMBER_ADMINISTRATOR]
    with scope(association=stage.cast.other.association):
        Grant.objects.create(
            association=stage.cast.other.association,
            user=both,
            role=Role.MEMBER_ADMINISTRATOR,
            organisation=stage.cast.shared,
        )
    client = logged_in(both)
    client.post(reverse("hat"), {"hat": f"{stage.cast.other.association.slug}.{stage.cast.shared.id}"})
    page = client.get(reverse("house-staff")).content.decode()
    assert stage.cast.member.name in page
    assert stage.people[Role.REGISTRY].name not in page
    assert client.get(person_page(stage.people[Role.REGISTRY], "house-staff-person")).status_code == 404


def test_another_administrator_of_another_association_is_a_stranger(stage: Stage) -> None:
    with scope(association=stage.cast.other.association):
        user = User.objects.create(email="a@kvb.example", name="Anders Verwalter", password="!")
        Grant.objects.create(association=stage.cast.other.association, user=user, role=Role.ADMINISTRATOR)
    client = logged_in(user)
    for page in ("person", "roles", "suspend", "remove", "view"):
        assert client.get(person_page(stage.home.clerk, f"staff-{page}")).status_code == 404
        assert client.post(person_page(stage.home.clerk, f"staff-{page}")).status_code in {404, 405}
    assert client.get(reverse("staff-invitation", kwargs={"invitation_id": stage.invitations[0].id})).status_code == 404
