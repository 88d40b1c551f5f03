"""Emergency access on its pages."""

from __future__ import annotations

from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, logged_in
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import sweep
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Emergency, Grant

WHY = {"reason": "Die Verwaltung ist im Urlaub, und eine Kollegin braucht Zugang."}


def test_one_asks_and_a_colleague_confirms(stage: Stage) -> None:
    reviewer = stage.people[Role.REVIEWER]
    client = logged_in(reviewer)
    assert client.get(reverse("staff")).status_code == 404
    assert client.post(reverse("emergency"), WHY).headers["Location"] == reverse("emergency")
    with scope(association=stage.home.association):
        asked = Emergency.objects.get(asked_by=reviewer)
    confirm = reverse("emergency-confirm", kwargs={"emergency_id": asked.id})
    assert confirm not in client.get(reverse("emergency")).content.decode()
    assert client.post(confirm).status_code == 409
    colleague = logged_in(stage.home.signatory)
    assert confirm in colleague.get(reverse("emergency")).content.decode()
    assert WHY["reason"] in colleague.get(confirm).content.decode()
    assert colleague.post(confirm).headers["Location"] == reverse("emergency")
    assert Role.ADMINISTRATOR in hats_of(reviewer)[0].roles
    assert client.get(reverse("staff")).status_code == 200
    assert reviewer.name in client.get(reverse("emergency")).content.decode()


def test_what_was_is_seen_while_it_runs_and_after(stage: Stage) -> None:
    signatory, door = logged_in(stage.home.signatory), logged_in(stage.people[Role.DOOR])
    reason = stage.emergency.reason
    confirm = reverse("emergency-confirm", kwargs={"emergency_id": stage.emergency.id})
    assert "<table" not in signatory.get(reverse("emergency")).content.decode()
    signatory.post(confirm)
    assert reason in signatory.get(reverse("emergency")).content.decode()
    with scope(association=stage.home.association):
        Emergency.objects.update(until=machine_now())
        Grant.objects.exclude(until=None).update(until=machine_now())
    sweep()
    page = signatory.get(reverse("emergency")).content.decode()
    table = page[page.index("<table") :]
    assert all(word in table for word in (reason, stage.home.clerk.name, stage.home.signatory.name))
    assert reason not in door.get(reverse("emergency")).content.decode()


def test_confirming_needs_a_second_factor_of_the_last_minutes(stage: Stage) -> None:
    client = logged_in(stage.home.signatory)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session.save()
    confirm = reverse("emergency-confirm", kwargs={"emergency_id": stage.emergency.id})
    assert reverse("mfa_reauthenticate") in client.post(confirm).headers["Location"]
    assert Role.ADMINISTRATOR not in hats_of(stage.home.clerk)[0].roles


def test_without_a_reason_nothing_is_asked(stage: Stage) -> None:
    assert logged_in(stage.people[Role.DOOR]).post(reverse("emergency"), {"reason": " "}).status_code == 422


def test_another_association_knows_nothing_of_it(stage: Stage) -> None:
    client = logged_in(stage.cast.other.signatory)
    assert client.get(reverse("emergency-confirm", kwargs={"emergency_id": stage.emergency.id})).status_code == 404
    assert stage.home.clerk.name not in client.get(reverse("emergency")).content.decode()
