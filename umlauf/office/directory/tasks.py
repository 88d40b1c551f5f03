"""What happens to the directory after a commit, by registered name."""

from __future__ import annotations

import logging

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import register, register_sweep
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.confirmations import empty_confirmations
from umlauf.office.directory.actions.emergencies import end_emergencies, forget_emergencies
from umlauf.office.directory.actions.imports import apply_import, fail_import, forget_imports, tell_progress
from umlauf.office.directory.actions.invitations import forget_invitations
from umlauf.office.directory.actions.own_entries import empty_proposals
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.actions.viewing import end_viewings_over
from umlauf.office.directory.models import Import
from umlauf.office.directory.models.imports import ImportState

_log = logging.getLogger(__name__)


@register("directory.apply_import")
def apply(import_id: int) -> None:
    """Apply a file. Whatever stands against it, the person who waits is told, and the file waits for them again.

    An unforeseen error goes to the log and is not tried again: nobody expects a file to be written hours after a page
    has said that nothing was. Where not even that can be said (no database), the task itself is tried again.
    """
    waiting = Import.objects.filter(id=import_id, state=ImportState.APPLYING).defer("data").first()
    if waiting is None:
        return  # it was given up, or another worker has ended it
    actor = Actor(waiting.by, waiting.association_id, Means.TASK)

    def tell(done: int, _total: int) -> None:
        tell_progress(import_id=import_id, done=done)

    with override(str(waiting.choices.get("language") or get_language())):
        try:
            apply_import(actor=actor, import_id=import_id, seen_digest=waiting.digest, progress=tell)
        except Refused as refusal:
            fail_import(actor=actor, import_id=import_id, why=str(refusal))
        except Exception:  # noqa: BLE001 - whatever it is, the import must not stay as if it were being applied
            _log.exception("import %s failed", import_id)
            fail_import(
                actor=actor,
                import_id=import_id,
                why=_(
                    "Something went wrong that nobody had foreseen; the administration of this installation finds it "
                    "in the log. Please try once more, or ask them."
                ),
            )


@register_sweep("directory.forget_imports", last_day=True)
def forget(association: Association) -> int:
    """Files that nobody applied: their content goes."""
    return forget_imports(actor=machine(association.id))


@register_sweep("directory.empty_own_entries", last_day=True)
def empty_own_entries(association: Association) -> int:
    """Who proposed what, and who confirmed: names go on their day. It puts no task back."""
    today = office_today(association)
    empty_proposals(actor=machine(association.id), today=today)
    empty_confirmations(actor=machine(association.id), today=today)
    return 0


@register_sweep("directory.forget_invitations", last_day=True)
def forget_invited(association: Association) -> int:
    """Who was invited and did not come, or is gone again. It puts no task back."""
    forget_invitations(actor=machine(association.id))
    return 0


@register_sweep("directory.end_emergencies", last_day=True)
def end_and_forget_emergencies(association: Association) -> int:
    """Emergency access that is over ends in the record, too, and is forgotten on its day. It puts no task back."""
    end_emergencies(actor=machine(association.id))
    forget_emergencies(actor=machine(association.id))
    return 0


@register_sweep("directory.end_viewings")
def end_viewings(association: Association) -> int:
    """An administrator looked as somebody else and did not say when they stopped. It puts no task back."""
    end_viewings_over(actor=machine(association.id))
    return 0


@register_sweep("directory.forget_former", last_day=True)
def forget_former(association: Association) -> int:
    """Former holders: first their contact goes, years later their names. It puts no task back."""
    forget_former_holders(association, office_today(association))
    return 0
