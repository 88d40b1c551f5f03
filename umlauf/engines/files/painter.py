"""The program that paints one picture from somebody else anew: bytes in by stdin, the new picture out.

Called with the most bytes and the longest side that the new one may have. What a picture says of itself, where it was
taken and by which camera, is not painted. It is run by ``pictures`` as a process of its own, with no more memory and
time than it says, and imports nothing of Umlauf: what a file does to it, it does to nothing else.
"""

import io
import resource
import struct
import sys
from typing import Final

from PIL import Image, ImageOps

MEMORY: Final = 1_000_000_000
"""Bytes of address space."""
SECONDS: Final = 10
"""Of the processor."""
PIXELS: Final = 60_000_000
"""More than the camera of a phone gives."""
SIDES: Final = (3_000, 2_000, 1_000)
"""Pixels of the longer side, each tried where more would be too many bytes; none above what was asked for."""
DAMAGED: Final = 3
HEAVY: Final = 4
"""What the program ends with if it gives no picture."""


def painted(data: bytes, most: int, longest: int) -> bytes:
    """The picture as JPEG or PNG, as it came, in at most so many bytes, its longer side of at most so many pixels.

    Raises ``OverflowError`` for one too large.
    """
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > PIXELS:
            raise OverflowError
        kind = "PNG" if picture.format == "PNG" else "JPEG"
        picture.draft(None, (longest, longest))
        picture.load()
        upright = _upright(picture)
        if upright.mode.startswith("I"):  # 16 bits of grey, which a conversion would cut off at 255
            upright = upright.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
            upright.info.clear()
        clear = kind == "PNG" and upright.has_transparency_data
        new = upright.convert("RGBA" if clear else "RGB")
    new.info.clear()
    for side in (longest, *(one for one in SIDES if one < longest)):
        new.thumbnail((side, side))
        out = io.BytesIO()
        new.save(out, kind, quality=88)
        if out.tell() <= most:
            return out.getvalue()
    raise OverflowError


def _upright(picture: Image.Image) -> Image.Image:
    """The picture turned as it says of itself; as it lies where that cannot be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except (struct.error, EOFError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError):
        return picture


def main() -> None:
    """Paint what comes by stdin, with little to hurt oneself by."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = None  # counted above, before anything is unpacked
    try:
        sys.stdout.buffer.write(painted(sys.stdin.buffer.read(), *map(int, sys.argv[1:])))
    except (OverflowError, MemoryError):
        sys.exit(HEAVY)
    except (OSError, EOFError, struct.error, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main()
