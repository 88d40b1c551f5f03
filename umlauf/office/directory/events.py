"""What is recorded of the directory, and how what is personal in it goes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from umlauf.ground.audit.events import Erasure, EventType, register_events

_NAME = frozenset({"name"})
_TO = frozenset({"to"})
_WHY = frozenset({"to", "reason"})
_PERSON = Erasure.WITH_PERSON

register_events(
    "directory",
    _("Directory"),
    EventType("directory.organisation_entered", _("An organisation was entered.")),
    EventType("directory.organisation_described", _("The entry of an organisation was changed.")),
    EventType("directory.succeeded", _("An organisation took the place of others.")),
    EventType("directory.contact_set", _("It was said how an organisation is reached.")),
    EventType("directory.member_entered", _("A membership began.")),
    EventType("directory.membership_corrected", _("A membership was corrected.")),
    EventType("directory.membership_ended", _("The end of a membership was entered.")),
    EventType("directory.responsibility_set", _("A responsibility was set.")),
    EventType("directory.function_opened", _("A function was entered.")),
    EventType("directory.post_opened", _("A post was entered or described.")),
    EventType("directory.post_closed", _("A post was closed.")),
    EventType("directory.deputies_set", _("It was said who stands in.")),
    EventType("directory.person_entered", _("A person was entered."), _NAME, _PERSON),
    EventType("directory.person_described", _("The entry of a person was changed."), _NAME, _PERSON),
    EventType("directory.appointed", _("A post was filled."), _NAME, _PERSON),
    EventType("directory.tenure_ended", _("The last day of a tenure was entered.")),
    EventType("directory.tenure_corrected", _("The days of a tenure were corrected.")),
    EventType("directory.people_merged", _("Two people were merged."), frozenset({"kept", "gone"}), _PERSON),
    EventType("directory.kept_apart", _("Two people were told apart.")),
    EventType("directory.undone", _("A change was taken back.")),
    EventType("directory.list_saved", _("A distribution list was saved.")),
    EventType("directory.list_closed", _("A distribution list was closed.")),
    EventType("directory.file_taken_in", _("A file was taken in.")),
    EventType("directory.imported", _("A file was imported.")),
    EventType("directory.file_discarded", _("A file was thrown away.")),
    EventType("directory.second_factor_asked", _("The office has to show a second factor.")),
    EventType("directory.second_factor_waived", _("The office need not show a second factor any more.")),
    EventType("directory.basis_task", _("The office works on the ground of a task in the public interest.")),
    EventType("directory.basis_interest", _("The office works on the ground of a legitimate interest.")),
    EventType("directory.files_forgotten", _("Files that nobody imported were erased.")),
    EventType("directory.forgotten", _("Former holders and guests were forgotten.")),
    EventType("directory.colleague_described", _("Mark and phone of somebody of the office were entered."), _TO),
    EventType("directory.granted", _("Somebody was given a role."), _TO, roles=True),
    EventType(
        "directory.roles_set", _("It was said anew what somebody may do."), frozenset({"to", "title"}), roles=True
    ),
    EventType("directory.suspended", _("Somebody was suspended."), _TO, roles=True),
    EventType("directory.suspension_lifted", _("A suspension was lifted."), _TO, roles=True),
    EventType("directory.person_removed", _("Somebody may not act here any more."), _TO, roles=True),
    EventType("directory.invited", _("Somebody was invited."), _TO, roles=True),
    EventType("directory.invitation_renewed", _("An invitation was renewed."), _TO, roles=True),
    EventType("directory.invitation_revoked", _("An invitation was taken back."), _TO, roles=True),
    EventType("directory.invitation_accepted", _("An invitation was taken up."), _TO, roles=True),
    EventType("directory.invitations_forgotten", _("It was forgotten who was invited.")),
    EventType("directory.emergency_asked", _("Emergency access was asked for."), _WHY, roles=True),
    EventType("directory.emergency_confirmed", _("Emergency access was confirmed."), _WHY, roles=True),
    EventType("directory.emergency_ended", _("Emergency access ended."), _TO, roles=True),
    EventType("directory.emergencies_forgotten", _("It was forgotten who had asked for emergency access.")),
    EventType(
        "directory.viewing_begun",
        _("An administrator began to see the pages as somebody else."),
        _WHY,
        roles=True,
    ),
    EventType(
        "directory.viewing_ended",
        _("An administrator stopped seeing the pages as somebody else."),
        frozenset({"to", "by"}),
    ),
    EventType("directory.change_proposed", _("A member proposed a change of its entries.")),
    EventType("directory.proposal_taken", _("What a member proposed was taken over.")),
    EventType("directory.proposal_refused", _("What a member proposed was not taken over.")),
    EventType("directory.proposal_withdrawn", _("A member withdrew what it had proposed.")),
    EventType("directory.proposals_emptied", _("What decided proposals said about people was erased.")),
    EventType("directory.own_changes_wait", _("Changes by members wait for the office from now on.")),
    EventType("directory.own_changes_count", _("Changes by members count at once from now on.")),
    EventType("directory.confirmation_asked", _("The members were asked to confirm their entries.")),
    EventType("directory.confirmation_reminded", _("Members were reminded to confirm their entries.")),
    EventType("directory.confirm_link_renewed", _("The link of a confirmation was renewed.")),
    EventType("directory.confirm_link_revoked", _("The link of a confirmation was revoked.")),
    EventType("directory.entries_confirmed", _("A member confirmed its entries."), frozenset({"by"})),
    EventType("directory.confirmations_emptied", _("It was forgotten who had confirmed entries.")),
)
