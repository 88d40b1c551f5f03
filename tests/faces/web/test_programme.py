"""The pages of a programme: the editor by form, the release, the versions, and what the letter's page shows of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import Stage, link_of, logged_in, somebody
from tests.office.conferences.registering import ANNA, PLAN, an_invitation, invited, registered
from tests.office.conferences.test_programme import ITEMS
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeItem, ProgrammeVersion

EDITOR_QUERIES = 16
RELEASE_QUERIES = 13


@pytest.fixture
def conference(cast: Cast) -> Conference:
    """One with two items, of which the second has a speaker who was asked, and somebody who comes."""
    with scope(association=cast.home.association):
        made = an_invitation(cast.home, items=ITEMS)
        registered(invited(made)[0], ANNA)
        return made


def address(conference: Conference, name: str = "programme", **known: Any) -> str:
    return reverse(name, kwargs={"conference_id": conference.id, **known})


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def seen(conference: Conference, cast: Cast) -> int:
    with scope(association=cast.home.association):
        return int(Conference.objects.select_related("programme").get(id=conference.id).programme.revision)


def rows(cast: Cast, conference: Conference) -> list[ProgrammeItem]:
    with scope(association=cast.home.association):
        return list(ProgrammeItem.objects.filter(conference=conference).order_by("position"))


def speaker(cast: Cast, name: str = "Vera Quast") -> Contribution:
    with scope(association=cast.home.association):
        return Contribution.objects.get(name=name)


def release(client: Client, conference: Conference, **given: Any) -> Any:
    """Send the form of the release page, as it comes."""
    html = page(client, address(conference, "programme-release"))
    hidden = dict(re.findall(r'name="(seen|shown|nonce)" value="([^"]+)"', html))
    return client.post(address(conference, "programme-release"), hidden | given)


def an_item(**given: Any) -> dict[str, Any]:
    return {"title": "Mittagspause", "kind": "break", "timing": "about", "starts_at": "12:00", "room": ""} | given


def test_an_office_writes_a_programme(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    first = rows(cast, conference)[0]
    html = page(client, address(conference))
    assert "Begrüßung" in html
    page(client, address(conference, "programme-item-new"))
    path = address(conference, "programme-item-new")
    assert client.post(path, an_item(seen=1, after=first.id)).status_code == 302
    assert [row.title for row in rows(cast, conference)] == ["Begrüßung", "Mittagspause", "Abschlussrede"]
    lunch = rows(cast, conference)[1]
    path = address(conference, "programme-item", item_id=lunch.id)
    assert 'value="12:00"' in page(client, path)
    assert client.post(path, an_item(seen=2, title="Mittag")).status_code == 302
    move = {"seen": 3, "move": f"{lunch.id} up"}
    response = client.post(address(conference, "programme-order"), move)
    assert response.headers["Location"].endswith(f"#item-{lunch.id}")
    assert [row.title for row in rows(cast, conference)] == ["Mittag", "Begrüßung", "Abschlussrede"]
    client.post(address(conference, "programme-order"), {"seen": 4, f"position-{lunch.id}": "3"})
    assert [row.title for row in rows(cast, conference)] == ["Begrüßung", "Abschlussrede", "Mittag"]
    path = address(conference, "programme-item-remove", item_id=lunch.id)
    assert client.post(path, {"seen": 5}).status_code == 302
    assert len(rows(cast, conference)) == 2


def test_rooms_stand_in_the_list_and_are_chosen(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    path = address(conference, "programme-rooms")
    page(client, path)
    assert client.post(path, {"seen": 1, "room-new-1": "Saal", "room-new-3": "Foyer"}).status_code == 302
    with scope(association=cast.home.association):
        foyer, hall = conference.rooms.all()
    assert (foyer.name, hall.name) == ("Foyer", "Saal")
    item = rows(cast, conference)[0]
    where = address(conference, "programme-item", item_id=item.id)
    given = {"seen": 2, "title": "Begrüßung", "kind": "welcome", "timing": "exact", "room": str(hall.id)}
    assert client.post(where, given).status_code == 302
    assert "Saal" in page(client, address(conference))
    refused = client.post(path, {"seen": 3, f"room-{foyer.id}": "Foyer", f"room-{hall.id}": ""})
    assert refused.status_code == 422


def test_who_contributes_is_added_answers_and_is_replaced(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    opening = rows(cast, conference)[0]
    path = address(conference, "programme-voice-new", item_id=opening.id)
    page(client, path)
    given = {"kind": "person", "name": "Jan Ahorn", "office": "", "state": "requested", "email": "j.a@land.example"}
    assert client.post(path, given | {"seen": 1}).status_code == 302
    jan = speaker(cast, "Jan Ahorn")
    path = address(conference, "programme-voice", contribution_id=jan.id)
    assert "j.a@land.example" in page(client, path)
    assert client.post(path, given | {"seen": 2, "step": "change", "role": "Moderation"}).status_code == 302
    assert speaker(cast, "Jan Ahorn").role == "moderation"
    state = address(conference, "programme-voice-state", contribution_id=jan.id)
    assert client.post(state, {"seen": 3, "state": "declined"}).status_code == 302
    other = {f"other-{name}": value for name, value in given.items()} | {"other-name": "Eva Esch", "other-seen": "4"}
    assert client.post(path, other | {"step": "replace"}).status_code == 302
    assert (speaker(cast, "Jan Ahorn").state, speaker(cast, "Eva Esch").replaces_id) == ("replaced", jan.id)
    eva = address(conference, "programme-voice", contribution_id=speaker(cast, "Eva Esch").id)
    assert client.post(eva, {"step": "remove", "seen": 5}).status_code == 302
    assert speaker(cast, "Jan Ahorn").state == "requested"


def test_two_at_once_lose_nothing(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    path = address(conference, "programme-item-new")
    assert client.post(path, an_item(seen=1)).status_code == 302
    late = client.post(path, an_item(seen=1, title="Zweite Pause"))
    assert late.status_code == 422
    assert "Zweite Pause" in late.content.decode()
    item = rows(cast, conference)[0]
    stale = {"seen": 1}
    for name, known in (
        ("programme-order", {}),
        ("programme-item-remove", {"item_id": item.id}),
        ("programme-voice-state", {"contribution_id": speaker(cast).id}),
    ):
        given = stale | {"state": "confirmed", "move": f"{item.id} down"}
        assert client.post(address(conference, name, **known), given).status_code == 302
    assert len(rows(cast, conference)) == 3
    assert rows(cast, conference)[0].id == item.id
    assert speaker(cast).state == "requested"


@pytest.mark.parametrize(
    "given",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"kind": "quiz"},
        {"starts_at": "25:00"},
        {"room": "999999"},
        {"room": "Saal"},
        {"parent": "-1"},
        {"after": "0"},
        {"seen": ""},
        {"seen": "9" * 30},
        {"timing": "about", "starts_at": ""},
    ],
    ids=range(11),
)
def test_what_no_item_can_be_is_said_at_the_form(cast: Cast, conference: Conference, given: dict[str, Any]) -> None:
    client = logged_in(cast.home.clerk)
    response = client.post(address(conference, "programme-item-new"), an_item(seen=1) | given)
    assert response.status_code == 422
    assert len(rows(cast, conference)) == 2


def test_version_2_stands_beside_the_letter(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        reader = invited(conference)[1]
    guest = Client()
    guest.get(link_of(reader))
    letter = reverse("letter", kwargs={"recipient_id": reader.id})
    assert "programme.pdf" not in page(guest, letter)
    assert guest.get(letter + "programme.pdf").status_code == 404
    assert release(client, conference).status_code == 302
    voice = address(conference, "programme-voice-state", contribution_id=speaker(cast).id)
    client.post(voice, {"seen": seen(conference, cast), "state": "confirmed"})
    html = page(client, address(conference))
    assert address(conference, "programme-release") in html
    assert client.get(address(conference, "programme-preview")).content.startswith(b"%PDF")
    assert release(client, conference, note="Frau Quast kommt.", contributors="on").status_code == 302
    with scope(association=cast.home.association):
        assert [one.number for one in ProgrammeVersion.objects.all()] == [1, 2]
    html = page(client, address(conference, "programme-difference", number=2))
    assert "Vera Quast" in html
    assert "Frau Quast kommt." in html
    assert client.get(address(conference, "programme-version", number=1)).content.startswith(b"%PDF")
    assert client.get(address(conference, "programme-version", number=3)).status_code == 404
    assert "programme.pdf" in page(guest, letter)
    assert guest.get(letter + "programme.pdf").content.startswith(b"%PDF")
    assert Client().get(letter + "programme.pdf").status_code == 404
    assert address(conference, "programme-release") not in page(client, address(conference))


def test_the_release_says_who_is_told(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    opening = rows(cast, conference)[0]
    earlier = {"title": "Begrüßung", "kind": "welcome", "timing": "exact", "room": "", "starts_at": "09:30"}
    path = address(conference, "programme-item", item_id=opening.id)
    client.post(path, earlier | {"seen": seen(conference, cast)})
    html = page(client, address(conference, "programme-release"))
    assert re.search(r'<input type="checkbox" name="coming"[^>]* checked', html)
    assert 'name="contributors"' not in html
    with scope(association=cast.home.association):
        before = Message.objects.count()
    assert release(client, conference).status_code == 302  # nobody is ticked
    with scope(association=cast.home.association):
        assert Message.objects.count() == before


def test_the_release_says_who_is_not_told_of_it(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    path = address(conference, "programme-item-remove", item_id=rows(cast, conference)[1].id)
    assert client.post(path, {"seen": seen(conference, cast)}).status_code == 302
    main = page(client, address(conference, "programme-release")).partition("<main")[2]
    assert re.search(r'<p class="help">[^<]*Vera Quast, Ministerin</p>', main)


def test_the_release_names_whom_nobody_has_asked_yet(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    with scope(association=cast.home.association):
        Contribution.objects.update(email="v.quast@land.example", role="Schlusswort")
    main = page(client, address(conference, "programme-release")).partition("<main")[2]
    assert 'name="contributors"' not in main
    assert re.search(r'<p class="help">[^<]*<a href="[^"]*">Vera Quast</a></p>', main)
    with scope(association=cast.home.association):
        Contribution.objects.update(state="confirmed")
    assert 'name="contributors"' in page(client, address(conference, "programme-release"))


def test_what_the_page_has_not_shown_is_not_released(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    voice = address(conference, "programme-voice-state", contribution_id=speaker(cast).id)
    client.post(voice, {"seen": seen(conference, cast), "state": "confirmed"})
    for shown in ("0" * 64, ""):
        assert release(client, conference, shown=shown).status_code == 422
    assert release(client, conference).status_code == 302


def test_enter_in_a_number_orders_by_the_numbers(cast: Cast, conference: Conference) -> None:
    """The first button of a form is the one that Enter presses."""
    html = page(logged_in(cast.home.clerk), address(conference))
    _before, _tag, form = html.partition('<form id="order"')
    own, _end, after = form.partition("</form>")
    assert "<button" in own
    assert 'name="move"' not in _before + own
    assert 'name="move"' in after


def test_the_same_release_again_and_nothing_new(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    assert release(client, conference, seen="1", nonce="anders").status_code == 422
    with scope(association=cast.home.association):
        assert ProgrammeVersion.objects.count() == 1


def test_a_draft_with_an_older_programme_says_so(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        plan = replace(PLAN, items=ITEMS)
        actor, circular = stage.home.clerk_actor, stage.draft
        made = plan_conference(actor=actor, circular_id=circular.id, plan=plan)
        release_programme(actor=actor, conference_id=made.id, seen=1, nonce="a")
    draft = reverse("circular", kwargs={"circular_id": circular.id})
    before = page(client, draft).count("hint-warning")
    client.post(address(made, "programme-item-new"), an_item(seen=1))
    assert page(client, draft).count("hint-warning") == before + 1
    assert release(client, made).status_code == 302
    assert page(client, draft).count("hint-warning") == before


def test_who_only_reads_finds_no_buttons(cast: Cast, conference: Conference) -> None:
    html = page(logged_in(somebody(cast, Role.REVIEWER)), address(conference))
    assert "Abschlussrede" in html
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]


def test_once_it_is_over_nothing_is_offered(cast: Cast, conference: Conference) -> None:
    client = logged_in(cast.home.clerk)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    html = page(client, address(conference))
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]
    assert client.get(address(conference, "programme-release")).status_code == 302


def test_a_long_programme_asks_no_more_of_the_database(
    cast: Cast, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    release(client, conference)
    with scope(association=cast.home.association):
        own = {"association_id": conference.association_id}
        for place in range(3, 30):
            item = ProgrammeItem.objects.create(**own, conference=conference, position=place, title=f"Punkt {place}")
            Contribution.objects.create(**own, item=item, position=1, name=f"Person {place}")
    with django_assert_num_queries(EDITOR_QUERIES):
        page(client, address(conference))
    with django_assert_num_queries(RELEASE_QUERIES):
        page(client, address(conference, "programme-release"))
