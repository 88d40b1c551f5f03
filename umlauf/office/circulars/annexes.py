"""The annexes of a draft: one of them, where they come from, and whether they are still those that a page showed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import AnnexVersion, Circular

UPLOAD: Final = "upload"
"""The source of a file that somebody has chosen. Any other names what rendered it."""


@dataclass(frozen=True, slots=True)
class AnnexRoom:
    """How many bytes one annex may have, and all annexes of a circular together."""

    one: int
    together: int

    @property
    def one_mb(self) -> int:
        return self.one // MB

    @property
    def together_mb(self) -> int:
        return self.together // MB


def annex_room(association: Association) -> AnnexRoom:
    """What the association has set, within what Umlauf can carry."""
    return AnnexRoom(
        min(association.annex_mb * MB, LIMITS.annex_bytes), min(association.annexes_mb * MB, LIMITS.annexes_bytes)
    )


def get_annex(circular: Circular, annex_id: int) -> AnnexVersion:
    """The newest version of an annex of the circular. Raises ``Http404``."""
    versions = AnnexVersion.objects.filter(annex__circular=circular, annex_id=annex_id)
    latest = versions.select_related("annex", "file").order_by("version").last()
    if latest is None:
        raise Http404
    return latest


def must_be_from_outside(latest: AnnexVersion) -> None:
    """Raises ``Refused("annex.generated")`` for an annex that Umlauf renders: its title and its text are one."""
    if latest.source != UPLOAD:
        raise Refused(
            "annex.generated",
            _("“%(title)s” is made by Umlauf. To use a file of your own, please remove it and attach yours.")
            % {"title": latest.annex.title},
        )


def state_of_annexes(annexes: Sequence[AnnexVersion]) -> str:
    """The SHA-256 over what a list of the newest versions shows: equal, if nothing changed."""
    shown = [
        [one.id, one.annex_id, one.annex.number, one.annex.title, one.annex.digital_only, one.annex.on_request]
        for one in annexes
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def must_be_as_seen(annexes: Sequence[AnnexVersion], seen: str) -> None:
    """Raises ``Refused("annex.changed")`` unless the list is the one that was ``seen``."""
    if state_of_annexes(annexes) != seen:
        raise Refused(
            "annex.changed",
            _("The annexes have changed since you saw them. Here they are as they are now; please enter it once more."),
        )
