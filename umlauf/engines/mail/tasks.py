"""What happens to messages by itself, by registered name."""

from __future__ import annotations

from umlauf.engines.mail.arrivals import forget_arrivals
from umlauf.engines.mail.settling import forget
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import register_sweep


@register_sweep("mail.forget", last_day=True)
def forget_due(association: Association) -> int:
    """Let go of what messages said whose last day has passed. It puts no task back."""
    forget(office_today(association))
    return 0


@register_sweep("mail.forget_arrivals", last_day=True)
def forget_returned(association: Association) -> int:
    """The same for mails that came back. It puts no task back."""
    forget_arrivals(association.id, office_today(association))
    return 0
