"""The forms of the pages. They shape what comes in; what is right is decided by the actions behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import Outcome


class Refusing(forms.Form):
    """A form that shows the refusal of an action. ``_field_of_code`` says at which field it belongs."""

    _field_of_code: ClassVar[Mapping[str, str]] = {}

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action at the field that it is about, else above the form."""
        field = self._field_of_code.get(refused.code)
        self.add_error(field if field in self.fields else None, str(refused.message))


class LoginForm(AuthenticationForm):
    """E-mail address and password. After ``too_many`` tries the password is not looked at."""

    too_many = False

    error_messages = {
        "invalid_login": _("E-mail address and password do not fit together. Please check both; capitals count."),
        "inactive": _("E-mail address and password do not fit together. Please check both; capitals count."),
        "too_many": _("There were too many tries. Please wait %(minutes)s minutes and then try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": False})
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")

    def clean(self) -> dict[str, Any]:
        if self.too_many:
            waiting = {"minutes": LIMITS.login_window_minutes}
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many", params=waiting)
        return super().clean()


def choose_from(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices, and the first of them when there is but one."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(field)
    field.choices = choices
    if len(choices) == 1:
        field.initial = choices[0][0]


def read_whole(file: UploadedFile[bytes]) -> bytes:
    """The bytes of an upload. Raises ``ValidationError`` before more than an annex may have is read."""
    if file.size is None or file.size > LIMITS.annex_bytes:
        raise forms.ValidationError(
            _("The file is larger than %(most)s MB. Please choose a smaller one."),
            code="size",
            params={"most": LIMITS.annex_bytes // 1_000_000},
        )
    data: bytes = file.read()
    return data


class TextForm(forms.Form):
    """What shall become a draft: a file, or a pasted text."""

    text = forms.CharField(
        label=_("Or a text"),
        required=False,
        strip=False,
        help_text=_("An Erlass, a circular of another association: with its head, as it came."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A mail as you saved it (EML, or MSG from Outlook), a Word file (DOCX), a text, or a PDF that Umlauf has "
            "made. You can also drop it on the field."
        ),
        widget=forms.FileInput(attrs={"accept": ".eml,.msg,.docx,.txt,.md,.pdf,message/rfc822,text/plain"}),
    )
    distribution_list = forms.ChoiceField(label=_("Distribution list"), required=False)

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["distribution_list"], [("", str(_("As the text says"))), *lists])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Please paste a text or choose a file."))
        return given

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action at the field that it is about."""
        if refused.code == "list.unknown":
            self.add_error(
                "distribution_list", _("The text does not say clearly to whom this goes. Please choose a list.")
            )
        elif refused.code.startswith(("reading.", "incoming.", "form.")):
            self.add_error("file" if self.cleaned_data.get("file") else "text", str(refused.message))
        else:
            self.add_error(None, str(refused.message))

    def clean_file(self) -> tuple[bytes, str] | None:
        """The file's bytes and name."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        return (read_whole(file), file.name or "") if file else None

    def source(self) -> tuple[bytes, str]:
        """The bytes to read and the name that they go by; a file goes before a pasted text."""
        file: tuple[bytes, str] | None = self.cleaned_data["file"]
        return file or (str(self.cleaned_data["text"]).encode(), "")


class SettleForm(forms.Form):
    """What a person says of a message that is uncertain or did not arrive."""

    outcome = forms.ChoiceField(choices=Outcome.choices)


class LayForm(forms.Form):
    """What the clerk has read, and a word to those who read it next."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        max_length=LIMITS.note,
        required=False,
        help_text=_("What they should know, for instance until when it has to go out."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApproveForm(forms.Form):
    """The approval that is given, of what was read, and a word with it."""

    approval = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = forms.CharField(max_length=LIMITS.note, required=False)


class ReturnForm(forms.Form):
    """What shall be changed in what was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = forms.CharField(
        max_length=LIMITS.note,
        error_messages={
            "required": _("Please say in a few words what shall be changed, then send it back."),
            "max_length": _("The comment is too long. Please shorten it."),
        },
    )

    def sentence(self) -> str:
        """What is missing."""
        return str(next(iter(self.errors.get("comment", [_("Please read the letter once more and then decide.")]))))


class SignForm(forms.Form):
    """What the signatory has read, by the digest of its version."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
