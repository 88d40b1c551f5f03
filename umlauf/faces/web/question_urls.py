"""The addresses at which an office asks those who come, and sees what they have answered and need."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import forums, questions
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_HERE = "conferences/<int:conference_id>/"
_RUN = Ability.RUN_CONFERENCES

question_patterns = [
    route(f"{_HERE}questions/", questions.questions, name="conference-questions", needs=_RUN),
    route(f"{_HERE}questions/new/", questions.question_new, name="conference-question-new", needs=_RUN, methods=FORM),
    route(f"{_HERE}questions/<int:question_id>/", questions.question, name="conference-question", needs=_RUN),
    route(
        f"{_HERE}questions/<int:question_id>/edit/",
        questions.question_edit,
        name="conference-question-edit",
        needs=_RUN,
        methods=FORM,
    ),
    route(
        f"{_HERE}questions/<int:question_id>/close/",
        questions.question_close,
        name="conference-question-close",
        needs=_RUN,
        methods="POST",
    ),
    route(
        f"{_HERE}questions/<int:question_id>/files/<int:registration_id>/",
        questions.question_file,
        name="conference-question-file",
        needs=_RUN,
        methods="POST",
    ),
    route(
        f"{_HERE}questions/tell/",
        questions.questions_tell,
        name="conference-questions-tell",
        needs=_RUN,
        methods="POST",
    ),
    route(f"{_HERE}forums/", forums.forums, name="conference-forums", needs=_RUN),
    route(f"{_HERE}needs/", questions.needs, name="conference-needs", needs=_RUN),
    route(
        f"{_HERE}people/<int:registration_id>/answers/",
        questions.person,
        name="conference-person",
        needs=Ability.KEY_IN_ANSWERS,
        methods=FORM,
    ),
]
