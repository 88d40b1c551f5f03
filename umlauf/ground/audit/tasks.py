"""What happens to the chain by itself, by registered name."""

from __future__ import annotations

import logging

from django.conf import settings

from umlauf.ground.audit.erasure import erase_old
from umlauf.ground.audit.heads import export_daily
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import register_sweep

_log = logging.getLogger(__name__)


@register_sweep("audit.erase_old", last_day=True)
def erase(association: Association) -> int:
    """Who did what, years ago: the names go. It puts no task back."""
    erase_old(association, office_today(association))
    return 0


@register_sweep("audit.export_heads")
def export(association: Association) -> int:
    """The head of the chain goes out of the database, once a day. It puts no task back."""
    try:
        export_daily(settings.AUDIT_HEADS, association)
    except OSError:
        _log.exception("the head of the audit chain cannot be written to AUDIT_HEADS; trying again")
    return 0
