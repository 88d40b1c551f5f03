"""The form by which a contributor gives a photo, and the photo as a picture of a page."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.forms import Refusing
from umlauf.faces.web.paper import picture_response
from umlauf.faces.web.question_files import photo_given
from umlauf.faces.web.uploads import JPEG, PNG
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.photos import PhotoEntry
from umlauf.office.conferences.models import ContributorPhoto
from umlauf.office.conferences.people import is_same
from umlauf.office.conferences.photos import state_of_photo


class PhotoForm(Refusing):
    """A photo, and what stands for it where it is not seen. ``seen``: the state that it was filled from."""

    _field_of_code = {
        "photo.missing": "photo",
        "photo.alternative": "alternative",
        **dict.fromkeys(("file.empty", "file.size", "file.kind", "file.unfit"), "photo"),
    }
    photo = forms.FileField(
        label=_("Photo"),
        allow_empty_file=True,
        help_text=format_lazy(
            _("JPEG or PNG, at most {size} MB. What the file says of place and camera is not kept."),
            size=LIMITS.question_file_bytes // MB,
        ),
        error_messages={"required": _("Please choose a photo, a JPEG or PNG.")},
        widget=forms.FileInput(attrs={"accept": f"{JPEG.suffix},.jpeg,{PNG.suffix}"}),
    )
    alternative = forms.CharField(
        label=_("What the photo shows"),
        max_length=LIMITS.alternative,
        help_text=_("One sentence for those who do not see it, for instance “Portrait of Anna Berg at the lectern”."),
        error_messages={"required": _("Please write in a sentence what the photo shows.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    given_for = ""  # whom the photo that is there was given for, where it is not shown beside the name of today

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        photo: ContributorPhoto | None,
        name: str,
    ) -> None:
        """``name``: who contributes by the mailbox."""
        known = {"alternative": photo.alternative if photo else "", "seen": state_of_photo(photo)}
        super().__init__(data, files, prefix="photo", initial=known)
        self.fields["photo"].required = photo is None or not is_same(photo.name, name)
        if photo is not None:
            self.fields["photo"].label = _("Another photo")
            self.given_for = photo.name if photo.name != name else ""

    def refuse(self, refused: Refused) -> None:
        """As ``Refusing``; the form is then of what its page shows."""
        super().refuse(refused)
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.initial["seen"]

    def entry(self) -> PhotoEntry:
        """What was given, once the form is valid. Raises ``Refused`` as ``photo_given``."""
        file = self.cleaned_data["photo"]
        given = photo_given(file) if file is not None else None
        return PhotoEntry(given, self.cleaned_data["alternative"], self.cleaned_data["seen"])


def photo_response(photo: ContributorPhoto) -> HttpResponse:
    kind = PNG if photo.media_type == PNG.media_type else JPEG
    return picture_response(bytes(photo.data), kind.media_type, f"photo{kind.suffix}")
