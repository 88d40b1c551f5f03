"""The DKIM key of an association: a file in ``DKIM_DIR`` that its operator has put there, ``SLUG.SELECTOR.pem``.

An association without one signs nothing. One with a key that cannot be used sends nothing: a mail that is unsigned once
is what a receiver learns to distrust.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext as _

from umlauf.engines.mail.dkim import Signer
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused

_BITS = 2048
_SELECTOR = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def signer_of(slug: str, sender_address: str) -> Signer | None:
    """Who signs the mails that an association sends from an address; None where it has no key.

    Raises ``Refused`` with ``dkim.files``, ``dkim.unreadable`` or ``dkim.short`` when there is one that cannot be used.
    """
    files = _files_of(slug)
    if not files:
        return None
    file = files[0]
    selector = file.name.removeprefix(f"{slug}.").removesuffix(".pem")
    if len(files) > 1:
        raise _refused(
            "files", _("There are several keys: %(files)s.") % {"files": ", ".join(one.name for one in files)}
        )
    if not _SELECTOR.fullmatch(selector):
        raise _refused("files", _("“%(selector)s” cannot be a selector in the DNS.") % {"selector": selector})
    try:
        found = file.stat()
        if found.st_mode & 0o077:
            raise _refused("files", _("Others can read %(files)s.") % {"files": file.name})
        key = _read(file, found.st_mtime_ns)
    except (ValueError, TypeError, UnsupportedAlgorithm, OSError) as error:
        raise _refused(
            "unreadable", _("%(file)s holds no RSA key without a password.") % {"file": file.name}
        ) from error
    if key.key_size < _BITS:
        raise _refused("short", _("The key in %(file)s is shorter than 2048 bits.") % {"file": file.name})
    return Signer(sender_address.rpartition("@")[2].lower(), selector, key)


def _files_of(slug: str) -> list[Path]:
    """A folder that is not there holds no keys, unless somebody named it. Raises ``Refused`` when it cannot be read."""
    folder: Path = settings.DKIM_DIR
    try:
        found = sorted(folder.iterdir())  # glob would keep silent about what it cannot read
    except OSError as error:
        if isinstance(error, FileNotFoundError) and folder == settings.UMLAUF_HOME / "dkim":
            return []
        raise _refused("unreadable", _("The folder %(folder)s cannot be read.") % {"folder": folder}) from error
    return [file for file in found if file.name.startswith(f"{slug}.") and file.name.endswith(".pem")]


class Signers:
    """Who signs for whom, asked once for each association and sender address. For one run of a sender."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Signer | None] = {}

    def of(self, association_id: int, sender_address: str) -> Signer | None:
        """Raises ``Refused`` as ``signer_of``, each time: the key may have been mended meanwhile."""
        asked = association_id, sender_address
        if asked not in self._known:
            slug = Association.objects.values_list("slug", flat=True).get(id=association_id)
            self._known[asked] = signer_of(slug, sender_address)
        return self._known[asked]


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int) -> RSAPrivateKey:
    """By name and moment of the last change. Raises ``TypeError`` for another kind of key or one with a password."""
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(file.name)
    return key


def _refused(code: str, reason: str) -> Refused:
    said = _("The key that signs the mails (DKIM) cannot be used, so nothing is sent.")
    what_to_do = _("Please ask whoever runs Umlauf to put it right, or to take its file away.")
    return Refused(f"dkim.{code}", f"{said} {reason} {what_to_do}")
