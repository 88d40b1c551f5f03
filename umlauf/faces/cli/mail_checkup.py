"""The checks of ``umlauf mail check``: whether what an association sends is believed to come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address

from django.conf import settings

from umlauf.engines.mail.dkim import Signer
from umlauf.engines.mail.dkim_keys import signer_of
from umlauf.engines.mail.names import (
    Address,
    Dmarc,
    Names,
    NamesAway,
    aligned,
    dkim_keys,
    dmarc_of,
    spf_of,
)
from umlauf.engines.mail.smtp import Connection, Server, ServerGone
from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import MB
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused

_STRING = 255  # characters that one string of a TXT record holds (RFC 1035 3.3)


@dataclass(frozen=True, slots=True)
class Record:
    """A TXT record for whoever keeps the DNS."""

    name: str
    value: str

    @property
    def quoted(self) -> str:
        """As it stands in a zone file."""
        parts = (self.value[start : start + _STRING] for start in range(0, len(self.value), _STRING))
        return " ".join(f'"{part}"' for part in parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is in order, and what to do. ``ok`` None: it could not be asked or told.

    ``records`` are those that the DNS must have, or may have instead of what stands there.
    """

    subject: str
    ok: bool | None
    detail: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sending:
    """How an association's mails leave: ``sender`` is the domain of From, ``envelope`` that to which they come back."""

    association: Association
    sender: str
    envelope: str
    host: str
    signer: Signer | None


def check_names(association: Association, names: Names, host: str) -> list[Finding]:
    """What the DNS says of mails that ``host`` sends. One that does not answer leaves what must stand there."""
    try:
        address = check_address(association.email)
    except Refused as refusal:
        return [Finding(_("Address"), False, str(refusal))]
    sender = address.rpartition("@")[2].lower()
    envelope = settings.RETURN_ADDRESS.rpartition("@")[2] or sender
    try:
        signer, dkim = signer_of(association.slug, address), None
    except Refused as refusal:
        signer, dkim = None, Finding("DKIM", False, str(refusal))
    sending = _Sending(association, sender, envelope, host, signer)
    checks: list[Callable[[], Finding]] = [
        partial(_returns, sending, names),
        partial(_spf, sending, names),
        (lambda: dkim) if dkim else partial(_dkim, sending, names),
        partial(_dmarc, sending, names),
    ]
    return [check() for check in checks]


def _returns(sending: _Sending, names: Names) -> Finding:
    """Whether somebody takes what comes back."""
    subject, said = _("Return path"), {"domain": sending.envelope}
    try:
        hosts = names.mail_hosts(sending.envelope)
    except NamesAway as error:
        return Finding(subject, None, _not_asked(error))
    if not hosts:
        detail = _("No server takes mail for %(domain)s, so nothing can come back. It needs an MX record.") % said
        return Finding(subject, False, detail)
    return Finding(subject, True, _("Mail to %(domain)s goes to %(hosts)s.") % (said | {"hosts": ", ".join(hosts)}))


def _spf(sending: _Sending, names: Names) -> Finding:
    domain, said = sending.envelope, {"domain": sending.envelope, "host": sending.host}
    wanted = (Record(domain, f"v=spf1 {_mechanism(sending.host)} -all"),)
    try:
        ours = _own_addresses(sending.host, names)
        found = spf_of(names, domain, ours)
    except NamesAway as error:
        need = _("%(domain)s needs one record that names %(host)s, or the address that it sends from.") % said
        return Finding("SPF", None, f"{_not_asked(error)} {need}", wanted)
    if not found.records:
        detail = _("%(domain)s does not say who may send for it. It needs a record like this one.") % said
        return Finding("SPF", False, detail, wanted)
    if len(found.records) > 1:
        detail = _("%(domain)s has several records, so none of them holds. Please join them into one.") % said
        return Finding("SPF", False, detail, tuple(Record(domain, one) for one in found.records))
    if found.lets_everybody:
        detail = _("%(domain)s lets everybody send for it, so its record proves nothing. It must end with -all.") % said
        return Finding("SPF", False, detail, (Record(domain, found.records[0]),))
    if not ours:
        detail = _(
            "%(domain)s says who may send for it. From which address %(host)s sends cannot be told here: please make "
            "sure that the record names it."
        )
        return Finding("SPF", None, detail % said, (Record(domain, found.records[0]),))
    missing = sorted(str(address) for address, result in found.says.items() if result != "pass")
    if missing:
        detail = _(
            "The record of %(domain)s does not name %(addresses)s, from which %(host)s sends. Please add: %(term)s"
        )
        extra = {"addresses": ", ".join(missing), "term": _mechanism(sending.host)}
        return Finding("SPF", False, detail % (said | extra), (Record(domain, found.records[0]),))
    return Finding("SPF", True, _("The record of %(domain)s names %(host)s.") % said)


