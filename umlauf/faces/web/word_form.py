"""The form that takes a Word file."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from umlauf.ground.core.limits import LIMITS, MB


class WordForm(forms.Form):
    """A draft that comes back."""

    file = forms.FileField(
        label=_("Word file"),
        allow_empty_file=True,
        help_text=_("A DOCX of at most %(most)s MB, with or without tracked changes.")
        % {"most": LIMITS.word_bytes // MB},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": _("Please choose a file.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Raises ``ValidationError`` before more than a draft may have is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError(_("This file is empty. Please choose another one."), code="empty")
        if file.size > LIMITS.word_bytes:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Please take out its pictures and choose it again."),
                code="size",
                params={"most": LIMITS.word_bytes // MB},
            )
        return file
