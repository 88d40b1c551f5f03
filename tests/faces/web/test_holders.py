"""The pages of posts, of whoever holds them, and of people."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_pen, add_responsible
from tests.faces.web.stage import logged_in
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, end_tenure
from umlauf.office.directory.models import Deputyship, Function, Person, PersonDetails, Post, PostDetails, Tenure

POST_QUERIES = 13
NEW_PERSON = {
    "who": "new",
    "salutation": "ms",
    "title": "Dr.",
    "first_name": "Almut",
    "last_name": "Beispiel",
    "since": "2016-12-01",
}


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return logged_in(cast.home.clerk)


@pytest.fixture
def head(cast: Cast) -> Post:
    """The post of the Landrat of the home association's first county, held by Dr. Jan Ahorntal."""
    with scope(association=cast.home.association):
        return Post.objects.get(organisation=cast.home.members[0], function__name="Landrat")


@pytest.fixture
def held(cast: Cast, head: Post) -> Tenure:
    with scope(association=cast.home.association):
        return head.tenures.get()


def at(name: str, post: Post) -> str:
    return reverse(name, kwargs={"post_id": post.id})


def tenures(cast: Cast, post: Post) -> list[tuple[dt.date, dt.date | None]]:
    with scope(association=cast.home.association):
        found = Tenure.objects.filter(retired_at=None, post=post).order_by("since")
        return list(found.values_list("since", "until"))


def test_a_post_shows_who_holds_it_and_its_address(clerk: Client, head: Post) -> None:
    html = clerk.get(at("post", head)).content.decode()
    assert "Dr. Jan Ahorntal" in html
    assert "landrat@lk-ahorntal.example" in html
    assert "01.07.1994" in html


def test_a_post_asks_as_often_for_three_holders_as_for_one(
    cast: Cast, clerk: Client, head: Post, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk.get(at("post", head))
    with django_assert_num_queries(POST_QUERIES):
        clerk.get(at("post", head))
    with scope(association=cast.home.association):
        for year in (2014, 2015):
            entry = TenureEntry(dt.date(year, 1, 1))
            appoint(actor=cast.home.clerk_actor, post_id=head.id, entry=entry, new=PersonEntry(f"Muster {year}"))
    with django_assert_num_queries(POST_QUERIES):
        clerk.get(at("post", head))


def test_a_new_person_takes_over(cast: Cast, clerk: Client, head: Post) -> None:
    assert clerk.post(at("post-appoint", head), NEW_PERSON).status_code == 302
    assert tenures(cast, head) == [
        (dt.date(1994, 7, 1), dt.date(2016, 11, 30)),
        (dt.date(2016, 12, 1), None),
    ]
    assert "Dr. Almut Beispiel" in clerk.get(at("post", head)).content.decode()


def test_somebody_known_is_found_by_a_part_of_the_name(cast: Cast, clerk: Client, head: Post) -> None:
    with scope(association=cast.home.association):
        entry = TenureEntry(dt.date(2000, 1, 1))
        other = Post.objects.get(organisation=cast.home.members[1], function__name="Landrat")
        appoint(actor=cast.home.clerk_actor, post_id=other.id, entry=entry, new=PersonEntry("Beispiel", "Almut"))
        person = PersonDetails.objects.get(last_name="Beispiel").person_id
    typed = {"step": "find", "q": "beisp", "since": "2016-12-24", "first_name": "Getippt"}
    page = clerk.post(at("post-appoint", head), typed)
    assert page.status_code == 200
    html = page.content.decode()
    assert f'value="{person}"' in html
    assert 'value="2016-12-24"' in html
    assert 'value="Getippt"' in html
    part = clerk.post(at("post-appoint", head), typed, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert f'value="{person}"' in part
    given = {"q": "beisp", "who": str(person), "since": "2016-12-01", "acting": "on"}
    assert clerk.post(at("post-appoint", head), given).status_code == 302
    with scope(association=cast.home.association):
        acting = Tenure.objects.get(retired_at=None, post=head, person=person)
        assert acting.kind == "acting"
        assert Person.objects.filter(details__last_name="Beispiel").distinct().count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"last_name": ""}, 422, "last_name"),
        ({"who": ""}, 422, "who"),
        ({"who": "424242"}, 422, "who"),
        ({"email": "ohne"}, 422, "email"),
        ({"since": ""}, 422, "since"),
        ({"since": "2016-12-01", "until": "2016-11-01"}, 409, "until"),
        ({"since": "1990-01-01"}, 409, "since"),
    ],
)
def test_what_is_refused_keeps_what_was_written(
    cast: Cast, clerk: Client, head: Post, changed: dict[str, str], status: int, field: str
) -> None:
    before = tenures(cast, head)
    answer = clerk.post(at("post-appoint", head), NEW_PERSON | changed)
    assert answer.status_code == status
    html = answer.content.decode()
    assert 'value="Almut"' in html
    assert f'href="#id_{field}' in html
    assert tenures(cast, head) == before
    with scope(association=cast.home.association):
        assert not PersonDetails.objects.filter(first_name="Almut").exists()