def _dkim(sending: _Sending, names: Names) -> Finding:
    signer = sending.signer
    if signer is None:
        file = settings.DKIM_DIR / f"{sending.association.slug}.umlauf.pem"
        detail = _(
            "Umlauf signs nothing: there is no key. Please make one with “openssl genrsa -out %(file)s 2048” and "
            "“chmod 600 %(file)s”; then this command says the record. Where the mail server signs by itself, nothing "
            "is to be done."
        )
        return Finding("DKIM", None, detail % {"file": file})
    wanted = (Record(signer.record_name, signer.record),)
    said = {"name": signer.record_name}
    try:
        keys = dkim_keys(names, signer.record_name)
    except NamesAway as error:
        return Finding("DKIM", None, f"{_not_asked(error)} {_('This record must stand there.')}", wanted)
    if not keys:
        detail = _("There is no key at %(name)s, so nobody can verify what is signed. This record must stand there.")
        return Finding("DKIM", False, detail % said, wanted)
    if keys != [signer.record.partition("p=")[2]]:
        detail = _("Another key stands at %(name)s than the one that signs. This record must stand there alone.")
        return Finding("DKIM", False, detail % said, wanted)
    return Finding("DKIM", True, _("The key at %(name)s is the one that signs.") % said)


def _dmarc(sending: _Sending, names: Names) -> Finding:
    wanted = (Record(f"_dmarc.{sending.sender}", f"v=DMARC1; p=quarantine; rua=mailto:{sending.association.email}"),)
    said = {"domain": sending.sender, "envelope": sending.envelope}
    try:
        found = dmarc_of(names, sending.sender)
        by_spf = aligned(sending.envelope, sending.sender, found) and _spf(sending, names).ok is not False
        by_dkim = sending.signer is not None and _dkim(sending, names).ok is True
    except NamesAway as error:
        need = _("Begin with p=none, read the reports, then go on to this record.")
        return Finding("DMARC", None, f"{_not_asked(error)} {need}", wanted)
    if found is None:
        detail = _(
            "%(domain)s does not say what is to become of mail that only claims to be from it. Begin with p=none, read "
            "the reports, then go on to this record."
        )
        return Finding("DMARC", False, detail % said, wanted)
    return _vouched(sending, found, by_spf=by_spf, by_dkim=by_dkim)


def _vouched(sending: _Sending, found: Dmarc, *, by_spf: bool, by_dkim: bool) -> Finding:
    """What the policy means for our mails: one of SPF and DKIM must vouch for the domain that readers see."""
    said = {"domain": sending.sender, "envelope": sending.envelope, "policy": f"p={found.policy}", "at": found.at}
    if not by_spf and not by_dkim:
        detail = _(
            "%(at)s asks for %(policy)s, and nothing vouches for our mails: DKIM does not sign for %(domain)s, and SPF "
            "does not hold for it (they come back to %(envelope)s). Please put DKIM in order first."
        )
        return Finding("DMARC", False, detail % said)
    vouching = " + ".join(name for name, holds in (("SPF", by_spf), ("DKIM", by_dkim)) if holds)
    detail = _("%(at)s asks for %(policy)s, and %(vouching)s vouch for %(domain)s.") % (said | {"vouching": vouching})
    if not by_dkim:
        detail += " " + _("Mail that is forwarded keeps DKIM alone, so please sign as well.")
    return Finding("DMARC", True, detail)


def check_server(association: Association, server: Server) -> Finding:
    """Who takes our mails: whether encrypted, after a login, up to which size."""
    subject = _("Mail server")
    try:
        connection = Connection(server)
    except ServerGone as error:
        return Finding(subject, False, f"{server}: {error}")
    size = int(connection.esmtp_features.get("size") or 0)
    offers = connection.has_extn("starttls")
    connection.leave()
    encrypted, local = server.security != "none", _is_local(server.host)
    said = [
        str(server),
        _("encrypted") if encrypted else _("not encrypted"),
        _("with a login") if server.user else _("without a login"),
        _("takes mails of up to %(size)s MB") % {"size": round(size / MB)} if size else _("says no largest size"),
    ]
    detail = ", ".join(said) + "."
    most = association.letter_mb * MB * 78 // 57 + 100_000
    if size and most > size:
        detail += " " + _("A letter of %(mb)s MB does not fit: please attach less.") % {"mb": association.letter_mb}
    if not encrypted and not local:
        advice = _("It offers STARTTLS: please set SMTP_SECURITY.") if offers else _("Mails are readable on their way.")
        detail += " " + advice
    return Finding(subject, (encrypted or local) and not (size and most > size), detail)


def _own_addresses(host: str, names: Names) -> set[Address]:
    """From where the server sends, as far as its own address tells; none if that is this machine or in an inner net."""
    if _is_local(host):
        return set()
    found = {ip_address(host)} if _is_address(host) else names.addresses(host)
    return {one for one in found if one.is_global}


def _is_local(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _mechanism(host: str) -> str:
    """The term of a record that names the server. One on this machine is likely the one that takes mail as well."""
    if _is_local(host):
        return "mx"
    return f"ip{ip_address(host).version}:{host}" if _is_address(host) else f"a:{host}"


def _not_asked(error: NamesAway) -> str:
    return _("The DNS could not be asked (%(why)s).") % {"why": error}
