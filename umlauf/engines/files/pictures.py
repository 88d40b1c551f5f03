"""A picture from somebody else, painted anew: upright, no larger than needed, and without what it says of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from umlauf.engines.files.inspection import Flaw, Unfit

_PROGRAM: Final = Path(__file__).with_name("painter.py")
_WAIT: Final = 20  # seconds; the program itself has 10 of the processor
_DAMAGED: Final = 3
LONGEST: Final = 3_000  # pixels of the longer side, unless somebody says otherwise


def repainted(data: bytes, *, most: int, longest: int = LONGEST) -> bytes:
    """A JPEG or PNG of at most so many bytes and pixels of its longer side, painted in a process of its own.

    Raises ``Unfit`` with ``Flaw.DAMAGED``, also for what is no such picture, or ``Flaw.HEAVY``.
    """
    command = [sys.executable, "-I", str(_PROGRAM), str(most), str(longest)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, check=False, env={})
    except subprocess.TimeoutExpired as error:
        raise Unfit(Flaw.HEAVY) from error
    if done.returncode:
        raise Unfit(Flaw.DAMAGED if done.returncode == _DAMAGED else Flaw.HEAVY)
    return done.stdout
