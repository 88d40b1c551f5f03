"""The forms of the organisations in the directory. What is right is decided by the actions behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.forms import Refusing
from umlauf.ground.core.addresses import check_address, readable_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.members import Days
from umlauf.office.directory.actions.organisations import Contact, ContactEntry, Intake, OrganisationEntry
from umlauf.office.directory.enums import Language, OrganisationKind, Wish
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Organisation, Post
from umlauf.office.directory.names import CaseForms, propose_case_forms
from umlauf.office.directory.queries.search import find_organisations

REQUIRED = gettext_lazy("Please fill this in.")


class DirectoryForm(Refusing):
    """A form of the directory. ``conflict``: it was refused."""

    conflict = False

    def refuse(self, refused: Refused) -> None:
        self.conflict = True
        super().refuse(refused)


class SeenForm(DirectoryForm):
    """A form over what stands already. It carries what was seen, so that nobody writes over another's entry unawares.

    ``_asked`` are the fields that show nothing of what stands.
    """

    _asked: ClassVar[frozenset[str]] = frozenset()

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def was_seen(self) -> str | None:
        """The digest of what was seen, for an action; None where nothing says it."""
        return self.cleaned_data["seen"] or None

    def refuse(self, refused: Refused) -> None:
        if refused.code != "directory.changed":
            super().refuse(refused)
            return
        said = _("What you wrote stands below. When you save it now, it goes over what is saved.")
        super().refuse(Refused(refused.code, f"{refused.message} {said}"))
        data = QueryDict(mutable=True)
        data.update({name: str(self.data.get(name, "")) for name in self.data})
        data["seen"] = self.get_initial_for_field(self.fields["seen"], "seen") or ""
        self.data = data
        for field in self.visible_fields():
            if field.name not in self._asked and in_words(field, field.initial) != in_words(field, field.data):
                field.help_text = saved_in_words(in_words(field, field.initial))


def in_words(field: forms.BoundField, value: object) -> str:
    """A value of a field in one line, as a person reads it."""
    prepared = field.field.prepare_value(value)
    written = "" if prepared is None else str(prepared)
    if isinstance(field.field, forms.ChoiceField):
        choices: Any = field.field.choices
        written = next((str(label) for key, label in choices if str(key) == written), written)
    return " | ".join(line.strip() for line in written.splitlines() if line.strip())


def saved_in_words(written: str) -> str:
    """„Hier ist jetzt gespeichert: …“, of a value as ``in_words`` says it."""
    return _("Saved here now: “%(written)s”.") % {"written": written} if written else _("Nothing is saved here.")


class AddressField(forms.CharField):
    """A mail address, as it is sent to; shown with the letters of its domain."""

    widget = forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LIMITS.email, **kwargs)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        return checked_address(written) if written else ""

    def prepare_value(self, value: Any) -> Any:
        return readable_address(value) if isinstance(value, str) else value


def checked_address(written: str) -> str:
    """The address as it is sent to. Raises ``ValidationError`` with what is wrong with it."""
    try:
        return check_address(written)
    except Refused as refused:
        raise forms.ValidationError(str(refused.message), code=refused.code) from refused


_EARLIEST, _LATEST = dt.date(1800, 1, 1), dt.date(2999, 12, 31)  # a year that is half typed lies outside


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, as browsers let one choose it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": REQUIRED},
        validators=[MinValueValidator(_EARLIEST), MaxValueValidator(_LATEST)],
    )


def phone_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=LIMITS.phone,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class OrganisationForm(SeenForm):
    """An entry of the register."""

    _field_of_code = {
        "organisation.name": "name",
        "organisation.known": "name",
        "organisation.key": "key",
        "organisation.parent": "belongs_to",
    }

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LIMITS.name, error_messages={"required": REQUIRED})
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OrganisationKind.choices)
    key = forms.CharField(
        label=gettext_lazy("Official key"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("AGS with 2, 5 or 8 digits, or ARS with 12, with the zero in front."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    seat = forms.CharField(label=gettext_lazy("Seat"), required=False, max_length=LIMITS.name)
    belongs_to = forms.CharField(
        label=gettext_lazy("Belongs to"),
        required=False,
        max_length=LIMITS.name,
        help_text=gettext_lazy("The organisation above it, by its name or key. Departments need one."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    short_name = forms.CharField(label=gettext_lazy("Short name"), required=False, max_length=LIMITS.name)
    genitive = forms.CharField(label=gettext_lazy("Genitive"), required=False, max_length=LIMITS.name)
    locative = forms.CharField(label=gettext_lazy("Locative"), required=False, max_length=LIMITS.name)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        day: dt.date,
        initial: dict[str, Any] | None = None,
        parent: Organisation | None = None,
        organisation: Organisation | None = None,
    ) -> None:
        known = _register_initial(organisation) if organisation else {}
        self.parent = parent or (organisation.parent if organisation else None)
        known |= {"belongs_to": str(self.parent)} if self.parent else {}
        super().__init__(data, initial=known | (initial or {}))
        self.day, self.organisation = day, organisation
        self._propose()

    def _propose(self) -> None:
        """Say below each form of the name what an empty field stands for."""
        written = self["name"].value()
        proposed = propose_case_forms(" ".join(str(written).split())) if written else CaseForms("", "", "")
        samples = CaseForms("Harz", "des Landkreises Harz", "im Landkreis Harz")
        for name, proposal, sample in (
            ("short_name", proposed.short, samples.short),
            ("genitive", proposed.genitive, samples.genitive),
            ("locative", proposed.locative, samples.locative),
        ):
            self.fields[name].help_text = (
                _("Empty: “%(proposal)s”.") % {"proposal": proposal}
                if proposal
                else _("Empty: a proposal, for instance “%(sample)s”.") % {"sample": sample}
            )

    def clean_belongs_to(self) -> int | None:
        """The id of the organisation that was named."""
        written = " ".join(self.cleaned_data["belongs_to"].split())
        if not written:
            return None
        if self.parent is not None and written == str(self.parent):
            return self.parent.id
        return _named(written, self.day).id

    def entry(self) -> OrganisationEntry:
        """What was written, once the form is valid. What it does not ask for stays as it was."""
        given = self.cleaned_data
        known = self.organisation
        return OrganisationEntry(
            name=given["name"],
            kind=given["kind"],
            short_name=given["short_name"],
            genitive=given["genitive"],
            locative=given["locative"],
            key=given["key"],
            area_key=known.area_key if known and not known.official_key else "",
            seat=given["seat"],
            population=known.population if known else None,
            area=known.area if known else None,
            parent_id=given["belongs_to"],
        )


def _register_initial(organisation: Organisation) -> dict[str, Any]:
    names = ("name", "kind", "seat", "short_name", "genitive", "locative")
    return {name: getattr(organisation, name) for name in names} | {
        "key": organisation.regional_key or organisation.official_key or "",
        "seen": digest_of(organisation),
    }


def _named(written: str, day: dt.date) -> Organisation:
    """The one organisation of this name or key. Raises ``ValidationError`` for none or several."""
    found = list(find_organisations(written, day=day)[:20])
    folded = written.casefold()
    exact = [
        one
        for one in found
        if folded in {one.name.casefold(), one.short_name.casefold(), one.official_key, one.regional_key}
    ]
    fitting = exact or found
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise forms.ValidationError(_("There is no organisation of this name. Please write its name or its key."))
    names = ", ".join(f"{one.name} ({one.official_key})" if one.official_key else one.name for one in fitting[:5])
    raise forms.ValidationError(
        _("Several organisations fit: %(names)s. Please write the whole name or the key."),
        params={"names": names},
    )


class IntakeField(forms.CharField):
    """Intake addresses, one in a line: „Poststelle; post@kreis.example“."""

    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """A tuple of ``Intake``."""
        written = str(super().clean(value) or "")
        return tuple(self._line(number, line) for number, line in enumerate(written.splitlines(), 1) if line.strip())

    def _line(self, number: int, line: str) -> Intake:
        label, parted, email = (part.strip() for part in line.partition(";"))
        if not parted or not label or not email:
            raise forms.ValidationError(
                _("Line %(number)s: please write a name, a semicolon and the address."), params={"number": number}
            )
        if len(label) > LIMITS.name:
            raise forms.ValidationError(_("Line %(number)s: the name is too long."), params={"number": number})
        return Intake(label, checked_address(email))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{one.label}; {readable_address(one.email)}" for one in value)


class ContactForm(SeenForm):
    """How an organisation is reached."""

    street = forms.CharField(label=gettext_lazy("Street"), required=False, max_length=LIMITS.name)
    postal_code = forms.CharField(label=gettext_lazy("Postal code"), required=False, max_length=10)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=LIMITS.name)
    phone = phone_field()
    web = forms.URLField(
        label=gettext_lazy("Web"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    central_email = AddressField(
        label=gettext_lazy("Central mailbox"),
        required=False,
        help_text=gettext_lazy(
            "Takes in what nobody else can: for posts that are vacant, and without an intake address."
        ),
    )
    intake = IntakeField(
        label=gettext_lazy("Intake addresses"),
        required=False,
        help_text=gettext_lazy("Where circulars arrive, one in a line: Poststelle; post@kreis.example"),
    )
    wish = forms.ChoiceField(label=gettext_lazy("Wants its circulars"), choices=Wish.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails and of the page of the link"),
        choices=Language.choices,
        required=False,
        help_text=gettext_lazy("The letter itself stays as it is written."),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=LIMITS.address,
        help_text=gettext_lazy("Words by which you group organisations, parted by commas: Küstenkreis, Modellregion"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_tags(self) -> tuple[str, ...]:
        tags = tuple(tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip())
        if any(len(tag) > _TAG for tag in tags):
            raise forms.ValidationError(_("A tag has at most %(most)s characters."), params={"most": _TAG})
        return tags

    def entry(self) -> ContactEntry:
        """What was written, once the form is valid."""
        given = self.cleaned_data
        return ContactEntry(**{name: given[name] for name in _CONTACT})


_TAG = 60
_CONTACT = ("street", "postal_code", "city", "phone", "central_email", "web", "wish", "language")


def contact_initial(contact: Contact) -> dict[str, Any]:
    """What the form shows of what is known."""
    known = {name: getattr(contact.details, name) for name in _CONTACT} if contact.details else {"wish": Wish.AT_ONCE}
    return known | {
        "intake": tuple(Intake(one.label, one.email) for one in contact.intake),
        "tags": ", ".join(one.name for one in contact.tags),
        "seen": digest_of(*contact.rows),
    }


class MembershipForm(DirectoryForm):
    """From when to when an organisation is a member."""

    _field_of_code = {"membership.days": "until"}

    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: for the time being."))

    def days(self) -> Days:
        """What was written, once the form is valid."""
        return Days(self.cleaned_data["since"], self.cleaned_data["until"])


class EndForm(DirectoryForm):
    """Something ends after a day."""

    _field_of_code = {
        "membership.days": "last_day",
        "membership.none": "last_day",
        "post.days": "last_day",
        "tenure.days": "last_day",
    }

    last_day = day_field(gettext_lazy("Last day"))


class SuccessionForm(DirectoryForm):
    """Another organisation takes the place of this one."""

    _field_of_code = {"organisation.succession": "successor"}

    successor = forms.CharField(
        label=gettext_lazy("Successor"),
        max_length=LIMITS.name,
        help_text=gettext_lazy("The organisation that takes its place, by its name or key."),
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    since = day_field(gettext_lazy("First day of the successor"))

    def __init__(self, data: QueryDict | None, *, day: dt.date) -> None:
        super().__init__(data)
        self.day = day

    def clean_successor(self) -> int:
        """The id of the organisation that was named."""
        return _named(" ".join(self.cleaned_data["successor"].split()), self.day).id


class ResponsibilityForm(DirectoryForm):
    """Which post is responsible for a keyword; none: nobody is known any more."""

    _field_of_code = {"responsibility.keyword": "keyword"}

    keyword = forms.CharField(
        label=gettext_lazy("Keyword"),
        max_length=LIMITS.keyword,
        help_text=gettext_lazy("As circulars name it, for instance “Integration”."),
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"list": "keywords", "autocomplete": "off"}),
    )
    post = forms.ChoiceField(label=gettext_lazy("Post"), required=False)

    def __init__(self, data: QueryDict | None, *, posts: list[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        choose(self.fields["post"], [("", _("nobody is known")), *posts])

    def post_id(self) -> int | None:
        """The post that was chosen."""
        chosen = self.cleaned_data["post"]
        return int(chosen) if chosen else None


def choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(field)
    field.choices = choices


def post_choices(posts: list[Post]) -> list[tuple[str, str]]:
    """Posts to choose from. Their functions must have been fetched."""
    return [(str(one.id), f"{one.function.name} {one.subject}".strip()) for one in posts]