def test_nobody_is_chosen_and_written_at_once(cast: Cast, clerk: Client, head: Post, held: Tenure) -> None:
    given = NEW_PERSON | {"q": "ahorn", "who": str(held.person_id)}
    assert clerk.post(at("post-appoint", head), given).status_code == 422


def test_a_post_is_opened_with_a_new_function(cast: Cast, clerk: Client) -> None:
    address = reverse("post-new", kwargs={"organisation_id": cast.home.members[0].id})
    given = {
        "function": "new",
        "function_name": "Beigeordnete/r",
        "function_kind": "deputy_head",
        "female_name": "Beigeordnete",
        "male_name": "Beigeordneter",
        "email": "beigeordnete@lk-ahorntal.example",
    }
    assert clerk.post(address, given | {"function_name": ""}).status_code == 422
    assert clerk.post(address, given | {"email": "ohne"}).status_code == 422
    with scope(association=cast.home.association):
        assert not Function.objects.filter(kind="deputy_head").exists()
    opened = clerk.post(address, given)
    with scope(association=cast.home.association):
        post = Post.objects.get(function__name="Beigeordnete/r")
    assert opened.headers["Location"] == at("post", post)


def test_a_post_is_opened_with_a_function_that_is_there(cast: Cast, clerk: Client, head: Post) -> None:
    address = reverse("post-new", kwargs={"organisation_id": cast.home.members[0].id})
    both = {"function": str(head.function_id), "function_name": "Noch eine"}
    assert clerk.post(address, both).status_code == 422
    assert clerk.post(address, {"function": ""}).status_code == 422
    clerk.post(address, {"function": str(head.function_id), "subject": "Ost", "since": "2016-01-01"})
    with scope(association=cast.home.association):
        details = PostDetails.objects.get(post__subject="Ost")
    assert details.since == dt.date(2016, 1, 1)


def test_a_function_of_others_is_not_to_be_had(cast: Cast, clerk: Client) -> None:
    with scope(association=cast.other.association):
        foreign = Function.objects.get(name="Landrat")
    address = reverse("post-new", kwargs={"organisation_id": cast.home.members[0].id})
    assert clerk.post(address, {"function": str(foreign.id)}).status_code == 422


def test_address_and_phone_of_a_post_change(cast: Cast, clerk: Client, head: Post) -> None:
    assert clerk.post(at("post-details", head), {"email": "ohne"}).status_code == 422
    given = {"email": "neu@lk-ahorntal.example", "phone": "+49 391 123-0"}
    assert clerk.post(at("post-details", head), given).status_code == 302
    with scope(association=cast.home.association):
        details = PostDetails.objects.get(retired_at=None, post=head)
    assert (details.email, details.phone) == ("neu@lk-ahorntal.example", "+49 391 123-0")


def test_a_post_is_closed_and_opened_again(cast: Cast, clerk: Client, head: Post) -> None:
    page = reverse("organisation", kwargs={"organisation_id": head.organisation_id})
    assert clerk.post(at("post-close", head), {"last_day": "1990-01-01"}).status_code == 409
    assert clerk.post(at("post-close", head), {"last_day": "2016-10-31"}).headers["Location"] == page
    assert tenures(cast, head) == [(dt.date(1994, 7, 1), dt.date(2016, 10, 31))]
    assert at("post", head) in clerk.get(page).content.decode()
    assert at("post-appoint", head) not in clerk.get(at("post", head)).content.decode()
    clerk.post(at("post-details", head), {"email": "landrat@lk-ahorntal.example"})
    assert at("post-appoint", head) in clerk.get(at("post", head)).content.decode()


def test_deputies_stand_in_while_a_post_is_vacant(cast: Cast, clerk: Client, head: Post, held: Tenure) -> None:
    with scope(association=cast.home.association):
        department = add_responsible(cast.home, cast.home.members[0], keyword="Kita")
        entry = TenureEntry(dt.date(2000, 1, 1))
        appoint(actor=cast.home.clerk_actor, post_id=department.id, entry=entry, new=PersonEntry("Vertretung", "Vera"))
        end_tenure(actor=cast.home.clerk_actor, tenure_id=held.id, last_day=dt.date(2016, 10, 1))
    assert clerk.post(at("post-deputies", head), {"deputy_1": str(head.id), "since": "2016-10-01"}).status_code == 422
    clerk.post(at("post-deputies", head), {"deputy_1": str(department.id), "since": "2016-10-01"})
    assert "Vera Vertretung" in clerk.get(at("post", head)).content.decode()
    assert f'<option value="{department.id}" selected>' in clerk.get(at("post-deputies", head)).content.decode()
    clerk.post(at("post-deputies", head), {"since": "2016-10-15"})
    with scope(association=cast.home.association):
        assert Deputyship.objects.get(retired_at=None).until == dt.date(2016, 10, 14)


