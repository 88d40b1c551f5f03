"""Certificates for seals, made by ourselves, as PKCS#12 files."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = b"Siegel-Ahorn-7"
HOLDER = "Landkreistag Musterland (Siegel)"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def a_certificate(*, since: dt.timedelta = -dt.timedelta(1), until: dt.timedelta = dt.timedelta(365)) -> bytes:
    """A certificate with its key; ``since`` and ``until`` are counted from now."""
    now, name = dt.datetime.now(dt.UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOLDER)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(_key().public_key())
        .serial_number(543)
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .sign(_key(), hashes.SHA256())
    )
    encryption = BestAvailableEncryption(PASSWORD)
    return pkcs12.serialize_key_and_certificates(HOLDER.encode(), _key(), certificate, None, encryption)


def put_seal(folder: Path, slug: str, data: bytes | None = None, password: bytes = PASSWORD) -> None:
    """Put the two files of a seal where an association's are looked for, for their owner alone."""
    folder.mkdir(exist_ok=True)
    for name, content in ((f"{slug}.p12", data or a_certificate()), (f"{slug}.password", password + b"\n")):
        file = folder / name
        file.write_bytes(content)
        file.chmod(0o600)
