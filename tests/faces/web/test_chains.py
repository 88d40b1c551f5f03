"""The pages on which it is said who agrees, and who is away."""

from __future__ import annotations

import datetime as dt
import re

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, logged_in
from tests.office.circulars.agreeing import add_to_chain, laid
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.chain import chain_of
from umlauf.office.circulars.models import Absence, ChainStep
from umlauf.office.directory.actions.grants import suspend
from umlauf.office.directory.hats import actor_of, hats_of


def office(stage: Stage) -> Client:
    return logged_in(stage.people[Role.ADMINISTRATOR])


def address(stage: Stage) -> str:
    return reverse("series-chain", args=[stage.home.series.id])


def seen_on(client: Client, stage: Stage) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(address(stage)).content.decode())
    assert found
    return found[1]


def rows(*people: tuple[User | None, User | None, int]) -> dict[str, str]:
    """What the form sends for these: who, stand-in, order."""
    sent = {f"{name}_{row}": "" for row in range(1, 7) for name in ("who", "stand_in", "place")}
    for row, (who, stand_in, place) in enumerate(people, 1):
        sent |= {f"who_{row}": str(who.id) if who else "", f"place_{row}": str(place)}
        sent |= {f"stand_in_{row}": str(stand_in.id) if stand_in else ""}
    return sent


def stands(stage: Stage) -> list[tuple[int, int, int | None]]:
    with scope(association=stage.home.association):
        return [(one.position, one.approver_id, one.stand_in_id) for one in chain_of(stage.home.series.id)]


def test_an_administrator_says_who_agrees(stage: Stage) -> None:
    client = office(stage)
    clerk, signatory, reviewer = stage.home.clerk, stage.home.signatory, stage.people[Role.REVIEWER]
    sent = rows((reviewer, None, 2), (clerk, signatory, 1), (signatory, None, 1))
    response = client.post(address(stage), sent | {"seen": seen_on(client, stage)})
    assert response.headers["Location"] == address(stage)
    assert stands(stage) == [
        (1, clerk.id, signatory.id),
        (1, signatory.id, None),
        (2, reviewer.id, None),
    ]
    page = client.get(address(stage)).content.decode()
    lead = re.search(r'<p class="lead">(.*?)</p>', page)
    assert lead
    places = [lead[1].index(one.name) for one in (clerk, reviewer)]
    assert places == sorted(places)
    assert re.search(rf'name="who_3"[^>]*>.*?value="{reviewer.id}" selected', page, re.DOTALL)
    assert reviewer.name in client.get(reverse("series")).content.decode()


def test_only_those_who_may_agree_are_offered(stage: Stage) -> None:
    page = office(stage).get(address(stage)).content.decode()
    choices = re.search(r'<select name="who_1".*?</select>', page, re.DOTALL)
    assert choices
    offered = set(re.findall(r'value="(\d+)"', choices[0]))
    agreeing = {stage.home.clerk, stage.home.signatory}
    agreeing |= {stage.people[role] for role in (Role.CLERK, Role.SIGNATORY, Role.REVIEWER)}
    assert offered == {str(one.id) for one in agreeing}


def test_what_does_not_fit_is_said_and_nothing_saved(stage: Stage) -> None:
    client = office(stage)
    clerk, reviewer = stage.home.clerk, stage.people[Role.REVIEWER]
    seen = {"seen": seen_on(client, stage)}
    assert client.post(address(stage), rows((clerk, None, 1), (clerk, None, 2)) | seen).status_code == 409
    assert client.post(address(stage), rows((clerk, clerk, 1)) | seen).status_code == 409
    assert client.post(address(stage), rows((None, clerk, 1)) | seen).status_code == 422
    stranger = rows((stage.cast.other.clerk, None, 1))
    assert client.post(address(stage), stranger | seen).status_code == 422
    assert stands(stage) == []
    assert client.post(address(stage), rows((reviewer, None, 1)) | seen).status_code == 302
    late = client.post(address(stage), rows((clerk, None, 1)) | seen)
    assert late.status_code == 409
    assert stands(stage) == [(1, reviewer.id, None)]
    again = re.search(r'name="seen" value="(\w+)"', late.content.decode())
    assert again
    assert client.post(address(stage), rows((clerk, None, 1)) | {"seen": again[1]}).status_code == 302
    assert stands(stage) == [(1, clerk.id, None)]


