"""S/MIME (RFC 8551): a mail inside the envelope of its signature. The signature is not verified here."""

from __future__ import annotations

from asn1crypto import cms
from django.utils.translation import gettext as _

from umlauf.ground.text import Refused


def inside_of(data: bytes) -> bytes:
    """The mail in an opaque signature (``smime.p7m``).

    Raises ``Refused`` with ``incoming.encrypted`` where it is encrypted, else with ``incoming.mail``.
    """
    try:
        envelope = cms.ContentInfo.load(data)
        kind = envelope["content_type"].native
        if kind in {"enveloped_data", "authenticated_enveloped_data", "encrypted_data", "signed_and_enveloped_data"}:
            raise encrypted()
        inner = envelope["content"]["encap_content_info"]["content"].native if kind == "signed_data" else None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError):
        inner = None
    if not isinstance(inner, bytes) or not inner:
        raise Refused(
            "incoming.mail",
            _("This mail is signed in a way that cannot be opened here. Please copy its text and paste it here."),
        )
    return inner


def encrypted() -> Refused:
    """What a person reads whose mail nobody but its recipient can open."""
    return Refused(
        "incoming.encrypted",
        _(
            "This mail is encrypted, and only you can open it. Please open it in your mail program, copy its text "
            "and paste it here."
        ),
    )
