"""The domain of the sender vouches for its mails: another implementation (dkimpy) finds each signature right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django import Settings

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from umlauf.engines.mail.dkim import Signer
from umlauf.engines.mail.dkim_keys import signer_of
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.outbox import Attachment, Shared, mark
from umlauf.engines.mail.sender import Counts
from umlauf.ground.text import Refused

NOW = dt.datetime(2016, 11, 1, 9, 30, tzinfo=dt.UTC)
KEY = rsa.generate_private_key(65537, 2048)
SIGNER = Signer("landkreistag.example", "umlauf", KEY)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def dns(name: bytes, timeout: int = 5) -> bytes:
    """The DNS, in which the sender's domain has its record."""
    del timeout
    return SIGNER.record.encode() if name.decode().rstrip(".") == SIGNER.record_name else b""


def holds(message: bytes) -> bool:
    return bool(dkim.verify(message, dnsfunc=dns))


def keep(folder: Path, name: str, pem: bytes = PEM, mode: int = 0o600) -> Path:
    file = folder / name
    file.write_bytes(pem)
    file.chmod(mode)
    return file


def signed(*pieces: bytes) -> bytes:
    """As it arrives: the signature in front, dots single, without the dot at the end."""
    sent = b"".join((SIGNER.signature(pieces, NOW), *pieces)).removesuffix(b".\r\n")
    return sent.replace(b"\r\n..", b"\r\n.")


HEAD = b"From: Verband <a@landkreistag.example>\r\nTo: b@kreis.example\r\nSubject: Eins  zwei\r\n drei\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        (HEAD + b"Text\r\n.\r\n",),
        (HEAD + b".\r\n",),
        (HEAD + b"\r\n\r\n.\r\n",),
        (HEAD + b"..doppelt\r\n..\r\n.\r\n",),
        (HEAD + b"zwei  Leerzeichen\tTab \r\n \r\nEnde\r\n\r\n\r\n.\r\n",),
        (HEAD + b"Anfang\r\n", b"QUJD" * 19 + b"\r\nQUI=", b"\r\n--=x=_--\r\n.\r\n"),
        (HEAD + b"Anfang\r\n", b"\r\n", b"\r\n.\r\n"),
    ],
)
def test_another_program_finds_the_signature_right(pieces: Sequence[bytes]) -> None:
    assert holds(signed(*pieces))


def test_what_servers_do_to_lines_and_blanks_breaks_nothing() -> None:
    message = signed(HEAD + b"zwei  Leerzeichen \r\nEnde\r\n.\r\n")
    folded = message.replace(b"Subject: Eins  zwei\r\n drei", b"SUBJECT:  Eins zwei\r\n\t  drei")
    assert holds(folded.replace(b"zwei  Leerzeichen \r\n", b"zwei Leerzeichen\r\n") + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Text", b"Test"),
        (b"drei", b"vier"),
        (b"To: b@kreis.example", b"To: c@kreis.example"),
        (b"Subject:", b"From: c@anders.example\r\nSubject:"),
        (b"Subject:", b"Reply-To: c@anders.example\r\nSubject:"),
        (b"Subject:", b"Subject: Anderes\r\nSubject:"),
    ],
)
def test_whatever_a_reader_sees_cannot_be_changed_or_added(old: bytes, new: bytes) -> None:
    message = signed(HEAD + b"Text\r\n.\r\n")
    before, _colon, after = message.partition(b"From: Verband")
    assert holds(message)
    assert not holds(before + (b"From: Verband" + after).replace(old, new, 1))


def test_lines_are_short_and_the_record_says_the_key() -> None:
    message = signed(HEAD + b"Text\r\n.\r\n")
    assert max(map(len, message.split(b"\r\n"))) < 200
    assert re.fullmatch(r"v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{392}", SIGNER.record)


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.DKIM_DIR = tmp_path
    return tmp_path


def test_all_that_leaves_is_signed(
    outbox: Outbox, mailbox: Mailbox, keys: Path, send: Callable[..., Counts], attach: Callable[..., Attachment]
) -> None:
    keep(keys, "muster.umlauf.pem")
    file = attach("rs.pdf", b"%PDF" * 50_000)
    body = Shared(f".{mark('name')}\n.\n  Größe  \n", f"<p>.{mark('name')}</p>", (file,))
    outbox.put(
        outgoing(1, text="Ein Text.\n.\n..\n", html="<p>Ein Text.</p>", attachments=(file,)),
        outgoing(2, text="", shared=body, parts={"name": "Landkreis  Muster "}),
        outgoing(3, headers=(("List-Id", "<rs.muster.landkreistag.example>"), ("Auto-Submitted", "auto-generated"))),
    )
    assert send().sent == 3
    assert [holds(one.content) for one in mailbox.kept] == [True] * 3
    assert {one.message["DKIM-Signature"].split("d=")[1].split(";")[0] for one in mailbox.kept} == {SIGNER.domain}


