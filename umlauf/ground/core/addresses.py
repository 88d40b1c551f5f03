"""Mail addresses: what can be delivered with plain SMTP (RFC 5321), and a kind word where it cannot."""

from __future__ import annotations

import idna
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused


def check_address(address: str) -> str:
    """The address as it is sent to: domain lower-case and in IDNA form (RFC 5891), so ``post@bücher.example`` works.

    Raises ``Refused`` with ``address.local`` for letters outside ASCII before the @ (they need SMTPUTF8, RFC 6531,
    which few mail servers of authorities accept), else with ``address.invalid``.
    """
    written = address.strip()
    local, at, _domain = written.rpartition("@")
    if at and local and not local.isascii():
        raise Refused(
            "address.local",
            _(
                "“%(address)s” has an umlaut or another special letter before the @. Many mail servers do not deliver "
                "to such addresses. Please ask for the form without it."
            )
            % {"address": written[: LIMITS.email]},
        )
    try:
        valid = validate_email(
            written, check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError as error:
        raise Refused(
            "address.invalid",
            _("“%(address)s” is not a mail address. Please write it like name@office.example.")
            % {"address": written[: LIMITS.email]},
        ) from error
    return valid.ascii_email or valid.normalized


def readable_address(address: str) -> str:
    """The address as a person writes it: ``post@xn--bcher-kva.example`` is shown as ``post@bücher.example``."""
    local, at, domain = address.rpartition("@")
    if not at or "xn--" not in domain.lower():
        return address
    try:
        return f"{local}@{idna.decode(domain)}"
    except idna.IDNAError:
        return address
