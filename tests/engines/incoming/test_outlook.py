"""Mails as Outlook saves them; the files are made by ``compound`` as MS-CFB and MS-OXMSG say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.incoming.compound import Folder
from tests.engines.incoming.outlook_file import INSIDE, a_file, a_message, a_message_inside, outlook_file
from tests.engines.incoming.test_mail import BODY, a_mail, answer, enveloped, opened, refused
from umlauf.engines.incoming import Attachment, Note, open_incoming
from umlauf.engines.incoming.outlook import read_outlook
from umlauf.ground.text import Refused


def test_a_mail_of_outlook() -> None:
    large = b"%PDF-1.7" + b"x" * 20_000
    found = opened(outlook_file(a_message(body=BODY, files=(a_file("Größe.pdf", b"%PDF"), a_file("b.pdf", large)))))
    assert (found.sender_name, found.sender_address) == ("Referat 33", "ref33@mi.musterland.example")
    assert (found.subject, found.date, found.plain) == ("Anhörung zum Entwurf", dt.date(2016, 10, 12), True)
    assert found.text == BODY.strip()
    assert found.attachments == (
        Attachment("Größe.pdf", "application/pdf", b"%PDF"),
        Attachment("b.pdf", "application/pdf", large),
    )


def test_html_alone_and_a_logo_in_it() -> None:
    html = "<p>Bitte <b>bald</b><img src='cid:logo@1'></p>"
    file = a_file("logo.png", b"\x89PNG", "image/png", content_id="logo@1")
    found = opened(outlook_file(a_message(html=html, files=(file,))))
    assert (found.text, found.plain, found.attachments) == ("Bitte **bald**", False, ())


def test_what_was_never_sent_has_no_date() -> None:
    assert opened(outlook_file(a_message(body=BODY, sent=None))).date is None


def test_a_mail_in_a_mail() -> None:
    inner = a_message("innen", BODY, files=(a_file("Entwurf.pdf", b"%PDF"),), header=INSIDE)
    found = opened(outlook_file(a_message("WG: innen", "zur Kenntnis", files=(a_message_inside(inner),))))
    assert (found.subject, found.text, found.notes) == ("innen", BODY.strip(), frozenset({Note.FORWARDED}))
    assert [one.name for one in found.attachments] == ["Entwurf.pdf"]
    outer = opened(outlook_file(a_message("WG: innen", BODY * 4, files=(a_message_inside(inner),))))
    assert [one.name for one in outer.attachments] == ["innen.eml"]


def test_signed_and_encrypted() -> None:
    split = a_mail()
    file = a_file("smime.p7m", split.as_bytes(), "multipart/signed")
    found = opened(outlook_file(a_message(files=(file,), kind="IPM.Note.SMIME.MultipartSigned")))
    assert "18. November 2016" in found.text
    assert found.notes == {Note.SIGNED}
    for kind in ("signed_data", "enveloped_data"):
        mail = open_envelope(enveloped(kind))
        data = outlook_file(
            a_message(files=(a_file("smime.p7m", mail, "application/pkcs7-mime"),), kind="IPM.Note.SMIME")
        )
        if kind == "signed_data":
            assert "18. November 2016" in opened(data).text
        else:
            assert refused(data) == "incoming.encrypted"


def open_envelope(mail: bytes) -> bytes:
    """The S/MIME envelope in a mail."""
    from email import message_from_bytes

    data = message_from_bytes(mail).get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


def test_winmail_dat() -> None:
    file = a_file("winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")
    assert refused(outlook_file(a_message(files=(file,)))) == "incoming.outlook_only"


def test_an_old_office_file_is_no_mail() -> None:
    assert open_incoming(outlook_file(Folder({"WordDocument": b"x" * 5000})), "brief.doc") is None


def test_what_is_cut_off_or_lies_about_its_size() -> None:
    data = outlook_file(a_message(body=BODY * 200))
    assert refused(data[:-512]) == "incoming.msg"
    assert refused(data[:600] + "__properties_version1.0".encode("utf-16-le")) == "incoming.msg"


def test_streams_that_share_their_bytes_are_not_read() -> None:
    files = tuple(a_file(f"{number}.pdf", b"x" * 100_000) for number in range(3))
    data = bytearray(outlook_file(a_message(body=BODY, files=files)))
    assert len(opened(bytes(data)).attachments) == 3
    size = (100_000).to_bytes(8, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 8] = (200_000).to_bytes(8, "little")
    assert refused(bytes(data)) == "incoming.msg"


def test_streams_without_end_are_not_read() -> None:
    message = a_message(body=BODY)
    message.streams.update({f"x{number}": b"" for number in range(1_100)})
    with pytest.raises(Refused):
        read_outlook(outlook_file(message))


@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    file = bytearray(outlook_file(a_message(body=BODY, files=(a_file("a.pdf", b"%PDF" * 2000),))))
    for place in data.draw(st.lists(st.integers(8, len(file) - 1), max_size=8)):
        file[place] = data.draw(st.integers(0, 255))
    assert answer(read_outlook, bytes(file)).startswith("incoming.")
