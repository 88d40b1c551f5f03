"""Small pictures as a phone sends them."""

from __future__ import annotations

import io

from PIL import Image


def a_picture(
    kind: str = "JPEG", *, mode: str = "RGB", size: tuple[int, int] = (60, 40), turned: bool = False, note: int = 0
) -> bytes:
    """A picture that says which camera took it, and perhaps that it lies on its side. Another note, another picture."""
    picture = Image.new(mode, size, note)
    said = Image.Exif()
    said[0x010F] = "Musterkamera"
    said[0x0112] = 6 if turned else 1
    out = io.BytesIO()
    picture.save(out, kind, exif=said.tobytes())
    return out.getvalue()
