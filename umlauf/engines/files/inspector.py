"""The program that looks into one PDF from somebody else: bytes in by stdin, one line of JSON out.

Called with ``form`` and the beginning of our codes it reads the form instead that a file of ours is.

It is run by ``inspection`` as a process of its own, with no more memory and time than it says, and imports nothing of
Umlauf: what a file does to it, it does to nothing else.
"""

import io
import json
import re
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
_FIELDS: Final = 200
_VALUE: Final = 400
"""Characters of a field that are passed on: more than any field of ours holds, so that what is cut is refused."""
_SUSPECT: Final = (b"/JavaScript", b"/JS", b"/Launch", b"/XFA")
_FILE: Final = "/EF"
"""The key that holds a file (ISO 32000-1, 7.11.3), wherever it hangs: on a page, on an annotation, on nothing."""


def look(data: bytes) -> dict[str, Any]:
    """What the file is, or ``{"flaw": …}``: ``locked``, ``damaged``, ``script`` or ``launch``."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            flaw, files = _walked(pdf)
            return {"flaw": flaw} if flaw else _findings(pdf, files)
    except pikepdf.PasswordError:
        return {"flaw": "locked"}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        return {"flaw": "damaged"}


def read(data: bytes, begins: str) -> dict[str, Any]:
    """The fields of a form whose code begins so, by their names, as ``form``; nothing there for any other file.

    ``flat``: the code is drawn on the page, and there are no fields any more. ``ours`` comes with a flaw that was found
    behind a code of ours.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            fields = _fields(pdf)
            if not fields.get("code", "").startswith(begins):
                code = _drawn_code(pdf, begins)
                return {"form": {"code": code} if code else {}, "flat": True}
            flaw, _files = _walked(pdf)
            return {"flaw": flaw, "ours": True} if flaw else {"form": fields, "flat": False}
    except pikepdf.PasswordError:
        return {"flaw": "locked", "ours": False}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        return {"flaw": "damaged", "ours": False}


def _fields(pdf: pikepdf.Pdf) -> dict[str, str]:
    """The values of all fields on the first level; what is no text and no name is as good as empty."""
    form = pdf.Root.get("/AcroForm")
    listed = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    found: dict[str, str] = {}
    for field in list(listed)[:_FIELDS] if isinstance(listed, pikepdf.Array) else ():
        if not isinstance(field, pikepdf.Dictionary):
            continue
        value = field.get("/V")
        name = str(field.get("/T", ""))[:40]
        if isinstance(value, pikepdf.Stream):
            found[name] = value.read_bytes()[: 2 * _VALUE].decode("utf-8", "replace")[:_VALUE]
        else:
            found[name] = str(value)[:_VALUE] if isinstance(value, pikepdf.String | pikepdf.Name) else ""
    return found


def _drawn_code(pdf: pikepdf.Pdf, begins: str) -> str:
    """The code that a flat form shows, as far as its letters are still written as such."""
    code = re.compile(re.escape(begins) + r"[\w.:-]{20,100}", re.ASCII)
    for page in pdf.pages[:2]:
        resources = page.get("/Resources", pikepdf.Dictionary())
        drawn = resources.get("/XObject", pikepdf.Dictionary())
        parts = [page.obj, *(one for one in list(drawn.values())[:_FIELDS] if one.get("/Subtype") == "/Form")]
        for part in parts:
            for command in _commands(part):
                found = code.search("".join(str(one) for one in command.operands if isinstance(one, pikepdf.String)))
                if found:
                    return found[0]
    return ""


def _findings(pdf: pikepdf.Pdf, files: int) -> dict[str, Any]:
    root = pdf.Root
    marks = root.get("/MarkInfo")
    return {
        "pages": len(pdf.pages),
        "text": any(_has_text(page.obj, page.get("/Resources"), 0) for page in pdf.pages[:_PAGES_READ]),
        "tagged": "/StructTreeRoot" in root and isinstance(marks, pikepdf.Dictionary) and bool(marks.get("/Marked")),
        "title": bool(_title(pdf)),
        "language": str(root.get("/Lang", ""))[:35],
        "attachments": len(pdf.attachments) or files,
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


def _walked(pdf: pikepdf.Pdf) -> tuple[str, int]:
    """The first flaw, empty for none, and how many files are held."""
    files = 0
    for one in pdf.objects:
        whole = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if not isinstance(whole, pikepdf.Dictionary | pikepdf.Array):
            continue
        written = whole.unparse(resolved=True)
        if any(word in written for word in _SUSPECT):  # perhaps in a text, so look closely
            found = _flaw_in(whole, 0)
            if found:
                return found, files
        if _FILE.encode() in written:
            files += _files_in(whole, 0)
    return "", files


def _files_in(value: object, depth: int) -> int:
    inner = list(value.values()) if isinstance(value, pikepdf.Dictionary) else value
    if depth > _DEPTH or not isinstance(inner, list | pikepdf.Array):
        return 0
    own = int(isinstance(value, pikepdf.Dictionary) and _FILE in value)
    direct = (one for one in list(inner) if not getattr(one, "is_indirect", False))
    return own + sum(_files_in(one, depth + 1) for one in direct)


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
    data = sys.stdin.buffer.read()
    found = read(data, sys.argv[2]) if sys.argv[1:2] == ["form"] else look(data)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
