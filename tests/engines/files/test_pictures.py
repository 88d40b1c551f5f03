"""Pictures of others are painted anew: nothing is left of what they say of themselves, and bad ones are refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.pictures import a_picture
from umlauf.engines.files.inspection import Flaw, Unfit
from umlauf.engines.files.pictures import repainted

MOST = 5_000_000


def seen(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_is_left_but_what_is_to_be_seen(kind: str) -> None:
    given = a_picture(kind, size=(40, 20), turned=True)
    assert b"Musterkamera" in given
    new = repainted(given + b"PK\x03\x04 something behind it", most=MOST)
    assert b"Musterkamera" not in new
    assert b"something" not in new
    picture = seen(new)
    assert (picture.format, picture.size) == (kind, (20, 40))
    assert not picture.getexif()


def test_one_too_large_is_made_smaller_and_what_is_clear_stays_so() -> None:
    assert max(seen(repainted(a_picture(size=(3_600, 40)), most=MOST)).size) == 3_000
    assert seen(repainted(a_picture("PNG", mode="RGBA"), most=MOST)).mode == "RGBA"
    assert seen(repainted(a_picture("JPEG", mode="CMYK"), most=MOST)).mode == "RGB"
    noise = Image.effect_noise((1_500, 1_500), 80).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(repainted(out.getvalue(), most=4_000_000)) <= 4_000_000


def test_sixteen_bits_of_grey_stay_grey() -> None:
    for said, shown in ((0x8000, 0x80), (0x0800, 0x08), (0xFFFF, 0xFF)):
        new = seen(repainted(a_picture("PNG", mode="I;16", note=said), most=MOST))
        assert new.convert("L").getextrema() == (shown, shown)


def test_a_picture_that_says_nonsense_of_itself_is_painted_as_it_lies() -> None:
    given = a_picture("JPEG", size=(40, 20), turned=True)
    begins = given.index(b"Exif\0\0") + 6
    cut = given[: begins + 2] + b"\0" * 30 + given[begins + 32 :]
    far = given[: begins + 8] + b"\xff\xff" + given[begins + 10 :]
    for nonsense in (cut, far):
        assert seen(repainted(nonsense, most=MOST)).format == "JPEG"


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (a_picture()[:300], Flaw.DAMAGED),
        (b"\xff\xd8\xff" + b"MZ" * 50, Flaw.DAMAGED),
        (b"GIF89a" + b"\0" * 50, Flaw.DAMAGED),
        (b"", Flaw.DAMAGED),
        (a_picture("PNG", mode="1", size=(10_000, 6_001)), Flaw.HEAVY),
    ],
)
def test_what_is_no_picture(data: bytes, flaw: Flaw) -> None:
    with pytest.raises(Unfit) as unfit:
        repainted(data, most=MOST)
    assert unfit.value.flaw == flaw
