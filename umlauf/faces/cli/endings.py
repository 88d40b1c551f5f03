"""How a command ends: its exit code, and how it says why."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import NoReturn, ParamSpec

import click

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.text import Refused

P = ParamSpec("P")


class Ending(IntEnum):
    """Exit codes: 2 is click's own for a wrong call."""

    DONE = 0
    REFUSED = 1
    OPEN = 3


def ends_clearly(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a refusal into its sentence on standard error (with ``--json``: an object) and exit code 1."""

    @wraps(command)
    def ending(*args: P.args, **kwargs: P.kwargs) -> None:
        # Half a second that ``umlauf read`` and ``--help`` do without.
        from django.http import Http404

        from umlauf.engines.files.errors import Damaged
        from umlauf.engines.letters import LetterError

        as_json = bool(kwargs.get("as_json"))
        try:
            command(*args, **kwargs)
        except Refused as refusal:
            refuse(refusal.code, str(refusal), as_json=as_json)
        except (Damaged, LetterError) as error:
            refuse("letter", _("The letter cannot be read or made: %(why)s") % {"why": error}, as_json=as_json)
        except Http404:
            refuse("not_found", _("There is nothing with this number."), as_json=as_json)

    return ending


def refuse(code: str, sentence: str, *, as_json: bool = False) -> NoReturn:
    """Say why not, and end with exit code 1."""
    if as_json:
        click.echo(json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"umlauf: {sentence}", err=True)
    sys.exit(Ending.REFUSED)
