"""Say up to which size a letter goes with its mail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import LetterRoom


@transaction.atomic
def limit_letters(*, actor: Actor, usual: int, by_domain: Mapping[str, int]) -> None:
    """From now on a letter of up to ``usual`` MB goes with its mail, to the domains named of as many as they take.

    0: always as a link. What is sent already stays. Raises ``Refused`` with ``letter_room.size``, ``letter_room.many``
    or ``letter_room.domain``.
    """
    actor.must(Ability.ADMINISTER)
    wanted = {_domain(domain): mb for domain, mb in by_domain.items()}
    most = LIMITS.letter_bytes // MB
    if not all(0 <= mb <= most for mb in (usual, *wanted.values())):
        raise Refused("letter_room.size", _("A letter with a mail may have from 0 to %(most)s MB.") % {"most": most})
    if len(wanted) > LIMITS.letter_rooms:
        raise Refused(
            "letter_room.many", _("There may be at most %(most)s exceptions.") % {"most": LIMITS.letter_rooms}
        )
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    own = LetterRoom.objects.filter(association=association)
    if association.letter_mb == usual and dict(own.values_list("domain", "mb")) == wanted:
        return
    association.letter_mb = usual
    association.save(update_fields=["letter_mb"])
    own.delete()
    LetterRoom.objects.bulk_create(
        LetterRoom(association=association, domain=domain, mb=mb) for domain, mb in wanted.items()
    )
    label = ", ".join((f"{usual} MB", *(f"{domain} {mb} MB" for domain, mb in sorted(wanted.items()))))
    record(actor, "circulars.letters_limited", subject=f"core.Association:{association.id}", label=label[: LIMITS.note])


def _domain(written: str) -> str:
    """The domain as it stands in addresses that are sent to. Raises ``Refused("letter_room.domain")``."""
    try:
        return check_address(f"office@{written.strip().removeprefix('@')}").rpartition("@")[2].lower()
    except Refused as refusal:
        raise Refused(
            "letter_room.domain",
            _("“%(domain)s” is no domain of mail addresses. Please write what is behind the @, like office.example.")
            % {"domain": written.strip()[: LIMITS.name]},
        ) from refusal
