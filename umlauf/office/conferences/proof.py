"""Whether a file is a programme that was released, and whether a later one is out, for whoever has the file.

As in the proof of letters nothing is given away that was not sent, or is for the named alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django_scopes import scopes_disabled

from umlauf.ground.core.models import Association
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.models import FrozenAnnex, Issue
from umlauf.office.conferences.models import ProgrammeVersion
from umlauf.office.conferences.programme_rows import newer_version

_SPOKEN_OF = Q(content__confidentiality__isnull=True) | ~Q(content__confidentiality=Confidentiality.NAMED)


@dataclass(frozen=True, slots=True)
class Released:
    """A version that was released after the letter and not signed with it. ``latest``: no later one is out."""

    version: ProgrammeVersion
    issue: Issue
    latest: bool


def released_as(data: bytes) -> Released | None:
    """The released version that a file is, by its SHA-256, in whichever association. Four queries at most."""
    active = list(Association.objects.filter(active=True).values_list("id", flat=True))
    same = {"file__association__in": active, "file__sha256": hashlib.sha256(data).hexdigest()}
    with scopes_disabled():
        sent = Issue.objects.filter(_SPOKEN_OF, dispatch__isnull=False)
        out = Exists(sent.filter(circular=OuterRef("conference__circular")))
        rows = ProgrammeVersion.objects.filter(out, annex_version=None, **same).select_related("conference")
        version = rows.order_by("-id").first()
        if version is None:
            return None
        letters = sent.filter(circular=version.conference.circular_id)
        issue = letters.select_related("series", "association", "rendition__pdf").order_by("-id")[0]
        latest = newer_version(issue)
    return Released(version, issue, latest is None or latest.number == version.number)


def later_than(issue: Issue, data: bytes) -> ProgrammeVersion | None:
    """The latest version that was released since, where a file is the programme that was signed with the letter."""
    with scopes_disabled():
        signed = FrozenAnnex.objects.filter(issue=issue, version__file__sha256=hashlib.sha256(data).hexdigest())
        if not ProgrammeVersion.objects.filter(annex_version__in=signed.values("version")).exists():
            return None
        return newer_version(issue)
