"""What is recorded of conferences, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import Erasure, EventType, register_events

_ANSWER = Erasure.WITH_ANSWER

register_events(
    "conferences",
    _("Conferences"),
    EventType("conferences.planned", _("A conference was planned.")),
    EventType("conferences.places_set", _("The places of a conference were set.")),
    EventType("conferences.registered", _("People were registered."), erased=_ANSWER),
    EventType("conferences.completed", _("A registration was completed."), erased=_ANSWER),
    EventType("conferences.registration_changed", _("A registration was changed."), erased=_ANSWER),
    EventType("conferences.withdrawn", _("People were withdrawn."), erased=_ANSWER),
    EventType("conferences.declined", _("An organisation declined."), erased=_ANSWER),
    EventType("conferences.registered_with_host", _("An organisation registered with the host."), erased=_ANSWER),
    EventType("conferences.purged", _("It was forgotten who came.")),
)
