"""The envelope sender of a message names it (VERP), so that what comes back is known by the address that it came to.

``returns@umlauf.example`` becomes ``returns+ASSOCIATION-MESSAGE-CODE@umlauf.example``, with both ids in decimal digits.
The code is a MAC with the installation's keys, so nobody can speak about a message whose envelope they have not seen.
Small letters and digits alone, since servers may fold the case of the local part.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_LOCAL_PART: Final = 64  # RFC 5321 4.5.3.1.1
_SALT: Final = "umlauf.mail.return"
_CODE_BYTES: Final = 10  # 80 bits, and each guess is a mail; 16 characters in base 32
_WRITTEN: Final = re.compile(r"[^@\s]{1,64}\+([1-9][0-9]{0,18})-([1-9][0-9]{0,18})-([a-z2-7]{16})@[^@\s]{1,255}")


@dataclass(frozen=True, slots=True)
class Verp:
    """What an envelope sender that we wrote says. Whether the message still is there is another question."""

    association_id: int
    message_pk: int


def envelope_sender(message_pk: int, association_id: int, otherwise: str) -> str:
    """The address to which a server sends the message back; ``otherwise`` where it has no address of its own."""
    return return_path(message_pk, association_id) or otherwise


def return_path(message_pk: int, association_id: int) -> str:
    """The address that names the message; empty while no RETURN_ADDRESS is set.

    Also empty where ids of many digits would make the local part longer than 64 characters.
    """
    local, _at, domain = settings.RETURN_ADDRESS.partition("@")
    if not domain:
        return ""
    named = f"{local}+{association_id}-{message_pk}-{_code(association_id, message_pk, settings.SECRET_KEY)}"
    return f"{named}@{domain}" if len(named) <= _LOCAL_PART else ""


def read_verp(address: str) -> Verp | None:
    """Whose message came back, by the address that it came back to; None for each address that we did not write.

    The domain is not compared: a server may know itself by several names, and the code says that it was us.
    """
    written = _WRITTEN.fullmatch(address.strip().strip("<>").lower())
    if written is None:
        return None
    association_id, message_pk = int(written[1]), int(written[2])
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if constant_time_compare(_code(association_id, message_pk, key), written[3]):
            return Verp(association_id, message_pk)
    return None


def _code(association_id: int, message_pk: int, key: str) -> str:
    mac = salted_hmac(_SALT, f"{association_id}-{message_pk}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(mac[:_CODE_BYTES]).decode().lower()
