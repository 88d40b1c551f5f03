"""The forms of the administration of people. What is right is decided by the actions behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.directory_forms import REQUIRED, AddressField, DirectoryForm
from umlauf.faces.web.role_words import role_sentence
from umlauf.faces.web.words import role_name
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import OfficeBasis
from umlauf.ground.core.policy import Role
from umlauf.office.directory.enums import SignsAs


@dataclass(frozen=True, slots=True)
class RoleBox:
    """A role to be ticked, with what it may do."""

    tag: SafeString
    name: str
    sentence: str


class RolesForm(DirectoryForm):
    """What somebody is. ``roles`` are those that can be chosen, ``posts`` those for which a front office can act."""

    _field_of_code = {"grant.none": "roles", "grant.role": "roles", "grant.principals": "principals"}

    roles = forms.MultipleChoiceField(
        label=_("What this person may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose what this person may do.")},
    )
    principals = forms.MultipleChoiceField(
        label=_("A front office acts for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(
        label=_("Official title"),
        max_length=LIMITS.name,
        required=False,
        help_text=_("As it stands under a signature and beside the name, such as “Executive Director”."),
    )
    signs_as = forms.ChoiceField(
        label=_("Signs"),
        choices=SignsAs.choices,
        required=False,
        help_text=_("For those who sign: whether “i. V.” or “i. A.” stands before the name under a letter."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], posts: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principals = [(str(post_id), name) for post_id, name in posts]
        offered = set(roles) if principals else set(roles) - {Role.FRONT_OFFICE}
        _choices(self.fields["roles"], [(role.value, role_name(role)) for role in Role if role in offered])
        _choices(self.fields["principals"], principals)
        if Role.FRONT_OFFICE not in offered:
            del self.fields["principals"]
        if Role.SIGNATORY not in offered:
            del self.fields["signs_as"]

    @property
    def boxes(self) -> Iterator[RoleBox]:
        for box in self["roles"]:
            role = Role(str(box.data["value"]))
            yield RoleBox(box.tag(), role_name(role), role_sentence(role))

    @property
    def chosen(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.cleaned_data["roles"])

    @property
    def signing(self) -> SignsAs:
        return SignsAs(self.cleaned_data.get("signs_as", ""))

    @property
    def acts_for(self) -> frozenset[int]:
        return frozenset(int(post_id) for post_id in self.cleaned_data.get("principals", ()))


class InviteForm(RolesForm):
    """Whom to invite to what."""

    _field_of_code = {
        **RolesForm._field_of_code,
        "invitation.name": "name",
        "invitation.known": "email",
        "address.local": "email",
        "address.invalid": "email",
    }

    email = AddressField(label=_("E-mail address"), error_messages={"required": REQUIRED})
    name = forms.CharField(
        label=_("First and last name"), max_length=LIMITS.name, error_messages={"required": REQUIRED}
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    field_order = ["email", "name", "roles", "principals", "title", "signs_as", "language"]


class ReasonForm(DirectoryForm):
    """Why something is done that needs a reason."""

    _field_of_code = {"viewing.reason": "reason", "emergency.reason": "reason"}

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LIMITS.note,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": REQUIRED},
    )


class LeaveForm(DirectoryForm):
    """To whom the drafts go in which somebody who leaves is named as the contact."""

    heir = forms.ChoiceField(label=_("New contact in these drafts"), required=False)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", str(_("Nobody: the name stays in the drafts")))
        _choices(self.fields["heir"], [nobody, *((str(user_id), name) for user_id, name in colleagues)])

    @property
    def chosen(self) -> int | None:
        heir = self.cleaned_data.get("heir")
        return int(heir) if heir else None


class BeginForm(DirectoryForm):
    """Name and password of somebody who takes up an invitation."""

    _field_of_code = {"accounts.name": "name", "accounts.password": "password"}

    name = forms.CharField(
        label=_("First and last name"),
        max_length=LIMITS.name,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": REQUIRED},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters. A few words that nobody would guess are best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": REQUIRED},
    )
    again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": REQUIRED},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("again") and given.get("password") and given["again"] != given["password"]:
            self.add_error("again", _("This is not the same as above. Please type it once more."))
        return given


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(field)
    field.choices = choices


class BasisForm(DirectoryForm):
    """The ground on which the office works. Consent is no choice: see decision 51."""

    basis = forms.ChoiceField(
        label=_("On what ground does your office use what people tell it?"),
        choices=OfficeBasis.choices,
        help_text=_(
            "A public body has a task in the public interest, a registered association mostly a legitimate interest."
        ),
        widget=forms.RadioSelect,
    )
