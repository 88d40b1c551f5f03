"""What the page of one's own place shows, put together from the rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.faces.web.forum_page import ForumSection, forum_section
from umlauf.faces.web.place_forms import NeedsForm, QuestionsForm
from umlauf.faces.web.requests import PlaceRequest
from umlauf.faces.web.security_page import step_of
from umlauf.ground.core.addresses import readable_address
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.actions.ask_for_oneself import no_asking
from umlauf.office.conferences.actions.sayings import last_day_of, last_day_of_needs
from umlauf.office.conferences.calendar import calendar_of
from umlauf.office.conferences.enums import ASKING_AGAIN, ConferenceStatus, RegistrationState
from umlauf.office.conferences.mailing import openly
from umlauf.office.conferences.models import Question, QuestionAnswer, Registration
from umlauf.office.conferences.offers import together_with, until_in_words
from umlauf.office.conferences.place import invited_themselves
from umlauf.office.conferences.place_mailing import whom_to_tell
from umlauf.office.conferences.programme_rows import latest_version, outline_for
from umlauf.office.conferences.programme_words import programme_title
from umlauf.office.conferences.queries import last_day, registered_with, takes_place, waiting_places_of
from umlauf.office.conferences.question_kinds import Basis, QuestionKind
from umlauf.office.conferences.question_queries import (
    FileLine,
    answers_by_question,
    files_by_question,
    needs_of,
    questions_for,
)
from umlauf.office.conferences.words import state_in_words, when_of, where_of
from umlauf.office.responses.wording import contact_line


def forms_of(request: PlaceRequest) -> tuple[QuestionsForm, ForumSection, NeedsForm]:
    """The questions, the forums and the needs, of which one may have been sent."""
    row, step = request.registration, request.POST.get("step", "")
    questions = questions_for(row)
    for one in questions:
        one.conference = row.conference
    sent = (request.POST, request.FILES) if step == "questions" else None
    asked = QuestionsForm(sent, questions, answers_by_question(row), files=given_files(row, questions))
    forums = forum_section(row, request.POST if step == "forums" else None, request.now)
    return asked, forums, NeedsForm(request.POST if step == "needs" else None, needs_of(row))


def given_files(row: Registration, asked: Sequence[Question]) -> Mapping[int, FileLine]:
    """The files that somebody has given. One query, none where no file is asked for."""
    return files_by_question(row) if any(one.kind == QuestionKind.FILE for one in asked) else {}


def said_of_answers(form: QuestionsForm) -> str:
    """What came of the answers, once they are saved."""
    if form.left_out:
        return _("Your answers are saved, without those to questions that are not asked of you then.")
    return _("Your answers are saved.")


def place_context(request: PlaceRequest) -> dict[str, Any]:
    """All of the page but its forms."""
    row = request.registration
    conference = row.conference
    issue = get_issue(conference.circular)
    programme = latest_version(issue) if issue else None
    return {
        **contact_context(row),
        **_offer_context(row, request.now),
        **_asking_context(request),
        "security": step_of(row, request.now),
        "house": row.inviter_name,
        "when": when_of(conference),
        "where": where_of(conference),
        "state": state_in_words(row, waiting_places_of([row]).get(row.id, 0)),
        "means": row.means,
        "invited": invited_themselves(row),
        "cancelled": conference.status == ConferenceStatus.CANCELLED,
        "ahead": takes_place(conference, request.now),
        "programme": programme,
        "programme_title": programme_title(conference),
        "consents": consents_of(row),
        "last_day": last_day(conference),
        "needs_until": last_day_of_needs(conference),
    }


def told_in_words(row: Registration) -> str:
    """Who is told by mail of what somebody says of their place; empty where nobody else is."""
    addresses, name = whom_to_tell(row)
    if not addresses:
        return ""
    return _("%(who)s is told by mail.") % {"who": name if row.invitee is not None and name else row.inviter_name}


def asked_in_words(row: Registration) -> str:
    """What has come of asking again."""
    if row.state == RegistrationState.WAITING:
        place = waiting_places_of([row]).get(row.id, 0)
        return _("You are on the waiting list, in place %(place)s.") % {"place": place}
    if row.means.undecided:
        return _("Your registration has arrived. Somebody decides whether you can take part.")
    return _("You are registered.")


def _asking_context(request: PlaceRequest) -> dict[str, Any]:
    """Whether somebody who does not come can ask again, and why they cannot. No query for whoever comes."""
    row = request.registration
    if row.state not in ASKING_AGAIN:
        return {}
    refused = no_asking(request.actor, row)
    return {"may_ask": refused is None, "no_asking": refused}


def _offer_context(row: Registration, now: dt.datetime) -> dict[str, Any]:
    """What is offered to somebody, and whether it is to several together; or until when it was.

    No query for whoever is asked nothing.
    """
    if row.state not in {RegistrationState.OFFERED, RegistrationState.LAPSED}:
        return {}
    offer = row.offers.order_by("id").last()
    if offer is None or row.state == RegistrationState.LAPSED or offer.expires_at <= now:
        was = until_in_words(offer.expires_at, row.conference.association) if offer is not None else ""
        return {"was_kept_until": was}
    together = row.party_id is not None and len(together_with(row, registered_with(row))) > 1
    return {"offer": offer, "together": together}


def contact_context(row: Registration) -> dict[str, Any]:
    """Whose place it is at which conference, and whom they can turn to."""
    conference = row.conference
    issue = get_issue(conference.circular)
    return {
        "row": row,
        "conference": conference,
        "contact": contact_line(content_now(issue), conference.association) if issue else "",
        "email": readable_address(conference.association.email),
    }


def consents_of(row: Registration) -> list[tuple[Question, str, dt.date]]:
    """What rests on the consent of somebody, with what they said and until when it is kept. One query."""
    given = QuestionAnswer.objects.filter(registration=row, question__basis=Basis.CONSENT).select_related("question")
    rows = given.order_by("question__position", "question")
    return [(one.question, one.value, last_day_of(one.question, row.conference)) for one in rows]


def calendar_file(row: Registration, issue: Issue, at: dt.datetime) -> str:
    """The entry for the calendar of whoever has a place, as the mails bring it."""
    content = Content.parse(issue.content)
    with translation.override(content.language):
        return calendar_of(
            row,
            row.conference,
            title=openly(row.conference, issue, content),
            email=row.email,
            cancelled=False,
            at=at,
            programme=outline_for(issue, openly=not content.for_the_named_alone),
        )
