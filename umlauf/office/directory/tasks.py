"""What happens to the directory after a commit, by registered name."""

from __future__ import annotations

from django.utils.translation import get_language, override

from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import register, register_sweep
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.imports import apply_import, fail_import, forget_imports, tell_progress
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.exchange.columns import Choices
from umlauf.office.directory.models import Import


@register("directory.apply_import")
def apply(import_id: int) -> None:
    waiting = Import.objects.get(id=import_id)
    actor = Actor(waiting.by, waiting.association_id, Means.TASK)

    def tell(done: int, _total: int) -> None:
        tell_progress(import_id=import_id, done=done)

    with override(Choices.parse(waiting.choices).language or get_language()):
        try:
            apply_import(actor=actor, import_id=import_id, seen_digest=waiting.digest, progress=tell)
        except Refused as refusal:
            fail_import(actor=actor, import_id=import_id, why=str(refusal))


@register_sweep("directory.forget_imports")
def forget(association: Association) -> int:
    """Files that nobody applied: their content goes."""
    return forget_imports(actor=machine(association.id))


@register_sweep("directory.forget_former")
def forget_former(association: Association) -> int:
    """Former holders: first their contact goes, years later their names. It puts no task back."""
    forget_former_holders(association, office_today(association))
    return 0
