"""What those who come have chosen of the items that take place at once."""

from __future__ import annotations

import secrets

from django.http import HttpResponse
from django.shortcuts import render

from umlauf.faces.web.forum_words import labels_of, when_of_block
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.forums import forums_of
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.question_queries import people_coming
from umlauf.office.conferences.unanswered import with_something_open


def forums(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """Each block with its forums: seats, how many have chosen each, and the way to who they are."""
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    known, now = forums_of(found), office_now()
    labels = labels_of(found, known)
    context = {
        "conference": found,
        "blocks": [(block, when_of_block(block)) for block in known.blocks],
        "gone": [(one, labels[one.block, one.item]) for one in known.gone],
        "lost": sum(one.chosen for one in known.gone),
        "ahead": takes_place(found, now),
        "missing": len(with_something_open(found, list(people_coming(found)), now)),
        "nonce": secrets.token_urlsafe(16),
    }
    return render(request, "web/conference/forums.html", context)
