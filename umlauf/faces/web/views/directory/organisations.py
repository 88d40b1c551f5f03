"""The page of an organisation, and the forms behind it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.directory_forms import (
    BeginForm,
    ContactForm,
    EndForm,
    OrganisationForm,
    ResponsibilityForm,
    SuccessionForm,
    contact_initial,
    post_choices,
)
from umlauf.faces.web.known import known_of
from umlauf.faces.web.organisation_page import organisation_page
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, form_page, kept, sent, sent_as
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_organisation_for, may_amend
from umlauf.office.directory.actions.organisations import (
    begin_membership,
    describe_organisation,
    end_membership,
    enter_organisation,
    set_contact,
    succeed,
)
from umlauf.office.directory.actions.posts import set_responsibility
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import Membership, Organisation, Responsibility
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.selection import posts_that


def organisation(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    day = office_today(request.association)
    context = {
        "organisation": found,
        "shown": organisation_page(found, request.association, day),
        "day": day,
        "kind": OrganisationKind(found.kind).label,
    }
    return render(request, "web/directory/organisation.html", context)


def organisation_new(request: OfficeRequest) -> HttpResponse:
    day = office_today(request.association)
    above = request.GET.get("parent", "")
    parent = get_organisation_for(request.actor, int(above)) if above.isdecimal() and len(above) < 16 else None
    proposing = request.POST.get("step") == "propose"
    initial = kept(request) if proposing else {"kind": OrganisationKind.DEPARTMENT if parent else "authority"}
    form = OrganisationForm(None if proposing else sent(request), day=day, parent=parent, initial=initial)
    if form.is_valid():
        try:
            entered = enter_organisation(actor=request.actor, entry=form.entry())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The organisation is entered."))
            return redirect("organisation", organisation_id=entered.id)
    frame = Frame(
        heading=_("Enter an organisation"),
        back=parent.name if parent else _("Directory"),
        address=_page(parent) if parent else reverse("directory"),
        button=_("Enter the organisation"),
    )
    return form_page(request, form, frame, "web/directory/organisation_form.html")


def organisation_edit(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    proposing = request.POST.get("step") == "propose"
    form = OrganisationForm(
        None if proposing else sent(request),
        day=office_today(request.association),
        organisation=found,
        initial=kept(request) if proposing else None,
    )
    if form.is_valid():
        try:
            describe_organisation(actor=request.actor, organisation_id=found.id, entry=form.entry())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The entry is saved. Past lists go on saying what it said before."))
            return redirect("organisation", organisation_id=found.id)
    shared = not may_amend(request.association.id, [found])
    frame = _frame(found, _("Change the entry"), _("Save the entry"))
    return form_page(request, form, frame, "web/directory/organisation_form.html", shared=shared)


def organisation_contact(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    known = known_of(found, office_today(request.association))
    form = ContactForm(sent(request), initial=contact_initial(known.contact, known.intake, known.tags))
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_contact(
                actor=request.actor,
                organisation_id=found.id,
                entry=form.entry(),
                intake=given["intake"],
                tags=given["tags"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The contact is saved."))
            return redirect("organisation", organisation_id=found.id)
    return form_page(
        request,
        form,
        _frame(found, _("Change the contact"), _("Save the contact")),
        "web/directory/contact_form.html",
    )


def organisation_membership(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    day = office_today(request.association)
    known = Membership.objects.filter(retired_at=None, organisation=found)
    running = known.filter(until=None).first()
    begin = BeginForm(sent_as(request, "begin"), initial={"since": day})
    end = EndForm(sent_as(request, "end"), initial={"last_day": day})
    form = begin if running is None else end
    if form.is_valid():
        given = form.cleaned_data
        try:
            if running is None:
                begin_membership(
                    actor=request.actor, organisation_id=found.id, since=given["since"], until=given["until"]
                )
            else:
                end_membership(actor=request.actor, organisation_id=found.id, last_day=given["last_day"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The membership is saved."))
            return redirect("organisation", organisation_id=found.id)
    button = _("Begin the membership") if running is None else _("End the membership")
    return form_page(
        request,
        form,
        _frame(found, _("Membership"), button),
        "web/directory/membership.html",
        running=running,
        known=known.order_by("-since", "id"),
    )


def organisation_succession(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    form = SuccessionForm(sent(request), day=office_today(request.association))
    if form.is_valid():
        given = form.cleaned_data
        try:
            succeed(
                actor=request.actor,
                predecessor_ids=(found.id,),
                successor_id=given["successor"],
                since=given["since"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The succession is saved."))
            return redirect("organisation", organisation_id=found.id)
    lead = _(
        "This organisation ends on the day before, with its keys and its membership. The successor is a member from "
        "its first day on if this one was. Past days go on showing what was."
    )
    return form_page(request, form, _frame(found, _("Enter a successor"), _("Save the succession"), lead))


def organisation_responsibilities(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    day = office_today(request.association)
    posts = post_choices(
        list(
            posts_that(Q(organisation=found), as_it_stands(day))
            .select_related("function")
            .order_by("function__name", "subject", "id")
        )
    )
    initial = {"keyword": request.GET.get("keyword", "")[:100], "post": request.GET.get("post", "")}
    form = ResponsibilityForm(sent(request), posts=posts, initial=initial)
    if form.is_valid():
        keyword = form.cleaned_data["keyword"]
        try:
            set_responsibility(actor=request.actor, organisation_id=found.id, keyword=keyword, post_id=form.post_id())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The responsibility for “%(keyword)s” is saved.") % {"keyword": keyword})
            return redirect("organisation-responsibilities", organisation_id=found.id)
    return form_page(
        request,
        form,
        _frame(found, _("Responsibilities"), _("Save the responsibility")),
        "web/directory/responsibilities.html",
        organisation=found,
        subjects=known_of(found, day).subjects,
        keywords=_keywords(),
    )


def _keywords() -> list[str]:
    """The keywords that are in use, to be chosen again."""
    used = Responsibility.objects.filter(retired_at=None).order_by("keyword")
    return list(used.values_list("keyword", flat=True).distinct()[:_PROPOSED])


_PROPOSED = 200


def _page(found: Organisation) -> str:
    return reverse("organisation", kwargs={"organisation_id": found.id})


def _frame(found: Organisation, heading: str, button: str, lead: str = "") -> Frame:
    return Frame(heading=heading, back=found.name, address=_page(found), button=button, lead=lead)
