"""Words that lie in the database under a key of the settings, so that a copy of the database alone tells none of them.

AES-256-GCM (NIST SP 800-38D), with a key derived for one purpose alone (HKDF, RFC 5869) from each of ``SECRET_KEYS``:
the newest of them seals, and each of them opens.
"""

from __future__ import annotations

import os
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM: Final = b"\x01"  # of what is kept: this byte, the nonce, what is sealed
_NONCE: Final = 12  # bytes


class Sealed(StrEnum):
    """What is sealed. What was sealed as one thing cannot be opened as another."""

    SECURITY_ENTRY = "security-entry"


class Unreadable(Exception):
    """It is of another row, was changed, or its key is in the settings no more."""


def seal(what: Sealed, about: str, words: str, *, room: int) -> bytes:
    """The words for the row that they are ``about``, and for no other.

    They are filled up to ``room`` bytes, so that their length tells nothing. Raises ``ValueError`` for more.
    """
    data = words.encode()
    if len(data) > room or b"\0" in data:
        raise ValueError(f"{len(data)} bytes do not fit into {room}")
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + AESGCM(_keys(what)[0]).encrypt(nonce, data.ljust(room, b"\0"), _bound_to(what, about))


def unseal(what: Sealed, about: str, kept: bytes) -> str:
    """The words of ``seal``. Raises ``Unreadable``."""
    form, nonce, data = kept[:1], kept[1 : 1 + _NONCE], kept[1 + _NONCE :]
    if form != _FORM or len(nonce) < _NONCE:
        raise Unreadable
    for key in _keys(what):
        try:
            return AESGCM(key).decrypt(nonce, data, _bound_to(what, about)).rstrip(b"\0").decode()
        except InvalidTag:
            continue
    raise Unreadable


def _bound_to(what: Sealed, about: str) -> bytes:
    return f"{what}:{about}".encode()


def _keys(what: Sealed) -> tuple[bytes, ...]:
    return tuple(_key(what, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache
def _key(what: Sealed, secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"umlauf.{what}".encode()).derive(secret.encode())
