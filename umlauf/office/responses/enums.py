"""What an ask wants, what an answer says, and how it came."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AskKind(models.TextChoices):
    """What the recipients shall do."""

    REGISTRATION = "registration", _("registration")
    STATEMENT = "statement", _("statement")


class Way(models.TextChoices):
    """Where people are registered."""

    US = "us", _("with us")
    HOST = "host", _("with the host")


class Counting(models.TextChoices):
    """When a recipient counts as answered: with whatever it says first, or once it says that nothing more follows."""

    FIRST = "first", _("with its first answer")
    FINAL = "final", _("when it says that its answer is complete")


class AnswerState(models.TextChoices):
    """What a recipient has answered. No row: it has not."""

    REGISTERED = "registered", _("registered")
    REPRESENTED = "represented", _("is represented")
    DECLINED = "declined", _("does not take part")
    WITH_HOST = "with_host", _("registered with the host")
    STATED = "stated", _("has answered")
    NIL = "nil", _("nil return")


OF_KIND: Final = {
    AskKind.REGISTRATION: (
        AnswerState.REGISTERED,
        AnswerState.REPRESENTED,
        AnswerState.WITH_HOST,
        AnswerState.DECLINED,
    ),
    AskKind.STATEMENT: (AnswerState.STATED, AnswerState.NIL),
}
"""The answers to each kind of ask, in the order of a sum."""


class Channel(models.TextChoices):
    """How an answer came. The first two are known by themselves, the others an office chooses that keys it in."""

    LINK = "link", _("by link")
    LOGIN = "login", _("by login")
    PHONE = "phone", pgettext_lazy("channel", "by phone")
    MAIL = "mail", pgettext_lazy("channel", "by mail")
    FAX = "fax", pgettext_lazy("channel", "by fax")
    LETTER = "letter", pgettext_lazy("channel", "by letter or form")


KEYED_IN: Final = (Channel.PHONE, Channel.MAIL, Channel.FAX, Channel.LETTER)


class ExtensionState(models.TextChoices):
    """What became of the wish for more time."""

    ASKED = "asked", _("asked for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
