"""What an office asks of those who come, what they have answered, and how many need what."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.choosing import chosen
from umlauf.faces.web.forum_page import forum_section
from umlauf.faces.web.place_forms import QuestionsForm
from umlauf.faces.web.place_page import given_files
from umlauf.faces.web.question_files import given_out
from umlauf.faces.web.question_forms import QuestionForm, initial_of_question
from umlauf.faces.web.question_page import answer_in_words, figures_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, get_registration_for
from umlauf.office.conferences.actions.answer_questions import answer_questions
from umlauf.office.conferences.actions.question_mails import tell_questions
from umlauf.office.conferences.actions.questions import add_question, change_question, close_question
from umlauf.office.conferences.actions.sayings import last_day_of, last_day_of_needs
from umlauf.office.conferences.actions.take_answer_file import take_answer_file
from umlauf.office.conferences.models import Conference, Question
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.question_queries import (
    answers_by_question,
    counts_of_needs,
    people_asked,
    people_coming,
    questions_for,
    questions_of,
)
from umlauf.office.conferences.question_rules import circle_in_words, condition_in_words
from umlauf.office.conferences.unanswered import with_something_open

PAGE = 100


def questions(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    now = office_now()
    context = {
        "conference": found,
        "questions": [(one, last_day_of(one.question, found)) for one in questions_of(found)],
        "ahead": takes_place(found, now),
        "missing": len(with_something_open(found, list(people_coming(found)), now)),
        "nonce": secrets.token_urlsafe(16),
    }
    return render(request, "web/conference/questions.html", context)


def questions_tell(request: OfficeRequest, conference_id: int) -> HttpResponse:
    nonce = request.POST.get("nonce", "")[:40]
    try:
        tell_questions(actor=request.actor, conference_id=conference_id, nonce=nonce)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Whoever has not answered yet gets a mail with the link to their page."))
    return redirect("conference-questions", conference_id=conference_id)


def question_new(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    form = QuestionForm(request.POST or None, found, initial={"position": found.questions.count() + 1})
    if form.is_valid():
        try:
            add_question(actor=request.actor, conference_id=found.id, entry=form.entry())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The question is saved. It stands on the page of each place from now on."))
            return redirect("conference-questions", conference_id=found.id)
    return _page(request, "question_form", form, {"conference": found})


def question_edit(request: OfficeRequest, conference_id: int, question_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    asked = _question(found, question_id)
    form = QuestionForm(request.POST or None, found, initial=initial_of_question(asked), own=asked.id)
    if form.is_valid():
        target = {"conference_id": found.id, "question_id": asked.id}
        try:
            change_question(actor=request.actor, **target, entry=form.entry(), seen=form.cleaned_data["seen"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("conference-question", conference_id=found.id, question_id=asked.id)
    return _page(request, "question_form", form, {"conference": found, "question": asked})


def question(request: OfficeRequest, conference_id: int, question_id: int) -> HttpResponse:
    """A question with what was answered: counted, and by person."""
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    asked = _question(found, question_id)
    page = Paginator(people_asked(asked), PAGE).get_page(request.GET.get("page"))
    rows = [(row, row.inviter_name, answer_in_words(asked, row)) for row in page.object_list]
    context = {
        "conference": found,
        "question": asked,
        "until": last_day_of(asked, found),
        "circle": circle_in_words(asked),
        "condition": condition_in_words(asked),
        "page": page,
        "rows": rows,
        "ahead": takes_place(found, office_now()),
    }
    return render(request, "web/conference/question.html", context | figures_of(asked))


def question_close(request: OfficeRequest, conference_id: int, question_id: int) -> HttpResponse:
    close_question(actor=request.actor, conference_id=conference_id, question_id=question_id)
    messages.success(request, _("The question is closed. What was answered stays until its day."))
    return redirect("conference-question", conference_id=conference_id, question_id=question_id)


def question_file(request: OfficeRequest, conference_id: int, question_id: int, registration_id: int) -> HttpResponse:
    target = {"conference_id": conference_id, "question_id": question_id, "registration_id": registration_id}
    try:
        file = take_answer_file(actor=request.actor, **target)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("conference-question", conference_id=conference_id, question_id=question_id)
    return given_out(file, file.answer.value)


def needs(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """How many of those who have a place need what. No name stands there."""
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    context = {"conference": found, "lines": counts_of_needs(found), "until": last_day_of_needs(found)}
    return render(request, "web/conference/needs.html", context)


def person(request: OfficeRequest, conference_id: int, registration_id: int) -> HttpResponse:
    """Write down what somebody answers and chooses on the phone."""
    found = get_conference_for(request.actor, conference_id, Ability.KEY_IN_ANSWERS)
    row = get_registration_for(request.actor, found.id, registration_id)
    row.conference = found
    asked = [] if row.name_follows else questions_for(row)
    for one in asked:
        one.conference = found
    choosing = request.POST.get("step") == "forums"
    sent = (request.POST, request.FILES) if request.method == "POST" and not choosing else None
    form = QuestionsForm(sent, asked, answers_by_question(row), by_office=True, files=given_files(row, asked))
    now = office_now()
    forums = forum_section(row, request.POST if choosing else None, now)
    said = chosen(request.actor, PlaceKey(row.id), row, forums.form)
    if said is not None:
        messages.success(request, said)
        return redirect("conference-person", conference_id=found.id, registration_id=row.id)
    if form.is_valid():
        given: dict[str, Any] = {"answers": form.answers(), "files": form.given, "seen": form.cleaned_data["seen"]}
        try:
            answer_questions(actor=request.actor, key=PlaceKey(row.id), **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The answers of %(name)s are saved.") % {"name": row.name})
            return redirect("conference-person", conference_id=found.id, registration_id=row.id)
    context = {"conference": found, "row": row, "house": row.inviter_name, "questions": form, "forums": forums}
    shown = forums.form if choosing else form
    return _page(request, "person", shown, context | {"ahead": takes_place(found, now)})


def _question(conference: Conference, question_id: int) -> Question:
    found = conference.questions.filter(id=question_id).select_related("group", "depends_on").first()
    if found is None:
        raise Http404
    return found


def _page(request: OfficeRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"web/conference/{name}.html", {"form": form} | context, status=status)
