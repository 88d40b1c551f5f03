"""The builder of distribution lists, with its preview of whom the list would reach today."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.list_forms import GuestRow, ListForm, Picked, initial_of, picked_rows
from umlauf.faces.web.list_rows import counts_of, have_functions, headline_of, rows_of
from umlauf.faces.web.list_words import names_in, rule_in_words
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_list_for
from umlauf.office.directory.actions.lists import Guest, save_list
from umlauf.office.directory.models import DistributionList, ListGuest, ListRule, Organisation, Post
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.reach import reach_of_rule
from umlauf.office.directory.queries.search import find_organisations, find_posts
from umlauf.office.directory.rules import Rule

PREVIEWED = 100
_FOUND = 10
_CONFLICTS = frozenset({"list.cycle", "list.unknown", "directory.changed"})


@dataclass(frozen=True, slots=True)
class Saved:
    """What is being edited, as it is saved now; nothing of it for a new list."""

    list: DistributionList | None = None
    rule: Rule = field(default_factory=Rule)
    rule_id: int | None = None
    guests: tuple[Guest, ...] = ()

    @property
    def list_id(self) -> int | None:
        return self.list.id if self.list else None


@dataclass(frozen=True, slots=True)
class Found:
    """What the search of the form has found."""

    words: str
    organisations: tuple[Organisation, ...]
    posts: tuple[Post, ...]


def list_new(request: OfficeRequest) -> HttpResponse:
    return _build(request, Saved())


def list_edit(request: OfficeRequest, list_id: int) -> HttpResponse:
    edited = get_list_for(request.actor, list_id)
    if edited.closed_at is None:
        return _build(request, _saved(edited))
    if request.method != "POST":
        return redirect("list", list_id=list_id)
    return _closed_meanwhile(request, _saved(edited))


def list_preview(request: OfficeRequest) -> HttpResponse:
    form = ListForm(request.POST, rule=_anything(request.POST))
    form.is_valid()
    picked = Picked.read(request.POST)
    return render(request, "web/list_preview.html", {"preview": _preview(form.conditions, picked, request.association)})


def _build(request: OfficeRequest, saved: Saved) -> HttpResponse:
    if request.method != "POST":
        name = saved.list.name if saved.list else ""
        initial = initial_of(name, saved.rule, saved.rule_id) if saved.rule_id else {}
        form = ListForm(None, rule=saved.rule, list_id=saved.list_id, initial=initial)
        return _page(request, saved, form, Picked.of(saved.rule, saved.guests), saved.rule)
    picked = Picked.read(request.POST).after(request.POST)
    form = ListForm(request.POST, rule=saved.rule, list_id=saved.list_id)
    form.is_valid()
    if "save" in request.POST:
        return _save(request, saved, form, picked)
    conditions = form.conditions
    return _page(request, saved, form.looked_at(), picked, conditions)


def _save(request: OfficeRequest, saved: Saved, form: ListForm, picked: Picked) -> HttpResponse:
    """Save, or show what stands in the way with all that was entered."""
    conditions = form.conditions
    status, other = HTTPStatus.UNPROCESSABLE_ENTITY, ""
    if form.is_valid():
        try:
            done = save_list(
                actor=request.actor,
                name=form.cleaned_data["name"],
                rule=picked.rule(conditions),
                guests=picked.to_save(),
                list_id=saved.list_id,
                seen_rule_id=form.cleaned_data["seen_rule_id"],
            )
        except Refused as refused:
            if refused.code == "list.closed":
                return _closed_meanwhile(request, saved)
            status = HTTPStatus.CONFLICT if refused.code in _CONFLICTS else status
            if refused.code == "directory.changed":
                other = rule_in_words(saved.rule, names_in([saved.rule]), len(saved.guests))
                form = form.seeing(saved.rule_id)
            form.refuse(refused)
        else:
            messages.success(request, _("The list “%(name)s” is saved.") % {"name": done.name})
            return redirect("list", list_id=done.id)
    return _page(request, saved, form, picked, conditions, status=status, other=other)


def _closed_meanwhile(request: OfficeRequest, saved: Saved) -> HttpResponse:
    """What was entered for a list that cannot be changed any more, as a new list."""
    picked = Picked.read(request.POST).after(request.POST)
    form = ListForm(request.POST, rule=Rule())
    form.is_valid()
    conditions = form.conditions
    form = form.seeing(None)
    said = _(
        "The list “%(name)s” was closed meanwhile and stays as it is. What you have chosen stands below: give it "
        "another name and save it as a new list."
    )
    form.refuse(Refused("list.closed", said % {"name": saved.list.name if saved.list else ""}))
    return _page(request, Saved(), form, picked, conditions, status=HTTPStatus.CONFLICT)


def _page(
    request: OfficeRequest,
    saved: Saved,
    form: ListForm,
    picked: Picked,
    conditions: Rule,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    other: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "edited": saved.list,
        "picked": picked_rows(picked),
        "found": _found(request.POST, request.association),
        "preview": _preview(conditions, picked, request.association),
        "other": other,
    }
    return render(request, "web/list_form.html", context, status=status)


def _saved(edited: DistributionList) -> Saved:
    known = ListRule.objects.filter(retired_at=None, distribution_list=edited).first()
    guests = ListGuest.objects.filter(retired_at=None, distribution_list=edited).order_by("id")
    return Saved(
        edited,
        Rule.parse(known.rule) if known else Rule(),
        known.id if known else None,
        tuple(Guest(one.organisation_id, one.name, one.email) for one in guests),
    )


def _anything(data: QueryDict) -> Rule:
    """A rule whose words the form of a preview takes for known: subjects and tags that are saved may be gone by now."""
    subjects, tags = (
        tuple(word for word in data.getlist(name) if "\0" not in word and len(word) <= LIMITS.keyword)[:_WORDS]
        for name in ("subjects", "tags")
    )
    return Rule(subjects=subjects, tags=tags)


_WORDS = 50


def _found(data: QueryDict, association: Association) -> Found | None:
    """What the words of the search find; None without words."""
    words = data.get("words", "").replace("\0", "").strip()[:200]
    if not words:
        return None
    day = office_today(association)
    organisations = tuple(find_organisations(words, day=day)[:_FOUND])
    return Found(words, organisations, find_posts(words, day=day, most=2 * _FOUND))


def _preview(conditions: Rule, picked: Picked, association: Association) -> dict[str, Any]:
    """Whom the rule would reach today, and how many rows the page leaves out."""
    guests = [_guest(one) for one in picked.guests if one.email]
    reach = reach_of_rule(picked.rule(conditions), as_it_stands(office_today(association)), guests)
    rows = rows_of(reach.lines[:PREVIEWED], reach)
    return {
        "headline": headline_of(reach),
        "counts": counts_of(reach),
        "rows": rows,
        "functions": have_functions(rows),
        "more": len(reach.lines) - len(rows),
    }


def _guest(row: GuestRow) -> ListGuest:
    return ListGuest(organisation_id=row.organisation_id, name=row.name or row.email, email=row.email)
