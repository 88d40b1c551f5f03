"""What can be asked of people who come to a conference, and on what ground; and what they may need there."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from umlauf.ground.core.models import OfficeBasis


class QuestionKind(models.TextChoices):
    """What an answer is: some words, one of several options, a whole number, a day, an agreement, or a file."""

    TEXT = "text", _("some words")
    CHOICE = "choice", _("one of several options")
    NUMBER = "number", pgettext_lazy("kind of question", "a number")
    DATE = "date", pgettext_lazy("kind of question", "a day")
    CONSENT = "consent", pgettext_lazy("kind of question", "an agreement")
    FILE = "file", pgettext_lazy("kind of question", "a file (PDF, JPEG or PNG)")


class Basis(models.TextChoices):
    """The ground on which an answer is used. Only an agreement can be taken back (Art. 7(3) GDPR)."""

    TASK = OfficeBasis.TASK.value, OfficeBasis.TASK.label
    INTEREST = OfficeBasis.INTEREST.value, OfficeBasis.INTEREST.label
    CONSENT = "consent", _("consent, Art. 6(1)(a) GDPR")


AGREED: Final = "yes"
"""The value of an agreement. Whoever does not agree has no answer."""


class NeedKind(models.TextChoices):
    DIET = "diet", pgettext_lazy("need", "Food")
    ASSISTANCE = "assistance", pgettext_lazy("need", "Assistance")


class Diet(models.TextChoices):
    VEGETARIAN = "vegetarian", _("vegetarian")
    VEGAN = "vegan", _("vegan")
    GLUTEN_FREE = "gluten_free", _("free of gluten")
    LACTOSE_FREE = "lactose_free", _("free of lactose")
    OTHER = "other", pgettext_lazy("need", "something else")


class Assistance(models.TextChoices):
    STEP_FREE = "step_free", _("step-free access")
    WHEELCHAIR = "wheelchair", _("room for a wheelchair")
    SIGN_LANGUAGE = "sign_language", _("sign language interpreter")
    CAPTIONS = "captions", _("spoken words as text")
    INDUCTION_LOOP = "induction_loop", _("induction loop")
    OTHER = "other", pgettext_lazy("need", "something else")


NEEDS: Final[dict[NeedKind, type[Diet] | type[Assistance]]] = {NeedKind.DIET: Diet, NeedKind.ASSISTANCE: Assistance}
OTHER: Final = "other"
"""The need that is said in words, of either kind."""
CHOICES: Final = tuple({value: label for values in NEEDS.values() for value, label in values.choices}.items())
