"""``umlauf mail check``: what the mails of an association need, and what stands in the DNS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django import Settings

from tests.engines.mail.name_server import Zone, answering
from tests.engines.mail.servers import Mailbox, listening
from tests.faces.cli.terminal import Terminal
from umlauf.engines.mail.dkim_keys import signer_of
from umlauf.engines.mail.names import Names
from umlauf.engines.mail.smtp import Server
from umlauf.faces.cli.mail_checkup import Finding, Record, check_names, check_server
from umlauf.ground.core.models import Association

PEM = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
DOMAIN = "lkt-musterland.example"
HOST = f"mail.{DOMAIN}"


@pytest.fixture
def association() -> Association:
    return Association(slug="lkt-musterland", name="Landkreistag Musterland", email=f"verband@{DOMAIN}")


@pytest.fixture
def server() -> Iterator[Server]:
    with listening(Mailbox()) as address:
        yield address


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> str:
    """The key of the association; gives its record as it stands in a zone file."""
    settings.DKIM_DIR = tmp_path
    file = tmp_path / "lkt-musterland.umlauf.pem"
    file.write_bytes(PEM)
    file.chmod(0o600)
    signer = signer_of("lkt-musterland", f"verband@{DOMAIN}")
    assert signer is not None
    return Record("", signer.record).quoted


def zone_with(key: str) -> dict[tuple[str, str], list[str]]:
    return {
        (DOMAIN, "MX"): [f"10 mail.{DOMAIN}."],
        (f"mail.{DOMAIN}", "A"): ["9.9.9.9"],
        (DOMAIN, "TXT"): ['"v=spf1 ip4:9.9.9.9 -all"'],
        (f"umlauf._domainkey.{DOMAIN}", "TXT"): [key],
        (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
    }


def found(association: Association, zone: Zone, host: str = HOST, *, refuses: bool = False) -> dict[str, Finding]:
    with answering(zone, refuses=refuses) as names:
        findings = check_names(association, Names(names), host)
    return dict(zip(("returns", "spf", "dkim", "dmarc"), findings, strict=True))


def verdicts(findings: Mapping[str, Finding]) -> list[bool | None]:
    return [one.ok for one in findings.values()]


def test_all_in_order(association: Association, key: str) -> None:
    findings = found(association, zone_with(key))
    assert verdicts(findings) == [True] * 4
    assert not any(one.records for one in findings.values())


def test_nothing_there_says_each_record(association: Association, key: str) -> None:
    findings = found(association, {})
    assert verdicts(findings) == [False] * 4
    assert findings["spf"].records == (Record(DOMAIN, f"v=spf1 a:mail.{DOMAIN} -all"),)
    (dkim,) = findings["dkim"].records
    assert (dkim.name, dkim.quoted) == (f"umlauf._domainkey.{DOMAIN}", key)
    assert max(map(len, dkim.quoted.split('"'))) == 255
    (dmarc,) = findings["dmarc"].records
    assert dmarc.name == f"_dmarc.{DOMAIN}"
    assert dmarc.value.startswith("v=DMARC1; p=")


@pytest.mark.parametrize(
    ("name", "texts", "wrong"),
    [
        (DOMAIN, ['"v=spf1 ip4:8.8.4.4 -all"'], "spf"),
        (DOMAIN, ['"v=spf1 ip4:9.9.9.9 +all"'], "spf"),
        (DOMAIN, ['"v=spf1 ip4:9.9.9.9 -all"', '"v=spf1 -all"'], "spf"),
        (f"umlauf._domainkey.{DOMAIN}", ['"v=DKIM1; p=AAAA"'], "dkim"),
        (f"umlauf._domainkey.{DOMAIN}", ['"v=DKIM1; p="'], "dkim"),
        (f"_dmarc.{DOMAIN}", ['"kein DMARC"'], "dmarc"),
    ],
)
def test_what_stands_there_is_compared(
    association: Association, key: str, name: str, texts: list[str], wrong: str
) -> None:
    findings = found(association, zone_with(key) | {(name, "TXT"): texts})
    assert [name for name, one in findings.items() if one.ok is False] == [wrong]


def test_without_a_key_spf_alone_vouches_and_not_for_a_return_address_of_ours(
    association: Association, settings: Settings, tmp_path: Path
) -> None:
    settings.DKIM_DIR = tmp_path
    zone = zone_with('"v=DKIM1; p="')
    assert verdicts(found(association, zone)) == [True, True, None, True]
    settings.RETURN_ADDRESS = "ruecklauf@umlauf.example"
    elsewhere = zone | {
        ("umlauf.example", "MX"): [f"10 mail.{DOMAIN}."],
        ("umlauf.example", "TXT"): ['"v=spf1 mx -all"'],
    }
    assert verdicts(found(association, elsewhere)) == [True, True, None, False]


def test_a_broken_key_is_said(association: Association, key: str, settings: Settings) -> None:
    (settings.DKIM_DIR / "lkt-musterland.umlauf.pem").write_text("nichts")
    findings = found(association, zone_with(key))
    assert findings["dkim"].ok is False
    assert "lkt-musterland.umlauf.pem" in findings["dkim"].detail


def test_without_dns_it_says_what_must_stand_there(association: Association, key: str) -> None:
    findings = found(association, zone_with(key), refuses=True)
    assert verdicts(findings) == [None] * 4
    assert [len(findings[name].records) for name in ("spf", "dkim", "dmarc")] == [1, 1, 1]


def test_from_where_a_server_on_this_machine_sends_nobody_knows(association: Association, key: str) -> None:
    assert found(association, zone_with(key), "localhost")["spf"].ok is None


def test_the_mail_server_is_looked_at(association: Association, server: Server) -> None:
    assert check_server(association, server).ok is True
    assert "34" in check_server(association, server).detail  # aiosmtpd's own limit in MB
    association.letter_mb = 25
    assert check_server(association, server).ok is False
    association.letter_mb = 5
    assert check_server(association, replace(server, port=9)).ok is False


def test_the_command_says_it_and_ends_with_it(office: Terminal, server: Server) -> None:
    environment = {"SMTP_HOST": server.host, "SMTP_PORT": str(server.port)}
    terminal = replace(office, environment=office.environment | environment)
    with answering({}) as names:
        said = terminal.run("mail", "check", "--nameserver", names, code=1).stdout
        listed = json.loads(terminal.run("mail", "check", "--nameserver", names, "--json", code=1).stdout)
    assert ' TXT "v=spf1 ' in said
    assert [one["ok"] for one in listed] == [False, False, None, False, True]
    refused = terminal.run("mail", "check", "--nameserver", "nirgends", code=1)
    assert "nirgends" in refused.stderr
