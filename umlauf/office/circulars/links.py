"""What is known of the pages that drafts link to: for a day, by the digest of their address."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Final

from umlauf.ground.core.clock import machine_now
from umlauf.office.circulars.enums import PageState
from umlauf.office.circulars.models import LinkState

KNOWN_FOR: Final = dt.timedelta(days=1)


def digest_of(address: str) -> str:
    return hashlib.sha256(address.encode(errors="replace")).hexdigest()


def states_of(addresses: Sequence[str]) -> dict[str, PageState]:
    """By address, what came back within the last day. One query, none without addresses."""
    if not addresses:
        return {}
    digests = {digest_of(address): address for address in addresses}
    rows = LinkState.objects.filter(digest__in=digests, checked_at__gt=machine_now() - KNOWN_FOR)
    return {digests[digest]: PageState(state) for digest, state in rows.values_list("digest", "state")}
