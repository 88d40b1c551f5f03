"""Who may act for a house: all of them, one of them, and what can be done about one."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.chain_words import broken_rows
from umlauf.faces.web.leaving import agreeing_until_now, leaving_office
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.role_words import role_sentence
from umlauf.faces.web.staff_forms import BasisForm, LeaveForm, RolesForm
from umlauf.faces.web.staff_page import end_sessions, house_of, invitation_rows, staff_rows
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.faces.web.words import role_name
from umlauf.ground.core.models import OfficeBasis
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.let_go import let_go
from umlauf.office.directory.actions.basis import set_basis
from umlauf.office.directory.actions.grants import lift_suspension, set_roles, set_second_factor, suspend
from umlauf.office.directory.queries.colleagues import colleague_of
from umlauf.office.directory.queries.grants import (
    Staff,
    get_staff_for,
    member_logins,
    open_invitations,
    staff_of,
    waiting_emergencies,
)

PAGE = 100


def staff(request: OfficeRequest) -> HttpResponse:
    house = house_of(request)
    people = staff_of(request.actor.association_id, request.actor.organisation_id)
    office = house.organisation is None
    context = {
        "house": house,
        "rows": staff_rows(people),
        "invitations": invitation_rows(open_invitations(request.actor)),
        "emergencies": list(waiting_emergencies(request.association)) if office else [],
        "audit": _audit_address() if office else "",
        "basis": request.association.get_basis_display(),
        "asks": request.association.second_factor,
        "broken": broken_rows(request.association.id) if office else [],
    }
    return render(request, "web/staff/staff.html", context)


def second_factor(request: OfficeRequest) -> HttpResponse:
    """Ask the office for a second factor from now on, or no more."""
    set_second_factor(actor=request.actor, asked=request.POST.get("asked") == "yes")
    return HttpResponseRedirect(reverse("staff"))


def legal_basis(request: OfficeRequest) -> HttpResponse:
    """On what ground the office uses what people tell it, unless a question names another."""
    form = BasisForm(sent(request), initial={"basis": request.association.basis})
    if done(form, lambda: set_basis(actor=request.actor, basis=OfficeBasis(form.cleaned_data["basis"]))):
        messages.success(request, _("It is saved."))
        return redirect("staff")
    frame = Frame(
        heading=_("Legal basis"),
        back=_("People and rights"),
        address=reverse("staff"),
        button=_("Save"),
        lead=_("New questions to those who come rest on it unless another ground is chosen. Those asked keep theirs."),
    )
    return form_page(request, form, frame)


def person(request: OfficeRequest, user_id: int) -> HttpResponse:
    house, one = house_of(request), get_staff_for(request.actor, user_id)
    posts = dict(house.posts(request.association))
    context = {
        "house": house,
        "acts_for": [posts[post_id] for post_id in map(int, _acts_for(one)) if post_id in posts],
        "row": staff_rows([one])[0],
        "staff": one,
        "roles": [(role_name(role), role_sentence(role)) for role in one.roles],
        "self": one.user.id == request.user.id,
        "agrees": house.organisation is None and _agrees(one),
        "colleague": colleague_of(request.association.id, user_id) if house.organisation is None else None,
    }
    return render(request, "web/staff/person.html", context)


def roles(request: OfficeRequest, user_id: int) -> HttpResponse:
    house, one = house_of(request), get_staff_for(request.actor, user_id)
    form = RolesForm(
        sent(request),
        roles=house.roles,
        posts=house.posts(request.association),
        initial={"roles": [role.value for role in one.roles], "title": one.title, "principals": _acts_for(one)}
        | {"signs_as": one.signs_as},
    )
    if form.is_valid():
        try:
            set_roles(
                actor=request.actor,
                user_id=user_id,
                roles=form.chosen,
                title=form.cleaned_data["title"],
                signs_as=form.signing,
                principals=form.acts_for,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("What %(name)s may do is saved.") % {"name": one.user.name})
            return HttpResponseRedirect(house.person(user_id) if request.user.id != user_id else house.address)
    frame = Frame(
        _("Roles of %(name)s") % {"name": one.user.name}, one.user.name, house.person(user_id), _("Save the roles")
    )
    return form_page(request, form, frame, "web/staff/roles.html")


def suspension(request: OfficeRequest, user_id: int) -> HttpResponse:
    house, one = house_of(request), get_staff_for(request.actor, user_id)
    refusal = ""
    if request.method == "POST":
        change, said = (
            (lift_suspension, _("%(name)s may act again."))
            if one.suspended
            else (suspend, _("%(name)s is suspended and can do nothing any more."))
        )
        try:
            change(actor=request.actor, user_id=user_id)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, said % {"name": one.user.name})
            return HttpResponseRedirect(house.person(user_id))
    office = house.organisation is None and not one.suspended
    lying = list(agreeing_until_now(one.user, request.association.id)) if office else []
    context = {"house": house, "staff": one, "refusal": refusal, "lying": lying}
    return _page(request, "web/staff/suspend.html", context, refusal)


def removal(request: OfficeRequest, user_id: int) -> HttpResponse:
    house, one = house_of(request), get_staff_for(request.actor, user_id)
    leaving = leaving_office(one, request.association.id) if house.organisation is None else None
    form = LeaveForm(sent(request), colleagues=_colleagues(request, one) if leaving and leaving.contact_in else ())
    refusal = ""
    if form.is_valid():
        try:
            switched_off = let_go(actor=request.actor, user_id=user_id, heir_id=form.chosen)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            if switched_off:
                end_sessions(one.user)
            messages.success(request, _("%(name)s may not act here any more.") % {"name": one.user.name})
            return HttpResponseRedirect(house.address)
    context = {"house": house, "staff": one, "leaving": leaving, "form": form, "refusal": refusal}
    return _page(request, "web/staff/remove.html", context, refusal)


def members(request: OfficeRequest) -> HttpResponse:
    page = Paginator(member_logins(request.association), PAGE).get_page(request.GET.get("page"))
    return render(request, "web/staff/members.html", {"page": page, "page_address": reverse("staff-members")})


def _page(request: OfficeRequest, template: str, context: dict[str, object], refusal: str) -> HttpResponse:
    return render(request, template, context, status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)


def _colleagues(request: OfficeRequest, leaving: Staff) -> list[tuple[int, str]]:
    """Those of the office who write circulars, without whoever leaves."""
    writing = [
        one
        for one in staff_of(request.actor.association_id, None)
        if not one.suspended and one.through(Ability.WRITE_CIRCULARS)
    ]
    return [(one.user.id, one.user.name) for one in writing if one.user.id != leaving.user.id]


def _agrees(one: Staff) -> bool:
    """Whether somebody can be asked to agree to circulars."""
    return one.user.is_active and any(grant.suspended_at is None for grant in one.through(Ability.APPROVE))


def _acts_for(one: Staff) -> list[str]:
    posts = (principal.post_id for grant in one.grants for principal in grant.principals.all())
    return [str(post_id) for post_id in posts]


def _audit_address() -> str:
    """The page of the record."""
    try:
        return reverse("audit")
    except NoReverseMatch:
        return ""
