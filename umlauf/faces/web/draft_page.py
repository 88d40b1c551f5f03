"""What the form of a draft offers to choose from, and whether there is anything to be changed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.words import reach_of_plan
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.template import get_template_for
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.filing import FilePlan, reference_moved, reference_of
from umlauf.office.circulars.models import Circular, FilePlanEntry, Series
from umlauf.office.circulars.reach import reach_of_list
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.queries.addressees import distribution_lists
from umlauf.office.directory.queries.colleagues import OfficeContact, office_contacts


def choices_of_draft(request: OfficeRequest, series: list[Series], written: Content | None = None) -> dict[str, Any]:
    return {
        "series": [(str(one.id), one.kind) for one in series],
        "lists": lists_with_reach(request.association, written.keyword if written else ""),
        "contacts": office_contacts(request.association.id),
    }


def beginning(request: OfficeRequest) -> dict[str, Any]:
    """What the form of a new circular shows: who writes, and what an earlier one says (``from`` in the address) or a
    template (``template``), filed by who writes now.
    """
    contacts = office_contacts(request.association.id)
    own = next((one for one in contacts if one.user_id == request.user.id), None)
    initial: dict[str, Any] = {"language": request.association.language, "contact_name": request.user.name}
    if own is not None:
        initial |= {"contact_phone": own.phone, "contact_email": own.email}
    earlier, template = request.GET.get("from", ""), request.GET.get("template", "")
    if earlier.isdecimal():
        circular = get_circular_for(request.actor, int(earlier[:18]))
        written = Content.parse(circular.drafts.latest("revision").content)
        initial = _begun_with(written, circular.series_id, contacts, own)
    elif template.isdecimal():
        kept = get_template_for(request.actor, int(template[:18]))
        initial = _begun_with(Content.parse(kept.content), kept.series_id, contacts, own)
    return initial | {"nonce": secrets.token_urlsafe(16)}


def _begun_with(
    content: Content, series_id: int, contacts: tuple[OfficeContact, ...], own: OfficeContact | None
) -> dict[str, Any]:
    entry = FilePlanEntry.objects.filter(id=content.file_plan_entry_id or 0).first()
    marks = {one.mark for one in contacts}
    if entry is not None and content.file_reference in {reference_of(entry, mark) for mark in marks}:
        content = replace(content, file_reference=reference_of(entry, own.mark if own else ""))
    return initial_of(content.to_begin_with(), 0) | {"series": str(series_id)}


def bare_choices() -> dict[str, Any]:
    """What may be chosen, without its words: for a form that is read and not shown."""
    return {"series": [], "lists": [(str(one), "") for one in distribution_lists().values_list("id", flat=True)]}


def completed(request: OfficeRequest, form: DraftForm, content: Content) -> Content:
    """What is saved of a form: with the colleague that was chosen as contact, and a file reference made of the plan."""
    contacts = {str(one.user_id): one for one in office_contacts(request.association.id)}
    chosen = contacts.get(form.cleaned_data["contact_from"])
    if chosen is not None:
        content = replace(content, contact_name=chosen.name, contact_phone=chosen.phone, contact_email=chosen.email)
    entry = form.cleaned_data["file_plan_entry"]
    marks = {one.mark for one in contacts.values() if one.mark}
    if entry and content.file_reference not in {reference_of(entry, mark) for mark in {"", *marks}}:
        own = contacts.get(str(request.user.id))
        moved = reference_moved(content.file_reference, entry, FilePlan(), marks, own.mark if own else "")
        content = replace(content, file_reference=moved)
    return content


def lists_with_reach(association: Association, keyword: str, *, by_name: bool = False) -> list[tuple[str, str]]:
    """The distribution lists with whom they reach today: „Landkreise – 22 Empfänger in 11 Landkreisen“."""

    def reach(rule: DistributionList) -> str:
        return reach_of_plan(reach_of_list(rule.id, keyword, office_today(association)))

    return [(rule.name if by_name else str(rule.id), f"{rule.name} – {reach(rule)}") for rule in distribution_lists()]


def not_to_be_changed(request: OfficeRequest, circular: Circular) -> HttpResponse | None:
    """Back to the circular, where it is signed already or others are reading it."""
    try:
        must_be_open_for_changes(circular)
    except Refused as refused:
        messages.info(request, str(refused.message))
        return redirect("circular", circular_id=circular.id)
    return None
