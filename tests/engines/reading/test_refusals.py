"""What is no circular is refused with a sentence, quickly, whatever it is."""

import io
import json
import re
import string
import time
import zipfile

import pikepdf
import pytest
from pikepdf import AttachedFileSpec, Pdf

from tests.engines.reading.writing import circular
from umlauf.engines.reading import FACTS_NAME, MESSAGES, ReadingRefused, read_circular, read_file
from umlauf.engines.reading.limits import PDF_BYTES, TEXT_BYTES
from umlauf.ground.core.limits import LIMITS

POEM = """Herbst

Die Blätter fallen, fallen wie von weit,
als welkten in den Himmeln ferne Gärten;

An die Freude
dachte keiner an diesem Tag.
"""
ODE = "An die Freunde\n\nWas bleibt, ist dieser Abend,\nein Glas, ein Stuhl, ein Licht,\n\nmorgen ist ein Tag.\n"
SOURCE_CODE = 'def main() -> None:\n    print("Hallo")\n\n\nif __name__ == "__main__":\n    main()\n'
SHOPPING = "Einkauf\n\n- 3/4 Liter Milch\n- 2 Brote\n- Butter\n"
LOG = "2016-11-01 10:00:00 INFO started\n2016-11-01 10:00:01 INFO stopped\n" * 50
LETTER = "Liebe Oma,\n\nvielen Dank für das Päckchen. Es geht uns gut.\n\nDein Theo\n"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


def pdf(attached: bytes | None, name: str = FACTS_NAME) -> bytes:
    buffer = io.BytesIO()
    with Pdf.new() as document:
        document.add_blank_page()
        if attached is not None:
            document.attachments[name] = AttachedFileSpec(
                document, attached, filename=name, description="", mime_type="", creation_date="", mod_date=""
            )
        document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("text", [POEM, ODE, SOURCE_CODE, SHOPPING, LOG, LETTER, "x", string.punctuation])
def test_no_circular(text: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular(text)
    assert refused.value.code == "reading.no_circular"
    assert str(refused.value) == MESSAGES["reading.no_circular"]


BINARY = [
    (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
    (zipped(), "archive"),
    (b"{\\rtf1\\ansi Rundschreiben}", "rtf"),
    (b"\x7fELF\x02\x01\x01\x00", "program"),
    (b"\x1f\x8b\x08\x00\x00", "compressed"),
    (b"Rundschreiben\x00\x01\x02\x03 Nr. 5/2016", ""),
    (bytes(range(256)) * 4, ""),
]


@pytest.mark.parametrize(("data", "variant"), BINARY)
def test_binary(data: bytes, variant: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_file(data, "brief.txt")
    assert refused.value.code == "reading.binary"
    assert refused.value.message == MESSAGES[f"reading.binary.{variant}" if variant else "reading.binary"]
    assert "brief.txt" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "reading.empty"),
        (b" \r\n\t", "reading.empty"),
        (b"\xef\xbb\xbf  ", "reading.empty_text"),
        (b"\x81\x8d\xff", "reading.encoding"),
    ],
)
def test_nothing_to_read(data: bytes, code: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_file(data, "leer.txt")
    assert refused.value.code == code


def test_control_characters_in_a_text() -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular(circular("Ein \x07 Zeichen."))
    assert refused.value.code == "reading.control_characters"


def test_the_table_of_limits_holds_here_too() -> None:
    assert (LIMITS.text_bytes, LIMITS.annex_bytes) == (TEXT_BYTES, PDF_BYTES)


def test_fifty_megabytes_are_refused_before_any_work() -> None:
    data = b"Rundschreiben Nr. 5/2016\n" * 2_000_000
    begin = time.process_time()
    with pytest.raises(ReadingRefused) as refused:
        read_file(data, "gross.txt")
    assert refused.value.code == "reading.too_large"
    assert time.process_time() - begin < 0.1


@pytest.mark.parametrize("character", [*" 1a.,-*_~<[(\t\u00a0\n", "1.1.2016 ", "An ", "<!-- ", "Dr. ", "a@"])
def test_two_megabytes_of_the_same_are_quick(character: str) -> None:
    text = character * (1_900_000 // len(character))
    begin = time.process_time()
    with pytest.raises(ReadingRefused):
        read_circular(text)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("character", [" ", "1", "a", "\n"])
def test_a_letter_with_two_megabytes_of_the_same_is_read(character: str) -> None:
    begin = time.process_time()
    facts = read_circular(circular(character * 1_900_000))
    assert facts.number == 12
    assert time.process_time() - begin < 5


def test_pdf_gives_its_facts_back() -> None:
    facts = read_circular(circular("Bitte antworten Sie bis zum 18.11.2016."))
    assert read_file(pdf(json.dumps(facts.json()).encode()), "brief.pdf") == facts


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(None), "reading.pdf_without_facts"),
        (pdf(b"{}", "other.json"), "reading.pdf_without_facts"),
        (pdf(b"{}"), "reading.facts_schema"),
        (pdf(b"no json"), "reading.facts_invalid"),
        (pdf(b"\xff\xfe"), "reading.facts_invalid"),
        (b"%PDF-1.7 and nothing else", "reading.pdf_unreadable"),
    ],
)
def test_pdf_without_facts(data: bytes, code: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_file(data, "brief.pdf")
    assert refused.value.code == code


def test_encrypted_pdf() -> None:
    buffer = io.BytesIO()
    with Pdf.new() as document:
        document.add_blank_page()
        document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ReadingRefused) as refused:
        read_file(buffer.getvalue(), "brief.pdf")
    assert refused.value.code == "reading.pdf_unreadable"


def test_every_sentence_is_one_and_takes_named_values_only() -> None:
    for code, sentence in MESSAGES.items():
        assert code.startswith("reading.")
        assert sentence.endswith((".", "?"))
        assert "%" not in re.sub(r"%\(\w+\)s", "", sentence)
