"""The page of an organisation, and the forms behind it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.directory_forms import (
    ContactForm,
    EndForm,
    MembershipForm,
    OrganisationForm,
    ResponsibilityForm,
    SuccessionForm,
    contact_initial,
    post_choices,
)
from umlauf.faces.web.known import known_of
from umlauf.faces.web.organisation_page import organisation_page
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, kept, sent, sent_as
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_membership_for, get_organisation_for, may_amend
from umlauf.office.directory.actions.members import begin_membership, correct_membership, end_membership
from umlauf.office.directory.actions.organisations import (
    contact_of,
    describe_organisation,
    enter_organisation,
    set_contact,
    succeed,
)
from umlauf.office.directory.actions.posts import set_responsibility
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import Membership, Organisation, Responsibility
from umlauf.office.directory.moments import ALWAYS, as_it_stands
from umlauf.office.directory.queries.own_entries import last_confirmed
from umlauf.office.directory.queries.selection import posts_that


def organisation(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    day = office_today(request.association)
    context = {
        "organisation": found,
        "shown": organisation_page(found, request.association, day),
        "day": day,
        "kind": OrganisationKind(found.kind).label,
        "confirmed": last_confirmed(found.id),
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

    def save() -> None:
        describe_organisation(actor=request.actor, organisation_id=found.id, entry=form.entry(), seen=form.was_seen)

    if done(form, save):
        messages.success(request, _("The entry is saved. Past lists go on saying what it said before."))
        return redirect("organisation", organisation_id=found.id)
    shared = not may_amend(request.association.id, [found])
    frame = _frame(found, _("Change the entry"), _("Save the entry"))
    return form_page(request, form, frame, "web/directory/organisation_form.html", shared=shared)


def organisation_contact(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    form = ContactForm(sent(request), initial=contact_initial(contact_of(found)))

    def save() -> None:
        set_contact(
            actor=request.actor,
            organisation_id=found.id,
            entry=form.entry(),
            intake=form.cleaned_data["intake"],
            tags=form.cleaned_data["tags"],
            seen=form.was_seen,
        )

    if done(form, save):
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
    known = Membership.objects.filter(retired_at=None, organisation=found).order_by("-since", "id")
    begin = MembershipForm(sent_as(request, "begin"), initial={"since": day})
    end = EndForm(sent_as(request, "end"), initial={"last_day": day})
    ending = end.is_bound or (not begin.is_bound and known.filter(until=None).exists())

    def save() -> None:
        if ending:
            last_day = end.cleaned_data["last_day"]
            end_membership(actor=request.actor, organisation_id=found.id, last_day=last_day)
        else:
            days = begin.days()
            begin_membership(actor=request.actor, organisation_id=found.id, since=days.since, until=days.until)

    form = end if ending else begin
    if done(form, save):
        messages.success(request, _("The membership is saved."))
        return redirect("organisation", organisation_id=found.id)
    frame = _frame(found, _("Membership"), _("End the membership") if ending else _("Begin the membership"))
    return form_page(request, form, frame, "web/directory/membership.html", ending=ending, known=known)


def membership(request: OfficeRequest, membership_id: int) -> HttpResponse:
    found = get_membership_for(request.actor, membership_id)
    form = MembershipForm(
        sent_as(request, "correct"),
        initial={"since": None if found.since == ALWAYS else found.since, "until": found.until},
    )
    if found.retired_at is not None and not form.is_bound:
        messages.info(request, _("This entry was changed meanwhile. Here is what holds now."))
        return redirect("organisation-membership", organisation_id=found.organisation_id)
    if request.POST.get("step") == "strike":
        return _strike(request, found)
    if done(form, lambda: correct_membership(actor=request.actor, membership_id=found.id, days=form.days())):
        messages.success(request, _("The correction is saved."))
        return redirect("organisation", organisation_id=found.organisation_id)
    frame = _frame(found.organisation, _("Correct the membership"), _("Save the correction"))
    return form_page(request, form, frame, "web/directory/membership_correct.html")


def _strike(request: OfficeRequest, found: Membership) -> HttpResponse:
    try:
        correct_membership(actor=request.actor, membership_id=found.id, days=None)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The entry is struck out. Lists of past days go on saying what they said."))
    return redirect("organisation-membership", organisation_id=found.organisation_id)


def organisation_succession(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    form = SuccessionForm(sent(request), day=office_today(request.association))

    def save() -> None:
        given = form.cleaned_data
        succeed(actor=request.actor, predecessor_ids=(found.id,), successor_id=given["successor"], since=given["since"])

    if done(form, save):
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

    def save() -> None:
        keyword = form.cleaned_data["keyword"]
        set_responsibility(actor=request.actor, organisation_id=found.id, keyword=keyword, post_id=form.post_id())

    if done(form, save):
        keyword = form.cleaned_data["keyword"]
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
