"""Electronic seals of an association on its letters (PAdES, ETSI EN 319 142-1, level B-B). Pure: bytes in, bytes out.

The seal is an update behind the file as it was, so what was written before stays byte for byte, and with it PDF/A-2
and PDF/UA-1: it shows nothing, and its field lies outside of the page.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD: Final = "Siegel"


class SealFlaw(StrEnum):
    """Why a seal cannot be used."""

    UNREADABLE = "unreadable"
    """The password does not fit, or the file is no PKCS#12."""
    KEYLESS = "keyless"
    """The file holds no certificate with its RSA or elliptic key."""
    EARLY = "early"
    EXPIRED = "expired"


class SealError(Exception):
    """A seal that cannot be used; ``flaw`` says why."""

    def __init__(self, flaw: SealFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Seal:
    """A certificate with its key, as PKCS#12, and what its certificate says. ``holder`` is its common name."""

    pkcs12: bytes
    password: bytes
    holder: str
    since: dt.datetime
    until: dt.datetime

    def must_hold(self, at: dt.datetime) -> None:
        """Raises ``SealError`` when the certificate does not hold at that moment (aware, machine time)."""
        if at < self.since:
            raise SealError(SealFlaw.EARLY)
        if at > self.until:
            raise SealError(SealFlaw.EXPIRED)


def read_seal(data: bytes, password: bytes) -> Seal:
    """A PKCS#12 file. Raises ``SealError``."""
    try:
        opened = pkcs12.load_pkcs12(data, password)
    except ValueError as error:
        raise SealError(SealFlaw.UNREADABLE) from error
    if opened.cert is None or not isinstance(opened.key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise SealError(SealFlaw.KEYLESS)
    certificate = opened.cert.certificate
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    holder = str(names[0].value) if names else certificate.subject.rfc4514_string()
    return Seal(data, password, holder, certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def seal_pdf(pdf: bytes, seal: Seal) -> bytes:
    """The PDF with the seal on it. Each call gives other bytes, for a seal holds the time of the machine."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # a second that only a letter needs
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leave the XMP alone: what would be written instead is no PDF/A any more."""

    field = SigFieldSpec(
        FIELD,
        readable_field_name=f"{FIELD}: {seal.holder}",
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
    )
    kind = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    sealed = PdfSigner(kind, _signer(seal), new_field_spec=field).sign_pdf(Writer(io.BytesIO(pdf)))
    whole: bytes = sealed.getvalue()
    return whole


@lru_cache(maxsize=8)
def _signer(seal: Seal) -> SimpleSigner:
    """The key of a seal, opened once a process: that is slow by design."""
    from pyhanko.sign.signers import SimpleSigner

    signer: SimpleSigner | None = SimpleSigner.load_pkcs12_data(seal.pkcs12, other_certs=[], passphrase=seal.password)
    if signer is None:
        raise SealError(SealFlaw.UNREADABLE)
    return signer
