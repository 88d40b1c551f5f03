"""Search the directory, and the pages of its organisations."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_county, a_pen, add_member, add_responsible
from tests.faces.web.stage import logged_in
from umlauf.faces.web.views.directory import search
from umlauf.office.directory.actions.members import begin_membership
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact
from umlauf.office.directory.enums import Language, OrganisationKind, Wish
from umlauf.office.directory.models import ContactDetails, IntakeAddress, Membership, Organisation, Responsibility, Tag

SEARCH_QUERIES = 13  # four of them count how often somebody searches
PEOPLE_QUERIES = 13
PAGE_QUERIES = 23
DAY = dt.date(2016, 11, 1)
NEW = {"name": "Landkreis Buchenau", "kind": "county", "key": "99077", "seat": "Buchenau"}


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return logged_in(cast.home.clerk)


def page_of(organisation: Organisation, form: str = "") -> str:
    return reverse(f"organisation{form}", kwargs={"organisation_id": organisation.id})


def rows(html: str) -> list[str]:
    """The text of each row of the tables."""
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)]


def test_a_search_finds_organisations_and_people(cast: Cast, clerk: Client) -> None:
    html = clerk.get(reverse("directory"), {"q": "linden"}).content.decode()
    assert "Landkreis Lindenberg" in html
    assert "Ahorntal" not in html
    with scope(association=cast.home.association):
        person_id = cast.home.members[1].post_set.get(function__name="Landrat").tenures.get().person_id
    assert reverse("person", kwargs={"person_id": person_id}) in html


def test_without_words_all_are_there_and_a_filter_leaves_members(cast: Cast, clerk: Client) -> None:
    a_county(5)
    everybody = clerk.get(reverse("directory")).content.decode()
    members = clerk.get(reverse("directory"), {"members": "1"}).content.decode()
    assert len(rows(everybody)) == len(rows(members)) + 1 == 5
    assert not rows(clerk.get(reverse("directory"), {"kind": "ministry"}).content.decode())
    assert len(rows(clerk.get(reverse("directory"), {"kind": "nonsense"}).content.decode())) == 5


def test_what_is_not_found_leads_on(clerk: Client) -> None:
    html = clerk.get(reverse("directory"), {"q": "\0Qwertz'%_"}).content.decode()
    assert not rows(html)
    assert f'href="{reverse("directory")}"' in html.partition('class="empty"')[2]


def test_a_page_that_types_along_gets_the_fragment(clerk: Client) -> None:
    whole = clerk.get(reverse("directory"), {"q": "linden"})
    part = clerk.get(reverse("directory"), {"q": "linden"}, headers={"hx-request": "true"})
    again = clerk.get(
        reverse("directory"),
        {"q": "linden"},
        headers={"hx-request": "true", "hx-history-restore-request": "true"},
    )
    assert b"<html" in whole.content
    assert b"<html" in again.content
    assert b"<html" not in part.content
    assert rows(part.content.decode()) == rows(whole.content.decode())


def test_a_long_search_has_pages(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    first = clerk.get(reverse("directory"), {"q": "landkreis"}).content.decode()
    second = clerk.get(reverse("directory"), {"q": "landkreis", "page": "2"}).content.decode()
    assert (len(rows(first)), len(rows(second))) == (3, 2)
    assert "q=landkreis&amp;page=2" in first


@pytest.mark.parametrize(("asked", "found"), [("landkreis ahorntal", 1), ("landkreis", 3)])
def test_a_search_asks_as_often_for_three_as_for_one(
    clerk: Client, asked: str, found: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk.get(reverse("directory"))
    with django_assert_num_queries(SEARCH_QUERIES):
        page = clerk.get(reverse("directory"), {"q": asked})
    assert len(rows(page.content.decode())) == 1 + found


@pytest.mark.parametrize(("asked", "found"), [("jan ahorntal", 1), ("jan", 3)])
def test_a_search_for_people_does_so_too(
    clerk: Client, asked: str, found: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk.get(reverse("directory"))
    with django_assert_num_queries(PEOPLE_QUERIES):
        page = clerk.get(reverse("directory"), {"q": asked})
    assert page.content.decode().count("/directory/people/") == found


def test_the_page_asks_as_often_for_many_posts_as_for_few(
    cast: Cast, clerk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    house = cast.home
    few, many = a_county(4), house.members[1]
    with scope(association=house.association):
        add_member(house, few)
        add_responsible(house, few)
        for number in range(3):
            add_responsible(house, many, keyword=f"Stichwort {number}")
            a_pen(house).enter(Tag(organisation=many, name=f"Gruppe {number}"))
    clerk.get(page_of(few))
    for organisation in (few, many):
        with django_assert_num_queries(PAGE_QUERIES):
            assert clerk.get(page_of(organisation)).status_code == 200


def test_the_page_shows_what_is_known(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[1]
    html = clerk.get(page_of(county)).content.decode()
    for text in ("post@lk-lindenberg.example", "landrat@lk-lindenberg.example", "Dr. Jan Lindenberg", "01.07.1994"):
        assert text in html
    assert page_of(county, "-edit") in html


def test_what_others_keep_of_the_same_organisation_stays_theirs(cast: Cast, clerk: Client) -> None:
    with scope(association=cast.other.association):
        contact = ContactEntry(street="Geheimweg 3", central_email="zentrale@anders.example")
        set_contact(
            actor=cast.other.clerk_actor, organisation_id=cast.shared.id, entry=contact, intake=(), tags=("Fremd",)
        )
    html = clerk.get(page_of(cast.shared)).content.decode()
    assert "Geheimweg" not in html
    assert "anders.example" not in html
    assert page_of(cast.shared, "-edit") not in html


def test_an_organisation_is_entered_with_proposals(clerk: Client) -> None:
    address = reverse("organisation-new")
    proposed = clerk.post(address, NEW | {"step": "propose", "seat": "Am See"})
    assert proposed.status_code == 200
    assert "im Landkreis Buchenau" in proposed.content.decode()
    assert 'value="Am See"' in proposed.content.decode()
    assert not Organisation.objects.filter(name=NEW["name"]).exists()
    entered = clerk.post(address, NEW)
    organisation = Organisation.objects.get(official_key="99077")
    assert entered.headers["Location"] == page_of(organisation)
    assert (organisation.short_name, organisation.genitive) == ("Buchenau", "des Landkreises Buchenau")


def test_a_department_is_entered_below_its_organisation(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[1]
    address = f"{reverse('organisation-new')}?parent={county.id}"
    given = {"name": "Dezernat II", "kind": "department", "belongs_to": county.name}
    assert county.name in clerk.get(address).content.decode()
    clerk.post(address, given)
    department = Organisation.objects.get(name="Dezernat II")
    assert department.parent_id == county.id
    assert page_of(department) in clerk.get(page_of(county)).content.decode()


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"name": ""}, 422, "name"),
        ({"key": "9"}, 409, "key"),
        ({"key": "99000"}, 409, "key"),
        ({"kind": "department"}, 409, "belongs_to"),
        ({"belongs_to": "Nirgendwo"}, 422, "belongs_to"),
        ({"belongs_to": "Landkreis"}, 422, "belongs_to"),
    ],
)
def test_an_entry_that_is_refused_keeps_what_was_written(
    cast: Cast, clerk: Client, changed: dict[str, str], status: int, field: str
) -> None:
    answer = clerk.post(reverse("organisation-new"), NEW | {"locative": "in Buchenau"} | changed)
    assert answer.status_code == status
    html = answer.content.decode()
    assert 'value="in Buchenau"' in html
    assert f'href="#id_{field}"' in html
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize("written", ["99001", "Lindenberg", "LANDKREIS LINDENBERG", "lindenb"])
def test_what_it_belongs_to_is_found_by_name_or_key(cast: Cast, clerk: Client, written: str) -> None:
    clerk.post(reverse("organisation-new"), NEW | {"belongs_to": written})
    assert Organisation.objects.get(official_key="99077").parent_id == cast.home.members[1].id


def test_an_entry_is_changed_and_its_former_name_stays(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[1]
    given = {"name": "Landkreis Lindental", "kind": "county", "key": "99001", "seat": "Linden"}
    assert clerk.get(page_of(county, "-edit")).status_code == 200
    assert clerk.post(page_of(county, "-edit"), given).status_code == 302
    html = clerk.get(page_of(county)).content.decode()
    assert "Landkreis Lindental</h1>" in html
    assert "Landkreis Lindenberg" in html


def test_a_shared_entry_is_not_changed(cast: Cast, clerk: Client) -> None:
    assert 'name="name"' not in clerk.get(page_of(cast.shared, "-edit")).content.decode()
    answer = clerk.post(page_of(cast.shared, "-edit"), NEW | {"key": "99000"})
    assert answer.status_code == 409
    assert Organisation.objects.get(id=cast.shared.id).name == cast.shared.name


def test_the_contact_is_set(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[0]
    assert "Poststelle; post@lk-ahorntal.example" in clerk.get(page_of(county, "-contact")).content.decode()
    given = {
        "street": "Markt 1",
        "postal_code": "99991",
        "city": "Ahorntal",
        "web": "lk-ahorntal.example",
        "central_email": "Info@LK-Ahorntal.example",
        "intake": "Poststelle; post@lk-ahorntal.example\n\nBüro; buero@lk-ahorntal.example",
        "wish": Wish.BUNDLE,
        "language": Language.ENGLISH,
        "tags": "Küstenkreis, Modellregion,",
    }
    assert clerk.post(page_of(county, "-contact"), given).status_code == 302
    with scope(association=cast.home.association):
        contact = ContactDetails.objects.get(retired_at=None, organisation=county)
        intake = IntakeAddress.objects.filter(retired_at=None, organisation=county).order_by("id")
        assert [one.label for one in intake] == ["Poststelle", "Büro"]
        tags = Tag.objects.filter(retired_at=None, organisation=county)
        assert {one.name for one in tags} == {"Küstenkreis", "Modellregion"}
    assert (contact.web, contact.wish, contact.language) == (
        "https://lk-ahorntal.example", Wish.BUNDLE, Language.ENGLISH,
    )  # fmt: skip
    assert '<option value="en" selected>' in clerk.get(page_of(county, "-contact")).content.decode()
    html = clerk.get(page_of(county)).content.decode()
    assert "Markt 1, 99991 Ahorntal" in html
    assert "Küstenkreis" in html


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("intake", "post@lk-ahorntal.example"),
        ("intake", "Poststelle; keine Adresse"),
        ("intake", f"{'x' * 201}; post@lk-ahorntal.example"),
        ("central_email", "zentrale"),
        ("web", "javascript:alert(1)"),
        ("tags", "x" * 61),
        ("wish", "never"),
        ("language", "fr"),
    ],
)
def test_a_contact_that_is_wrong_keeps_what_was_written(cast: Cast, clerk: Client, field: str, written: str) -> None:
    county = cast.home.members[0]
    given = {"street": "Markt 1", "wish": Wish.AT_ONCE, field: written}
    answer = clerk.post(page_of(county, "-contact"), given)
    assert answer.status_code == 422
    assert 'value="Markt 1"' in answer.content.decode()
    with scope(association=cast.home.association):
        assert not ContactDetails.objects.exists()


def test_a_membership_begins_and_ends(cast: Cast, clerk: Client) -> None:
    county = a_county(6)
    address = page_of(county, "-membership")
    wrong = clerk.post(address, {"step": "begin", "since": "2016-11-02", "until": "2016-11-01"})
    assert wrong.status_code == 409
    assert 'value="2016-11-02"' in wrong.content.decode()
    assert clerk.post(address, {"step": "begin", "since": "2016-11-02"}).status_code == 302
    assert clerk.post(address, {"step": "end", "last_day": "2016-11-01"}).status_code == 409
    assert clerk.post(address, {"step": "end", "last_day": "31.02.2016"}).status_code == 422
    assert clerk.post(address, {"step": "end", "last_day": "2016-12-31"}).status_code == 302
    with scope(association=cast.home.association):
        membership = Membership.objects.get(retired_at=None, organisation=county)
    assert (membership.since, membership.until) == (dt.date(2016, 11, 2), dt.date(2016, 12, 31))


def test_a_form_for_the_other_step_changes_nothing(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[0]
    assert clerk.post(page_of(county, "-membership"), {"step": "begin", "since": "2016-11-02"}).status_code == 409
    with scope(association=cast.home.association):
        assert Membership.objects.filter(organisation=county).count() == 1


def test_responsibilities_are_set_and_taken_back(cast: Cast, clerk: Client) -> None:
    county = cast.home.members[0]
    address = page_of(county, "-responsibilities")
    with scope(association=cast.home.association):
        post = county.post_set.get(function__name="Landrat")
    assert clerk.post(address, {"keyword": "", "post": post.id}).status_code == 422
    assert clerk.post(address, {"keyword": "Kita", "post": "999999"}).status_code == 422
    clerk.post(address, {"keyword": "Kita & Schule", "post": post.id})
    html = clerk.get(address).content.decode()
    assert "?keyword=Kita%20%26%20Schule&amp;post=" in html
    clerk.post(address, {"keyword": "kita & schule", "post": ""})
    with scope(association=cast.home.association):
        assert not Responsibility.objects.filter(retired_at=None, keyword__startswith="Kita").exists()


def test_an_organisation_that_was_taken_back_is_gone(cast: Cast, clerk: Client) -> None:
    county = a_county(7)
    Organisation.objects.filter(id=county.id).update(withdrawn_at=dt.datetime(2016, 10, 1, tzinfo=dt.UTC))
    for form in ("", "-edit", "-contact", "-membership", "-responsibilities"):
        assert clerk.get(page_of(county, form)).status_code == 404
    assert clerk.get(f"{reverse('organisation-new')}?parent={county.id}").status_code == 404


def test_markup_in_names_stays_text(cast: Cast, clerk: Client) -> None:
    clerk.post(reverse("organisation-new"), NEW | {"name": "<script>x</script>", "kind": OrganisationKind.OTHER})
    entered = Organisation.objects.get(official_key="99077")
    with scope(association=cast.home.association):
        begin_membership(actor=cast.home.clerk_actor, organisation_id=entered.id, since=DAY)
        set_contact(
            actor=cast.home.clerk_actor,
            organisation_id=entered.id,
            entry=ContactEntry(web="javascript:alert(1)"),
            intake=(Intake("<b>Post</b>", "post@lk-x.example"),),
            tags=("<i>",),
        )
    html = clerk.get(page_of(entered)).content.decode()
    assert "<script>x" not in html
    assert "<b>Post" not in html
    assert 'href="javascript' not in html
