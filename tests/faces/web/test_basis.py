"""The ground on which the office works: where it is chosen, and where it is said."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.stage import Stage, logged_in
from tests.office.conferences.asking import anna_of
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role

TASK, INTEREST = "Art. 6 Abs. 1 Buchst. e DSGVO", "Art. 6 Abs. 1 Buchst. f DSGVO"


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_an_administrator_chooses_and_the_pages_say_it(stage: Stage) -> None:
    client, chosen = logged_in(stage.people[Role.ADMINISTRATOR]), reverse("legal-basis")
    page = body(client, reverse("staff"))
    assert f'href="{chosen}"' in page
    assert TASK in page
    assert client.post(chosen, {"basis": "consent"}).status_code == 422
    assert 'value="consent"' not in body(client, chosen)
    assert client.post(chosen, {"basis": "interest"}).status_code == 302
    for path in (reverse("staff"), reverse("me")):
        page = body(client, path)
        assert INTEREST in page
        assert TASK not in page


@pytest.mark.parametrize("basis", ["task", "interest"])
def test_a_new_question_proposes_it(cast: Cast, basis: str) -> None:
    with scope(association=cast.home.association):
        anna = anna_of(cast.home)
    Association.objects.filter(id=cast.home.association.id).update(basis=basis)
    page = body(logged_in(cast.home.clerk), reverse("conference-question-new", args=[anna.conference_id]))
    ticked = [tag for tag in page.split("<input") if 'name="basis"' in tag and " checked" in tag.partition(">")[0]]
    assert len(ticked) == 1
    assert f'value="{basis}"' in ticked[0]
