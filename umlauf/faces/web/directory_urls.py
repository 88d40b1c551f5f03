"""The addresses of the directory, and what they need."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views.directory import functions, organisations, own_data, people, posts, search
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

directory_patterns = [
    route("directory/", search.directory, name="directory", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/organisations/new/",
        organisations.organisation_new,
        name="organisation-new",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/",
        organisations.organisation,
        name="organisation",
        needs=Ability.SEE_DIRECTORY,
    ),
    route(
        "directory/organisations/<int:organisation_id>/edit/",
        organisations.organisation_edit,
        name="organisation-edit",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/contact/",
        organisations.organisation_contact,
        name="organisation-contact",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/membership/",
        organisations.organisation_membership,
        name="organisation-membership",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/memberships/<int:membership_id>/",
        organisations.membership,
        name="membership",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/responsibilities/",
        organisations.organisation_responsibilities,
        name="organisation-responsibilities",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/succession/",
        organisations.organisation_succession,
        name="organisation-succession",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route("directory/functions/", functions.functions, name="directory-functions", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/functions/<int:function_id>/",
        functions.function,
        name="directory-function",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/organisations/<int:organisation_id>/posts/new/",
        posts.post_new,
        name="post-new",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route("directory/posts/<int:post_id>/", posts.post, name="post", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/posts/<int:post_id>/appoint/",
        people.post_appoint,
        name="post-appoint",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/posts/<int:post_id>/deputies/",
        posts.post_deputies,
        name="post-deputies",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/posts/<int:post_id>/details/",
        posts.post_details,
        name="post-details",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/posts/<int:post_id>/close/",
        posts.post_close,
        name="post-close",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route(
        "directory/tenures/<int:tenure_id>/", people.tenure, name="tenure", needs=Ability.KEEP_DIRECTORY, methods=FORM
    ),
    route("directory/people/<int:person_id>/", people.person, name="person", needs=Ability.SEE_DIRECTORY),
    route(
        "directory/people/<int:person_id>/edit/",
        people.person_edit,
        name="person-edit",
        needs=Ability.KEEP_DIRECTORY,
        methods=FORM,
    ),
    route("me/", own_data.me, name="me", needs=Needs.LOGIN),
]
