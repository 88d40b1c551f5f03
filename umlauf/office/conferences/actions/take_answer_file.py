"""Take a file out of Umlauf that somebody has answered a question with, which is recorded."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.models import QuestionFile


@transaction.atomic
def take_answer_file(*, actor: Actor, conference_id: int, question_id: int, registration_id: int) -> QuestionFile:
    """The file with its answer. Recorded is which question it answers, and not whose it is.

    Raises ``Refused`` with ``file.gone`` or ``access.role``, and ``Http404``.
    """
    actor.must(Ability.RUN_CONFERENCES)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    known = QuestionFile.objects.filter(answer__question__conference=conference, answer__question=question_id)
    file = known.filter(answer__registration=registration_id).select_related("answer__question").first()
    if file is None:
        raise Refused("file.gone", _("This file is not there any more: it was taken back, or its day has come."))
    question = file.answer.question
    subject = f"conferences.Question:{question.id}"
    record(actor, "conferences.answer_file_taken", subject=subject, label=question.text)
    return file