def test_a_tenure_ends_or_is_corrected(cast: Cast, clerk: Client, head: Post, held: Tenure) -> None:
    address = reverse("tenure", kwargs={"tenure_id": held.id})
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"step": "end", "end-last_day": "1990-01-01"}).status_code == 409
    assert clerk.post(address, {"step": "correct", "since": ""}).status_code == 422
    given = {"step": "end", "end-last_day": "2016-10-31", "end-carries_on": "on"}
    assert clerk.post(address, given).headers["Location"] == at("post", head)
    with scope(association=cast.home.association):
        ended = Tenure.objects.get(retired_at=None, post=head)
    assert ended.carries_on
    corrected = reverse("tenure", kwargs={"tenure_id": ended.id})
    clerk.post(corrected, {"step": "correct", "since": "2001-01-01", "until": "2016-10-30"})
    assert tenures(cast, head) == [(dt.date(2001, 1, 1), dt.date(2016, 10, 30))]


def test_a_tenure_that_changed_meanwhile_is_not_overwritten(
    cast: Cast, clerk: Client, head: Post, held: Tenure
) -> None:
    address = reverse("tenure", kwargs={"tenure_id": held.id})
    with scope(association=cast.home.association):
        end_tenure(actor=cast.home.signatory_actor, tenure_id=held.id, last_day=dt.date(2016, 10, 1))
    assert clerk.get(address).headers["Location"] == at("post", head)
    late = clerk.post(address, {"step": "end", "end-last_day": "2016-12-31"})
    assert late.status_code == 409
    assert 'value="2016-12-31"' in late.content.decode()
    assert clerk.post(address, {"step": "strike"}).status_code == 409
    assert tenures(cast, head) == [(dt.date(1994, 7, 1), dt.date(2016, 10, 1))]


def test_a_tenure_is_struck_out(cast: Cast, clerk: Client, head: Post, held: Tenure) -> None:
    clerk.post(reverse("tenure", kwargs={"tenure_id": held.id}), {"step": "strike"})
    assert tenures(cast, head) == []


def test_a_person_is_described(cast: Cast, clerk: Client, held: Tenure) -> None:
    page = reverse("person", kwargs={"person_id": held.person_id})
    edit = reverse("person-edit", kwargs={"person_id": held.person_id})
    assert at("post", held.post) in clerk.get(page).content.decode()
    assert 'autocomplete="off"' in clerk.get(edit).content.decode()
    given = {"salutation": "mr", "title": "Dr.", "first_name": "Jan", "last_name": "Ahorn", "email": "jan@x.example"}
    assert clerk.post(edit, given | {"last_name": ""}).status_code == 422
    assert clerk.post(edit, given | {"email": "ohne"}).status_code == 422
    assert clerk.post(edit, given).headers["Location"] == page
    html = clerk.get(page).content.decode()
    assert "Sehr geehrter Herr Dr. Ahorn" in html
    assert "Sehr geehrter Herr Landrat Dr. Ahorn" in clerk.get(edit).content.decode()
    clerk.post(edit, given | {"letter_form": "Sehr verehrter Herr Landrat"})
    assert "Sehr verehrter Herr Landrat" in clerk.get(page).content.decode()


def test_whoever_is_forgotten_stays_in_the_history_without_a_name(
    cast: Cast, clerk: Client, head: Post, held: Tenure
) -> None:
    with scope(association=cast.home.association):
        a_pen(cast.home).retire(PersonDetails.objects.get(person=held.person_id))
    person = reverse("person", kwargs={"person_id": held.person_id})
    assert clerk.get(person).status_code == 404
    html = clerk.get(at("post", head)).content.decode()
    assert "01.07.1994" in html
    assert person not in html


def test_what_belongs_to_others_is_not_there(cast: Cast, head: Post, held: Tenure) -> None:
    other = logged_in(cast.other.clerk)
    for name in ("post", "post-appoint", "post-deputies", "post-details", "post-close"):
        assert other.get(at(name, head)).status_code == 404
        assert other.post(at(name, head), NEW_PERSON).status_code in {404, 405}
    assert other.post(reverse("tenure", kwargs={"tenure_id": held.id}), {"step": "strike"}).status_code == 404
    for name in ("person", "person-edit"):
        assert other.get(reverse(name, kwargs={"person_id": held.person_id})).status_code == 404
    assert tenures(cast, head) == [(dt.date(1994, 7, 1), None)]
