"""The rows of the table of addresses that are about conferences."""

from __future__ import annotations

from typing import Final

from django_scopes import scope

from tests.faces.web.access_rows import EVERYBODY, KEYING_IN, NONE, READERS, WRITERS, Row, letter, own, posts, row
from tests.faces.web.stage import Stage
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import AdmissionCase, Conference, Question, Registration

CONFERENCES: Final[dict[str, Row]] = {
    "conferences": own(READERS),
    "conference-new": own(WRITERS),
    "conference": row(READERS),
    **dict.fromkeys(("programme", "programme-preview", "programme-version", "programme-difference"), row(READERS)),
    **dict.fromkeys(
        (
            *("programme-item-new", "programme-item", "programme-rooms", "programme-release"),
            *("programme-voice-new", "programme-voice"),
        ),
        row(KEYING_IN),
    ),
    **dict.fromkeys(
        ("programme-item-remove", "programme-order", "programme-voice-state"), posts(KEYING_IN | {"other_clerk"})
    ),
    **dict.fromkeys(("letter-programme", "letter-form"), letter(set(), NONE)),  # its circular invites to nothing
    "desk-form": row(set()),
    "returned-form": posts(WRITERS | {"other_clerk"}),
    **dict.fromkeys(
        (
            *("conference-questions", "conference-question-new", "conference-question", "conference-question-edit"),
            *("conference-needs", "conference-person"),
        ),
        row(KEYING_IN),
    ),
    **dict.fromkeys(("conference-question-close", "conference-questions-tell"), posts(KEYING_IN | {"other_clerk"})),
    **dict.fromkeys(("place-link", "place-mangled"), row(EVERYBODY, NONE, strangers=NONE)),
    **dict.fromkeys(("place", "place-withdraw", "place-programme", "place-calendar"), row(set(), strangers=NONE)),
    **dict.fromkeys(
        ("conference-edit", "conference-places", "conference-cancel", "admission", "cases", "case", "waiting-list"),
        row(KEYING_IN),
    ),
}


def _undecided(stage: Stage, conference: Conference) -> int:
    """Somebody about whom it is not decided yet; the id of the registration."""
    known = AdmissionCase.objects.filter(registration__conference=conference).first()
    if known is None:
        owner = {"association": stage.home.association}
        row = Registration.objects.create(
            **owner,
            conference=conference,
            recipient=Recipient.objects.filter(issue=stage.ready).earliest("id"),
            name="Anna Berg",
            state="review",
            channel="phone",
            at=office_now(),
            queued_at=office_now(),
        )
        known = AdmissionCase.objects.create(**owner, registration=row, why="each")
    return known.registration_id


def _asked(stage: Stage, conference: Conference) -> int:
    """A question that nobody has answered; its id."""
    known = Question.objects.filter(conference=conference).first() or Question.objects.create(
        association=stage.home.association,
        conference=conference,
        position=1,
        kind="text",
        text="Wann kommen Sie an?",
        purpose="Abholung",
        basis="task",
        keep_days=0,
    )
    return known.id


def conference_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """The conference to which the circular that is ready invites, by the names of addresses."""
    with scope(association=stage.home.association):
        conference = Conference.objects.get(circular=stage.ready.circular_id)
        item = conference.items.get()
        voice = item.contributions.get()
        registration = _undecided(stage, conference)
        question = _asked(stage, conference)
    known: dict[str, object] = {"conference_id": conference.id}
    return {
        **{name: known for name in CONFERENCES if name not in {"conferences", "conference-new"}},
        **dict.fromkeys(
            ("programme-item", "programme-item-remove", "programme-voice-new"), known | {"item_id": item.id}
        ),
        **dict.fromkeys(
            ("conference-question", "conference-question-edit", "conference-question-close"),
            known | {"question_id": question},
        ),
        "conference-person": known | {"registration_id": registration},
        **{f"place{page}": {"registration_id": registration} for page in ("", "-withdraw", "-programme", "-calendar")},
        "place-link": {"token": "never"},
        "place-mangled": {"rest": "never/ever"},
        "case": known | {"registration_id": registration},
        **dict.fromkeys(("programme-voice", "programme-voice-state"), known | {"contribution_id": voice.id}),
        **dict.fromkeys(("programme-version", "programme-difference"), known | {"number": 1}),
        **{name: {"recipient_id": stage.letter.id} for name in ("letter-programme", "letter-form")},
        "desk-form": {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id},
        "returned-form": {},
    }
