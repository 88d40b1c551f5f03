"""Looks at a seal with programs other than the one that made it: OpenSSL, and pdfsig of poppler-utils."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def openssl_accepts(pdf: bytes, folder: Path) -> bool:
    """Whether the signature in the file fits the bytes that it names, which are all of the file but itself."""
    found = re.search(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+) ?\]", pdf)
    assert found is not None
    first, length, second, rest = map(int, found.groups())
    assert (first, second + rest) == (0, len(pdf))
    signed, signature = folder / "signed", folder / "signature"
    signed.write_bytes(pdf[:length] + pdf[second:])
    raw = bytes.fromhex(pdf[length + 1 : second - 1].decode())
    signature.write_bytes(raw[: _der_length(raw)])
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-inform", "DER", "-in", signature, "-content", signed, "-binary", "-noverify"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def _der_length(raw: bytes) -> int:
    """How long the structure at the beginning is; behind it the room for it is filled up with zeros."""
    count = raw[1] & 0x7F if raw[1] & 0x80 else 0
    return 2 + count + (int.from_bytes(raw[2 : 2 + count]) if count else raw[1])


def pdfsig_says(pdf: bytes, folder: Path) -> str:
    """All that pdfsig prints."""
    file = folder / "sealed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
