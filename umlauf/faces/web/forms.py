"""The forms of the pages. They shape what comes in; what is right is decided by the actions behind them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused, from_markdown, to_markdown
from umlauf.office.circulars.checks import field_label
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.references import with_lines, written_lines

LANGUAGES = (("de", _("German")), ("en", _("English")))

# Where a refusal of the actions belongs; the others stand above the form.
_FIELD_OF_CODE = {
    "circular.subject": "subject",
    "circular.body": "body",
    "circular.references": "references",
    "text.link": "body",
    "text.depth": "body",
    "text.node": "body",
    "address.local": "contact_email",
    "address.invalid": "contact_email",
}


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


class Lines(forms.CharField):
    """Several lines; empty ones do not count."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """A tuple of lines."""
        return tuple(line.strip() for line in str(value or "").splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value


class DraftForm(forms.Form):
    """A circular as the clerk writes it. ``revision`` is the one that the clerk saw.

    ``nonce`` is the one-time word of a new one: however often its form is sent, it is begun once.
    """

    series = forms.ChoiceField(label=_("Kind and series"))
    distribution_list = forms.ChoiceField(
        label=_("Distribution list"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who gets it.")},
    )
    addressees = Lines(
        label=_("Addressees"),
        required=False,
        help_text=_("As they stand above the letter, one in a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=LIMITS.subject,
        help_text=_("In one line, what this is about."),
        error_messages={"required": _("The subject is missing. Please write in one line what this is about.")},
    )
    keyword = forms.CharField(
        label=_("Keyword"),
        max_length=LIMITS.keyword,
        required=False,
        help_text=_("For the mail’s subject and for finding the office responsible."),
    )
    file_reference = forms.CharField(label=_("File reference"), max_length=LIMITS.file_reference, required=False)
    references = Lines(
        label=_("References"),
        required=False,
        help_text=_("What it refers to, one in a line, for instance “RS 402/2016” or “replaces RS 77/2014”."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    abstract = forms.CharField(
        label=_("Abstract"),
        max_length=LIMITS.abstract,
        required=False,
        help_text=_("Two or three sentences: what happens, who has to do what until when."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        strip=False,
        error_messages={"required": _("The text is empty. Please write what the recipients shall know.")},
    )
    closing = forms.CharField(
        label=_("Closing"),
        max_length=LIMITS.name,
        required=False,
        help_text=_("For instance “Yours faithfully”."),
    )
    contact_name = forms.CharField(label=_("Contact"), max_length=LIMITS.name, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=LIMITS.name, required=False)
    contact_email = forms.CharField(
        label=_("E-mail"),
        max_length=LIMITS.email,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    letter_date = forms.DateField(
        label=_("Letter date"),
        required=False,
        help_text=_("Empty: the day of the signature."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    answer_by = forms.DateField(
        label=_("Answer by"),
        required=False,
        help_text=_("Empty: no answer is asked for."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        series: list[tuple[str, str]],
        lists: list[tuple[str, str]],
        new: bool,
        follows: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if new:
            choose_from(self.fields["series"], series)
        else:
            del self.fields["series"]
        if follows:  # it goes to those who got the other one
            del self.fields["distribution_list"]
        else:
            choose_from(self.fields["distribution_list"], lists)

    def content(self, written: Content | None = None) -> Content:
        """What was written, once the form is valid; what it does not show stays as in the draft that was ``written``.

        Raises ``Refused`` for a text that cannot be read.
        """
        given = self.cleaned_data
        before = written.references if written else ()
        return Content(
            subject=given["subject"],
            body=from_markdown(given["body"]),
            distribution_list_id=int(
                given.get("distribution_list") or (written.distribution_list_id if written else 0)
            ),
            keyword=given["keyword"],
            file_reference=given["file_reference"],
            abstract=given["abstract"],
            addressees=given["addressees"],
            contact_name=given["contact_name"],
            contact_phone=given["contact_phone"],
            contact_email=given["contact_email"],
            closing=given["closing"],
            language=given["language"],
            letter_date=given["letter_date"],
            answer_by=given["answer_by"],
            references=with_lines(before, given["references"], written.language if written else given["language"]),
        )

    def digest(self, content: Content) -> str | None:
        """Names what a new circular is begun with, so that the same form with the same entries begins one."""
        nonce: str = self.cleaned_data["nonce"]
        said = json.dumps([nonce, self.cleaned_data["series"], content.json()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest() if nonce else None

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action at the field that it is about."""
        field = _FIELD_OF_CODE.get(refused.code)
        if refused.code in {"circular.long", "circular.characters"}:
            field = _named_in(str(refused.message))
        self.add_error(field if field in self.fields else None, str(refused.message))


def choose_from(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices, and the first of them when there is but one."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(field)
    field.choices = choices
    if len(choices) == 1:
        field.initial = choices[0][0]


def _named_in(message: str) -> str | None:
    """The field whose label stands in the sentence, of several the one with the longest label."""
    names = [name for name in DraftForm.base_fields if field_label(name) in message]
    return max(names, key=lambda name: len(field_label(name)), default=None)


def initial_of(content: Content, revision: int) -> dict[str, Any]:
    """What a form shows of a draft."""
    return {
        "distribution_list": str(content.distribution_list_id),
        "addressees": content.addressees,
        "subject": content.subject,
        "keyword": content.keyword,
        "file_reference": content.file_reference,
        "references": written_lines(content.references, content.language),
        "abstract": content.abstract,
        "body": to_markdown(content.body),
        "closing": content.closing,
        "contact_name": content.contact_name,
        "contact_phone": content.contact_phone,
        "contact_email": content.contact_email,
        "letter_date": content.letter_date,
        "answer_by": content.answer_by,
        "language": content.language,
        "revision": revision,
    }


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
        elif refused.code.startswith(("reading.", "incoming.")):
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
