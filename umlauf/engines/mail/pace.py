"""How fast messages go to one domain: a token bucket per domain, kept in the database for all workers together.

A bucket is one instant, ``Pace.free_at``: when the next message may go there. Each message that is let go, or gets a
time of its own, moves it on by the interval of the rate; where it lies in the past, tokens have gathered, as many as a
burst allows (the *generic cell rate algorithm*, ITU-T I.371, which says the same as a bucket with a level).

A message above the rate is given its time once and waits for it like any other that is deferred, so that it holds up
nobody and costs nothing meanwhile. Where the times of the next ten minutes are given away, it is looked at again later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from umlauf.engines.mail.models import Message, Pace

BURST: Final = dt.timedelta(seconds=10)
"""What a domain did not get in so long a time it may get at once."""
AHEAD: Final = dt.timedelta(minutes=10)
"""Times are given away for so long at most: whoever is held back or given up leaves no longer gap, and what is more
urgent, or comes back unsent, waits no longer for its turn."""
AGAIN: Final = AHEAD / 2
"""After so long those are looked at again that got no time yet."""
STALE: Final = dt.timedelta(minutes=2)
"""A time that was given and has passed so long ago is void: many of those would go at once."""


def let_go(due: Sequence[Message], limit: int, now: dt.datetime, per_minute: int) -> tuple[list[int], list[Message]]:
    """The ids of those of the messages that may go now, ``limit`` at most, and those that wait: for the time that they
    were given, or to be looked at again.

    ``due`` is locked by the caller's transaction, which this belongs to; of its rows ``domain`` and ``slot_at`` are
    read. What is left when the limit is reached stays as it is. Buckets are locked in the order of their names, and
    nobody locks others behind them, so no two workers wait for each other.
    """
    interval = dt.timedelta(minutes=1) / per_minute
    buckets = _locked({row.domain for row in due}, now - BURST)
    before = {domain: bucket.free_at for domain, bucket in buckets.items()}
    go: list[int] = []
    later: list[Message] = []
    for row in due:
        if len(go) == limit:
            break
        if row.slot_at is None or row.slot_at < now - STALE:
            bucket = buckets[row.domain]
            if bucket.free_at > now + AHEAD:
                row.slot_at, row.next_attempt_at = None, now + AGAIN
                later.append(row)
                continue
            row.slot_at = max(bucket.free_at, now - max(BURST - interval, dt.timedelta()))
            bucket.free_at = row.slot_at + interval
        if row.slot_at <= now:
            go.append(row.pk)
        else:
            row.next_attempt_at = row.slot_at
            later.append(row)
    Pace.objects.bulk_update(
        [bucket for domain, bucket in buckets.items() if bucket.free_at != before[domain]], ["free_at"]
    )
    Message.objects.bulk_update(later, ["next_attempt_at", "slot_at"])
    return go, later


def _locked(domains: set[str], full: dt.datetime) -> dict[str, Pace]:
    names = sorted(domains)
    Pace.objects.bulk_create([Pace(domain=name, free_at=full) for name in names], ignore_conflicts=True)
    locked = Pace.objects.filter(domain__in=names).order_by("domain").select_for_update(no_key=True)
    return {bucket.domain: bucket for bucket in locked}
