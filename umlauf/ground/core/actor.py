"""Who acts, as plain data that a face builds once and every action asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.policy import Ability, Role, abilities_of
from umlauf.ground.text import Refused


class Means(StrEnum):
    """How somebody came in."""

    LOGIN = "login"
    LINK = "link"
    COMMAND = "command"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a machine at work for one association; ``organisation_id`` is set for members and guests of one.

    ``invitee_id`` is set for whoever came by an invitation of their own to a conference, and by nothing else.
    """

    label: str
    association_id: int
    means: Means
    roles: frozenset[Role] = frozenset()
    user_id: int | None = None
    organisation_id: int | None = None
    invitee_id: int | None = None

    def may(self, ability: Ability) -> bool:
        return ability in abilities_of(self.roles)

    def must(self, ability: Ability) -> None:
        """Raises ``Refused("access.role")`` unless one of the actor's roles gives the ability."""
        if not self.may(ability):
            raise _not_allowed()

    def must_run_the_machine(self) -> None:
        """Raises ``Refused("access.role")`` unless the actor came in by the command line of the machine itself."""
        if self.means != Means.COMMAND:
            raise _not_allowed()


def _not_allowed() -> Refused:
    return Refused(
        "access.role",
        _("Your account may not do this. Please ask a colleague who may, or your administration."),
    )


def machine(association_id: int) -> Actor:
    """The actor of a task that finishes what a person began."""
    return Actor("Umlauf", association_id, Means.TASK)
