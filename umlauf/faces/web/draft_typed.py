"""The form of a draft as it stands while somebody is filling it in: read, kept, and shown again."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.draft_page import bare_choices, completed
from umlauf.faces.web.forms import choose_from
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.text import Doc, Refused
from umlauf.office.circulars.checks import composed
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft, WorkingCopy


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form says that is still being filled in. ``content`` is that word for word."""

    form: DraftForm
    content: Content

    def saved(self, request: OfficeRequest) -> Content:
        """What it would be saved as. Raises ``Refused`` where it could not be."""
        return composed(completed(request, self.form, self.content))


def read_form(data: QueryDict, circular: Circular | None, draft: Draft | None) -> Reading:
    """Read what was typed so far; a field that cannot be read yet counts as empty, as does one that is still missing.

    ``draft``: the one that is being changed. Raises ``Refused`` for a text that cannot be read.
    """
    written = Content.parse(draft.content) if draft is not None else None
    form = _bound(data, circular, draft, written)
    for one in form.fields.values():
        one.required = False
    form.is_valid()
    for name, one in form.fields.items():
        if name not in form.cleaned_data:
            form.cleaned_data[name] = one.to_python("")
    if "body" in form.errors:
        problem = form.errors.as_data()["body"][0]
        if problem.code != "required":
            raise Refused("circular.body", " ".join(problem.messages))
        form.cleaned_data["body"] = Doc()
    return Reading(form, form.content(written))


def _bound(data: QueryDict, circular: Circular | None, draft: Draft | None, written: Content | None) -> DraftForm:
    initial = initial_of(written, draft.revision) if written is not None and draft is not None else {}
    follows = circular is not None and hasattr(circular, "follows")
    form = DraftForm(data, initial=initial, new=circular is None, follows=follows, **bare_choices())
    choose_from(form.fields["contact_from"], [(data.get("contact_from", ""), "")])  # completed() knows them
    return form


def as_sent(copy: WorkingCopy) -> QueryDict:
    """What the form would have sent."""
    data = QueryDict(mutable=True)
    for name, values in copy.entries.items():
        data.setlist(name, values)
    return data


def refill(form: DraftForm, data: QueryDict) -> None:
    """Show what was typed, without saying what is still wrong with it."""
    nothing = MultiValueDict[str, object]()
    given = DraftForm(data, series=[], lists=[], new=True).data  # its text as Markdown too
    typed = {name: one.widget.value_from_datadict(given, nothing, name) for name, one in form.fields.items()}
    form.initial.update(typed)
