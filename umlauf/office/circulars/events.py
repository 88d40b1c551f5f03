"""What is recorded of circulars, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import EventType, register_events

register_events(
    "circulars",
    _("Circulars"),
    EventType("circulars.series_opened", _("A series was opened.")),
    EventType("circulars.draft_saved", _("A draft was saved.")),
    EventType("circulars.annex_attached", _("An annex was attached.")),
    EventType("circulars.issued", _("A circular was signed."), frozenset({"signatory"})),
    EventType("circulars.rendered", _("The letter was rendered.")),
    EventType("circulars.dispatched", _("A circular was sent.")),
    EventType("circulars.link_renewed", _("A personal link was renewed.")),
    EventType("circulars.delivery_arrived", _("It was noted that a mail had arrived.")),
    EventType("circulars.delivery_again", _("A mail was sent once more.")),
)
