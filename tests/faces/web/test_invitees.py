"""Groups and invitations beside the circular: as an office runs them, and as whoever is invited sees theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.answering import Browser
from tests.faces.web.stage import Stage, link_of, logged_in
from tests.faces.web.test_conferences import address, body, hidden
from tests.office.conferences.inviting_guests import EVA, PRESS, UWE, a_group, accepted, guest_mails, guests
from tests.office.conferences.registering import an_invitation, invited, persons, registered
from umlauf.faces.web.invitee_page import group_rows
from umlauf.faces.web.invitees import COOKIE
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.plan import PlannedItem
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.enums import GroupAdmission
from umlauf.office.conferences.invitee_frame import invitee_address
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee, Programme, Registration

GROUPS_QUERIES = 10
GROUP_QUERIES = 17
EVENT_QUERIES = 6

pytestmark = pytest.mark.django_db


@pytest.fixture
def ahead(cast: Cast) -> Conference:
    """A conference with somebody of the press and of the radio invited beside its members."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, items=(PlannedItem("Begrüßung"),))
        guests(cast.home, a_group(cast.home, conference, per_invitee=2), EVA, UWE)
    return conference


@pytest.fixture
def eva(ahead: Conference) -> Invitee:
    with scope(association=ahead.association):
        return Invitee.objects.select_related("group__conference").get(name="Eva Lang")


def by_its_link(invitee: Invitee) -> Browser:
    """A browser that has opened the link of an invitation."""
    client = Client()
    token = sign_link(Purpose.EVENT, invitee.id, invitee.link_generation)
    response = client.get(reverse("event-link", kwargs={"token": token}))
    assert (response.status_code, response.headers["Referrer-Policy"]) == (303, "no-referrer")
    return Browser(client, response.headers["Location"])


def at_desk(cast: Cast, invitee: Invitee) -> Browser:
    at = {"conference_id": invitee.group.conference_id, "invitee_id": invitee.id}
    return Browser(logged_in(cast.home.clerk), reverse("invitee", kwargs=at))


def of_group(name: str, group: InvitedGroup) -> str:
    return reverse(name, kwargs={"conference_id": group.conference_id, "group_id": group.id})


def rows_of(conference: Conference) -> list[tuple[str, str]]:
    with scope(association=conference.association):
        return list(Registration.objects.filter(conference=conference).order_by("id").values_list("name", "state"))


