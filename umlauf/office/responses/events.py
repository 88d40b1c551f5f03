"""What is recorded of answers, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import Erasure, EventType, register_events

register_events(
    "responses",
    _("Answers"),
    EventType("responses.ask_set", _("It was said what a circular asks.")),
    EventType("responses.ask_closed", _("Answers were closed.")),
    EventType("responses.ask_reopened", _("Answers were opened again.")),
    EventType("responses.deadline_moved", _("A deadline was moved for all recipients.")),
    EventType("responses.answered", _("An answer came."), erased=Erasure.WITH_ANSWER),
    EventType("responses.extension_asked", _("More time was asked for."), erased=Erasure.WITH_ANSWER),
    EventType("responses.extension_granted", _("More time was granted.")),
    EventType("responses.extension_refused", _("More time was refused.")),
    EventType("responses.reminded", _("Recipients were reminded.")),
    EventType("responses.receipt_asked_again", _("Recipients were asked once more to confirm receipt.")),
    EventType("responses.forgotten", _("It was forgotten who had answered.")),
)
