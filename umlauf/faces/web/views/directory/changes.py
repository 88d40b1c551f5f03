"""Entries that are probably one person, and changes that can be taken back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_change_for
from umlauf.office.directory.actions.merges import keep_apart, merge_people
from umlauf.office.directory.actions.undo import Undone, undo_change
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.models import Change, PersonDetails, Tenure
from umlauf.office.directory.queries.duplicates import Pair, likely_duplicates

_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One of two entries: what is known of the person, and the posts they hold or held."""

    details: PersonDetails
    tenures: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair as the page shows it."""

    pair: Pair
    entries: tuple[Entry, Entry]


def duplicates(request: OfficeRequest) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            _decide(request)
        except Refused as refused:
            refusal = str(refused)
            if refused.code == "merge.done":  # a second click
                messages.info(request, refusal)
                return redirect("directory-duplicates")
        else:
            return redirect("directory-duplicates")
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    context = {"likely": _likely(), "refusal": refusal}
    return render(request, "web/directory/duplicates.html", context, status=status)


def _decide(request: OfficeRequest) -> None:
    """Merge the two entries, or tell them apart. Raises ``Refused``."""
    first, second, kept = (number_in(request.POST, name) for name in ("first", "second", "kept"))
    if "apart" in request.POST:
        keep_apart(actor=request.actor, first_id=first, second_id=second)
        messages.success(request, _("The two are told apart and are not shown here any more."))
        return
    gone = second if kept == first else first
    if kept not in {first, second}:
        raise Refused("merge.kept", _("Please choose which of the two entries stays."))
    merge_people(actor=request.actor, kept_id=kept, gone_id=gone)
    messages.success(request, _("The two entries are one now. Under “Changes” this can be taken back."))


def _likely() -> tuple[Likely, ...]:
    """The pairs with their tenures. Four queries."""
    pairs = likely_duplicates(most=_A_PAGE)
    ids = {one.person_id for pair in pairs for one in (pair.first, pair.second)}
    tenures: defaultdict[int, list[Tenure]] = defaultdict(list)
    held = Tenure.objects.filter(retired_at=None, person__in=ids).order_by("-since", "id")
    for tenure in held.select_related("post__function", "post__organisation"):
        tenures[tenure.person_id].append(tenure)

    def entry(details: PersonDetails) -> Entry:
        return Entry(details, tuple(tenures[details.person_id]))

    return tuple(Likely(pair, (entry(pair.first), entry(pair.second))) for pair in pairs)


def changes(request: OfficeRequest) -> HttpResponse:
    by_members = request.GET.get("by") == "members"
    related = Change.objects.select_related("undone_by", "organisation")
    whole = (
        related.filter(organisation__isnull=False)
        if by_members
        else related.filter(kind__in=(ChangeKind.IMPORT, ChangeKind.MERGE))
    )
    page = Paginator(whole, _A_PAGE).get_page(request.GET.get("page"))
    waits = request.association.confirms_changes
    context = {"page": page, "by_members": by_members, "waits": waits}
    return render(request, "web/directory/changes.html", context)


def change_undo(request: OfficeRequest, change_id: int) -> HttpResponse:
    asked = get_change_for(request.actor, change_id)
    refusal = ""
    if request.method == "POST":
        try:
            undone = undo_change(actor=request.actor, change_id=change_id)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _undone_in_words(undone))
            return redirect("directory-changes")
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "web/directory/undo.html", {"change": asked, "refusal": refusal}, status=status)


def _undone_in_words(undone: Undone) -> str:
    said = _("This is taken back.")
    if undone.kept:
        said = ngettext(
            "This is taken back. %(count)s entry was changed since and stays as it is.",
            "This is taken back. %(count)s entries were changed since and stay as they are.",
            undone.kept,
        ) % {"count": undone.kept}
    if not undone.shared:
        return said
    also = ngettext(
        "Another association uses %(count)s organisation by now: what the register says of it stays as it is.",
        "Other associations use %(count)s organisations by now: what the register says of them stays as it is.",
        undone.shared,
    )
    return f"{said} {also % {'count': undone.shared}}"
