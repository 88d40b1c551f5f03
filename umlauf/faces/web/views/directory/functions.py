"""The functions of an association, and who stands in for them everywhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.holder_forms import DeputiesForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.clock import office_today
from umlauf.office.directory.actions.posts import deputies_of_function, set_deputy_functions
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Deputyship, Function
from umlauf.office.directory.moments import Moment, as_it_stands


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A function and the functions that stand in for it, in order."""

    function: Function
    deputies: tuple[Function, ...]


def functions(request: OfficeRequest) -> HttpResponse:
    rules = _rules(as_it_stands(office_today(request.association)))
    rows = [FunctionRow(one, tuple(rules[one.id])) for one in Function.objects.all()]
    return render(request, "web/directory/functions.html", {"rows": rows})


def function(request: OfficeRequest, function_id: int) -> HttpResponse:
    found = Function.objects.filter(id=function_id).first()
    if found is None:
        raise Http404
    day = office_today(request.association)
    others = Function.objects.exclude(id=found.id)
    seen = digest_of(*deputies_of_function(found))  # before what is shown: what changes in between is not missed
    form = DeputiesForm(
        sent(request),
        posts=[(str(one.id), one.name) for one in others],
        known=[one.id for one in _rules(as_it_stands(day))[found.id]],
        since=day,
        seen=seen,
    )

    def save() -> None:
        set_deputy_functions(
            actor=request.actor,
            function_id=found.id,
            deputy_function_ids=form.deputies(),
            since=form.cleaned_data["since"],
            seen=form.was_seen,
        )

    if done(form, save):
        messages.success(request, _("The deputies are saved."))
        return redirect("directory-functions")
    frame = Frame(
        heading=_("Deputies of %(function)s") % {"function": found.name},
        back=_("Kinds of post"),
        address=reverse("directory-functions"),
        button=_("Save the deputies"),
        lead=_(
            "This rule holds in every organisation. While a post of this function is vacant, the first of them that is "
            "held there stands in. A post can have deputies of its own; then the rule does not count."
        ),
    )
    return form_page(request, form, frame)


def _rules(moment: Moment) -> defaultdict[int, list[Function]]:
    """The functions that stand in, by function. One query."""
    found: defaultdict[int, list[Function]] = defaultdict(list)
    known = Deputyship.objects.filter(moment.holds(), function__isnull=False).order_by("rank", "id")
    for one in known.select_related("deputy_function"):
        if one.function_id is not None and one.deputy_function is not None:
            found[one.function_id].append(one.deputy_function)
    return found
