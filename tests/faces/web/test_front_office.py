"""The pages on which a front office registers those for whom it acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django_scopes import scope

from tests.faces.web.answering import (
    SAYER,
    Browser,
    answer_of,
    guest,
    invite,
    it_is_late,
    letter_path,
    member,
    people_of,
)
from tests.faces.web.stage import Stage, logged_in
from umlauf.faces.cli.visitor import Form
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.models import Registration
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint
from umlauf.office.directory.enums import Salutation
from umlauf.office.directory.models import Grant, Post, Principal, Tenure
from umlauf.office.responses.enums import AnswerState, Counting

HEAD, SOCIAL = "Landrat", "Dezernat Soziales"
JAN = "Dr. Jan Ahorntal"


def office_of(stage: Stage, *functions: str) -> Browser:
    """The front office of the shared county before the letter, acting for the posts with these functions."""
    user = stage.people[Role.FRONT_OFFICE]
    with scope(association=stage.home.association):
        grant = Grant.objects.get(user=user)
        for post in Post.objects.filter(organisation=stage.cast.shared, function__name__in=functions):
            Principal.objects.create(association=grant.association, grant=grant, post=post)
    return Browser(logged_in(user), letter_path(stage))


def fill(stage: Stage) -> None:
    """Let Eva Beispiel hold the department for social affairs of the shared county."""
    with scope(association=stage.home.association):
        post = Post.objects.get(organisation=stage.cast.shared, function__name=SOCIAL)
        entry, new = TenureEntry(since=dt.date(2016, 10, 1)), PersonEntry("Beispiel", "Eva", salutation=Salutation.MS)
        appoint(actor=stage.home.clerk_actor, post_id=post.id, entry=entry, person_id=None, new=new)


def field_of(stage: Stage, last_name: str) -> str:
    """The name of the field with which somebody of the county is ticked."""
    with scope(association=stage.home.association):
        held = Tenure.objects.get(post__organisation=stage.cast.shared, person__details__last_name=last_name)
        return f"principal-{held.person_id}"


def names_in(form: Form) -> set[str]:
    return {one.name for one in form.controls if one.name}


def ticked(form: Form) -> set[str]:
    return {one.name for one in form.controls if one.kind == "checkbox" and one.ticked}


def rows_of(stage: Stage) -> list[dict[str, Any]]:
    with scope(association=stage.home.association):
        rows = Registration.objects.order_by("id").values("name", "function", "email", "represents")
        return [dict(row) for row in rows]


def test_the_only_principal_is_ticked_already(stage: Stage) -> None:
    """Name and function come from the directory; the mail with the calendar entry goes where the office says."""
    invite(stage)
    office, jan = office_of(stage, HEAD), field_of(stage, "Ahorntal")
    page = office.page("register/")
    assert JAN in page.text
    form = office.form("register/")
    assert ticked(form) == {jan}
    assert not any(name.startswith("person-") for name in names_in(form))
    assert not [one for one in form.controls if one.name == "add"]
    assert office.send("register/", form, **{f"{jan}-email": "jan@lk-ahorntal.example"}).status == 200
    assert rows_of(stage) == [
        {"name": JAN, "function": HEAD, "email": "jan@lk-ahorntal.example", "represents": ""},
    ]


def test_of_several_principals_those_come_who_are_ticked(stage: Stage) -> None:
    invite(stage)
    fill(stage)
    office, beispiel = office_of(stage, HEAD, SOCIAL), field_of(stage, "Beispiel")
    form = office.form("register/")
    assert ticked(form) == set()
    assert office.send("register/", form).status == 422
    office.send("register/", form, **{beispiel: "on"})
    assert [(one["name"], one["function"]) for one in rows_of(stage)] == [("Eva Beispiel", SOCIAL)]
    left = names_in(office.form("register/"))
    assert field_of(stage, "Ahorntal") in left
    assert beispiel not in left


def test_a_vacant_post_is_named_and_can_be_represented(stage: Stage) -> None:
    invite(stage)
    office = office_of(stage, HEAD, SOCIAL)
    page = office.page("register/")
    assert SOCIAL in page.text
    assert any(address.endswith("deputy/") for _words, address in page.links)
    form = office.form("deputy/")
    represents = next(one for one in form.controls if one.name == "represents")
    assert represents.kind == "select"
    assert office.send("deputy/", form, represents="Anna Berg", person__name="Bert Cramer").status == 422
    assert office.send("deputy/", form, represents=SOCIAL, person__name="Bert Cramer").status == 200
    assert rows_of(stage)[0] | {"email": ""} == {
        "name": "Bert Cramer",
        "function": "",
        "email": "",
        "represents": SOCIAL,
    }


def test_it_sees_who_else_comes_and_changes_nothing_of_it(stage: Stage) -> None:
    invite(stage)
    guest(stage).send("register/", person__0__name="Anna Berg", **SAYER)
    office = office_of(stage, HEAD)
    office.send("register/")
    with scope(association=stage.home.association):
        ids = dict(Registration.objects.values_list("name", "id"))
    page = office.page()
    assert "Anna Berg" in page.text
    below = {address for _words, address in page.links}
    assert any(address.endswith(f"people/{ids[JAN]}/") for address in below)
    assert not any(address.endswith((f"people/{ids['Anna Berg']}/", "decline/")) for address in below)
    assert office.page(f"people/{ids['Anna Berg']}/").address == letter_path(stage)
    assert office.page("decline/").address == letter_path(stage)
    form = office.form("withdraw/")
    assert [one.value for one in form.controls if one.name == "person"] == [str(ids[JAN])]
    assert office.send("withdraw/", form, person=str(ids["Anna Berg"])).status == 422
    office.send("withdraw/", form, person=str(ids[JAN]))
    assert people_of(stage) == [("Anna Berg", "admitted"), (JAN, "withdrawn")]


@pytest.mark.parametrize("path", ["register/", "deputy/"])
def test_a_name_that_was_written_all_the_same_is_refused(stage: Stage, path: str) -> None:
    invite(stage)
    fields = {"register/": {"person__0__name": "Anna Berg"}, "deputy/": {"represents": "Anna", "person__name": "Bert"}}
    assert office_of(stage, HEAD).send(path, **fields[path]).status == 422
    assert people_of(stage) == []


def test_a_form_is_sent_after_somebody_else_has_taken_the_post(stage: Stage) -> None:
    """Nothing is ticked then; that must not pass for „nobody else comes“."""
    invite(stage, counts=Counting.FINAL)
    office = office_of(stage, HEAD)
    guest(stage).send("register/", person__0__name="Anna Berg", more="on", **SAYER)
    form = office.form("register/")
    with scope(association=stage.home.association):
        Tenure.objects.filter(post__organisation=stage.cast.shared).update(until="2016-10-31")
    assert office.send("register/", form).status == 422
    answer = answer_of(stage)
    assert answer is not None
    assert not answer.final


def test_an_address_of_somebody_who_is_not_ticked_is_asked_about(stage: Stage) -> None:
    invite(stage)
    fill(stage)
    office = office_of(stage, HEAD, SOCIAL)
    mail = {f"{field_of(stage, 'Beispiel')}-email": "jan@lk-ahorntal.example"}
    assert office.send("register/", **{field_of(stage, "Ahorntal"): "on"}, **mail).status == 422
    assert people_of(stage) == []


def test_who_answers_by_another_role_too_has_principals_and_room_for_others(stage: Stage) -> None:
    invite(stage)
    office = office_of(stage, HEAD)
    home = stage.home.association
    with scope(association=home):
        user = stage.people[Role.FRONT_OFFICE]
        Grant.objects.create(association=home, user=user, role=Role.REGISTRY, organisation=stage.cast.shared)
    form = office.form("register/")
    assert {"person-0-name", field_of(stage, "Ahorntal")} <= names_in(form)
    more = office.send("register/", form, add="1", person__0__name="Anna Berg")
    assert any({"person-0-name", "person-1-name"} <= names_in(one) for one in more.forms)
    office.send("register/", form, person__0__name="Anna Berg")
    assert [name for name, _state in people_of(stage)] == [JAN, "Anna Berg"]
    assert next(one.kind for one in office.form("deputy/").controls if one.name == "represents") != "select"


@pytest.mark.parametrize("door", [guest, member])
def test_nobody_else_is_offered_principals(stage: Stage, door: Any) -> None:
    invite(stage)
    office_of(stage, HEAD)
    assert not any(name.startswith("principal-") for name in names_in(door(stage).form("register/")))


def test_a_front_office_without_principals_registers_as_the_registry_does(stage: Stage) -> None:
    invite(stage)
    office_of(stage).send("register/", person__0__name="Anna Berg")
    assert people_of(stage) == [("Anna Berg", "admitted")]


def test_it_steps_back_when_it_is_late(stage: Stage) -> None:
    invite(stage, closes_at_deadline=True)
    office = office_of(stage, HEAD)
    it_is_late()
    assert any(address.endswith("decline/") for _words, address in office.page().links)
    office.send("decline/")
    answer = answer_of(stage)
    assert answer is not None
    assert answer.state == AnswerState.DECLINED


def test_whose_posts_are_gone_is_told_whom_to_ask(stage: Stage) -> None:
    invite(stage)
    office = office_of(stage, HEAD)
    with scope(association=stage.home.association):
        for post in Post.objects.filter(organisation=stage.cast.shared):
            post.details.update(until="2016-10-31")
    assert office.page("register/").status == 200
    assert office.send("register/").status == 422
    assert office.send("deputy/", represents=HEAD, person__name="Bert Cramer").status == 422
