"""Somebody with a place of their own, and what is asked of them. To be used inside the house's scope."""

from __future__ import annotations

from typing import Any

from tests.cast import House
from tests.office.conferences.registering import ANNA, an_invitation, invited, registered
from tests.replay import laid_again
from umlauf.ground.core.actor import Actor, Means
from umlauf.office.conferences.actions.answer_questions import answer_questions
from umlauf.office.conferences.actions.questions import add_question
from umlauf.office.conferences.models import Conference, Question, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.question_entries import QuestionEntry, state_of_answers
from umlauf.office.conferences.question_kinds import Basis, QuestionKind
from umlauf.office.conferences.question_queries import answers_by_question

COACH = QuestionEntry(
    QuestionKind.CHOICE, "Brauchen Sie den Bus?", "Busse bestellen", options=("ja", "nein"), required=True, keep_days=7
)
ARRIVAL = QuestionEntry(QuestionKind.DATE, "Wann reisen Sie an?", "Zimmer halten", keep_days=30, position=2)
NIGHTS = QuestionEntry(QuestionKind.NUMBER, "Wie viele Nächte?", "Zimmer halten", keep_days=30, position=3)
PHOTO = QuestionEntry(
    QuestionKind.CONSENT, "Ich darf fotografiert werden.", "Pressefotos", basis=Basis.CONSENT, keep_days=90, position=4
)


@laid_again
def anna_of(home: House, **plan: Any) -> Registration:
    """Anna, who has a place and an address of her own."""
    conference = an_invitation(home, **plan)
    (row,) = registered(invited(conference)[0], ANNA).added
    return row


def own(row: Registration) -> dict[str, Any]:
    """Whoever has opened the link that went to the person."""
    row.refresh_from_db()
    actor = Actor("Link", row.association_id, Means.LINK)
    return {"actor": actor, "key": PlaceKey(row.id, row.link_generation)}


def ask(home: House, conference: Conference, *entries: QuestionEntry) -> list[Question]:
    return [add_question(actor=home.clerk_actor, conference_id=conference.id, entry=one) for one in entries]


def answer(row: Registration, answers: dict[Question, str], **who: Any) -> None:
    """Answer as the person does, unless somebody else is named."""
    seen = state_of_answers(answers_by_question(row))
    answer_questions(**(own(row) | who), answers={one.id: value for one, value in answers.items()}, seen=seen)
