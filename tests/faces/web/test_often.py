"""What may be asked for only so often: links that fail, and searches."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.faces.web.stage import Stage, guest_of, have_asked, logged_in


def test_whoever_tries_many_links_is_slowed_down(stage: Stage) -> None:
    client = Client(REMOTE_ADDR="192.0.2.50")
    statuses = [client.get(f"/l/broken-{number}").status_code for number in range(62)]
    assert statuses == [404] * 60 + [429] * 2
    assert client.get("/l/broken").headers["Referrer-Policy"] == "no-referrer"
    assert Client(REMOTE_ADDR="192.0.2.51").get("/l/broken").status_code == 404


def test_links_that_hold_are_not_counted(stage: Stage) -> None:
    for _again in range(65):
        assert Client().get(stage.link).status_code == 303
    assert guest_of(stage).get(reverse("letter", kwargs={"recipient_id": stage.letter.id})).status_code == 200


def test_a_program_that_searches_is_slowed_down_and_a_person_is_not(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    have_asked(stage.home.clerk, "search", 238)
    statuses = [client.get(reverse("circulars"), {"q": f"wort{number}"}).status_code for number in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert client.get(reverse("circulars")).status_code == 200
    assert logged_in(stage.home.signatory).get(reverse("circulars"), {"q": "wort"}).status_code == 200


def test_to_count_a_search_costs_four_statements(stage: Stage) -> None:
    """Lock, look, write, free the lock."""
    client = logged_in(stage.home.clerk)
    client.get(reverse("circulars"), {"q": "wort"})
    for words, most in (({}, 0), ({"q": "wort"}, 4)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("circulars"), words).status_code == 200
        assert len([one for one in asked if "web_cache" in one["sql"] or "SAVEPOINT" in one["sql"]]) == most
