"""The page on which a member keeps what an association has of it, and the forms behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.directory_forms import DirectoryForm, ResponsibilityForm, SeenForm, post_choices
from umlauf.faces.web.guards import HAT_KEY
from umlauf.faces.web.holder_forms import EndTenureForm, PostDetailsForm
from umlauf.faces.web.house_forms import OwnAppointForm, OwnContactForm, OwnPersonForm, own_people
from umlauf.faces.web.known import post_name
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.directory.access import (
    get_organisation_for,
    get_person_for,
    get_post_for,
    get_tenure_for,
    own_tenures,
)
from umlauf.office.directory.actions.confirmations import confirm_own_entries
from umlauf.office.directory.actions.organisations import contact_of
from umlauf.office.directory.actions.own_changes import (
    Appointment,
    ContactChange,
    Ending,
    OwnChange,
    PersonChange,
    PostChange,
    ResponsibilityChange,
)
from umlauf.office.directory.actions.own_entries import change_own_entry, withdraw_proposal
from umlauf.office.directory.actions.people import holds_elsewhere
from umlauf.office.directory.actions.posts import details_of
from umlauf.office.directory.hats import Hat
from umlauf.office.directory.member_mailing import digest_of_entries
from umlauf.office.directory.models import Confirmation, PersonDetails, Post, Proposal
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.own_entries import (
    OwnUnit,
    asked_of,
    last_confirmed,
    own_entries,
    own_proposals,
)
from umlauf.office.directory.queries.selection import posts_that


@dataclass(frozen=True, slots=True)
class HousePage:
    """All that the page shows. ``elsewhere`` are people whom the association describes, since others have them too.

    ``others`` are hats with which the same person keeps entries at other associations.
    """

    hat: Hat
    units: tuple[OwnUnit, ...]
    elsewhere: frozenset[int]
    asked: Confirmation | None
    last: Confirmation | None
    seen: str
    others: tuple[Hat, ...]


def house(request: OfficeRequest) -> HttpResponse:
    """The entries, and one button where the association asks whether they are still right."""
    own, association = _own(request), request.association
    units = own_entries(own, association)
    people = {holder.person_id for unit in units for post in unit.posts for holder in post.holders}
    shown = HousePage(
        hat=request.hat,
        units=units,
        elsewhere=holds_elsewhere(request.actor, people),
        asked=asked_of(own, association),
        last=last_confirmed(own),
        seen=digest_of_entries(units),
        others=tuple(hat for hat in _keeping(request) if hat.key != request.hat.key),
    )
    context = {"shown": shown, "association": association, "proposals": own_proposals(request.actor)}
    return render(request, "web/house/house.html", context)


def house_confirm(request: OfficeRequest) -> HttpResponse:
    try:
        confirm_own_entries(actor=request.actor, seen=request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Thank you. The association knows that your entries are right."))
    return redirect("house")


def house_choose(request: OfficeRequest) -> HttpResponse:
    """Keep the entries at another association."""
    chosen = next((hat for hat in _keeping(request) if hat.key == request.POST.get("house")), None)
    if chosen is None:
        raise Http404
    request.session[HAT_KEY] = chosen.key
    return redirect("house")


def house_contact(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    form = OwnContactForm(sent(request), contact=contact_of(found))

    def change() -> OwnChange:
        return ContactChange(found.id, form.entry(), form.cleaned_data["intake"])

    if _done(request, form, change):
        return redirect("house")
    frame = _frame(_("Change how it is reached"), found.name, request)
    return form_page(request, form, frame, "web/directory/contact_form.html")


def house_post(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    form = PostDetailsForm(sent(request), known=details_of(found))

    def change() -> OwnChange:
        return PostChange(found.id, form.cleaned_data["email"], form.cleaned_data["phone"])

    if _done(request, form, change):
        return redirect("house")
    return form_page(request, form, _frame(_("Change address and phone"), _at(found), request))


def house_appoint(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    people = PersonDetails.objects.filter(
        retired_at=None, person__in=own_tenures(request.association.id, _own(request)).values("person")
    ).order_by("search_key", "id")
    initial = {"since": office_today(request.association)}
    form = OwnAppointForm(sent(request), people=own_people(list(people)), initial=initial)

    def change() -> OwnChange:
        known = form.person_id()
        return Appointment(found.id, form.tenure(), known, form.person() if known is None else None)

    if _done(request, form, change):
        return redirect("house")
    frame = _frame(_("Say who holds the post"), _at(found), request)
    return form_page(request, form, frame, "web/house/appoint.html", post=found)


def house_tenure(request: OfficeRequest, tenure_id: int) -> HttpResponse:
    found = get_tenure_for(request.actor, tenure_id)
    if found.retired_at is not None and request.method != "POST":
        messages.info(request, _("This entry was changed meanwhile. Here is what holds now."))
        return redirect("house")
    last_day = found.until or office_today(request.association)
    form = EndTenureForm(sent(request), initial={"last_day": last_day, "carries_on": found.carries_on})

    def change() -> OwnChange:
        return Ending(found.id, form.cleaned_data["last_day"], form.cleaned_data["carries_on"])

    if _done(request, form, change):
        return redirect("house")
    known = PersonDetails.objects.filter(retired_at=None, person=found.person_id).first()
    lead = str(known) if known else ""
    return form_page(request, form, _frame(_("Say the last day"), _at(found.post), request, lead))


def house_person(request: OfficeRequest, person_id: int) -> HttpResponse:
    details = get_person_for(request.actor, person_id)
    form = OwnPersonForm(sent(request), details=details)
    if _done(request, form, lambda: PersonChange(details.person_id, form.described())):
        return redirect("house")
    return form_page(request, form, _frame(_("Change name and address"), str(details), request))


def house_responsibility(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    found = get_organisation_for(request.actor, organisation_id)
    existing = posts_that(Q(organisation=found), as_it_stands(office_today(request.association)))
    posts = post_choices(list(existing.select_related("function").order_by("function__name", "subject", "id")))
    initial = {"keyword": request.GET.get("keyword", "")[:100], "post": request.GET.get("post", "")}
    form = ResponsibilityForm(sent(request), posts=posts, initial=initial)

    def change() -> OwnChange:
        return ResponsibilityChange(found.id, form.cleaned_data["keyword"], form.post_id())

    if _done(request, form, change):
        return redirect("house")
    return form_page(request, form, _frame(_("Say who is responsible"), found.name, request))


def house_withdraw(request: OfficeRequest, proposal_id: int) -> HttpResponse:
    try:
        withdraw_proposal(actor=request.actor, proposal_id=proposal_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("house")


def _done(request: OfficeRequest, form: DirectoryForm, change: Callable[[], OwnChange]) -> bool:
    """Whether the change is written or proposed; then it is said which."""
    proposed: list[Proposal | None] = []

    def save() -> None:
        seen = form.was_seen if isinstance(form, SeenForm) else None
        proposed.append(change_own_entry(actor=request.actor, change=change(), seen=seen))

    if not done(form, save):
        return False
    if proposed[0] is None:
        messages.success(request, _("It is saved."))
    else:
        said = _("It is proposed to %(association)s. Until it decides, the entry stays as it is.")
        messages.success(request, said % {"association": request.association.name})
    return True


def _own(request: OfficeRequest) -> int:
    return cast("int", request.actor.organisation_id)  # the ability is one of members alone


def _keeping(request: OfficeRequest) -> list[Hat]:
    return [hat for hat in request.hats if Ability.KEEP_OWN_ENTRIES in hat.abilities]


def _at(post: Post) -> str:
    return f"{post_name(post)}, {post.organisation.name}"


def _frame(heading: str, about: str, request: OfficeRequest, lead: str = "") -> Frame:
    waits = request.association.confirms_changes
    button = _("Propose the change") if waits else _("Save the change")
    lead = " – ".join(part for part in (about, lead) if part)
    return Frame(heading=heading, back=_("Our entries"), address=reverse("house"), button=button, lead=lead)
