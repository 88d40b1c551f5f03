"""Attach annexes while a circular is a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.files.store import keep
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.models import Annex, AnnexVersion


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """A file to attach. ``source`` is ``upload`` or names what rendered it."""

    number: int
    title: str
    filename: str
    media_type: str
    data: bytes
    source: str
    digital_only: bool = True


@transaction.atomic
def attach_annex(*, actor: Actor, circular_id: int, file: AnnexFile) -> AnnexVersion:
    """Attach a file as the next version of the annex with its number. The same content again changes nothing.

    Raises ``Refused`` with ``annex.size``, ``annex.many``, ``draft.issued``, or ``circular.long`` or
    ``circular.characters`` for its title or file name.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    for label, text in ((_("Title of the annex"), file.title), (_("File name"), file.filename)):
        check_length(label, text, LIMITS.name)
        check_characters(label, text)
    if not 0 < len(file.data) <= LIMITS.annex_bytes:
        raise Refused(
            "annex.size",
            _("“%(name)s” is empty or larger than %(most)s MB. Please attach a smaller file.")
            % {"name": file.filename, "most": LIMITS.annex_bytes // 1_000_000},
        )
    if not 1 <= file.number <= LIMITS.annexes:
        raise Refused("annex.many", _("A circular has at most %(most)s annexes.") % {"most": LIMITS.annexes})
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    stored = keep(actor.association_id, file.data, file.media_type)
    annex, _created = Annex.objects.update_or_create(
        association_id=actor.association_id,
        circular=circular,
        number=file.number,
        defaults={"title": file.title, "digital_only": file.digital_only},
    )
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
    )
    record(
        actor,
        "circulars.annex_attached",
        subject=f"circulars.AnnexVersion:{version.id}",
        label=f"{file.number} {file.title} v{version.version}",
    )
    return version
