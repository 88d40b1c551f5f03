"""The program that looks into one PDF from somebody else: bytes in by stdin, one line of JSON out.

It is run by ``inspection`` as a process of its own, with no more memory and time than it says, and imports nothing of
Umlauf: what a file does to it, it does to nothing else.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

MEMORY: Final = 1_000_000_000
"""Bytes of address space: a file of 25 MB and what it unpacks to."""
SECONDS: Final = 10
"""Of the processor."""
_PAGES_READ: Final = 50
"""A file with text has some on the first pages."""
_DEPTH: Final = 40
_SHOWING_TEXT: Final = "Tj TJ ' \""
_SUSPECT: Final = (b"/JavaScript", b"/JS", b"/Launch", b"/XFA")


def look(data: bytes) -> dict[str, Any]:
    """What the file is, or ``{"flaw": …}``: ``locked``, ``damaged``, ``script`` or ``launch``."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            flaw = _flaw(pdf)
            return {"flaw": flaw} if flaw else _findings(pdf)
    except pikepdf.PasswordError:
        return {"flaw": "locked"}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        return {"flaw": "damaged"}


def _findings(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root = pdf.Root
    marks = root.get("/MarkInfo")
    return {
        "pages": len(pdf.pages),
        "text": any(_has_text(page.obj, page.get("/Resources"), 0) for page in pdf.pages[:_PAGES_READ]),
        "tagged": "/StructTreeRoot" in root and isinstance(marks, pikepdf.Dictionary) and bool(marks.get("/Marked")),
        "title": bool(_title(pdf)),
        "language": str(root.get("/Lang", ""))[:35],
        "attachments": len(pdf.attachments),
    }


def _title(pdf: pikepdf.Pdf) -> str:
    written = str(pdf.docinfo.get("/Title", "")).strip() if "/Info" in pdf.trailer else ""
    if written:
        return written
    with pdf.open_metadata(set_pikepdf_as_editor=False) as known:
        return str(known.get("dc:title", "") or "").strip()


def _has_text(part: pikepdf.Object, resources: object, depth: int) -> bool:
    """Whether a page, or a form that it draws, shows text."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > _DEPTH // 10:
        return False
    if "/Font" in resources and any(_letters(command.operands) for command in _commands(part)):
        return True
    drawn = resources.get("/XObject")
    forms = drawn.values() if isinstance(drawn, pikepdf.Dictionary) else ()
    return any(
        isinstance(form, pikepdf.Stream)
        and form.get("/Subtype") == "/Form"
        and _has_text(form, form.get("/Resources", resources), depth + 1)
        for form in forms
    )


def _commands(part: pikepdf.Object) -> Iterator[Any]:
    if isinstance(part, pikepdf.Stream) or "/Contents" in part:
        yield from pikepdf.parse_content_stream(part, _SHOWING_TEXT)


def _letters(operands: Any) -> bool:
    """Whether one of the strings that are shown is not blank."""
    for operand in operands:
        for one in operand if isinstance(operand, pikepdf.Array) else (operand,):
            if isinstance(one, pikepdf.String) and bytes(one).strip(b" \0\t\r\n"):
                return True
    return False


def _flaw(pdf: pikepdf.Pdf) -> str:
    for one in pdf.objects:
        whole = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if not isinstance(whole, pikepdf.Dictionary | pikepdf.Array):
            continue
        written = whole.unparse(resolved=True)
        if any(word in written for word in _SUSPECT):  # perhaps in a text, so look closely
            found = _flaw_in(whole, 0)
            if found:
                return found
    return ""


def _flaw_in(value: object, depth: int) -> str:
    if depth > _DEPTH:
        return "damaged"
    if isinstance(value, pikepdf.Dictionary):
        action = value.get("/S")
        if action == "/Launch":
            return "launch"
        if action == "/JavaScript" or "/JavaScript" in value or "/XFA" in value or ("/JS" in value and "/S" in value):
            return "script"
        inner: list[object] = list(value.values())
    elif isinstance(value, pikepdf.Array):
        inner = list(value)
    else:
        return ""
    direct = (one for one in inner if not getattr(one, "is_indirect", False))
    return next(filter(None, (_flaw_in(one, depth + 1) for one in direct)), "")


def main() -> None:
    """Look into what comes by stdin, with little to hurt oneself by."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
