"""Whose the mails of this room are, when somebody answers one of them or a server sends it back."""

from __future__ import annotations

from collections.abc import Collection

from umlauf.office.circulars.beside import by_address, by_recipient, mails_known_by
from umlauf.office.responses.models import Extension


def _by_extension(numbers: Collection[int]) -> dict[int, int]:
    return dict(Extension.objects.filter(id__in=numbers).values_list("id", "recipient_id"))


mails_known_by("reminder", 2, by_address)
mails_known_by("receipt-reminder", 2, by_address)
mails_known_by("receipt", 1, by_recipient)
mails_known_by("extension", 1, _by_extension)
