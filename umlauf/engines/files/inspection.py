"""What a PDF from somebody else is: whether it may be passed on, and how well it can be read."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

_PROGRAM: Final = Path(__file__).with_name("inspector.py")
_WAIT: Final = 20  # seconds; the program itself has 10 of the processor


class Flaw(StrEnum):
    """Why a PDF is not passed on."""

    LOCKED = "locked"
    """It opens with a password alone."""
    DAMAGED = "damaged"
    SCRIPT = "script"
    """It runs a program in whatever shows it."""
    LAUNCH = "launch"
    """It starts another program."""
    HEAVY = "heavy"
    """To look into it takes more memory or time than a file of its kind needs."""


class Unfit(Exception):
    """A PDF that is not passed on; ``flaw`` says why. ``ours``: it bears a code of ours all the same."""

    def __init__(self, flaw: Flaw, *, ours: bool = False) -> None:
        super().__init__(flaw.value)
        self.flaw, self.ours = flaw, ours


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form of ours that came back: its code, and its other fields by their names, each with at most 400 characters.

    ``flat``: it was printed or flattened, and has no fields any more.
    """

    code: str
    fields: dict[str, str]
    flat: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a PDF: whether it has text, tags, a title and a language („de-DE“, or empty), and how many
    files it carries."""

    pages: int
    text: bool
    tagged: bool
    title: bool
    language: str
    attachments: int = 0

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def parse(cls, stored: dict[str, Any]) -> Findings | None:
        """What ``json`` gave; None for a file that nobody looked into."""
        return cls(**{item.name: stored[item.name] for item in fields(cls)}) if stored else None


def inspect_pdf(data: bytes) -> Findings:
    """Look into a PDF, in a process of its own. Raises ``Unfit``."""
    return Findings(**_told(data))


def read_form(data: bytes, begins: str) -> FilledForm | None:
    """The form whose code begins so, read in a process of its own; None for any other PDF. Raises ``Unfit``."""
    told = _told(data, "form", begins)
    fields: dict[str, str] = told["form"]
    return FilledForm(fields.pop("code"), fields, told["flat"]) if fields else None


def _told(data: bytes, *arguments: str) -> dict[str, Any]:
    """What the program says of a PDF. Raises ``Unfit``."""
    command = [sys.executable, "-I", str(_PROGRAM), *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, check=True, env={})
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Unfit(Flaw.HEAVY) from error
    found: dict[str, Any] = json.loads(done.stdout)
    if "flaw" in found:
        raise Unfit(Flaw(found["flaw"]), ours=bool(found.get("ours")))
    return found