def test_the_pages_say_who_can_agree_no_more(stage: Stage) -> None:
    client, boss = office(stage), stage.people[Role.ADMINISTRATOR]
    reviewer, other = stage.people[Role.REVIEWER], stage.home.signatory
    with scope(association=stage.home.association):
        add_to_chain(stage.home, reviewer, stand_in=other)
        laid(stage.home)
    for page in (address(stage), reverse("series"), reverse("staff")):
        assert "bad" not in _about(client.get(page).content.decode(), other.name)
    with scope(association=stage.home.association):
        actor = actor_of(boss, hats_of(boss)[0], Means.LOGIN)
        suspend(actor=actor, user_id=reviewer.id)
    for page in (address(stage), reverse("series"), reverse("staff")):
        assert "bad" in _about(client.get(page).content.decode(), other.name)
    assert client.post(address(stage), rows((reviewer, other, 1)) | {"seen": seen_on(client, stage)}).status_code == 302
    sent = rows((reviewer, other, 2), (stage.home.clerk, None, 1))
    assert client.post(address(stage), sent | {"seen": seen_on(client, stage)}).status_code == 409


def _about(page: str, name: str) -> str:
    """The classes of the elements in which a name stands."""
    return " ".join(re.findall(rf'class="([^"]*)">[^<]*{re.escape(name)}', page))


def test_before_whom_it_is_laid_and_who_can_agree_no_more_stands_with_the_draft(stage: Stage) -> None:
    clerk, boss = logged_in(stage.home.clerk), stage.people[Role.ADMINISTRATOR]
    reviewer, signatory = stage.people[Role.REVIEWER], stage.people[Role.SIGNATORY]
    with scope(association=stage.home.association):
        add_to_chain(stage.home, reviewer)
        laid(stage.home, stage.draft)
    circular = reverse("circular", args=[stage.draft.id])
    assert "note bad" not in clerk.get(circular).content.decode()
    with scope(association=stage.home.association):
        suspend(actor=actor_of(boss, hats_of(boss)[0], Means.LOGIN), user_id=reviewer.id)
    assert re.search(rf'note bad">[^<]*{reviewer.name}', clerk.get(circular).content.decode())
    clerk.post(reverse("circular-take-back", args=[stage.draft.id]))
    lay = reverse("circular-lay", args=[stage.draft.id])
    assert f"<b>{reviewer.name}</b>" not in clerk.get(lay).content.decode()
    with scope(association=stage.home.association):
        ChainStep.objects.update(stand_in=stage.people[Role.CLERK])
    page = clerk.get(lay).content.decode()
    places = [page.index(f"<b>{one.name}</b>") for one in (stage.people[Role.CLERK], signatory)]
    assert places == sorted(places)


def test_one_enters_that_one_is_away_and_strikes_it(stage: Stage) -> None:
    client, page = logged_in(stage.home.clerk), reverse("absences")
    today = office_today(stage.home.association)
    later = today + dt.timedelta(days=13)
    with scope(association=stage.home.association):
        add_to_chain(stage.home, stage.home.clerk, stand_in=stage.people[Role.REVIEWER])
    assert stage.people[Role.REVIEWER].name in client.get(page).content.decode()
    days = {"since": today.isoformat(), "until": later.isoformat()}
    assert client.post(page, days | {"step": "enter"}).headers["Location"] == page
    with scope(association=stage.home.association):
        absence = Absence.objects.get()
    assert (absence.user, absence.since, absence.until) == (stage.home.clerk, today, later)
    assert f'name="strike" value="{absence.id}"' in client.get(page).content.decode()
    wrong = {"since": later.isoformat(), "until": today.isoformat(), "step": "enter"}
    assert client.post(page, wrong).status_code == 409
    assert client.post(page, {"step": "enter"}).status_code == 422
    assert client.post(page, {"strike": str(absence.id)}).headers["Location"] == page
    with scope(association=stage.home.association):
        assert not Absence.objects.exists()


def test_an_administrator_enters_it_for_a_colleague(stage: Stage) -> None:
    client, reviewer = office(stage), stage.people[Role.REVIEWER]
    page = reverse("staff-absences", args=[reviewer.id])
    person = reverse("staff-person", args=[reviewer.id])
    assert 'href="absences/"' in client.get(person).content.decode()
    today = office_today(stage.home.association).isoformat()
    assert client.post(page, {"since": today, "until": today, "step": "enter"}).headers["Location"] == page
    with scope(association=stage.home.association):
        assert Absence.objects.get().user == reviewer


def test_for_whoever_agrees_to_nothing_there_is_no_such_page(stage: Stage) -> None:
    client = office(stage)
    for user in (stage.people[Role.DOOR], stage.cast.member, stage.cast.other.clerk):
        assert client.get(reverse("staff-absences", args=[user.id])).status_code == 404
    door = reverse("staff-person", args=[stage.people[Role.DOOR].id])
    assert 'href="absences/"' not in client.get(door).content.decode()


def test_nobody_strikes_anothers_absence(stage: Stage) -> None:
    reviewer = stage.people[Role.REVIEWER]
    today = office_today(stage.home.association)
    with scope(association=stage.home.association):
        absence = Absence.objects.create(association=stage.home.association, user=reviewer, since=today, until=today)
    logged_in(stage.home.clerk).post(reverse("absences"), {"strike": str(absence.id)})
    with scope(association=stage.home.association):
        assert Absence.objects.get() == absence
