"""Where the seat in a forum goes when somebody no longer has a place. Behind the lock of the ask."""

from __future__ import annotations

from collections.abc import Iterable

from umlauf.office.conferences.models import ForumChoice, Registration


def free_seats(rows: Iterable[Registration]) -> None:
    """They have chosen nothing any more: who gets a place again chooses again, of what is free then."""
    ForumChoice.objects.filter(registration__in=[row.id for row in rows]).delete()


def hand_on_seats(before: Registration, row: Registration) -> None:
    """What one has chosen has from now on who comes in their place."""
    ForumChoice.objects.filter(registration=before).update(registration=row)
