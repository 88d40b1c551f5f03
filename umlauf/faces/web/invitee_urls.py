"""The addresses of groups and invitations beside the circular, for the office and for whoever is invited."""

from __future__ import annotations

from django.urls import URLPattern

from umlauf.faces.web.routes import Needs, View, route
from umlauf.faces.web.views import events, groups
from umlauf.ground.core.policy import Ability

FORM = "GET POST"
_GROUPS = "conferences/<int:conference_id>/groups/"
_DESK = "conferences/<int:conference_id>/invitees/<int:invitee_id>/"
_RUN = Ability.RUN_CONFERENCES

_FORMS: tuple[tuple[str, View], ...] = (
    ("register", events.register),
    ("withdraw", events.withdraw),
    ("decline", events.decline),
)


def _behind(path: str, name: str, needs: Needs) -> list[URLPattern]:
    """All forms below the page of a door."""
    return [route(f"{path}{key}/", view, name=f"{name}-{key}", needs=needs, methods=FORM) for key, view in _FORMS]


invitee_patterns = [
    route(_GROUPS, groups.groups, name="groups", needs=_RUN),
    route(f"{_GROUPS}new/", groups.group_new, name="group-new", needs=_RUN, methods=FORM),
    route(f"{_GROUPS}<int:group_id>/", groups.group, name="group", needs=_RUN, methods=FORM),
    route(f"{_GROUPS}<int:group_id>/edit/", groups.group_edit, name="group-edit", needs=_RUN, methods=FORM),
    route(_DESK, groups.invitee, name="invitee", needs=Needs.INVITEE_DESK, methods=FORM),
    *_behind(_DESK, "invitee", Needs.INVITEE_DESK),
    route("event/<str:token>", events.event_link, name="event-link", needs=Needs.PUBLIC),
    route("event/<path:rest>", events.event_mangled, name="event-mangled", needs=Needs.PUBLIC),
    route("invitation/<int:invitee_id>/", events.event, name="event", needs=Needs.INVITEE),
    route(
        "invitation/<int:invitee_id>/programme.pdf",
        events.event_programme,
        name="event-programme",
        needs=Needs.INVITEE,
    ),
    *_behind("invitation/<int:invitee_id>/", "event", Needs.INVITEE),
]
