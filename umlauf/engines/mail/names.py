"""What the DNS says of a domain that sends mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPF_LOOKUPS: Final = 10  # RFC 7208 4.6.4


class NamesAway(Exception):
    """The DNS did not answer. The text says why."""


class Names:
    """A resolver. ``server`` is ``ADDRESS`` or ``ADDRESS:PORT`` of the one to ask, else that of the system.

    One that did not answer is not asked again. Every method raises ``NamesAway``.
    """

    def __init__(self, server: str = "", lifetime: float = 4) -> None:
        """``lifetime``: seconds for one question. Raises ``ValueError`` for a ``server`` that is none."""
        self._away = ""
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
        except dns.resolver.NoResolverConfiguration as error:
            self._away = str(error)
        if server:
            host, _colon, port = server.partition(":")
            self._resolver.nameservers = [host]
            self._resolver.port = int(port or 53)
        if not self._away:
            self._resolver.lifetime = lifetime

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, the strings of each joined (RFC 7208 3.3)."""
        found = self._ask(name, dns.rdatatype.TXT)
        return [b"".join(one.strings).decode("utf-8", "replace") for one in found or ()]

    def addresses(self, name: str) -> set[Address]:
        kinds = (dns.rdatatype.A, dns.rdatatype.AAAA)
        return {ipaddress.ip_address(one.address) for kind in kinds for one in self._ask(name, kind) or ()}

    def mail_hosts(self, domain: str) -> list[str]:
        """The hosts that take mail for a domain (RFC 5321 5.1); without MX itself, if it has an address."""
        found = self._ask(domain, dns.rdatatype.MX)
        hosts = [str(one.exchange).rstrip(".") for one in found or ()]
        return [one for one in hosts if one] if found else [domain] if self.addresses(domain) else []

    def _ask(self, name: str, kind: dns.rdatatype.RdataType) -> dns.resolver.Answer | None:
        if self._away:
            raise NamesAway(self._away)
        try:
            return self._resolver.resolve(dns.name.from_text(name), kind)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            self._away = str(error) or type(error).__name__
            raise NamesAway(self._away) from error


@dataclass(frozen=True, slots=True)
class Spf:
    """``records``: those that there are, of which there must be one. ``says``: by address „pass“, „fail“ and so on."""

    records: tuple[str, ...]
    says: dict[Address, str] = field(default_factory=dict)

    @property
    def lets_everybody(self) -> bool:
        return any(re.search(r"(^|\s)\+?all(\s|$)", record) for record in self.records)


def spf_of(names: Names, domain: str, hosts: set[Address]) -> Spf:
    """Who may send for a domain, and what that says of these addresses."""
    records = tuple(_spf_records(names, domain))
    if len(records) != 1:
        return Spf(records)
    return Spf(records, {one: _Spf(names, one).says(domain) for one in hosts})


class _Spf:
    """RFC 7208 for one address, without macros, which say „unknown“."""

    _WORDS: Final = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}

    def __init__(self, names: Names, address: Address) -> None:
        self._names, self._address, self._left = names, address, _SPF_LOOKUPS

    def says(self, domain: str) -> str:
        records = list(_spf_records(self._names, domain))
        if len(records) != 1:
            return "none" if not records else "permerror"
        redirect = ""
        for term in records[0].split()[1:]:
            if "%" in term:
                return "unknown"
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif "=" not in term.partition(":")[0] and self._fits(term.lstrip("+-~?"), domain):
                return self._WORDS.get(term[0], "pass")
            if self._left < 0:
                return "permerror"
        if redirect:
            self._left -= 1
            return self.says(redirect) if self._left >= 0 else "permerror"
        return "neutral"

    def _fits(self, mechanism: str, domain: str) -> bool:
        name, _colon, value = mechanism.partition(":")
        name, _slash, bare_length = name.partition("/")
        name = name.lower()
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self._lies_in(value)
        self._left -= 1
        if name == "include":
            return self._left >= 0 and self.says(value) == "pass"
        host, _slash, length = value.partition("/")
        length = length or bare_length
        hosts = self._names.mail_hosts(host or domain) if name == "mx" else [host or domain] if name == "a" else []
        found = {one for each in hosts for one in self._names.addresses(each)}
        bits = length.split("/")
        mask = bits[-1] if self._address.version == 6 and len(bits) > 1 else bits[0]
        return any(self._lies_in(f"{one}/{mask}" if mask else str(one)) for one in found)

    def _lies_in(self, network: str) -> bool:
        try:
            return self._address in ipaddress.ip_network(network, strict=False)
        except ValueError:
            return False


def _spf_records(names: Names, domain: str) -> Iterator[str]:
    return (one for one in names.texts(domain) if re.match(r"v=spf1(\s|$)", one, re.IGNORECASE))


def dkim_keys(names: Names, record_name: str) -> list[str]:
    """The public keys that stand at a name, in base64 without blanks. An empty one was withdrawn."""
    tags = (_tags(one) for one in names.texts(record_name))
    return [re.sub(r"\s", "", one["p"]) for one in tags if "p" in one]


@dataclass(frozen=True, slots=True)
class Dmarc:
    """What a domain asks for with mail that neither SPF nor DKIM vouch for, and ``at`` which name that stands."""

    at: str
    policy: str
    strict_spf: bool


def dmarc_of(names: Names, domain: str) -> Dmarc | None:
    """Of the domain itself, else of the nearest one above it that says something."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        above = ".".join(labels[start:])
        found = [_tags(one) for one in names.texts(f"_dmarc.{above}") if re.match(r"v=DMARC1\b", one)]
        if len(found) == 1:
            tags = found[0]
            policy = tags.get("sp", tags.get("p", "none")) if start else tags.get("p", "none")
            return Dmarc(above, policy.lower(), tags.get("aspf") == "s")
    return None


def aligned(envelope: str, sender: str, dmarc: Dmarc | None) -> bool:
    """Whether a domain counts as that of the sender (RFC 7489 3.1). Relaxed, both lie below the one that says so."""
    if envelope == sender:
        return True
    if dmarc is None or dmarc.strict_spf:
        return False
    return all(one == dmarc.at or one.endswith(f".{dmarc.at}") for one in (envelope, sender))


def _tags(record: str) -> dict[str, str]:
    parts = (part.partition("=") for part in record.split(";"))
    return {name.strip(): value.strip() for name, _equals, value in parts if name.strip()}
