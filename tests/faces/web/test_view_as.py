"""An administrator sees the pages as somebody else does: marked, read only, for a while, and recorded."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.faces.web.urls import urlpatterns
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import Means
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import sweep
from umlauf.office.directory.actions.viewing import end_viewing
from umlauf.office.directory.models import Grant, Viewing

REASON = {"reason": "Frau Feldkamp findet den Entwurf nicht."}
BAR = 'action="/view/end/"'


def looking(stage: Stage, user: User | None = None) -> Client:
    """The browser of an administrator who sees the pages as the clerk does."""
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    address = reverse("staff-view", kwargs={"user_id": (user or stage.home.clerk).id})
    assert client.post(address, REASON).headers["Location"] == reverse("today")
    return client


def events(stage: Stage) -> list[str]:
    with scope(association=stage.home.association):
        return list(Entry.objects.order_by("sequence").values_list("event", flat=True))


def test_one_sees_what_the_other_sees_and_is_told_so(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    assert client.get(reverse("circular-new")).status_code == 404
    client = looking(stage)
    for name in ("today", "circular-new", "lists"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert BAR in page.content.decode()
        assert stage.home.clerk.name in page.content.decode()
    assert client.get(reverse("staff")).status_code == 404


def test_nothing_is_written_meanwhile(stage: Stage) -> None:
    client = looking(stage)
    before = row_counts()
    for pattern in urlpatterns:
        name = str(pattern.name)
        if "POST" in pattern.callback.methods and name not in {"view-end", "language", "account_logout"}:  # type: ignore[attr-defined]
            kwargs = dict.fromkeys(pattern.pattern.regex.groupindex, "1")
            response = client.post(reverse(name, kwargs=kwargs), REASON)
            assert (response.status_code, BAR in response.content.decode()) == (403, True), name
    assert row_counts() == before


def test_the_account_stays_ones_own(stage: Stage) -> None:
    page = looking(stage).get(reverse("mfa_index")).content.decode()
    assert stage.people[Role.ADMINISTRATOR].name in page


def test_begin_and_end_are_recorded_with_the_reason(stage: Stage) -> None:
    before = events(stage)
    client = looking(stage)
    client.get(reverse("circulars"))
    ended = client.post(reverse("view-end"))
    assert ended.headers["Location"] == reverse("staff-person", kwargs={"user_id": stage.home.clerk.id})
    assert events(stage)[len(before) :] == ["directory.viewing_begun", "directory.viewing_ended"]
    with scope(association=stage.home.association):
        begun = PersonalPart.objects.get(entry__event="directory.viewing_begun").data
    assert begun["reason"] == REASON["reason"]
    assert begun["user"] == stage.people[Role.ADMINISTRATOR].id
    assert BAR not in client.get("/").content.decode()
    assert client.post(reverse("view-end")).headers["Location"] == "/"
    assert len(events(stage)) == len(before) + 2


def run_out(stage: Stage, client: Client | None = None) -> None:
    """Its time is over: of the row, and of the session where that goes on."""
    with scope(association=stage.home.association):
        Viewing.objects.update(until=machine_now())
    if client is not None:
        session = client.session
        session["view_as"] = session["view_as"] | {"until": 0}
        session.save()


def test_it_ends_by_itself(stage: Stage) -> None:
    client = looking(stage)
    run_out(stage, client)
    assert BAR not in client.get("/").content.decode()
    assert client.get(reverse("staff")).status_code == 200
    assert one_end(stage) == Means.TASK


def test_one_that_ran_out_unseen_is_found(stage: Stage) -> None:
    client = looking(stage)
    sweep()
    assert "directory.viewing_ended" not in events(stage)
    run_out(stage)
    sweep()
    assert one_end(stage) == Means.TASK
    run_out(stage, client)
    assert BAR not in client.get("/").content.decode()
    sweep()
    assert one_end(stage) == Means.TASK


def test_it_ends_with_the_logout(stage: Stage) -> None:
    client = looking(stage)
    client.post(reverse("account_logout"))
    assert one_end(stage) == Means.LOGIN


def test_it_ends_with_its_session(stage: Stage) -> None:
    client = looking(stage)
    user = stage.people[Role.ADMINISTRATOR]
    session = UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="192.0.2.1", user_agent="Firefox"
    )
    logged_in(user).post(reverse("session-end", kwargs={"session_id": session.id}))
    assert client.get("/").status_code == 302
    assert one_end(stage) == Means.LOGIN


def test_whoever_looks_ends_their_own_alone(stage: Stage) -> None:
    looking(stage)
    with scope(association=stage.home.association):
        viewing = Viewing.objects.get()
        end_viewing(actor=stage.home.clerk_actor, viewing_id=viewing.id)
        assert Viewing.objects.exists()
    assert "directory.viewing_ended" not in events(stage)


def one_end(stage: Stage) -> str:
    """By which means the one end there is was recorded; it names both."""
    with scope(association=stage.home.association):
        entry = Entry.objects.get(event="directory.viewing_ended")
        data = PersonalPart.objects.get(entry=entry).data
        assert not Viewing.objects.exists()
    assert (data["by"], data["to"]) == (stage.people[Role.ADMINISTRATOR].email, stage.home.clerk.email)
    return entry.means


def test_it_ends_with_the_administration(stage: Stage) -> None:
    client = looking(stage)
    with scope(association=stage.home.association):
        Grant.objects.filter(user=stage.people[Role.ADMINISTRATOR]).update(role=Role.REVIEWER)
    page = client.get("/")
    assert BAR not in page.content.decode()
    assert client.get(reverse("circular-new")).status_code == 404
    assert one_end(stage) == Means.LOGIN


def test_whoever_was_suspended_shows_nothing_any_more(stage: Stage) -> None:
    client = looking(stage)
    with scope(association=stage.home.association):
        Grant.objects.filter(user=stage.home.clerk).update(suspended_at="2016-11-01T00:00Z")
    assert client.get(reverse("circulars")).status_code == 404
    assert client.post(reverse("view-end")).status_code == 302


def test_without_a_reason_and_at_oneself_nobody_looks(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    address = reverse("staff-view", kwargs={"user_id": stage.home.clerk.id})
    assert client.post(address, {"reason": " "}).status_code == 422
    own = reverse("staff-view", kwargs={"user_id": stage.people[Role.ADMINISTRATOR].id})
    assert client.post(own, REASON).status_code == 409
    assert BAR not in client.get("/").content.decode()


def test_the_office_looks_at_no_member(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    for user in (stage.cast.member, stage.cast.other.clerk):
        assert client.post(reverse("staff-view", kwargs={"user_id": user.id}), REASON).status_code == 404


def test_of_somebody_with_two_houses_one_sees_the_own_alone(stage: Stage) -> None:
    with scope(association=stage.cast.other.association):
        Grant.objects.create(association=stage.cast.other.association, user=stage.home.clerk, role=Role.CLERK)
    page = looking(stage).get("/").content.decode()
    assert stage.cast.other.association.name not in page


def test_a_members_administrator_looks_in_their_own_house(stage: Stage) -> None:
    client = logged_in(stage.people[Role.MEMBER_ADMINISTRATOR])
    letter = reverse("letter", kwargs={"recipient_id": stage.letter.id})
    assert client.get(letter).status_code == 404
    assert client.post(reverse("house-staff-view", kwargs={"user_id": stage.cast.member.id}), REASON).status_code == 302
    assert client.get(letter).status_code == 200
    assert client.post(reverse("letter-answer", kwargs={"recipient_id": stage.letter.id})).status_code == 403
    assert client.post(reverse("view-end")).headers["Location"] == reverse(
        "house-staff-person", kwargs={"user_id": stage.cast.member.id}
    )
    assert client.post(reverse("house-staff-view", kwargs={"user_id": stage.home.clerk.id}), REASON).status_code == 404


def test_language_and_logout_go_on(stage: Stage) -> None:
    client = looking(stage)
    assert client.post(reverse("language"), {"language": "en", "next": "/"}).status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/").status_code == 302
