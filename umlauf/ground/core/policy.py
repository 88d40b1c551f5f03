"""What each role may do: the one place where that is said. Guards, fetches and actions ask for an ability by its name.

A role belongs to an association (its office) or to one organisation that is a member of it, never to both.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is, for an association or for an organisation that is a member of it."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    SIGNATORY = "signatory"
    CONFERENCE_TEAM = "conference_team"
    DOOR = "door"
    SECURITY_OFFICER = "security_officer"
    DIRECTORY_EDITOR = "directory_editor"
    ADMINISTRATOR = "administrator"

    REGISTRY = "registry"
    OFFICE_HOLDER = "office_holder"
    FRONT_OFFICE = "front_office"
    SPECIALIST = "specialist"
    MEMBER_ADMINISTRATOR = "member_administrator"


class Ability(StrEnum):
    """What somebody may do."""

    SEE_CIRCULARS = "see_circulars"
    """Read the circulars of the association, and who got them and answered."""
    WRITE_CIRCULARS = "write_circulars"
    """Write, send, ask, remind."""
    APPROVE = "approve"
    """Agree to drafts that are laid before them („Mitzeichnung“)."""
    SIGN = "sign"
    SEE_PARTICIPANTS = "see_participants"
    KEY_IN_ANSWERS = "key_in_answers"
    """Write down what a member said on the phone or on paper."""
    RUN_CONFERENCES = "run_conferences"
    """Change and cancel a conference after it was announced, and say how many can come."""
    SEE_SECURITY_ENTRIES = "see_security_entries"
    """Read what people gave for the security check of a conference, and hand it on."""
    SEE_DIRECTORY = "see_directory"
    KEEP_DIRECTORY = "keep_directory"
    ADMINISTER = "administer"
    """Say who may act for the association, and read what was done."""

    READ_LETTERS = "read_letters"
    """Read what the organisation got."""
    ANSWER = "answer"
    KEEP_OWN_ENTRIES = "keep_own_entries"
    """Keep what the associations have in their directories of the organisation."""
    ADMINISTER_MEMBER = "administer_member"
    """Say who may act for the organisation."""


_OFFICE: Final = frozenset(
    {
        Ability.SEE_CIRCULARS,
        Ability.WRITE_CIRCULARS,
        Ability.APPROVE,
        Ability.SEE_PARTICIPANTS,
        Ability.KEY_IN_ANSWERS,
        Ability.RUN_CONFERENCES,
        Ability.SEE_DIRECTORY,
        Ability.KEEP_DIRECTORY,
    }
)
POLICY: Final[Mapping[Role, frozenset[Ability]]] = {
    Role.CLERK: _OFFICE,
    Role.SIGNATORY: _OFFICE | {Ability.SIGN},
    Role.REVIEWER: frozenset({Ability.SEE_CIRCULARS, Ability.APPROVE, Ability.SEE_DIRECTORY}),
    Role.CONFERENCE_TEAM: frozenset(
        {
            Ability.SEE_CIRCULARS,
            Ability.SEE_PARTICIPANTS,
            Ability.KEY_IN_ANSWERS,
            Ability.RUN_CONFERENCES,
            Ability.SEE_DIRECTORY,
        }
    ),
    Role.DOOR: frozenset({Ability.SEE_PARTICIPANTS}),
    Role.SECURITY_OFFICER: frozenset({Ability.SEE_SECURITY_ENTRIES}),
    Role.DIRECTORY_EDITOR: frozenset({Ability.SEE_DIRECTORY, Ability.KEEP_DIRECTORY}),
    Role.ADMINISTRATOR: frozenset({Ability.SEE_CIRCULARS, Ability.SEE_DIRECTORY, Ability.ADMINISTER}),
    Role.REGISTRY: frozenset({Ability.READ_LETTERS, Ability.ANSWER, Ability.KEEP_OWN_ENTRIES}),
    Role.OFFICE_HOLDER: frozenset({Ability.READ_LETTERS, Ability.ANSWER}),
    Role.FRONT_OFFICE: frozenset({Ability.READ_LETTERS, Ability.ANSWER}),
    Role.SPECIALIST: frozenset({Ability.READ_LETTERS}),
    Role.MEMBER_ADMINISTRATOR: frozenset({Ability.KEEP_OWN_ENTRIES, Ability.ADMINISTER_MEMBER}),
}
MEMBER_ROLES: Final = frozenset(
    {Role.REGISTRY, Role.OFFICE_HOLDER, Role.FRONT_OFFICE, Role.SPECIALIST, Role.MEMBER_ADMINISTRATOR}
)
OFFICE_ROLES: Final = frozenset(Role) - MEMBER_ROLES
NEVER_AS_SOMEBODY_ELSE: Final = frozenset({Ability.SEE_SECURITY_ENTRIES})
"""What stays closed to an administrator who looks at the pages as somebody else sees them."""


def abilities_of(roles: frozenset[Role]) -> frozenset[Ability]:
    """What somebody may do who has these roles."""
    return frozenset[Ability]().union(*(POLICY[role] for role in roles))


def answers_for_principals_alone(roles: frozenset[Role]) -> bool:
    """Whether somebody answers as a front office and as nothing else, so for those alone whom it was named."""
    return {role for role in roles if Ability.ANSWER in POLICY[role]} == {Role.FRONT_OFFICE}
