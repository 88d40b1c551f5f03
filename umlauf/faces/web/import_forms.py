"""The forms by which a file comes into the directory: the file itself, and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.directory_forms import DirectoryForm, day_field
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.exchange.columns import (
    OF_POSTS,
    ORGANISATION,
    PERSON,
    TENURE,
    Choices,
    Field,
    head_of,
)
from umlauf.office.directory.exchange.tables import Table
from umlauf.office.directory.keys import is_key, repaired_key, tidy_key

ACCEPTED: Final = ".csv,.xlsx,.vcf"
_SAMPLES = 3
_SAMPLE_LENGTH = 60
_OF_FILE = ("import.empty", "import.kind", "import.size", "import.encoding", "import.merged", "import.damaged")


class UploadForm(DirectoryForm):
    """A file for the directory."""

    _field_of_code = dict.fromkeys(_OF_FILE, "file")

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("The file has no rows. Please choose one with a head and rows below it."),
        },
    )

    def __init__(self, request: HttpRequest) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        self.fields["file"].help_text = _(
            "CSV, XLSX or VCF, at most %(size)s MB and %(rows)s rows. The first row says what stands in the columns."
        ) % {"size": LIMITS.import_bytes // 1_000_000, "rows": LIMITS.import_rows}

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name, and its bytes."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LIMITS.import_bytes:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Please divide it."),
                code="size",
                params={"most": LIMITS.import_bytes // 1_000_000},
            )
        return file.name or "", file.read()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: the name of its field in the form, its head, and what stands in its first cells."""

    name: str
    head: str
    samples: tuple[str, ...]


def columns_of(table: Table) -> tuple[Column, ...]:
    return tuple(
        Column(f"column_{at}", head or _("Column %(number)s") % {"number": at + 1}, _samples(table, at))
        for at, head in enumerate(table.heads)
    )


def _samples(table: Table, at: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in table.rows:
        text = " ".join(row.cells[at].split())
        if text:
            found.append(text if len(text) <= _SAMPLE_LENGTH else f"{text[: _SAMPLE_LENGTH - 1]}…")
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def lost_zeros(table: Table, choices: Choices) -> tuple[tuple[str, str], ...]:
    """The first keys that have lost a zero in front, each with the key that is meant."""
    if Field.KEY.value not in choices.mapping:
        return ()
    at = choices.mapping.index(Field.KEY.value)
    found: list[tuple[str, str]] = []
    for row in table.rows:
        key = tidy_key(row.cells[at])
        meant = repaired_key(key) if key and not is_key(key) else None
        if meant is not None:
            found.append((row.cells[at], meant))
        if len(found) == _SAMPLES:
            break
    return tuple(found)


class ChoicesForm(DirectoryForm):
    """What the columns of a file mean, and how it is taken."""

    complete = forms.BooleanField(
        label=gettext_lazy("The file is the whole list: what is missing in it ends"), required=False
    )
    gone_on = day_field(
        gettext_lazy("Last day of what is missing"), required=False, help_text=gettext_lazy("Empty: today.")
    )
    repair_keys = forms.BooleanField(
        label=gettext_lazy("Put back zeros that a spreadsheet took from official keys"), required=False
    )
    members_since = day_field(
        gettext_lazy("All organisations of the file are members since"),
        required=False,
        help_text=gettext_lazy("Only when all of them shall become members. Who is a member already stays so."),
    )

    def __init__(self, data: QueryDict | None, *, columns: tuple[Column, ...], chosen: Choices) -> None:
        known: dict[str, Any] = {name: getattr(chosen, name) for name in _HOW}
        known |= {column.name: meaning for column, meaning in zip(columns, chosen.mapping, strict=False)}
        super().__init__(data, initial=known)
        self.columns = columns
        meanings = _meanings()
        for column in columns:
            self.fields[column.name] = forms.ChoiceField(label=column.head, required=False, choices=meanings)
        self.order_fields([column.name for column in columns])

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        """The columns, each with the field that says what it means."""
        return [(column, self[column.name]) for column in self.columns]

    def choices(self) -> Choices:
        """What was chosen, once the form is valid."""
        given = self.cleaned_data
        return Choices(
            mapping=tuple(given[column.name] for column in self.columns), **{name: given[name] for name in _HOW}
        )


_HOW: Final = ("complete", "gone_on", "repair_keys", "members_since")


def _meanings() -> list[tuple[str, Any]]:
    def named(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
        return [(one.value, head_of(one)) for one in fields]

    of_post = tuple(one for one in OF_POSTS if one not in PERSON + TENURE)
    return [
        ("", _("leave out")),
        (_("Organisation"), named(ORGANISATION)),
        (_("Post"), named(of_post)),
        (_("Person"), named(PERSON)),
        (_("In office"), named(TENURE)),
    ]
