"""The addresses of the administration of people, and what they need.

The office and a member's administrator have the same pages, each below their own address.
"""

from __future__ import annotations

from django.urls import URLPattern

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import circular_access, emergency, invitations, staff, view_as
from umlauf.ground.core.policy import Ability

FORM = "GET POST"


def _house(path: str, name: str, needs: Ability) -> list[URLPattern]:
    person = f"{path}<int:user_id>/"
    return [
        route(path, staff.staff, name=name, needs=needs),
        route(
            f"{path}invite/",
            invitations.staff_invite,
            name=f"{name}-invite",
            needs=needs,
            methods=FORM,
            fresh=True,
        ),
        route(
            f"{path}invitations/<int:invitation_id>/",
            invitations.staff_invitation,
            name=f"{name}-invitation",
            needs=needs,
            methods=FORM,
            fresh=True,
        ),
        route(person, staff.person, name=f"{name}-person", needs=needs),
        route(f"{person}roles/", staff.roles, name=f"{name}-roles", needs=needs, methods=FORM, fresh=True),
        route(f"{person}suspend/", staff.suspension, name=f"{name}-suspend", needs=needs, methods=FORM, fresh=True),
        route(f"{person}remove/", staff.removal, name=f"{name}-remove", needs=needs, methods=FORM, fresh=True),
        route(f"{person}view/", view_as.view_begin, name=f"{name}-view", needs=needs, methods=FORM, fresh=True),
    ]


staff_patterns = [
    route("staff/members/", staff.members, name="staff-members", needs=Ability.ADMINISTER),
    route(
        "staff/members/<int:organisation_id>/invite/",
        invitations.member_invite,
        name="staff-member-invite",
        needs=Ability.ADMINISTER,
        methods=FORM,
        fresh=True,
    ),
    route(
        "staff/second-factor/",
        staff.second_factor,
        name="second-factor",
        needs=Ability.ADMINISTER,
        methods="POST",
        fresh=True,
    ),
    route("staff/legal-basis/", staff.legal_basis, name="legal-basis", needs=Ability.ADMINISTER, methods=FORM),
    *_house("staff/", "staff", Ability.ADMINISTER),
    *_house("house/staff/", "house-staff", Ability.ADMINISTER_MEMBER),
    route("view/end/", view_as.view_end, name="view-end", needs=Needs.ACCOUNT, methods="POST"),
    route("invitation/", invitations.invitation, name="invitation", needs=Needs.PUBLIC, methods=FORM),
    route("invitation/<str:token>", invitations.invitation_link, name="invitation-link", needs=Needs.PUBLIC),
    route("invitation/<path:rest>", invitations.invitation_mangled, name="invitation-mangled", needs=Needs.PUBLIC),
    route("emergency/", emergency.emergency, name="emergency", needs=Needs.OFFICE, methods=FORM),
    route(
        "emergency/<int:emergency_id>/",
        emergency.emergency_confirm,
        name="emergency-confirm",
        needs=Ability.SEE_CIRCULARS,
        methods=FORM,
        fresh=True,
    ),
    route(
        "circulars/<int:circular_id>/access/",
        circular_access.circular_access,
        name="circular-access",
        needs=Ability.ADMINISTER,
    ),
]
