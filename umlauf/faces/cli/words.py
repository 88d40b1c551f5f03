"""The command's own words, in the language of the terminal: English where it says so, else German.

Read by the standard library, so that ``--help`` and ``read`` work without settings, database or home folder.
"""

from __future__ import annotations

import gettext as catalogues
import os
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent.parent.parent / "locale"


def terminal_language() -> str:
    """``en`` or ``de``."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if named.lower().startswith("en") else "de"


_catalogue = catalogues.translation("django", _LOCALE, [terminal_language()], fallback=True)
gettext = _catalogue.gettext
ngettext = _catalogue.ngettext
