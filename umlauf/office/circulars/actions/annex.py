"""Attach annexes while a circular is a draft."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import Findings
from umlauf.engines.files.models import StoredFile
from umlauf.engines.files.store import keep
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.annexes import AnnexRoom, annex_room, get_annex, must_be_from_outside
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.models import Annex, AnnexVersion
from umlauf.office.circulars.queries import latest_annexes


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """A file to attach, of an annex by its number, without one of the next. ``source`` is ``upload`` or names what
    rendered it."""

    number: int | None
    title: str
    filename: str
    media_type: str
    data: bytes
    source: str
    digital_only: bool = True
    findings: Findings | None = None


class Attach(Protocol):
    """One of the ways to attach a file."""

    def __call__(self, *, actor: Actor, circular_id: int, file: AnnexFile) -> AnnexVersion: ...


@transaction.atomic
def attach_annex(*, actor: Actor, circular_id: int, file: AnnexFile) -> AnnexVersion:
    """Attach a file as the next version of the annex with its number. The same content again changes nothing.

    Without a number it becomes an annex of its own, with the first number that is free, and content that is there
    already is refused (``annex.twice``), so that a form that comes twice attaches once.

    Raises ``Refused`` with ``annex.size``, ``annex.many``, ``annex.together``, ``draft.issued``, or ``circular.long``
    or ``circular.characters`` for its title or file name.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    return _attach(actor, circular_id, file)


@transaction.atomic
def renew_annex(*, actor: Actor, circular_id: int, file: AnnexFile) -> AnnexVersion:
    """Attach what Umlauf has rendered anew, in place of what it rendered there before, as what it shows has changed.

    That needs nobody who writes circulars. Raises ``Refused`` as ``attach_annex`` does, and ``Http404`` where no annex
    of this number has this source.
    """
    actor.must(Ability.RUN_CONFERENCES)
    circular = lock_circular(actor, circular_id)
    if not any((one.annex.number, one.source) == (file.number, file.source) for one in latest_annexes(circular)):
        raise Http404
    return _attach(actor, circular_id, file)


def _attach(actor: Actor, circular_id: int, file: AnnexFile) -> AnnexVersion:
    room = annex_room(Association.objects.get(id=actor.association_id))
    _check_file(file, room)
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    there = latest_annexes(circular)
    number = _next_number(there, file) if file.number is None else file.number
    if not 1 <= number <= LIMITS.annexes:
        raise Refused("annex.many", _("A circular has at most %(most)s annexes.") % {"most": LIMITS.annexes})
    _check_together([one.file for one in there if one.annex.number != number], file, room)
    annex, _created = Annex.objects.update_or_create(
        association_id=actor.association_id,
        circular=circular,
        number=number,
        defaults={"title": file.title, "digital_only": file.digital_only},
    )
    return _next_version(actor, annex, file)


@transaction.atomic
def replace_annex(*, actor: Actor, circular_id: int, annex_id: int, file: AnnexFile) -> AnnexVersion:
    """Attach a file as the next version of an annex, which keeps its number, its title and how it goes out.

    Raises ``Refused`` as ``attach_annex`` does, and with ``annex.generated`` for one that Umlauf renders; ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    room = annex_room(Association.objects.get(id=actor.association_id))
    _check_file(file, room)
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    latest = get_annex(circular, annex_id)
    must_be_from_outside(latest)
    _check_together([one.file for one in latest_annexes(circular) if one.annex_id != annex_id], file, room)
    return _next_version(actor, latest.annex, file)


def _check_file(file: AnnexFile, room: AnnexRoom) -> None:
    for label, text in ((_("Title of the annex"), file.title), (_("File name"), file.filename)):
        check_length(label, text, LIMITS.name)
        check_characters(label, text)
    if not 0 < len(file.data) <= room.one:
        raise Refused(
            "annex.size",
            _("“%(name)s” is empty or larger than %(most)s MB. Please attach a smaller file.")
            % {"name": file.filename, "most": room.one_mb},
        )


def _next_number(there: list[AnnexVersion], file: AnnexFile) -> int:
    """The first number that is free: a text that was taken in may have left one out for an annex that it names."""
    digest = hashlib.sha256(file.data).hexdigest()
    twin = next((one for one in there if one.file.sha256 == digest), None)
    if twin is not None:
        raise Refused(
            "annex.twice",
            _("“%(name)s” is attached already, as annex %(number)s.")
            % {"name": file.filename, "number": twin.annex.number},
        )
    taken = {one.annex.number for one in there}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _check_together(others: list[StoredFile], file: AnnexFile, room: AnnexRoom) -> None:
    if sum(one.size for one in others) + len(file.data) > room.together:
        raise Refused(
            "annex.together",
            _(
                "With “%(name)s” the annexes would have more than %(most)s MB together. Please attach a smaller file, "
                "or say in the text where it can be found."
            )
            % {"name": file.filename, "most": room.together_mb},
        )


def _next_version(actor: Actor, annex: Annex, file: AnnexFile) -> AnnexVersion:
    stored = keep(actor.association_id, file.data, file.media_type)
    latest = annex.versions.order_by("-version").first()
    if latest is not None and latest.file_id == stored.id:
        return latest
    version = AnnexVersion.objects.create(
        association_id=actor.association_id,
        annex=annex,
        version=latest.version + 1 if latest else 1,
        file=stored,
        filename=file.filename,
        source=file.source,
        findings=file.findings.json() if file.findings else {},
    )
    record(
        actor,
        "circulars.annex_attached",
        subject=f"circulars.AnnexVersion:{version.id}",
        label=f"{annex.number} {annex.title} v{version.version}",
    )
    return version
