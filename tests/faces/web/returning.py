"""What the tests of the answers share: pages by name, and counties of which some have answered."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    an_entry,
    an_invitation,
    guest,
    invited,
    registered,
)
from umlauf.office.conferences.actions.withdraw import decline
from umlauf.office.conferences.models import Conference


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def page(circular_id: int, name: str = "circular", **more: int) -> str:
    return reverse(name, kwargs={"circular_id": circular_id, **more})


def answers_of_three(cast: Cast) -> Conference:
    """An invitation to three counties: one registers two people, one declines, one is missing."""
    conference = an_invitation(cast.home)
    first, second, _third = invited(conference)
    registered(first, ANNA, BERT)
    decline(actor=guest(second), recipient_id=second.id, entry=an_entry())
    return conference


def post_terms(client: Client, circular_id: int, **given: str) -> tuple[int, str]:
    fields = {"step": "terms", "counts": "first", "closes_at_deadline": "False"} | given
    response = client.post(page(circular_id, "circular-ask"), fields)
    return response.status_code, response.content.decode()


def nonce_of(html: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', html)
    assert found
    return found[1]
