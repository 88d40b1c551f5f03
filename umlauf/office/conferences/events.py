"""What is recorded of conferences, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import Erasure, EventType, register_events

_ANSWER = Erasure.WITH_ANSWER

register_events(
    "conferences",
    _("Conferences"),
    EventType("conferences.planned", _("A conference was planned.")),
    EventType("conferences.event_changed", _("A conference was changed.")),
    EventType("conferences.event_cancelled", _("A conference was cancelled.")),
    EventType("conferences.hosts_set", _("It was said who invites to a conference.")),
    EventType("conferences.announced", _("News of a conference went to those who come.")),
    EventType("conferences.programme_edited", _("A programme was edited.")),
    EventType("conferences.voice_answered", _("It was noted what somebody said who contributes to a programme.")),
    EventType("conferences.voice_replaced", _("Somebody else contributes to a programme.")),
    EventType("conferences.programme_released", _("A programme was released.")),
    EventType("conferences.places_set", _("The places of a conference were set.")),
    EventType("conferences.admission_set", _("It was said who is admitted to a conference.")),
    EventType("conferences.case_decided", _("It was decided whether somebody may come."), erased=_ANSWER),
    EventType("conferences.case_reversed", _("A decision whether somebody may come was taken back."), erased=_ANSWER),
    EventType("conferences.priority_set", _("It was said who has priority on the waiting list."), erased=_ANSWER),
    EventType("conferences.registered", _("People were registered."), erased=_ANSWER),
    EventType("conferences.completed", _("A registration was completed."), erased=_ANSWER),
    EventType("conferences.registration_changed", _("A registration was changed."), erased=_ANSWER),
    EventType("conferences.withdrawn", _("People were withdrawn."), erased=_ANSWER),
    EventType("conferences.declined", _("An organisation declined."), erased=_ANSWER),
    EventType("conferences.registered_with_host", _("An organisation registered with the host."), erased=_ANSWER),
    EventType("conferences.question_set", _("It was said what is asked of those who come.")),
    EventType("conferences.question_closed", _("A question to those who come was closed.")),
    EventType("conferences.questions_told", _("Those who come were told by mail that something is asked.")),
    EventType("conferences.questions_answered", _("Questions about a place were answered.")),
    EventType("conferences.consent_withdrawn", _("A consent was taken back.")),
    EventType("conferences.needs_said", _("It was said what somebody needs there.")),
    EventType("conferences.place_left", _("Somebody withdrew from their own place."), erased=_ANSWER),
    EventType("conferences.answers_purged", _("What people had answered and needed was forgotten.")),
    EventType("conferences.purged", _("It was forgotten who came.")),
)
