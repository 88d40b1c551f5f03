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
    EventType("conferences.contributors_asked", _("Contributors to a programme were asked by mail.")),
    EventType("conferences.contributors_reminded", _("Contributors to a programme were reminded.")),
    EventType("conferences.contributor_link_renewed", _("A contributor got a new link.")),
    EventType("conferences.contributor_answered", _("A contributor answered by the link.")),
    EventType("conferences.answers_noted", _("The answers of contributors were noted.")),
    EventType("conferences.programme_released", _("A programme was released.")),
    EventType("conferences.page_published", _("The page of a conference was published.")),
    EventType("conferences.page_taken_down", _("The page of a conference was taken down.")),
    EventType("conferences.places_set", _("The places of a conference were set.")),
    EventType("conferences.admission_set", _("It was said who is admitted to a conference.")),
    EventType("conferences.case_decided", _("It was decided whether somebody may come."), erased=_ANSWER),
    EventType("conferences.case_reversed", _("A decision whether somebody may come was taken back."), erased=_ANSWER),
    EventType("conferences.priority_set", _("It was said who has priority on the waiting list."), erased=_ANSWER),
    EventType("conferences.offer_taken", _("A place that was offered was taken."), erased=_ANSWER),
    EventType("conferences.offer_let_go", _("A place that was offered was let go."), erased=_ANSWER),
    EventType("conferences.offer_extended", _("A place is offered for longer."), erased=_ANSWER),
    EventType("conferences.offers_lapsed", _("Offers of places lapsed.")),
    EventType("conferences.asked_again", _("Somebody asked again for a place."), erased=_ANSWER),
    EventType("conferences.party_tied", _("It was said who moves up only together."), erased=_ANSWER),
    EventType("conferences.party_parted", _("Who moved up only together moves up alone."), erased=_ANSWER),
    EventType("conferences.registered", _("People were registered."), erased=_ANSWER),
    EventType("conferences.completed", _("A registration was completed."), erased=_ANSWER),
    EventType("conferences.registration_changed", _("A registration was changed."), erased=_ANSWER),
    EventType("conferences.deputy_sent", _("Somebody comes in the place of somebody else."), erased=_ANSWER),
    EventType("conferences.deputy_undone", _("Somebody comes after all, and no deputy."), erased=_ANSWER),
    EventType("conferences.names_asked", _("Houses were asked for the names that follow.")),
    EventType("conferences.withdrawn", _("People were withdrawn."), erased=_ANSWER),
    EventType("conferences.declined", _("An organisation declined."), erased=_ANSWER),
    EventType("conferences.registered_with_host", _("An organisation registered with the host."), erased=_ANSWER),
    EventType("conferences.group_set", _("It was said who is invited beside the members.")),
    EventType("conferences.group_removed", _("A group of invited people was taken away.")),
    EventType("conferences.guests_entered", _("People were entered who are invited beside the members.")),
    EventType("conferences.guest_changed", _("It was set right who is invited."), erased=_ANSWER),
    EventType("conferences.guest_taken_out", _("Somebody was taken out who had not been invited yet.")),
    EventType("conferences.invitations_sent", _("Invitations were sent beside the circular.")),
    EventType("conferences.guests_reminded", _("People were reminded of their invitation.")),
    EventType("conferences.guest_extended", _("Somebody invited was given more time."), erased=_ANSWER),
    EventType("conferences.guest_link_renewed", _("The link of an invitation was renewed."), erased=_ANSWER),
    EventType("conferences.guest_registered", _("Somebody invited registered people."), erased=_ANSWER),
    EventType("conferences.guest_withdrawn", _("Somebody invited withdrew people."), erased=_ANSWER),
    EventType("conferences.guest_declined", _("Somebody invited declined."), erased=_ANSWER),
    EventType(
        "conferences.list_taken", _("A list of people was taken."), holds=frozenset({"chosen", "purpose"})
    ),
    EventType("conferences.purged", _("It was forgotten who came.")),
)
