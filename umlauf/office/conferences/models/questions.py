"""What an office asks of those who come, what they answer, and what they need there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Owned
from umlauf.office.conferences.models.event import Conference
from umlauf.office.conferences.models.invitees import InvitedGroup
from umlauf.office.conferences.models.registration import Registration
from umlauf.office.conferences.question_kinds import CHOICES, OTHER, Basis, NeedKind, QuestionKind


class Question(Owned):
    """Something that people are asked on the page of their own place, in the order of ``position``.

    It is asked of everybody, of the members' people (``members_alone``), or of one ``group``; where it ``depends_on``
    an earlier one, only of whoever has answered that with ``depends_value``. ``purpose`` is what the answer is for, and
    stands beside the question. Answers are kept ``keep_days`` after the end. Once somebody has answered, nothing of it
    changes but that it can be closed.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.CharField(max_length=LIMITS.question)
    help = models.CharField(max_length=LIMITS.question, blank=True)
    options = models.JSONField(default=list)
    required = models.BooleanField(default=False)
    purpose = models.CharField(max_length=LIMITS.question)
    basis = models.CharField(max_length=10, choices=Basis)
    keep_days = models.PositiveSmallIntegerField()
    members_alone = models.BooleanField(default=False)
    group = models.ForeignKey(InvitedGroup, on_delete=models.PROTECT, null=True, related_name="questions")
    depends_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="dependents")
    depends_value = models.CharField(max_length=LIMITS.name, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(members_alone=False) | Q(group=None), name="question_of_one_circle"),
            models.CheckConstraint(
                condition=Q(depends_on=None, depends_value="") | (Q(depends_on__isnull=False) & ~Q(depends_value="")),
                name="question_condition_whole",
            ),
        )

    def __str__(self) -> str:
        return self.text


class QuestionAnswer(Owned):
    """What a person has answered: words, an option, a number, an ISO day, ``AGREED``, or the name of a file.

    Deleted on its day.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.TextField(max_length=LIMITS.note)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("registration", "question"), name="question_answered_once"),)
        indexes = (models.Index(fields=("question", "value"), name="question_answer_counts"),)


class QuestionFile(Owned):
    """A file that somebody has answered with. It lies in a row of its own and goes with the answer.

    ``digest`` is the SHA-256 of ``data`` in hexadecimal, ``size`` its bytes.
    """

    answer = models.OneToOneField(QuestionAnswer, on_delete=models.CASCADE, related_name="file")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()


class Need(Owned):
    """Something that a person needs there. Only their own page says whose it is; everything else counts.

    Health and belief can be read off it (Art. 9 GDPR). ``text`` says what, where the value is ``OTHER``.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind)
    value = models.CharField(max_length=20, choices=CHOICES)
    text = models.CharField(max_length=LIMITS.name, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("registration", "kind", "value"), name="need_once"),
            models.CheckConstraint(condition=Q(text="") | Q(value=OTHER), name="need_in_words"),
        )


class NeedCount(Owned):
    """How many people needed something, once nobody knows any more who did."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="need_counts")
    kind = models.CharField(max_length=10, choices=NeedKind)
    value = models.CharField(max_length=20, choices=CHOICES)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("conference", "kind", "value"), name="need_counted_once"),)
