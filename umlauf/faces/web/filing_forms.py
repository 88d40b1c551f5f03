"""The forms of the file plan, of a clerk's mark and of templates. The actions behind them decide what is right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from umlauf.faces.web.directory_forms import REQUIRED, DirectoryForm
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.actions.filing import EntryWish
from umlauf.office.circulars.filing import FilePlan
from umlauf.office.circulars.models import FilePlanEntry

AS_ABOVE, YEARS, FOR_GOOD = "above", "years", "good"


class EntryForm(DirectoryForm):
    """An entry of the file plan. Its code is asked for while it is new alone."""

    _field_of_code = {
        "file.code": "code",
        "file.known": "code",
        "file.title": "title",
        "file.parent": "parent",
        "file.depth": "parent",
        "file.retention": "years",
    }

    code = forms.CharField(
        label=_("Code"),
        max_length=LIMITS.file_code,
        help_text=_("As it stands in the plan, such as “103-55” or “020.11”. It cannot be changed later."),
        error_messages={"required": REQUIRED},
    )
    title = forms.CharField(
        label=pgettext_lazy("file plan", "Title"), max_length=LIMITS.name, error_messages={"required": REQUIRED}
    )
    parent = forms.CharField(
        label=_("Stands below"),
        required=False,
        help_text=_("The entry above it, by its code. Empty: it stands at the top."),
        widget=forms.TextInput(attrs={"list": "plan", "autocomplete": "off"}),
    )
    kept = forms.ChoiceField(
        label=_("How long it is kept"),
        choices=(
            (AS_ABOVE, _("As long as the entry above it")),
            (YEARS, _("So many years")),
            (FOR_GOOD, _("Permanently")),
        ),
        initial=AS_ABOVE,
        widget=forms.RadioSelect,
    )
    years = forms.IntegerField(label=_("Years"), min_value=0, max_value=LIMITS.retention_years, required=False)

    def __init__(self, *args: Any, plan: FilePlan, entry: FilePlanEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if entry is not None:
            del self.fields["code"]

    def clean_parent(self) -> FilePlanEntry | None:
        return named_in(self.plan, self.cleaned_data["parent"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kept") == YEARS and given.get("years") is None and "years" not in self.errors:
            self.add_error("years", _("Please write how many years it is kept."))
        return given

    @property
    def wish(self) -> EntryWish:
        given = self.cleaned_data
        return EntryWish(
            given["title"],
            given["parent"].id if given["parent"] else None,
            given["years"] if given["kept"] == YEARS else None,
            permanent=given["kept"] == FOR_GOOD,
        )


def named_in(plan: FilePlan, text: str) -> FilePlanEntry | None:
    """The entry that was chosen. Raises ``ValidationError`` for what is none."""
    found = plan.named(text) if text.strip() else None
    if text.strip() and found is None:
        raise forms.ValidationError(
            _("There is no such entry in the file plan. Please choose one that is offered, or leave this empty."),
            code="unknown",
        )
    return found


def initial_of_entry(entry: FilePlanEntry) -> dict[str, Any]:
    kept = FOR_GOOD if entry.permanent else AS_ABOVE if entry.retention_years is None else YEARS
    return {"title": entry.title, "parent": str(entry.parent or ""), "kept": kept, "years": entry.retention_years}


class PlanFileForm(DirectoryForm):
    """A file with a plan."""

    _field_of_code = dict.fromkeys(
        (
            *("file.size", "file.columns", "file.parent", "file.depth", "file.many"),
            *("import.empty", "import.kind", "import.size", "import.encoding", "import.merged", "import.damaged"),
        ),
        "file",
    )

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_(
            "CSV or XLSX. The first row names the columns: code, title and, if you like, parent and retention years."
        ),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file has no rows. Please choose one with a head and rows below it."),
        },
    )

    def __init__(self, request: HttpRequest) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)

    def clean_file(self) -> bytes:
        """Its bytes, one more than there may be where it is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        data: bytes = file.read(LIMITS.file_plan_bytes + 1)
        return data


class MarkForm(DirectoryForm):
    """How letters name somebody of the office."""

    _field_of_code = {"mark.form": "mark", "mark.taken": "mark"}

    mark = forms.CharField(
        label=_("Mark"),
        max_length=LIMITS.mark,
        required=False,
        help_text=_("Stands behind the file reference: “kö” in “103-55/kö”."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=LIMITS.phone,
        required=False,
        help_text=_("Stands on letters in which this person answers questions."),
    )


class TemplateForm(DirectoryForm):
    """The name of a template. ``replaces`` is asked once there is one of that name."""

    _field_of_code = {"template.name": "name", "template.known": "name"}

    name = forms.CharField(
        label=_("Name"),
        max_length=LIMITS.person,
        help_text=_("What it is for, such as “Invitation to a committee”."),
        error_messages={"required": REQUIRED},
    )