def test_the_office_makes_a_group_enters_people_and_sends(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("groups", ahead)
    assert f'<a class="act" href="{path}">' in body(client, "conference", ahead)
    assert f'<a href="{reverse("conferences")}" aria-current="page">' in body(client, "groups", ahead)
    entry: dict[str, Any] = {"name": "Bund", "invitation": "Kommen Sie.", "per_invitee": 1, "admission": "all"}
    wrong = client.post(address("group-new", ahead), entry | {"name": "Presse"})
    assert (wrong.status_code, 'id="id_name_error"' in wrong.content.decode()) == (422, True)
    entry |= {"register_by": "2016-11-30", "register_by_time": "12:00", "outside_total": "on", "places": 3}
    made = client.post(address("group-new", ahead), entry)
    with scope(association=ahead.association):
        group = InvitedGroup.objects.get(name="Bund")
    assert made.headers["Location"] == of_group("group", group)
    assert (group.outside_total, group.places, group.register_by_time) == (True, 3, dt.time(12))
    lines = "Dr. Ada Ott; Referatsleiterin; Bundesamt; ada.ott@bund.example\n\nBundesbank\t\t\tbank@bund.example\n"
    there = of_group("group", group)
    assert client.post(there, {"step": "enter", "language": "de", "lines": "a;b;c;d;e"}).status_code == 422
    assert client.post(there, {"step": "enter", "language": "de", "lines": lines}).status_code == 302
    html = client.get(there).content.decode()
    assert hidden(html)["count"] == "2"
    assert client.post(there, {"step": "send", "count": 2}).status_code == 302
    with scope(association=ahead.association):
        known = list(group.invitees.order_by("id").values_list("name", "house", "email", "queued_at"))
    assert known == [
        ("Dr. Ada Ott", "Bundesamt", "ada.ott@bund.example", None),
        ("Bundesbank", "", "bank@bund.example", None),
    ]
    edit = of_group("group-edit", group)
    seen = hidden(client.get(edit).content.decode())["seen"]
    assert client.post(edit, entry | {"places": 4, "seen": "old"}).status_code == 422
    assert client.post(edit, entry | {"places": 4, "seen": seen}).status_code == 302
    assert client.post(edit, {"step": "remove"}).status_code == 302
    with scope(association=ahead.association):
        assert InvitedGroup.objects.get(id=group.id).places == 4


def test_whoever_is_invited_sees_their_page_and_nothing_of_the_letter(eva: Invitee, ahead: Conference) -> None:
    with scope(association=ahead.association):
        issue, recipient = ahead.circular.issue, invited(ahead)[0]
        registered(recipient, *persons(1))
    browser = by_its_link(eva)
    html = browser.html()
    assert all(said in html for said in (ahead.title, PRESS.invitation, ahead.association.name, "Eva Lang"))
    assert not any(said in html for said in (issue.label, issue.short_label, recipient.name, "Uwe", "Person 1"))
    assert COOKIE in browser.client.cookies
    assert browser.client.get(reverse("letter", kwargs={"recipient_id": recipient.id})).status_code == 404
    other = reverse("event", kwargs={"invitee_id": eva.id + 1})
    assert browser.client.get(other).status_code == 404
    assert browser.client.post(f"{other}decline/", {"nonce": "x", "name": "E", "email": EVA.email}).status_code == 404
    with scope(association=ahead.association):
        address_of_letter = link_of(recipient)
    reader = Client()
    assert reader.get(address_of_letter).status_code == 303
    assert reader.get(browser.door).status_code == 404


def test_they_register_more_come_some_withdraw_and_all_decline(eva: Invitee, ahead: Conference) -> None:
    browser = by_its_link(eva)
    form = browser.form("register/")
    page = browser.send("register/", form)
    assert page.address == browser.door
    browser.send("register/", form)  # a second click
    assert rows_of(ahead) == [("Eva Lang", "admitted")]
    browser.send("register/", person__0__name="Olaf Kern")
    assert rows_of(ahead) == [("Eva Lang", "admitted"), ("Olaf Kern", "admitted")]
    assert browser.client.get(f"{browser.door}register/").status_code == 302  # the invitation is for two
    with scope(association=ahead.association):
        olaf = Registration.objects.get(name="Olaf Kern").id
    assert browser.client.get(f"{browser.door}withdraw/").status_code == 200
    browser.send("withdraw/", person=olaf)
    assert rows_of(ahead)[1] == ("Olaf Kern", "withdrawn")
    browser.send("decline/")
    assert rows_of(ahead)[0] == ("Eva Lang", "withdrawn")
    with scope(association=ahead.association):
        eva.refresh_from_db()
        assert (eva.revision, guest_mails(eva).count()) == (4, 5)


def test_one_second_late_is_said_kindly_and_what_was_typed_stays(eva: Invitee, ahead: Conference) -> None:
    with scope(association=ahead.association):
        InvitedGroup.objects.update(register_by=dt.date(2016, 11, 30), register_by_time=dt.time(12))
    set_office_time(dt.datetime(2016, 11, 30, 10, 59, 30, tzinfo=dt.UTC))
    browser = by_its_link(eva)
    form = browser.form("register/")
    set_office_time(dt.datetime(2016, 11, 30, 11, 0, 1, tzinfo=dt.UTC))
    page = browser.send("register/", form, person__0__name="Eva Maria Lang")
    assert (page.status, rows_of(ahead)) == (422, [])
    assert browser.client.get(f"{browser.door}register/").status_code == 302
    browser.send("decline/")
    with scope(association=ahead.association):
        eva.refresh_from_db()
    assert eva.answered_at is not None


@pytest.mark.parametrize("status", ["cancelled", "planned"])
def test_what_is_over_or_cancelled_is_read_and_not_answered(eva: Invitee, ahead: Conference, status: str) -> None:
    browser = by_its_link(eva)
    with scope(association=ahead.association):
        Conference.objects.update(status=status)
    if status == "planned":
        set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    assert ahead.title in browser.html()
    assert browser.client.get(f"{browser.door}register/").status_code == 302
    assert browser.client.get(f"{browser.door}decline/").status_code == 302


def test_the_programme_is_there_and_the_link_ends(eva: Invitee, ahead: Conference, cast: Cast) -> None:
    browser = by_its_link(eva)
    programme = f"{browser.door}programme.pdf"
    assert browser.client.get(programme).status_code == 404
    with scope(association=ahead.association):
        seen = Programme.objects.get(conference=ahead).revision
        release_programme(actor=cast.home.clerk_actor, conference_id=ahead.id, seen=seen, note="", nonce="once")
    known = browser.client.get(programme)
    assert (known.status_code, known.headers["Content-Type"]) == (200, "application/pdf")
    assert programme.rpartition("/")[2] in browser.html()
    desk = at_desk(cast, eva)
    assert desk.client.post(desk.door, {"step": "renew", "generation": 1}).status_code == 302
    assert browser.client.get(browser.door).status_code == 404
    assert Client().get(reverse("event-mangled", kwargs={"rest": "x/y"})).status_code == 404
    set_office_time(dt.datetime(2017, 3, 3, 12, tzinfo=dt.UTC))
    with scope(association=ahead.association):
        eva.refresh_from_db()
        token = invitee_address(eva).rpartition("/")[2]
    assert Client().get(reverse("event-link", kwargs={"token": token})).status_code == 404


def test_at_the_desk_it_is_keyed_in_extended_and_set_right(eva: Invitee, ahead: Conference, cast: Cast) -> None:
    desk = at_desk(cast, eva)
    desk.send("register/", channel="phone", person__0__name="Eva Lang", name="", email="")
    assert rows_of(ahead) == [("Eva Lang", "admitted")]
    desk.send("withdraw/", channel="mail")
    assert rows_of(ahead) == [("Eva Lang", "withdrawn")]
    desk.send("register/", channel="letter", person__0__name="Eva Lang")
    desk.send("decline/", channel="fax")
    assert [state for _name, state in rows_of(ahead)] == ["withdrawn", "withdrawn"]
    late = {"step": "extend", "until": "2016-12-01", "reason": ""}
    assert desk.client.post(desk.door, late).status_code == 422
    assert desk.client.post(desk.door, late | {"reason": "Krank"}).status_code == 302
    change = {"step": "change", "name": "Eva Langer", "house": "Kreisblatt", "email": EVA.email, "language": "en"}
    assert desk.client.post(desk.door, change).status_code == 302
    assert desk.client.post(desk.door, {"step": "remove"}).status_code == 200
    with scope(association=ahead.association):
        eva.refresh_from_db()
    assert (eva.name, eva.language, eva.until) == ("Eva Langer", "en", dt.date(2016, 12, 1))


def test_who_was_not_invited_yet_is_taken_out_and_the_silent_are_reminded(
    eva: Invitee, ahead: Conference, cast: Cast
) -> None:
    with scope(association=ahead.association):
        (new,) = guests(cast.home, eva.group, replace(EVA, name="Neu", email="neu@neu.example"), send=False)
        accepted(eva)
    client = logged_in(cast.home.clerk)
    desk = at_desk(cast, new)
    assert desk.client.post(desk.door, {"step": "remove"}).status_code == 302
    set_office_time(dt.datetime(2016, 11, 20, 12, tzinfo=dt.UTC))
    there = of_group("group", eva.group)
    assert hidden(client.get(there).content.decode())["count"] == "1"
    assert client.post(there, {"step": "remind", "count": 1}).status_code == 302
    with scope(association=ahead.association):
        assert Invitee.objects.get(name="Uwe Moor").reminded_at is not None
        assert not Invitee.objects.filter(id=new.id).exists()


def test_guests_stand_in_the_lists_beside_the_members(eva: Invitee, ahead: Conference, cast: Cast) -> None:
    with scope(association=ahead.association):
        registered(invited(ahead)[0], *persons(1))
        InvitedGroup.objects.update(admission=GroupAdmission.CASE)
        accepted(eva)
    client = logged_in(cast.home.clerk)
    participants = reverse("participants", kwargs={"circular_id": ahead.circular_id})
    assert at_desk(cast, eva).door in client.get(participants).content.decode()
    for query, there in ((f"?group={eva.group_id}", True), ("?group=members", False)):
        html = client.get(participants + query).content.decode()
        assert (at_desk(cast, eva).door in html) is there
    assert "Eva Lang, Kreisblatt" in body(client, "cases", ahead)
    with scope(association=ahead.association):
        row = Registration.objects.get(invitee=eva)
        case = reverse("case", kwargs={"conference_id": ahead.id, "registration_id": row.id})
    assert "Eva Lang, Kreisblatt" in client.get(case).content.decode()


def test_who_waits_is_not_shown_as_registered_and_who_was_refused_not_as_declining(
    eva: Invitee, ahead: Conference, cast: Cast
) -> None:
    with scope(association=ahead.association):
        accepted(eva)
        row = Registration.objects.get(invitee=eva)
    client = logged_in(cast.home.clerk)
    expected = {"admitted": "comes", "waiting": "pending", "review": "pending", "refused": "refused"}
    for state, standing in {**expected, "withdrawn": "declined"}.items():
        with scope(association=ahead.association):
            Registration.objects.filter(id=row.id).update(state=state)
            (declined,) = [one.declined for one in group_rows(ahead)]
        assert dict(client.get(of_group("group", eva.group)).context["listed"])[eva] == standing
        assert declined == (standing == "declined")


def said_on(page: Any) -> str:
    """The sentence above the decision."""
    form = page.content.decode().split('value="decide">')[1]
    return str(form.split("<p>")[1].split("</p>")[0])


def test_before_a_decision_the_page_says_whether_the_group_has_room(
    eva: Invitee, ahead: Conference, cast: Cast
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=ahead.association):
        InvitedGroup.objects.update(admission=GroupAdmission.CASE, outside_total=True)
        registered(invited(ahead)[0], *persons(1))
        Conference.objects.filter(id=ahead.id).update(places=1)
        accepted(eva)
        row = Registration.objects.get(invitee=eva)
    case = reverse("case", kwargs={"conference_id": ahead.id, "registration_id": row.id})
    said = {}
    for places in (None, 0):
        with scope(association=ahead.association):
            InvitedGroup.objects.update(places=places)
        page = client.get(case)
        said[page.context["room"]] = said_on(page)
    assert set(said) == {True, False}
    assert said[True] != said[False]
    with scope(association=ahead.association):
        Conference.objects.filter(id=ahead.id).update(places=None)
        InvitedGroup.objects.update(places=None)
    assert said_on(client.get(case)) == said[True]


def test_who_is_outside_of_the_total_is_not_of_it(eva: Invitee, ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=ahead.association):
        InvitedGroup.objects.update(outside_total=True)
        registered(invited(ahead)[0], *persons(1))
        Conference.objects.filter(id=ahead.id).update(places=1)
        accepted(eva)
    page = client.get(address("conference", ahead))
    assert (page.context["people"]["admitted"], page.context["outside"]) == (1, 1)
    participants = reverse("participants", kwargs={"circular_id": ahead.circular_id})
    places = client.get(participants).context["places"]
    assert (places.admitted, places.outside, places.everybody) == (1, 1, 2)
    limited = client.get(participants).content.decode()
    with scope(association=ahead.association):
        Conference.objects.filter(id=ahead.id).update(places=None)
    page, free = client.get(address("conference", ahead)), client.get(participants).content.decode()
    assert (page.context["people"]["admitted"], page.context["outside"]) == (2, 0)
    with translation.override("de"):
        outside, admitted = gettext("outside of the total: %(count)s") % {"count": 1}, gettext("admitted: %(taken)s")
    assert (outside in limited, outside in free) == (True, False)
    assert f"<span>{admitted % {'taken': 2}}</span>" in free


def test_nothing_of_a_conference_for_the_named_alone_is_offered(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, confidentiality=Confidentiality.NAMED)
    client = logged_in(cast.home.clerk)
    assert address("groups", conference) not in body(client, "conference", conference)
    assert address("group-new", conference) not in body(client, "groups", conference)


def test_the_pages_ask_the_same_however_many_there_are(
    eva: Invitee, ahead: Conference, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, browser = logged_in(cast.home.clerk), by_its_link(eva)
    browser.html()
    with scope(association=ahead.association):
        accepted(eva)
    with django_assert_num_queries(GROUPS_QUERIES):
        body(client, "groups", ahead)
    with scope(association=ahead.association):
        a_group(cast.home, ahead, name="Bund")
        people = [replace(EVA, name=f"Person {one}", email=f"p{one}@blatt.example") for one in range(20)]
        guests(cast.home, eva.group, *people)
    with django_assert_num_queries(GROUPS_QUERIES):
        body(client, "groups", ahead)
    with django_assert_num_queries(GROUP_QUERIES):
        client.get(of_group("group", eva.group))
    with django_assert_num_queries(EVENT_QUERIES):
        browser.html()


def test_nobody_of_another_association_sees_a_group(stage: Stage, ahead: Conference, cast: Cast) -> None:
    client = logged_in(stage.cast.other.clerk)
    for name in ("groups", "group-new"):
        assert client.get(address(name, ahead)).status_code == 404