def test_where_a_receipt_goes_is_signed_too(
    outbox: Outbox, mailbox: Mailbox, keys: Path, send: Callable[..., Counts], settings: Settings
) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    keep(keys, "muster.umlauf.pem")
    outbox.put(outgoing(asks_read=True))
    assert send().sent == 1
    (kept,) = mailbox.kept
    assert holds(kept.content)
    assert kept.sender.encode() in kept.content
    assert not holds(kept.content.replace(kept.sender.encode(), b"other@anders.example"))


def test_without_a_key_nothing_is_signed(
    outbox: Outbox, mailbox: Mailbox, keys: Path, send: Callable[..., Counts]
) -> None:
    keep(keys, "anderer.umlauf.pem")
    outbox.put(outgoing())
    assert send().sent == 1
    assert mailbox.kept[0].message["DKIM-Signature"] is None


def test_with_a_broken_key_nothing_leaves_until_it_is_mended(
    outbox: Outbox, mailbox: Mailbox, keys: Path, send: Callable[..., Counts]
) -> None:
    file = keep(keys, "muster.umlauf.pem", b"kein Schluessel")
    outbox.put(outgoing())
    assert send().deferred == 1
    assert mailbox.kept == []
    assert outbox.states() == [State.DEFERRED]
    assert "muster.umlauf.pem" in outbox.only().last_reply
    keep(keys, file.name)
    outbox.make_due()
    assert send().sent == 1
    assert holds(mailbox.kept[0].content)


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("names", "pem", "mode", "code"),
    [
        (("muster.umlauf.pem",), b"", 0o600, "dkim.unreadable"),
        (("muster.umlauf.pem",), pem_of(ec.generate_private_key(ec.SECP256R1())), 0o600, "dkim.unreadable"),
        (("muster.umlauf.pem",), pem_of(rsa.generate_private_key(65537, 1024)), 0o600, "dkim.short"),
        (("muster.umlauf.pem",), PEM, 0o640, "dkim.files"),
        (("muster.um_lauf.pem",), PEM, 0o600, "dkim.files"),
        (("muster.alt.pem", "muster.neu.pem"), PEM, 0o600, "dkim.files"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(
    keys: Path, names: Sequence[str], pem: bytes, mode: int, code: str
) -> None:
    for name in names:
        keep(keys, name, pem, mode)
    with pytest.raises(Refused) as refusal:
        signer_of("muster", "a@landkreistag.example")
    assert refusal.value.code == code


def test_keys_that_cannot_be_looked_for_are_not_taken_for_none(
    keys: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert signer_of("muster", "a@landkreistag.example") is None

    def closed(_folder: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as root_only:  # as root reads everything, the folder cannot be closed for real
        root_only.setattr(Path, "iterdir", closed)
        with pytest.raises(Refused) as refusal:
            signer_of("muster", "a@landkreistag.example")
    assert refusal.value.code == "dkim.unreadable"
    settings.DKIM_DIR = keys / "not-mounted"
    with pytest.raises(Refused):
        signer_of("muster", "a@landkreistag.example")
    settings.UMLAUF_HOME, settings.DKIM_DIR = keys, keys / "dkim"  # nobody asked for keys
    assert signer_of("muster", "a@landkreistag.example") is None


def test_a_key_that_goes_while_it_is_looked_at_may_come_back(keys: Path) -> None:
    (keys / "muster.umlauf.pem").symlink_to(keys / "gone")
    with pytest.raises(Refused) as refusal:
        signer_of("muster", "a@landkreistag.example")
    assert refusal.value.code == "dkim.unreadable"


def test_the_domain_is_that_of_the_sender(keys: Path) -> None:
    keep(keys, "muster.s2016.pem")
    signer = signer_of("muster", "a@Landkreistag.example")
    assert signer is not None
    assert signer.record_name == "s2016._domainkey.landkreistag.example"
