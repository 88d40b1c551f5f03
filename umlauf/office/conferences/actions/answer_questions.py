"""Answer what is asked of those who come, and take a consent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.models import Question, QuestionAnswer, QuestionFile, Registration
from umlauf.office.conferences.place_access import PlaceKey, lock_place, must_be_coming
from umlauf.office.conferences.question_entries import GivenFile, checked_answer, state_of_answers
from umlauf.office.conferences.question_kinds import Basis, QuestionKind
from umlauf.office.conferences.question_queries import answers_by_question, questions_for
from umlauf.office.conferences.question_rules import holds, settled

_NO_FILES: Final[Mapping[int, GivenFile]] = {}


@transaction.atomic
def answer_questions(
    *,
    actor: Actor,
    key: PlaceKey,
    answers: Mapping[int, str],
    seen: str,
    files: Mapping[int, GivenFile] = _NO_FILES,
) -> Registration:
    """Answer all open questions at once: values by question, an empty or missing one is no answer.

    ``files`` are those that are given now; one given before stays with its mark as the answer, and goes without it.
    What is asked under a condition that does not hold is no answer either, and what was kept of it is deleted.
    ``seen``: ``state_of_answers`` as the form showed it. The same again: no change. What is required an office may
    leave open. Raises ``Refused`` with ``place.over``, ``place.gone``, ``answers.changed`` (answered or closed
    meanwhile), ``question.required``, ``access.role``, what ``checked_answer`` raises, and ``Http404``.
    """
    row = lock_place(actor, key)
    must_be_coming(row)
    questions = questions_for(row)
    before = answers_by_question(row)
    said = {**answers, **{id_: file.mark for id_, file in files.items()}}
    given = {one.id: checked_answer(one, said.get(one.id, "")) for one in questions if one.closed_at is None}
    wanted = settled(questions, before | given)
    if {id_: before.get(id_, "") for id_ in wanted} == wanted and given.keys() >= said.keys():
        return row
    if seen != state_of_answers(before) or not given.keys() >= said.keys() or _is_lost(questions, said, before, files):
        raise Refused(
            "answers.changed",
            _(
                "Meanwhile something else was answered or asked. Nothing was saved. Please look at what stands here "
                "now, and save it again."
            ),
        )
    if not key.by_office:
        _must_be_complete([one for one in questions if one.id in given], wanted)
    _keep(row, before, wanted, files)
    record(
        actor,
        "conferences.questions_answered",
        subject=f"conferences.Registration:{row.id}",
        label=row.conference.title,
    )
    return row


@transaction.atomic
def withdraw_consent(*, actor: Actor, key: PlaceKey, question_id: int) -> Registration:
    """Delete an answer that rests on consent, whatever else has come to an end (Art. 7(3) GDPR). Again: no change.

    What was asked because of it goes with it.

    Raises ``Refused("access.role")`` and ``Http404``.
    """
    row = lock_place(actor, key)
    given = QuestionAnswer.objects.filter(registration=row, question=question_id, question__basis=Basis.CONSENT)
    deleted, _by_model = given.delete()
    if deleted:
        left = answers_by_question(row)
        _keep(row, left, settled(questions_for(row), left))
        subject = f"conferences.Registration:{row.id}"
        record(actor, "conferences.consent_withdrawn", subject=subject, label=row.conference.title)
    return row


def _is_lost(
    questions: list[Question], said: Mapping[int, str], before: Mapping[int, str], files: Mapping[int, GivenFile]
) -> bool:
    """Whether a file shall stay that is not there any more."""
    kept = {one.id for one in questions if one.kind == QuestionKind.FILE} - files.keys()
    return any(said.get(id_, "") not in {"", before.get(id_, "")} for id_ in kept)


def _must_be_complete(questions: list[Question], wanted: Mapping[int, str]) -> None:
    for question in questions:
        if question.required and holds(question, wanted) and not wanted[question.id]:
            raise Refused("question.required", _("Please answer: %(question)s") % {"question": question.text})


def _keep(
    row: Registration,
    before: Mapping[int, str],
    wanted: Mapping[int, str],
    files: Mapping[int, GivenFile] = _NO_FILES,
) -> None:
    now = office_now()
    changed = {id_: value for id_, value in wanted.items() if before.get(id_, "") != value}
    QuestionAnswer.objects.filter(registration=row, question__in=changed).delete()
    QuestionAnswer.objects.bulk_create(
        QuestionAnswer(association_id=row.association_id, registration=row, question_id=id_, value=value, at=now)
        for id_, value in changed.items()
        if value and id_ not in files
    )
    for id_, file in files.items():
        if changed.get(id_):
            owner = {"association_id": row.association_id}
            answer = QuestionAnswer.objects.create(**owner, registration=row, question_id=id_, value=file.name, at=now)
            QuestionFile.objects.create(
                **owner,
                answer=answer,
                media_type=file.media_type,
                size=len(file.data),
                digest=file.digest,
                data=file.data,
            )
