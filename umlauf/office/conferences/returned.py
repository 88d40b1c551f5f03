"""Whose the mails about a registration are, when somebody answers one of them or a server sends it back.

Mails to those who contribute to a programme have no recipient, and no number where the others have it; nor have mails
about whom somebody has registered who was invited beside the members.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from umlauf.office.circulars.beside import mails_known_by
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Registration


def _by_registration(numbers: Collection[int]) -> dict[int, int]:
    return dict(Registration.objects.filter(id__in=numbers, invitee=None).values_list("id", "recipient_id"))


def _outdated(mails: Mapping[str, Recipient]) -> set[str]:
    """Those that say how it stood with a registration before, or tell of a change to whoever does not come any more."""
    said = {key: key.split(":")[2:] for key in mails}
    rows = Registration.objects.in_bulk({int(registration) for registration, *_rest in said.values()})
    return {key for key, (registration, *rest) in said.items() if _is_outdated(rows[int(registration)], rest)}


def _is_outdated(row: Registration, said: list[str]) -> bool:
    if said[0].isdecimal():
        return int(said[0]) < row.sequence
    return not row.means.coming or (said[0] == "names" and not row.name_follows)


mails_known_by("conference", 2, _by_registration, _outdated)
