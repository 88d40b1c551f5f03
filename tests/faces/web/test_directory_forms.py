"""Forms of the directory: two people at once, the enter key, a button pressed twice, memberships that are corrected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_county, add_responsible
from tests.faces.web.stage import logged_in
from umlauf.office.directory.actions.members import begin_membership
from umlauf.office.directory.actions.organisations import (
    ContactEntry,
    Intake,
    OrganisationEntry,
    describe_organisation,
    set_contact,
)
from umlauf.office.directory.actions.people import PersonEntry, describe_person
from umlauf.office.directory.actions.posts import PostEntry, open_post, set_deputies, set_deputy_functions
from umlauf.office.directory.enums import Wish
from umlauf.office.directory.models import Membership, Organisation, Person, Post, Tenure

DAY = dt.date(2016, 11, 1)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return logged_in(cast.home.clerk)


@dataclass(frozen=True, slots=True)
class Editing:
    """A form that somebody fills in while a colleague saves something else, and what then stands there."""

    address: str
    meanwhile: Callable[[], object]
    typed: dict[str, str]
    stands: str


def head_of(house: House) -> Post:
    """Inside the scope."""
    return Post.objects.select_related("function").get(organisation=house.members[1], function__name="Landrat")


def contact_form(house: House) -> Editing:
    county = house.members[1]

    def meanwhile() -> None:
        set_contact(
            actor=house.signatory_actor,
            organisation_id=county.id,
            entry=ContactEntry(city="Anderswo", wish=Wish.BUNDLE),
            intake=(Intake("Büro", "buero@lk-lindenberg.example"),),
            tags=("Nord",),
        )

    typed = {"city": "Getippt", "wish": "at_once", "intake": "Amt; amt@lk-lindenberg.example"}
    return Editing(page("organisation-contact", organisation_id=county.id), meanwhile, typed, "Büro; buero@")


def entry_form(house: House) -> Editing:
    county = house.members[1]
    entry = OrganisationEntry("Landkreis Anderswo", "county", key="99001")
    return Editing(
        page("organisation-edit", organisation_id=county.id),
        lambda: describe_organisation(actor=house.signatory_actor, organisation_id=county.id, entry=entry),
        {"name": "Landkreis Getippt", "kind": "county", "key": "99001"},
        "Landkreis Anderswo",
    )


def person_form(house: House) -> Editing:
    person_id = Tenure.objects.get(post=head_of(house)).person_id
    return Editing(
        page("person-edit", person_id=person_id),
        lambda: describe_person(actor=house.signatory_actor, person_id=person_id, entry=PersonEntry("Anderswo")),
        {"last_name": "Getippt"},
        "Anderswo",
    )


def post_form(house: House) -> Editing:
    post = head_of(house)
    entry = PostEntry(post.function_id, email="anderswo@lk-lindenberg.example")
    return Editing(
        page("post-details", post_id=post.id),
        lambda: open_post(actor=house.signatory_actor, organisation_id=post.organisation_id, entry=entry),
        {"email": "getippt@lk-lindenberg.example"},
        "anderswo@lk-lindenberg.example",
    )


def deputies_form(house: House) -> Editing:
    post, other = head_of(house), add_responsible(house, house.members[1], keyword="Anderswo")
    return Editing(
        page("post-deputies", post_id=post.id),
        lambda: set_deputies(actor=house.signatory_actor, post_id=post.id, deputy_post_ids=(other.id,), since=DAY),
        {"deputy_2": str(other.id), "since": "2016-11-02"},
        "Dezernat Soziales",
    )


def function_form(house: House) -> Editing:
    function = head_of(house).function
    other = add_responsible(house, house.members[1], keyword="Anderswo").function
    actor, deputies = house.signatory_actor, (other.id,)
    return Editing(
        page("directory-function", function_id=function.id),
        lambda: set_deputy_functions(actor=actor, function_id=function.id, deputy_function_ids=deputies, since=DAY),
        {"deputy_2": str(other.id), "since": "2016-11-02"},
        "Dezernat Soziales",
    )


def page(name: str, **row: int) -> str:
    return reverse(name, kwargs=row)


def seen_in(html: str) -> str:
    (found,) = re.findall(r'<input type="hidden" name="seen"(?: value="(\w*)")? id="id_seen">', html)
    return str(found)


def values_in(html: str) -> dict[str, str]:
    """What the fields of the page hold, by their names."""
    held = dict(re.findall(r'<input(?! type="radio")[^>]* name="(\w+)" value="([^"]*)"', html))
    held |= dict(re.findall(r'<input type="radio" name="(\w+)" value="([^"]*)"[^>]* checked', html))
    held |= {name: text.strip() for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)', html)}
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        held[name] = "".join(re.findall(r'value="([^"]*)" selected', options))
    return held


FORMS = (contact_form, entry_form, person_form, post_form, deputies_form, function_form)


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.__name__)
def test_nobody_writes_over_what_a_colleague_saved_meanwhile(
    cast: Cast, clerk: Client, form: Callable[[House], Editing]
) -> None:
    with scope(association=cast.home.association):
        editing = form(cast.home)
    address, typed = editing.address, editing.typed
    seen = seen_in(clerk.get(address).content.decode())
    with scope(association=cast.home.association):
        editing.meanwhile()
    late = clerk.post(address, typed | {"seen": seen})
    html = unescape(late.content.decode())
    assert late.status_code == 409
    assert values_in(html).items() >= typed.items()
    assert any(editing.stands in said for said in re.findall(r'<p class="help"[^>]*>([^<]*)', html))
    assert seen_in(html) != seen
    assert clerk.post(address, typed | {"seen": seen_in(html)}).status_code == 302


def test_who_writes_the_same_over_it_is_stopped_once_and_sees_no_difference(cast: Cast, clerk: Client) -> None:
    with scope(association=cast.home.association):
        address = person_form(cast.home).address
    given = {"last_name": "Beispiel", "first_name": "Almut"}
    seen = seen_in(clerk.get(address).content.decode())
    assert clerk.post(address, given | {"seen": seen}).status_code == 302
    late = clerk.post(address, given | {"seen": seen})
    assert late.status_code == 409
    assert 'id="id_last_name_helptext"' not in late.content.decode()


@pytest.mark.parametrize("name", ["organisation-new", "organisation-edit", "post-appoint"])
def test_the_enter_key_saves(cast: Cast, clerk: Client, name: str) -> None:
    with scope(association=cast.home.association):
        post = head_of(cast.home)
    given = {"post_id": post.id} if name == "post-appoint" else {"organisation_id": post.organisation_id}
    html = clerk.get(reverse(name, kwargs={} if name == "organisation-new" else given)).content.decode()
    form = html.partition("<h1")[2].partition("<form")[2]
    first = re.findall(r"<button([^>]*)>", form)[0]
    assert "name=" not in first
    assert 'value="' not in first


def test_the_enter_key_in_the_search_searches(cast: Cast, clerk: Client) -> None:
    with scope(association=cast.home.association):
        post = head_of(cast.home)
    address = reverse("post-appoint", kwargs={"post_id": post.id})
    typed = {"who": "new", "q": "ahorn", "asked": "", "last_name": "", "since": "2016-12-01"}
    found = clerk.post(address, typed)
    assert found.status_code == 200
    assert "Ahorntal" in found.content.decode().partition('id="people"')[2]
    assert 'name="asked" value="ahorn"' in found.content.decode()
    assert clerk.post(address, typed | {"asked": "ahorn"}).status_code == 422
    assert clerk.post(address, typed | {"last_name": "Muster"}).status_code == 302


def test_an_organisation_is_not_entered_twice_by_a_double_click(clerk: Client) -> None:
    given = {"name": "Zweckverband Abfall", "kind": "other", "seat": "Köthen"}
    assert clerk.post(reverse("organisation-new"), given).status_code == 302
    again = clerk.post(reverse("organisation-new"), given)
    assert again.status_code == 409
    assert 'href="#id_name"' in again.content.decode()
    assert clerk.post(reverse("organisation-new"), given | {"seat": "Zerbst"}).status_code == 302
    assert Organisation.objects.filter(name="Zweckverband Abfall").count() == 2


def test_a_new_holder_is_not_entered_twice_by_a_double_click(cast: Cast, clerk: Client) -> None:
    with scope(association=cast.home.association):
        address = reverse("post-appoint", kwargs={"post_id": head_of(cast.home).id})
        before = Person.objects.count()
    given = {"who": "new", "last_name": "Beispiel", "first_name": "Almut", "since": "2016-12-01"}
    assert clerk.post(address, given).status_code == clerk.post(address, given).status_code == 302
    with scope(association=cast.home.association):
        assert Person.objects.count() == before + 1


def memberships(cast: Cast, organisation: Organisation) -> list[tuple[dt.date, dt.date | None]]:
    with scope(association=cast.home.association):
        known = Membership.objects.filter(retired_at=None, organisation=organisation).order_by("since")
        return list(known.values_list("since", "until"))


def test_a_membership_with_a_last_day_is_corrected_or_struck_out(cast: Cast, clerk: Client) -> None:
    county = a_county(6)
    actor = cast.home.clerk_actor
    with scope(association=cast.home.association):
        first = begin_membership(actor=actor, organisation_id=county.id, since=DAY, until=dt.date(2016, 12, 31))
        later = begin_membership(actor=actor, organisation_id=county.id, since=dt.date(2017, 2, 1))
    listed = clerk.get(reverse("organisation-membership", kwargs={"organisation_id": county.id})).content.decode()
    address = reverse("membership", kwargs={"membership_id": first.id})
    assert address in listed
    assert 'value="2016-12-31"' in clerk.get(address).content.decode()
    given = {"step": "correct", "since": "2016-11-01", "until": "2017-01-31"}
    for wrong, status in (({"until": "2017-02-01"}, 409), ({"until": "2016-10-01"}, 409), ({"since": ""}, 422)):
        answer = clerk.post(address, given | wrong)
        assert answer.status_code == status
        assert 'class="error"' in answer.content.decode()
    assert clerk.post(address, given).status_code == 302
    assert memberships(cast, county) == [(DAY, dt.date(2017, 1, 31)), (dt.date(2017, 2, 1), None)]
    assert clerk.get(address).status_code == 302
    assert clerk.post(address, given | {"until": ""}).status_code == 409
    strike = reverse("membership", kwargs={"membership_id": later.id})
    assert clerk.post(strike, {"step": "strike"}).status_code == 302
    assert clerk.post(strike, {"step": "strike"}).status_code == 302
    assert memberships(cast, county) == [(DAY, dt.date(2017, 1, 31))]


def test_whoever_begins_what_a_colleague_has_begun_is_told(cast: Cast, clerk: Client) -> None:
    county = a_county(6)
    address = reverse("organisation-membership", kwargs={"organisation_id": county.id})
    with scope(association=cast.home.association):
        begin_membership(actor=cast.home.signatory_actor, organisation_id=county.id, since=DAY)
    same = clerk.post(address, {"step": "begin", "since": "2016-11-01"})
    other = clerk.post(address, {"step": "begin", "since": "2017-01-01"})
    assert (same.status_code, other.status_code) == (302, 409)
    html = other.content.decode()
    assert "01.11.2016" in html.partition('class="error"')[2]
    assert 'value="2017-01-01"' in html
    assert memberships(cast, county) == [(DAY, None)]
    clerk.post(address, {"step": "end", "last_day": "2016-12-31"})
    late = clerk.post(address, {"step": "end", "last_day": "2016-12-30"})
    assert late.status_code == 409
    assert 'value="2016-12-30"' in late.content.decode()
