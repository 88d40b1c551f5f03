"""Invite somebody, renew and take back; and, for the one who was invited, come in."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_scopes import scope

from umlauf.faces.web.guards import HAT_KEY
from umlauf.faces.web.invited import Invited, forget, invited_by_cookie, keep, open_invitation_link
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.role_words import role_sentence
from umlauf.faces.web.staff_forms import BeginForm, InviteForm
from umlauf.faces.web.staff_page import House, house_of
from umlauf.faces.web.views.directory.frames import Frame, form_page, sent
from umlauf.faces.web.words import role_name
from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.invitations import (
    FROM_OFFICE,
    Offer,
    accept,
    accept_as_new,
    invite,
    may_come_back,
    renew_invitation,
    revoke_invitation,
)
from umlauf.office.directory.models import Invitation
from umlauf.office.directory.queries.grants import get_invitation_for, members_of


def staff_invite(request: OfficeRequest) -> HttpResponse:
    """Into one's own house."""
    house = house_of(request)
    form = InviteForm(
        sent(request),
        roles=house.roles,
        posts=house.posts(request.association),
        initial={"language": request.association.language},
    )
    return _invite(request, form, house, house.address)


def member_invite(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    """The office invites whoever shall administer a member's own house."""
    member = members_of(request.association).filter(id=organisation_id).first()
    if member is None:
        raise Http404
    initial = {"language": request.association.language, "roles": ["member_administrator"]}
    form = InviteForm(sent(request), roles=FROM_OFFICE, initial=initial)
    return _invite(request, form, House(member), reverse("staff-members"))


def _invite(request: OfficeRequest, form: InviteForm, house: House, back: str) -> HttpResponse:
    if form.is_valid():
        offer = Offer(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            roles=form.chosen,
            title=form.cleaned_data["title"],
            signs_as=form.signing,
            organisation_id=house.organisation.id if house.organisation else None,
            principals=form.acts_for,
            language=form.cleaned_data["language"],
        )
        try:
            invitation = invite(actor=request.actor, offer=offer)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _sent(invitation))
            return HttpResponseRedirect(back)
    name = house.organisation.name if house.organisation else request.association.name
    heading = _("Invite somebody to %(house)s") % {"house": name}
    lead = _("The mail has a link that holds for %(days)s days.") % {"days": LIMITS.invitation_days}
    label = _("Members") if house.organisation and back == reverse("staff-members") else _("People and rights")
    return form_page(
        request, form, Frame(heading, label, back, _("Send the invitation"), lead), "web/staff/invite.html"
    )


def _sent(invitation: Invitation) -> str:
    return _("The invitation to %(name)s (%(email)s) is on its way.") % {
        "name": invitation.name,
        "email": invitation.email,
    }


def staff_invitation(request: OfficeRequest, invitation_id: int) -> HttpResponse:
    """One invitation: send a new link, or take it back."""
    waiting = get_invitation_for(request.actor, invitation_id)
    member = waiting.organisation_id != request.actor.organisation_id
    back = reverse("staff-members") if member else house_of(request).address
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("step") == "renew":
                said = _sent(renew_invitation(actor=request.actor, invitation_id=invitation_id))
            else:
                revoke_invitation(actor=request.actor, invitation_id=invitation_id)
                said = _("The invitation of %(name)s was taken back. Its link opens nothing any more.")
                said %= {"name": waiting.name}
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(back)
    context = {
        "invitation": waiting,
        "roles": _offered(waiting),
        "back": back,
        "member": member,
        "refusal": refusal,
        "open": waiting.accepted_at is None and waiting.revoked_at is None,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "web/staff/invitation.html", context, status=status)


def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation and go on to an address that holds no key. Mail scanners come here, too."""
    try:
        invited = open_invitation_link(token)
    except Refused:
        return link_invalid(request)
    response = HttpResponseRedirect(reverse("invitation"), status=HTTPStatus.SEE_OTHER)
    keep(response, invited)
    return unnamed(response)


def invitation_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    del rest
    return link_invalid(request)


def invitation(request: HttpRequest) -> HttpResponse:
    """Who invites to what; and how the one who was invited comes in, which depends on whether they have a login."""
    invited = invited_by_cookie(request)
    if invited is None:
        return link_invalid(request)
    with scope(association=invited.invitation.association):
        if request.user.is_authenticated:
            return _as_known(request, invited, request.user)
        known = User.objects.filter(email__iexact=invited.invitation.email).first()
        if known is not None and not may_come_back(known):
            return _show(request, invited, needs_login=True)
        return _as_new(request, invited)


def _as_known(request: HttpRequest, invited: Invited, user: User) -> HttpResponse:
    other = user.email.lower() != invited.invitation.email
    refusal = ""
    if request.method == "POST" and not other:
        try:
            accept(invitation_id=invited.invitation.id, generation=invited.generation, user=user)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            return _welcome(request, invited, HttpResponseRedirect(reverse("today")))
    return _show(request, invited, other=other, refusal=refusal)


def _as_new(request: HttpRequest, invited: Invited) -> HttpResponse:
    form = BeginForm(sent(request), initial={"name": invited.invitation.name})
    if form.is_valid():
        try:
            user = accept_as_new(
                invitation_id=invited.invitation.id,
                generation=invited.generation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            record_authentication(request, user, method="password", email=user.email)
            return _welcome(request, invited, perform_login(request, Login(user=user)))
    return _show(request, invited, form=form)


def _welcome(request: HttpRequest, invited: Invited, response: HttpResponse) -> HttpResponse:
    """Go on under the new hat."""
    one = invited.invitation
    request.session[HAT_KEY] = f"{one.association.slug}.{one.organisation_id or 0}"
    forget(response)
    house = one.organisation.name if one.organisation else one.association.name
    messages.success(request, _("You may act for %(house)s now.") % {"house": house})
    return response


def _show(
    request: HttpRequest,
    invited: Invited,
    *,
    form: BeginForm | None = None,
    needs_login: bool = False,
    other: bool = False,
    refusal: str = "",
) -> HttpResponse:
    one = invited.invitation
    context = {
        "invitation": one,
        "house": one.organisation.name if one.organisation else one.association.name,
        "roles": _offered(one),
        "form": form,
        "needs_login": needs_login,
        "other": other,
        "refusal": refusal,
    }
    wrong = bool(refusal or (form is not None and form.errors))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    response = render(request, "web/staff/accept.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _offered(one: Invitation) -> list[tuple[str, str]]:
    """Name and sentence of each role."""
    return [(role_name(role), role_sentence(role)) for role in sorted(one.offered)]
