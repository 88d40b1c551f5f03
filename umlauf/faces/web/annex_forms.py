"""The forms of annexes: the files that somebody chooses, and what the letter says of those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.engines.files.inspection import Findings, Flaw, Unfit, inspect_pdf
from umlauf.faces.web.uploads import (
    ACCEPTED,
    KINDS,
    PDF,
    Kind,
    TooMuchInside,
    clean_filename,
    proposed_title,
    recognise,
)
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile
from umlauf.office.circulars.actions.arrange import AnnexWish
from umlauf.office.circulars.annexes import UPLOAD
from umlauf.office.circulars.models import AnnexVersion


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several. An empty one is none of its concerns: each is judged by itself, under its name."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            return super().clean(None, initial)
        return [super(_FilesField, self).clean(one, initial) for one in data]


class FilesForm(forms.Form):
    """Files that become annexes."""

    file = _FilesField(
        label=_("Files"),
        allow_empty_file=True,
        widget=_FilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
        error_messages={"required": _("Please choose a file.")},
    )


class FileForm(forms.Form):
    """The file that takes the place of an annex."""

    file = forms.FileField(
        label=_("New file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Please choose a file.")},
    )


class AnnexesForm(forms.Form):
    """Titles of annexes and how they go out: three fields for each, by its id. ``seen`` is the list that was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, annexes: Sequence[AnnexVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annexes = annexes
        for one in annexes:
            annex = one.annex
            if one.source == UPLOAD:
                self.fields[f"title-{annex.id}"] = forms.CharField(
                    label=gettext("Title of annex %(number)s") % {"number": annex.number},
                    initial=annex.title,
                    max_length=LIMITS.name,
                    error_messages={"required": _("Please write what the letter shall call it.")},
                )
            for name, label, value in (
                ("digital", gettext("digital only"), annex.digital_only),
                ("request", gettext("accessible on request"), annex.on_request),
            ):
                self.fields[f"{name}-{annex.id}"] = forms.BooleanField(label=label, initial=value, required=False)

    def fields_of(self, annex_id: int) -> dict[str, BoundField]:
        """The fields of one annex, by what they are of it."""
        names = {name: f"{name}-{annex_id}" for name in ("title", "digital", "request")}
        return {name: self[field] for name, field in names.items() if field in self.fields}

    def wishes(self) -> dict[int, AnnexWish]:
        """What each annex shall be, by its id and in the order in which they are now."""
        given = self.cleaned_data
        return {
            one.annex_id: AnnexWish(
                annex_id=one.annex_id,
                title=given.get(f"title-{one.annex_id}"),
                digital_only=given[f"digital-{one.annex_id}"],
                on_request=given[f"request-{one.annex_id}"],
            )
            for one in self.annexes
        }


def file_to_attach(file: UploadedFile[bytes]) -> AnnexFile:
    """A file that was sent, as one of the next annex: named and judged by its content. Reads all of it, and no other.

    Raises ``Refused`` with ``annex.size``, ``annex.kind``, ``annex.unpacked`` or ``annex.unfit``.
    """
    name = (file.name or "")[-LIMITS.name :]
    if not file.size or file.size > LIMITS.annex_bytes:
        raise Refused(
            "annex.size",
            gettext("“%(name)s” is empty or larger than %(most)s MB. Please attach a smaller file.")
            % {"name": name, "most": LIMITS.annex_bytes // MB},
        )
    data: bytes = file.read()
    kind = _kind_of(data, name)
    filename = clean_filename(file.name or "", kind)
    title = proposed_title(filename) or gettext("Annex")
    findings = _findings_of(data, name) if kind == PDF else None
    return AnnexFile(None, title, filename, kind.media_type, data, UPLOAD, findings=findings)


def _kind_of(data: bytes, name: str) -> Kind:
    try:
        kind = recognise(data)
    except TooMuchInside as error:
        raise Refused(
            "annex.unpacked",
            gettext("“%(name)s” unpacks to more than %(most)s MB. Please attach it as a PDF.")
            % {"name": name, "most": LIMITS.annex_unpacked_bytes // MB},
        ) from error
    if kind is None:
        kinds = ", ".join(one.suffix[1:].upper() for one in KINDS)
        raise Refused(
            "annex.kind",
            gettext("“%(name)s” cannot be an annex. These kinds of files can: %(kinds)s, without macros.")
            % {"name": name, "kinds": kinds},
        )
    return kind


def _findings_of(data: bytes, name: str) -> Findings:
    try:
        return inspect_pdf(data)
    except Unfit as unfit:
        raise Refused("annex.unfit", _sentence_of(unfit.flaw) % {"name": name}) from unfit


def _sentence_of(flaw: Flaw) -> str:
    sentences = {
        Flaw.LOCKED: gettext(
            "“%(name)s” opens with a password alone, so nobody could read it. Please attach it without one."
        ),
        Flaw.DAMAGED: gettext("“%(name)s” is damaged. Please open it, save it once more as a PDF and attach that."),
        Flaw.SCRIPT: gettext(
            "“%(name)s” contains a program (JavaScript), which many readers block. Please print it to a PDF and attach "
            "that, or ask for one without."
        ),
        Flaw.LAUNCH: gettext(
            "“%(name)s” would start another program when it is read. Please print it to a PDF and attach that."
        ),
        Flaw.HEAVY: gettext(
            "“%(name)s” takes too long to look through. Please print it to a PDF once more and attach that."
        ),
    }
    return sentences[flaw]
