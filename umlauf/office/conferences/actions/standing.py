"""How it stands with people from now on. Behind the lock of the ask."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from umlauf.office.conferences.actions.forum_seats import free_seats
from umlauf.office.conferences.actions.security_purge import forget_entries
from umlauf.office.conferences.enums import STATES, RegistrationState
from umlauf.office.conferences.models import Registration


def become(rows: Sequence[Registration], state: RegistrationState, *, told_anew: bool = True) -> None:
    """They are in this state. ``told_anew``: with the next sequence, since it may happen to one person more than once,
    and each time has a mail of its own."""
    steps = int(told_anew)
    if not STATES[state].counts:
        free_seats(rows)
    Registration.objects.filter(id__in=[row.id for row in rows]).update(state=state, sequence=F("sequence") + steps)
    if not STATES[state].coming:
        forget_entries(Q(registration__in=rows))
    for row in rows:
        row.state = state
        row.sequence += steps
