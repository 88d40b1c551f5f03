"""Files named on the command line."""

from __future__ import annotations

from pathlib import Path

from umlauf.engines.reading.limits import PDF_BYTES
from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.words import gettext as _


def bytes_of(file: Path, *, as_json: bool = False) -> bytes:
    """The content of a file, or a refusal: not there, a folder, not readable, larger than anything that is read."""
    try:
        if not file.is_file():
            refuse("file.missing", _("There is no file “%(file)s”.") % {"file": file}, as_json=as_json)
        if file.stat().st_size > PDF_BYTES:
            size = {"file": file, "size": round(file.stat().st_size / 1e6), "most": PDF_BYTES // 1_000_000}
            sentence = _("“%(file)s” has %(size)s MB, and at most %(most)s MB can be read. A circular has only a few.")
            refuse("file.large", sentence % size, as_json=as_json)
        return file.read_bytes()
    except PermissionError:
        refuse("file.permission", _("“%(file)s” may not be read by you.") % {"file": file}, as_json=as_json)
