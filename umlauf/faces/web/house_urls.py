"""The addresses at which members keep their own entries, and at which the office answers them."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import confirmations, house, proposals
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_OWN = Ability.KEEP_OWN_ENTRIES

house_patterns = [
    route("house/", house.house, name="house", needs=_OWN),
    route("house/confirm/", house.house_confirm, name="house-confirm", needs=_OWN, methods="POST"),
    route("house/choose/", house.house_choose, name="house-choose", needs=_OWN, methods="POST"),
    route("house/<int:organisation_id>/contact/", house.house_contact, name="house-contact", needs=_OWN, methods=FORM),
    route(
        "house/<int:organisation_id>/responsibility/",
        house.house_responsibility,
        name="house-responsibility",
        needs=_OWN,
        methods=FORM,
    ),
    route("house/posts/<int:post_id>/", house.house_post, name="house-post", needs=_OWN, methods=FORM),
    route("house/posts/<int:post_id>/appoint/", house.house_appoint, name="house-appoint", needs=_OWN, methods=FORM),
    route("house/tenures/<int:tenure_id>/", house.house_tenure, name="house-tenure", needs=_OWN, methods=FORM),
    route("house/people/<int:person_id>/", house.house_person, name="house-person", needs=_OWN, methods=FORM),
    route(
        "house/proposals/<int:proposal_id>/withdraw/",
        house.house_withdraw,
        name="house-withdraw",
        needs=_OWN,
        methods="POST",
    ),
    route("directory/proposals/", proposals.proposals, name="proposals", needs=Ability.KEEP_DIRECTORY),
    route(
        "directory/proposals/<int:proposal_id>/",
        proposals.proposal,
        name="proposal",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/members-changes/",
        proposals.waiting,
        name="own-changes",
        needs=Ability.ADMINISTER,
        methods=FORM,
    ),
    route(
        "directory/confirmations/",
        confirmations.confirmations,
        name="confirmations",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/confirmations/<int:confirmation_id>/",
        confirmations.confirmation_link,
        name="confirmation-link",
        needs=Ability.KEEP_DIRECTORY,
        methods="POST",
    ),
    route("confirm/", confirmations.confirm, name="confirm", needs=Needs.PUBLIC, methods=FORM),
    route("confirm/<str:token>", confirmations.confirm_open, name="confirm-open", needs=Needs.PUBLIC),
    route("confirm/<path:rest>", confirmations.confirm_mangled, name="confirm-mangled", needs=Needs.PUBLIC),
]
