"""What happens to answers by itself, by registered name."""

from __future__ import annotations

from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import register_sweep
from umlauf.office.responses.actions.purge import forget_answers


@register_sweep("responses.forget", last_day=True)
def forget(association: Association) -> int:
    """Let go of who answered, on the day when nobody needs to know any more. It puts no task back."""
    forget_answers(association, office_today(association))
    return 0
