"""What is recorded of circulars, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import EventType, register_events

register_events(
    "circulars",
    _("Circulars"),
    EventType("circulars.series_opened", _("A series was opened.")),
    EventType("circulars.first_number_set", _("It was said with which number a year begins.")),
    EventType("circulars.proof_begun", _("Letters of a series bear a code for verifying them from now on.")),
    EventType("circulars.proof_ended", _("Letters of a series bear no code for verifying them any more.")),
    EventType("circulars.file_entry_added", _("An entry of the file plan was added.")),
    EventType("circulars.file_entry_changed", _("An entry of the file plan was changed.")),
    EventType("circulars.file_entry_closed", _("An entry of the file plan was closed.")),
    EventType("circulars.file_entry_opened", _("An entry of the file plan was opened again.")),
    EventType("circulars.file_plan_taken_in", _("A file plan was taken in from a file.")),
    EventType("circulars.template_kept", _("A template for circulars was kept.")),
    EventType("circulars.template_renamed", _("A template for circulars was renamed.")),
    EventType("circulars.template_deleted", _("A template for circulars was deleted.")),
    EventType("circulars.number_voided", _("A number was left out.")),
    EventType("circulars.draft_saved", _("A draft was saved.")),
    EventType("circulars.hint_dismissed", _("A hint about a draft was put aside.")),
    EventType("circulars.annex_attached", _("An annex was attached.")),
    EventType("circulars.annexes_arranged", _("Annexes were named or ordered otherwise.")),
    EventType("circulars.annexes_limited", _("It was said how large annexes may be.")),
    EventType("circulars.annex_removed", _("An annex was removed.")),
    EventType("circulars.chain_set", _("It was said who agrees to circulars of a series."), frozenset({"people"})),
    EventType("circulars.absence_entered", _("It was entered that somebody is away."), frozenset({"to"})),
    EventType("circulars.absence_struck", _("It was struck that somebody is away."), frozenset({"to"})),
    EventType("circulars.absences_forgotten", _("It was forgotten when people were away.")),
    EventType("circulars.laid", _("A draft was laid before those who agree and sign.")),
    EventType("circulars.readers_reminded", _("Those before whom a draft lies were told once more.")),
    EventType("circulars.taken_back", _("A draft was taken back.")),
    EventType("circulars.approved", _("A draft was agreed to.")),
    EventType("circulars.sent_back", _("A draft was sent back.")),
    EventType("circulars.taken_over", _("A draft was taken over.")),
    EventType("circulars.issued", _("A circular was signed."), frozenset({"signatory"})),
    EventType("circulars.rendered", _("The letter was rendered.")),
    EventType("circulars.unsealed", _("A letter could not be sealed and was kept without a seal.")),
    EventType("circulars.dispatched", _("A circular was sent.")),
    EventType("circulars.follow_up_begun", _("A circular was begun that corrects, supplements or withdraws another.")),
    EventType("circulars.notice_given", _("Those who got a circular were told what has changed.")),
    EventType("circulars.link_renewed", _("A personal link was renewed.")),
    EventType("circulars.delivery_arrived", _("It was noted that a mail had arrived.")),
    EventType("circulars.delivery_again", _("A mail was sent once more.")),
)
