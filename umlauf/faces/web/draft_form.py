"""The form of a draft: all fields of a circular as the clerk writes them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.filing_forms import named_in
from umlauf.faces.web.forms import choose_from
from umlauf.faces.web.trees import TakesTree
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused, to_markdown
from umlauf.office.circulars.checks import field_label
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.filing import FilePlan
from umlauf.office.circulars.models import FilePlanEntry
from umlauf.office.circulars.references import with_lines, written_lines
from umlauf.office.directory.queries.colleagues import OfficeContact

LANGUAGES = (("de", _("German")), ("en", _("English")))

_RARE = ("references", "letter_date", "valid_from", "copies_list", "copies", "confidentiality")

# Where a refusal of the actions belongs; the others stand above the form.
_FIELD_OF_CODE = {
    "circular.subject": "subject",
    "circular.body": "body",
    "circular.references": "references",
    "circular.copies": "copies_list",
    "text.link": "body",
    "text.depth": "body",
    "text.table": "body",
    "text.unknown_node": "body",
    "address.local": "contact_email",
    "address.invalid": "contact_email",
}


class Lines(forms.CharField):
    """Several lines; empty ones do not count."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """A tuple of lines."""
        return tuple(line.strip() for line in str(value or "").splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value


class DraftForm(TakesTree):
    """A circular as the clerk writes it. ``revision`` is the one that the clerk saw.

    The text comes as ``body_tree`` from the editor, else as the Markdown of ``body``.
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
    file_plan_entry = forms.CharField(
        label=_("Entry of the file plan"),
        required=False,
        help_text=_("Type a code or a word and choose. The file reference is made of it and your mark when you save."),
        widget=forms.TextInput(attrs={"list": "plan", "autocomplete": "off"}),
    )
    file_reference = forms.CharField(
        label=_("File reference"),
        max_length=LIMITS.file_reference,
        required=False,
    )
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
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        strip=False,
        error_messages={"required": _("The text is empty. Please write what the recipients shall know.")},
    )
    body_tree = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    closing = forms.CharField(
        label=_("Closing"),
        max_length=LIMITS.name,
        required=False,
        help_text=_("For instance “Yours faithfully”."),
    )
    contact_from = forms.ChoiceField(label=_("A colleague"), required=False)
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
    valid_from = forms.DateField(
        label=_("Valid from"),
        required=False,
        help_text=_("For rules that hold from a certain day. It stands under the subject."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    copies_list = forms.ChoiceField(
        label=_("Distribution list for copies"),
        required=False,
        help_text=_("Those on it get the circular for information. No answer is asked of them."),
    )
    copies = Lines(
        label=_("For information, on the letter"),
        required=False,
        help_text=_("As it stands at the end of the letter, one in a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may see it"), choices=Confidentiality.choices, initial=Confidentiality.MEMBERS, required=False
    )
    acknowledge = forms.BooleanField(
        label=_("Ask for an acknowledgement of receipt"),
        required=False,
        help_text=_("Each recipient is asked to confirm that the circular has come. An answer confirms it too."),
    )
    ask_read = forms.BooleanField(
        label=_("Request read receipts of the mail programs"),
        required=False,
        help_text=_(
            "Some mail programs then say that they have displayed the mail, many do not. It confirms nothing, and that "
            "none says so means nothing."
        ),
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
        contacts: tuple[OfficeContact, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if new:
            choose_from(self.fields["series"], series)
        else:
            del self.fields["series"]
        if not settings.RETURN_ADDRESS:  # the receipts would come to a person
            del self.fields["ask_read"]
        people = [(str(one.user_id), one.name) for one in contacts]
        choose_from(self.fields["contact_from"], [("", str(_("As written below"))), *people])
        if follows:  # it goes to those who got the other one
            del self.fields["distribution_list"], self.fields["copies_list"]
        else:
            choose_from(self.fields["distribution_list"], lists)
            choose_from(self.fields["copies_list"], [("", str(_("Nobody"))), *lists])

    @cached_property
    def filed_under(self) -> list[FilePlanEntry]:
        """What may be filed under today."""
        return list(FilePlanEntry.objects.filter(closed_at=None))

    @property
    def says_more(self) -> bool:
        """Whether one of the fields that are rarely needed says something, or something wrong."""
        usual = {"confidentiality": Confidentiality.MEMBERS.value}
        known = [self[name] for name in _RARE if name in self.fields]
        return any(one.errors or (one.value() or "") not in {"", usual.get(one.name, "")} for one in known)

    def clean_file_plan_entry(self) -> FilePlanEntry | None:
        written = self.cleaned_data["file_plan_entry"]
        entry = named_in(FilePlan(), written) if written else None
        if entry is not None and entry.closed_at is not None and "file_plan_entry" in self.changed_data:
            raise forms.ValidationError(
                gettext("%(entry)s is closed, so nothing new is filed there. Please choose another entry."),
                code="closed",
                params={"entry": str(entry)},
            )
        return entry

    def content(self, written: Content | None = None) -> Content:
        """What was written, once the form is valid; what it does not show stays as in the draft that was ``written``.

        Raises ``Refused`` for a text that cannot be read.
        """
        given = self.cleaned_data
        before = written.references if written else ()
        return Content(
            subject=given["subject"],
            body=given["body"],
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
            file_plan_entry_id=given["file_plan_entry"].id if given["file_plan_entry"] else None,
            copies=given["copies"],
            copies_list_id=self._copies_list(written),
            confidentiality=Confidentiality(given["confidentiality"] or Confidentiality.MEMBERS),
            valid_from=given["valid_from"],
            acknowledge=given["acknowledge"],
            ask_read=given.get("ask_read", bool(written and written.ask_read)),
        )

    def _copies_list(self, written: Content | None) -> int | None:
        if "copies_list" not in self.fields:
            return written.copies_list_id if written else None
        chosen = self.cleaned_data["copies_list"]
        return int(chosen) if chosen else None

    def digest(self, content: Content) -> str | None:
        """Names what a new circular is begun with, so that the same form with the same entries begins one."""
        nonce: str = self.cleaned_data["nonce"]
        return digest_of(nonce, self.cleaned_data["series"], content) if nonce else None

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of an action at the field that it is about."""
        field = _FIELD_OF_CODE.get(refused.code)
        if refused.code in {"circular.long", "circular.characters", "circular.date"}:
            field = _named_in(str(refused.message))
        self.add_error(field if field in self.fields else None, str(refused.message))


def digest_of(nonce: str, series: str, content: Content) -> str:
    """Of a new circular: the one-time word of its form, its series and what it says."""
    said = json.dumps([nonce, series, content.json()], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


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
        "valid_from": content.valid_from,
        "acknowledge": content.acknowledge,
        "ask_read": content.ask_read,
        "file_plan_entry": str(_entry_of(content) or ""),
        "copies": content.copies,
        "copies_list": str(content.copies_list_id or ""),
        "confidentiality": content.confidentiality.value,
        "language": content.language,
        "revision": revision,
    }


def _entry_of(content: Content) -> FilePlanEntry | None:
    entry_id = content.file_plan_entry_id
    return None if entry_id is None else FilePlanEntry.objects.filter(id=entry_id).first()
