"""The forms of the register of numbers and of its series, and of the page that compares a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.directory_forms import REQUIRED, DirectoryForm
from umlauf.faces.web.forms import read_whole
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.office.circulars.actions.series import LARGEST
from umlauf.office.circulars.enums import NumberFormat
from umlauf.office.circulars.models import SeriesYear


class VoidForm(DirectoryForm):
    """Why a number belongs to no circular. ``expected`` is the number that the page named."""

    _field_of_code = {"number.reason": "reason"}

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LIMITS.note,
        help_text=_("As it shall stand in the register, for instance “Printed with a wrong number”."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": REQUIRED},
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def name(self, number: int) -> None:
        """Name another number from here on; the reason stays as it was written."""
        data = QueryDict(mutable=True)
        data.update({name: str(self.data.get(name, "")) for name in self.data})
        data["expected"] = str(number)
        self.data = data


class SeriesForm(DirectoryForm):
    """A new series."""

    _field_of_code = {
        "series.kind": "kind",
        "series.known": "kind",
        "series.short": "short",
        "series.first": "first_number",
    }

    kind = forms.CharField(
        label=_("Kind"),
        max_length=60,
        help_text=_("As the letter is called: “Rundschreiben”. It cannot be changed later."),
        error_messages={"required": REQUIRED},
    )
    short = forms.CharField(
        label=_("Short form"),
        max_length=12,
        help_text=_("For the subject of mails and the names of files: “RS”."),
        error_messages={"required": REQUIRED},
    )
    number_word = forms.CharField(label=_("Word before the number"), max_length=10, initial="Nr.", required=False)
    number_format = forms.ChoiceField(
        label=_("How a number is written"),
        choices=NumberFormat.choices,
        help_text=_("It cannot be changed later, since signed letters bear it."),
    )
    first_number = forms.IntegerField(
        label=_("First number of this year"),
        min_value=1,
        max_value=LARGEST,
        initial=1,
        help_text=_("Another than 1 if this year’s first letters were numbered elsewhere."),
        error_messages={"required": REQUIRED},
    )
    proof = forms.BooleanField(
        label=_("Letters bear a code that leads to a page which says whether they are genuine"), required=False
    )


class AnnexLimitsForm(DirectoryForm):
    """How much room annexes have, in megabytes."""

    _field_of_code = {"annex.limit": "one", "annex.limit_together": "together"}

    one = forms.IntegerField(
        label=_("One annex, in MB"),
        min_value=1,
        max_value=LIMITS.annex_bytes // MB,
        help_text=_("Many offices take mails up to 10 MB."),
        error_messages={"required": REQUIRED},
    )
    together = forms.IntegerField(
        label=_("All annexes of a circular, in MB"),
        min_value=1,
        max_value=LIMITS.annexes_bytes // MB,
        error_messages={"required": REQUIRED},
    )


class _DomainsField(forms.CharField):
    """Domains of recipients with a size, one in a line: „kreis.example; 10“."""

    widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """Sizes in MB by domain."""
        written = enumerate(str(super().clean(value) or "").splitlines(), 1)
        return dict(self._line(number, line) for number, line in written if line.strip())

    def _line(self, number: int, line: str) -> tuple[str, int]:
        domain, parted, size = (part.strip() for part in line.partition(";"))
        digits = size.upper().removesuffix("MB").strip()
        if not (parted and domain and digits.isascii() and digits.isdigit() and len(digits) < 6):
            raise forms.ValidationError(
                gettext("Line %(number)s: please write the domain, a semicolon and the size in whole MB."),
                params={"number": number},
            )
        return domain.lower(), int(digits)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{domain}; {mb}" for domain, mb in value.items())


class LetterLimitsForm(DirectoryForm):
    """Up to which size a letter goes with its mail, in megabytes."""

    _field_of_code = {"letter_room.size": "usual", "letter_room.domain": "by_domain", "letter_room.many": "by_domain"}

    usual = forms.IntegerField(
        label=_("A letter that goes with its mail, in MB"),
        min_value=0,
        max_value=LIMITS.letter_bytes // MB,
        help_text=_("A larger one is reached by the link alone. 0 means: always by the link."),
        error_messages={"required": REQUIRED},
    )
    by_domain = _DomainsField(
        label=_("Other sizes for single domains"),
        required=False,
        help_text=_("What is behind the @ of the recipients, with the size in MB, one in a line: kreis.example; 10"),
    )


class SeriesChangeForm(DirectoryForm):
    """What can be changed of a series. ``book`` is its present year, ``drawn`` says that numbers of it are given."""

    _field_of_code = {"series.first": "first_number", "number.drawn": "first_number"}

    first_number = forms.IntegerField(
        label=_("First number of this year"),
        min_value=1,
        max_value=LARGEST,
        help_text=_("It can be changed until the first number of the year is given."),
        error_messages={"required": REQUIRED},
    )
    proof = SeriesForm.base_fields["proof"]

    def __init__(self, *args: Any, book: SeriesYear | None, drawn: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_number"].initial = book.first_number if book else 1
        if drawn:
            del self.fields["first_number"]


class VerifyForm(forms.Form):
    """A file that somebody wants to compare. It is looked at and not kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The PDF as it came with the mail. It is compared and not kept."),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> bytes:
        return read_whole(self.cleaned_data["file"])
