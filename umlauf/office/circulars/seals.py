"""The seal of an association: two files in ``SEALS_DIR`` that its operator has put there, ``SLUG.p12`` and the password
to it, ``SLUG.password``. An association without them seals nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from umlauf.engines.seals import Seal, SealError, SealFlaw, read_seal
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused


def seal_of(association: Association) -> Seal | None:
    """The seal that the association's letters get now; None where it has none.

    Raises ``Refused`` with ``seal.files``, ``seal.unreadable``, ``seal.keyless``, ``seal.early`` or ``seal.expired``
    when there is one that cannot be used.
    """
    certificate = settings.SEALS_DIR / f"{association.slug}.p12"
    password = certificate.with_suffix(".password")
    if not certificate.exists() and not password.exists():
        return None
    _must_be_private(association, certificate, password)
    try:
        seal = _read(*((file, file.stat().st_mtime_ns) for file in (certificate, password)))
        seal.must_hold(machine_now())
    except SealError as error:
        raise _flawed(association, error.flaw) from error
    return seal


def _must_be_private(association: Association, *files: Path) -> None:
    missing = [file.name for file in files if not file.exists()]
    shared = [file.name for file in files if file.exists() and file.stat().st_mode & 0o077]
    if missing:
        raise _refused(association, "files", _("The file %(files)s is missing.") % {"files": ", ".join(missing)})
    if shared:
        raise _refused(association, "files", _("Others can read %(files)s.") % {"files": ", ".join(shared)})


@lru_cache(maxsize=32)
def _read(certificate: tuple[Path, int], password: tuple[Path, int]) -> Seal:
    """By name and moment of the last change: opening a key is slow by design."""
    return read_seal(certificate[0].read_bytes(), password[0].read_bytes().strip())


def _flawed(association: Association, flaw: SealFlaw) -> Refused:
    reasons = {
        SealFlaw.UNREADABLE: _("Its password does not fit, or its file is damaged."),
        SealFlaw.KEYLESS: _("Its file holds no certificate with a key."),
        SealFlaw.EARLY: _("Its certificate does not hold yet."),
        SealFlaw.EXPIRED: _("Its certificate has expired."),
    }
    return _refused(association, flaw.value, reasons[flaw])


def _refused(association: Association, code: str, reason: str) -> Refused:
    said = _("The seal of %(association)s cannot be used, so no letter can be signed.") % {
        "association": association.name
    }
    what_to_do = _("Please ask whoever runs Umlauf to renew the seal, or to take its files away.")
    return Refused(f"seal.{code}", f"{said} {reason} {what_to_do}")
