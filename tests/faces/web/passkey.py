"""A passkey in memory: it answers the ceremonies of WebAuthn as an authenticator of a computer would."""

from __future__ import annotations

import hashlib
import json
import os
import re
from html import unescape
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost:8000"
_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """For one account at one site. Options are what the page hands to the browser; answers are JSON for its form."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(16)
        self._owner = ""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to being set up."""
        asked = options["publicKey"]
        self._owner = asked["user"]["id"]
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        own = AttestedCredentialData.create(Aaguid.NONE, self._id, public)
        data = AuthenticatorData.create(_site(asked["rp"]["id"]), _VERIFIED | AuthenticatorData.FLAG.AT, 0, bytes(own))
        client = CollectedClientData.create("webauthn.create", websafe_decode(asked["challenge"]), ORIGIN)
        return self._answer(
            clientDataJSON=bytes(client), attestationObject=bytes(AttestationObject.create("none", data, {}))
        )

    def prove(self, options: dict[str, Any]) -> str:
        """The answer to being asked who somebody is."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(_site(asked["rpId"]), _VERIFIED, 0)
        client = CollectedClientData.create("webauthn.get", websafe_decode(asked["challenge"]), ORIGIN)
        signature = self._key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        owner = websafe_decode(self._owner)
        return self._answer(
            clientDataJSON=bytes(client), authenticatorData=bytes(data), signature=signature, userHandle=owner
        )

    def _answer(self, **parts: bytes) -> str:
        name = websafe_encode(self._id)
        response = {part: websafe_encode(value) for part, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def options_on(html: str) -> dict[str, Any]:
    """What a page hands to the browser's part of the ceremony."""
    found = re.search(r'<script[^>]*id="js_data"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None, html
    told: dict[str, Any] = json.loads(unescape(found[1]))
    options: dict[str, Any] = told.get("creation_options") or told.get("request_options") or told
    return options


def _site(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
