"""What each role may do, in a sentence for whoever gives it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from umlauf.faces.web.words import role_name
from umlauf.ground.core.policy import Role


def role_sentence(role: Role) -> str:
    """„Schreibt, versendet, fragt ab und erinnert, pflegt das Verzeichnis; unterschreibt nicht.“"""
    sentences = {
        Role.CLERK: _("Writes, sends, asks and reminds, and keeps the directory; does not sign."),
        Role.SIGNATORY: _("Does what a clerk does, and signs circulars."),
        Role.REVIEWER: _("Reads circulars and the directory, and agrees to circulars; changes nothing."),
        Role.CONFERENCE_TEAM: _("Sees who comes to conferences and enters answers, changes no circular."),
        Role.DOOR: _("Sees who comes to conferences, nothing else."),
        Role.SECURITY_OFFICER: _(
            "Sees dates and places of birth that a security check asks for and hands them on; nobody else sees them."
        ),
        Role.DIRECTORY_EDITOR: _("Keeps the directory, sees no circular."),
        Role.ADMINISTRATOR: _("Says who may act for the association, and reads the record; writes no circular."),
        Role.REGISTRY: _("Reads and answers all circulars, and keeps the entries of the organisation."),
        Role.OFFICE_HOLDER: _("Reads and answers all circulars."),
        Role.FRONT_OFFICE: _("Reads and answers in the name of named posts."),
        Role.SPECIALIST: _("Reads circulars, does not answer."),
        Role.MEMBER_ADMINISTRATOR: _("Says who may act for the organisation, and keeps its entries."),
    }
    return sentences[role]


def roles_in_words(roles: Iterable[Role]) -> str:
    """„Sachbearbeitung, Verwaltung“"""
    held = set(roles)
    return ", ".join(role_name(role) for role in Role if role in held)
