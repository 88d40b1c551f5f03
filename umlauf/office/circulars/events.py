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
    EventType("circulars.chain_set", _("It was said who agrees to circulars of a series.")),
    EventType("circulars.absence_entered", _("It was entered that somebody is away.")),
    EventType("circulars.absence_struck", _("It was struck that somebody is away.")),
    EventType("circulars.laid", _("A draft was laid before those who agree and sign.")),
    EventType("circulars.taken_back", _("A draft was taken back.")),
    EventType("circulars.approved", _("A draft was agreed to.")),
    EventType("circulars.sent_back", _("A draft was sent back.")),
    EventType("circulars.taken_over", _("A draft was taken over.")),
    EventType("circulars.issued", _("A circular was signed."), frozenset({"signatory"})),
    EventType("circulars.rendered", _("The letter was rendered.")),
    EventType("circulars.dispatched", _("A circular was sent.")),
    EventType("circulars.link_renewed", _("A personal link was renewed.")),
    EventType("circulars.delivery_arrived", _("It was noted that a mail had arrived.")),
    EventType("circulars.delivery_again", _("A mail was sent once more.")),
)
