"""Files as answers to questions, as they come and as they are given out: judged by what is in them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import Flaw, Unfit, inspect_pdf
from umlauf.engines.files.pictures import LONGEST, repainted
from umlauf.faces.web.templatetags.office import file_size
from umlauf.faces.web.uploads import JPEG, PDF, PNG, Kind, TooMuchInside, clean_filename, recognise
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.text import Refused
from umlauf.office.conferences.models import QuestionFile
from umlauf.office.conferences.question_entries import GivenFile
from umlauf.office.responses.access import one_line

KINDS = (PDF, JPEG, PNG)
PICTURES = (JPEG, PNG)
ACCEPTED = ",".join((*(kind.suffix for kind in KINDS), ".jpeg"))


def file_given(file: UploadedFile[bytes]) -> GivenFile:
    """A file as it is kept: a PDF as it is, a picture painted anew.

    Raises ``Refused`` with ``file.empty``, ``file.size``, ``file.kind`` or ``file.unfit``.
    """
    wrong = _("“%(name)s” is no PDF, JPEG or PNG by its content. Please choose such a file.")
    return _given(file, KINDS, wrong, lambda data, kind: _sound_pdf(data) if kind == PDF else _painted(data))


def photo_given(file: UploadedFile[bytes]) -> GivenFile:
    """A JPEG or PNG, painted anew and no larger than a page shows it. Raises as ``file_given``."""
    wrong = _("“%(name)s” is no JPEG or PNG by its content. Please choose such a picture.")
    return _given(file, PICTURES, wrong, lambda data, _kind: _painted(data, LIMITS.photo_side))


def _given(
    file: UploadedFile[bytes], kinds: Collection[Kind], wrong: str, keep: Callable[[bytes, Kind], bytes]
) -> GivenFile:
    said = {"name": (file.name or "")[-LIMITS.name :], "most": LIMITS.question_file_bytes // MB}
    if not file.size:
        raise Refused("file.empty", _("“%(name)s” is empty. Please choose another file.") % said)
    if file.size > LIMITS.question_file_bytes:
        size = {"size": file_size(file.size)}
        raise Refused(
            "file.size",
            _("“%(name)s” has %(size)s, and a file may have %(most)s MB. Please choose a smaller one.") % (said | size),
        )
    data: bytes = file.read()
    try:
        kind = recognise(data)
    except TooMuchInside:
        kind = None
    if kind is None or kind not in kinds:
        raise Refused("file.kind", wrong % said)
    try:
        kept = keep(data, kind)
    except Unfit as unfit:
        raise Refused("file.unfit", _sentence_of(unfit.flaw) % said) from unfit
    return GivenFile(clean_filename(one_line(file.name or ""), kind), kind.media_type, kept)


def _painted(data: bytes, longest: int = LONGEST) -> bytes:
    return repainted(data, most=LIMITS.question_file_bytes, longest=longest)


def given_out(file: QuestionFile, name: str) -> HttpResponse:
    """The file as one that the browser saves and never shows."""
    response = HttpResponse(bytes(file.data), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _sound_pdf(data: bytes) -> bytes:
    """The PDF, if it holds no program and no other file, and nothing comes after it. Raises ``Unfit``."""
    if data.rpartition(b"%%EOF")[2].strip(b" \0\t\r\n") or inspect_pdf(data).attachments:
        raise Unfit(Flaw.DAMAGED)
    return data


def _sentence_of(flaw: Flaw) -> str:
    if flaw == Flaw.LOCKED:
        return _("“%(name)s” opens with a password alone, so nobody could read it. Please choose it without one.")
    if flaw in {Flaw.SCRIPT, Flaw.LAUNCH}:
        return _("“%(name)s” contains a program. Please print it to a PDF and choose that.")
    if flaw == Flaw.HEAVY:
        return _("“%(name)s” takes too long to look through. Please save it smaller, and choose that.")
    return _(
        "“%(name)s” is damaged, or holds another file. Please open it, save it once more and choose what was saved."
    )
