"""Mails as files: what they say, what is attached, and what is refused in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st

from umlauf.engines.incoming import Attachment, Incoming, Note, open_incoming
from umlauf.engines.incoming.mail import read_mail
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused

BODY = "Sehr geehrte Damen und Herren,\n\nbitte nehmen Sie bis zum 18. November 2016 Stellung.\n"
HEAD = (
    "From: Referat 33 <ref33@mi.example>\nSubject: Anhörung\nDate: Wed, 12 Oct 2016 10:00:00 +0200\nMIME-Version: 1.0\n"
)
NAMES = ("From", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "To")


def a_mail(body: str = BODY, *, html: str = "", subject: str = "Anhörung zum Entwurf") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Referat 33 – Größe <ref33@mi.musterland.example>"
    mail["To"] = "verband@lkt-musterland.example"
    mail["Subject"] = subject
    mail["Date"] = "Wed, 12 Oct 2016 10:00:00 +0200"
    mail["Message-ID"] = "<1@mi.musterland.example>"
    if body:
        mail.set_content(body)
    if html and body:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail


def opened(data: bytes) -> Incoming:
    found = open_incoming(data, "Nachricht")
    assert found is not None
    return found


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        open_incoming(data, "Nachricht")
    assert str(refusal.value)
    return refusal.value.code


def answer(read: Callable[[bytes], Incoming], data: bytes) -> str:
    """What comes of it: „incoming.read“, or the code of the refusal. Anything else is an error of the test."""
    try:
        found = read(data)
    except Refused as refusal:
        return refusal.code if str(refusal) else ""
    return "incoming.read" if "\n" not in found.subject + found.sender_name + found.sender_address else ""


def test_a_mail_with_its_head_and_its_files() -> None:
    mail = a_mail()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Übersicht „Größe“.pdf")
    found = opened(mail.as_bytes())
    assert (found.sender_name, found.sender_address) == ("Referat 33 – Größe", "ref33@mi.musterland.example")
    assert (found.subject, found.date) == ("Anhörung zum Entwurf", dt.date(2016, 10, 12))
    assert found.text.splitlines() == BODY.strip().splitlines()
    assert found.plain
    assert found.attachments == (Attachment("Übersicht „Größe“.pdf", "application/pdf", b"%PDF-1.7"),)
    assert not found.notes


def test_html_alone_becomes_markdown() -> None:
    html = """<html><head><style>p {color: red}</style><script>alert(1)</script></head><body>
    <table><tr><td><h1>Anhörung</h1><p>Bitte <b>bis 18.11.</b> <a href="https://mi.example/x">hier</a>.</p></td></tr></table>
    <ul><li>eins<ul><li>zwei</li></ul></li></ul>
    <a href="javascript:alert(1)">klick</a><img src="https://mi.example/zaehler.gif"></body></html>"""
    found = opened(a_mail("", html=html).as_bytes())
    assert not found.plain
    assert "## Anhörung" in found.text
    assert "Bitte **bis 18.11.** [hier](<https://mi.example/x>)." in found.text
    assert "- eins" in found.text
    assert "klick" in found.text
    for gone in ("javascript", "alert", "red", "zaehler", "|"):
        assert gone not in found.text


@pytest.mark.parametrize(
    ("plain", "html", "kept"),
    [
        (BODY, f"<p>{BODY}</p>", "plain"),
        ("Bitte im Browser ansehen.", f"<p>{BODY * 5}</p>", "html"),
        ("", f"<p>{BODY}</p>", "html"),
    ],
)
def test_of_two_texts_the_one_that_says_it_counts(plain: str, html: str, kept: str) -> None:
    assert opened(a_mail(plain, html=html).as_bytes()).plain is (kept == "plain")


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-1", "Grüße".encode("latin-1")),
        ("windows-1252", "Grüße".encode("cp1252")),
        ("utf-8", "Grüße".encode()),
        ("x-unbekannt", "Grüße".encode()),
        ("x-unbekannt", "Grüße".encode("cp1252")),
        ("us-ascii", "Grüße".encode()),
    ],
)
def test_odd_charsets(charset: str, data: bytes) -> None:
    head = HEAD.encode() + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert opened(head + data).text == "Grüße"
    assert opened(head + data).subject == "Anhörung"  # raw bytes in a header, as many servers pass them on


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="=?utf-8?Q?Gr=C3=B6=C3=9Fe=2Epdf?="',
        "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf",
        "attachment; filename*0*=utf-8''Gr%C3%B6; filename*1*=%C3%9Fe.pdf",
    ],
)
def test_names_of_files_in_all_their_spellings(disposition: str) -> None:
    mail = f"{HEAD}Content-Type: application/pdf\nContent-Disposition: {disposition}\n\n%PDF"
    assert [one.name for one in opened(mail.encode()).attachments] == ["Größe.pdf"]


def test_a_picture_that_the_text_shows_is_no_annex() -> None:
    mail = a_mail(html="<p>Gruß <img src='cid:logo'></p>")
    shown = list(mail.iter_parts())[1]
    assert isinstance(shown, EmailMessage)
    shown.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    found = opened(mail.as_bytes())
    assert found.attachments == ()
    assert found.notes == {Note.PICTURES}


def test_a_signed_mail_is_read_and_said_to_be_signed() -> None:
    inner = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nBitte bis 18.11."
    mail = (
        f'{HEAD}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n'
        f"--b\n{inner}\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n"
        "Content-Disposition: attachment; filename=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB\n--b--\n"
    )
    found = opened(mail.encode())
    assert (found.text, found.attachments, found.notes) == ("Bitte bis 18.11.", (), frozenset({Note.SIGNED}))


def enveloped(kind: str, inside: bytes = b"") -> bytes:
    """A mail whose body lies in an envelope of S/MIME: ``inside``, or a mail with an annex."""
    inner = a_mail(subject="innen")
    inner.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Entwurf.pdf")
    if kind == "signed_data":
        content: object = {
            "version": "v1", "digest_algorithms": [], "signer_infos": [],
            "encap_content_info": {"content_type": "data", "content": inside or inner.as_bytes()},
        }  # fmt: skip
    else:
        content = {
            "version": "v0", "recipient_infos": [],
            "encrypted_content_info": {
                "content_type": "data",
                "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": b"0" * 16},
                "encrypted_content": b"x" * 32,
            },
        }  # fmt: skip
    data = cms.ContentInfo({"content_type": kind, "content": content}).dump()
    mail = a_mail("")
    mail.set_content(data, maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    return mail.as_bytes()


def test_a_mail_inside_of_its_signature_is_read() -> None:
    found = opened(enveloped("signed_data"))
    assert "18. November 2016" in found.text
    assert (found.subject, found.notes) == ("Anhörung zum Entwurf", frozenset({Note.SIGNED}))
    assert [one.name for one in found.attachments] == ["Entwurf.pdf"]


def test_what_is_in_a_signature_is_as_modest_as_all_else() -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
    assert refused(enveloped("signed_data", f"{HEAD}{parts}".encode())) == "incoming.nested"


def test_what_nobody_here_can_open_is_refused() -> None:
    assert refused(enveloped("enveloped_data")) == "incoming.encrypted"
    pgp = f"{HEAD}Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n"
    assert refused(pgp.encode()) == "incoming.encrypted"
    broken = a_mail("")
    broken.set_content(b"\x30\x82\x01\x00kaputt", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    assert refused(broken.as_bytes()) == "incoming.mail"


def test_winmail_dat() -> None:
    mail = a_mail("")
    mail.set_content(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert refused(mail.as_bytes()) == "incoming.outlook_only"
    beside = a_mail()
    beside.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="octet-stream", filename="WINMAIL.DAT")
    assert opened(beside.as_bytes()).notes == {Note.OUTLOOK_ONLY}


def forwarded(note: str, depth: int = 1) -> bytes:
    mail = a_mail(subject="innen")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Entwurf.pdf")
    for _number in range(depth):
        around = a_mail(note, subject="WG: innen")
        around.add_attachment(mail)
        mail = around
    return mail.as_bytes()


def test_of_a_forwarded_mail_the_inner_one_counts() -> None:
    found = opened(forwarded("Zur Kenntnis. Gruß"))
    assert (found.subject, found.notes) == ("innen", frozenset({Note.FORWARDED}))
    assert [one.name for one in found.attachments] == ["Entwurf.pdf"]
    assert opened(forwarded("zK", depth=3)).subject == "innen"


def test_unless_the_outer_one_says_something() -> None:
    found = opened(forwarded(BODY * 5))
    assert (found.subject, found.notes) == ("WG: innen", frozenset())
    assert [(one.name, one.media_type) for one in found.attachments] == [("innen.eml", "message/rfc822")]


def test_a_mail_without_a_body_keeps_its_files() -> None:
    mail = a_mail("")
    mail.set_content(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Schreiben.pdf")
    found = opened(mail.as_bytes())
    assert (found.text, len(found.attachments)) == ("", 1)


def test_what_is_nested_too_deeply() -> None:
    assert refused(forwarded("zK", depth=6)) == "incoming.nested"
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
    assert refused(f"{HEAD}{parts}".encode()) == "incoming.nested"
    many = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 400 + "--b--\n"
    assert refused(many.encode()) == "incoming.nested"
    assert (
        refused(HEAD.encode() + b"Content-Type: multipart/mixed; boundary=c\n\n" + b"--b\n" * 20_001)
        == "incoming.nested"
    )
    assert refused(HEAD.encode() + b"\n" * 1_000_001) == "incoming.nested"


def test_a_text_that_is_too_long() -> None:
    assert refused(a_mail("Ein Satz. " * (LIMITS.text_bytes // 10 + 1)).as_bytes()) == "incoming.long"


@pytest.mark.parametrize(
    "text",
    [
        "Date: 1 November 2016\nSubject: Conference\n\nDear all",  # a letter
        "An: alle\nVon: mir\n\nHallo",
        "Betreff: Anhörung\nContent-Type: ernst\n",
        "---\nsubject: x\n---\nHallo",
        "From here on: nothing\nReceived: yesterday\n",
        "",
    ],
)
def test_what_is_no_mail(text: str) -> None:
    assert open_incoming(text.encode(), "brief.txt") is None


def test_bare_headers_are_a_mail_where_the_name_says_so() -> None:
    text = b"From: a@b.example\nSubject: Hallo\n\nText"
    assert open_incoming(text, "brief.txt") is None
    found = open_incoming(text, "brief.eml")
    assert found is not None
    assert found.text == "Text"


@pytest.mark.parametrize(
    "value", ["", "=?x?q?=", "=?utf-8?B?====?=", '"<@>,;:', "(" * 3000, "Mon, 99 Foo 9999 99:99", "a" * 10_000]
)
@pytest.mark.parametrize("name", NAMES)
def test_broken_headers_do_no_harm(name: str, value: str) -> None:
    found = read_mail(f"Message-ID: <1@x>\n{name}: {value}\n\nText".encode())
    assert "Text" in found.text or found.attachments


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_mail_or_refused(data: bytes) -> None:
    _read_or_refused(data)


_LINES = st.one_of(
    st.builds(
        "{}: {}".format,
        st.sampled_from(NAMES),
        st.one_of(
            st.text(max_size=60),
            st.sampled_from([
                "multipart/mixed; boundary=b", "multipart/signed; boundary=b", "message/rfc822", "text/html; charset=x",
                "application/pkcs7-mime", "application/ms-tnef", "attachment; filename*0*=''x", "base64", "x-uuencode",
                "quoted-printable", "text/plain; charset=utf-7", "text/plain; charset=idna", "multipart/encrypted",
            ]),
        ),
    ),
    st.sampled_from(["", "--b", "--b--", "begin 644 x", "=?utf-8?b?/w==?=", "<p>x<table><tr>", " x"]),
    st.text(max_size=40),
)  # fmt: skip


@given(st.lists(_LINES, max_size=25))
def test_any_lines_are_a_mail_or_refused(lines: list[str]) -> None:
    _read_or_refused("\n".join(lines).encode("utf-8", "replace"))


def _read_or_refused(data: bytes) -> None:
    assert answer(read_mail, data).startswith("incoming.")
