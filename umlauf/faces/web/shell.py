"""What surrounds every page: whose house it is, who is at work, where one can go, and the bar of a demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umlauf.faces.web.guards import find_hat, page_of
from umlauf.faces.web.requests import PersonsRequest
from umlauf.faces.web.words import hat_title
from umlauf.ground.core.actor import Role
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.office.directory.access import Hat

_DIRECTORY = ("directory", "organisation", "membership", "post", "tenure", "person", "list", "import")


@dataclass(frozen=True, slots=True)
class Room:
    """A place in the menu."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several hats or languages."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """All of it. ``house`` is whose name the page wears: the association's, or the member's in its own inbox.

    ``association`` is None where no house is known, as at the login.
    """

    house: str
    association: Association | None
    person: str
    hat: str
    hats: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    rooms: tuple[Room, ...]
    office: bool
    here: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """For every template. Nothing is asked of the database by a page that does not show it."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "demo": settings.DEMO,
        "office_time": SimpleLazyObject(office_now) if settings.DEMO else None,
    }


def _shell(request: HttpRequest) -> Shell:
    known = hasattr(request, "user") and request.user.is_authenticated
    hat = find_hat(request) if known else None
    hats = cast("PersonsRequest", request).hats if known else ()
    association = getattr(request, "association", None) or (hat.association if hat else None)
    office = hat is not None and bool(hat.roles & {Role.CLERK, Role.SIGNATORY})
    choices = _choices(hats, hat)
    member = hat is not None and hat.organisation is not None and not hasattr(request, "association")
    return Shell(
        house=hat.organisation.name if hat and hat.organisation and member else association.name if association else "",
        association=association,
        person=cast("PersonsRequest", request).user.name if known else "",
        hat=hat_title(hat) if hat else "",
        hats=choices if len(choices) > 1 else (),
        languages=tuple(Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES),
        rooms=tuple(_rooms(request, office)) if hat else (),
        office=office,
        here=page_of(request),
    )


def _rooms(request: HttpRequest, office: bool) -> list[Room]:
    match = getattr(request, "resolver_match", None)
    at = (match.url_name if match else "") or ""
    if not office:
        return [Room(_("Inbox"), reverse("today"), at == "today" or at.startswith("letter"))]
    return [
        Room(_("Today"), reverse("today"), at == "today"),
        Room(_("Circulars"), reverse("circulars"), at.startswith(("circular", "delivery", "desk", "participants"))),
        Room(_("Directory"), reverse("directory"), at.startswith(_DIRECTORY)),
    ]


def _choices(hats: tuple[Hat, ...], worn: Hat | None) -> tuple[Choice, ...]:
    """Each office, and all memberships as one: they share an inbox."""
    offices = [
        Choice(hat.key, f"{hat.association.name} · {hat_title(hat)}", hat is worn)
        for hat in hats
        if not hat.organisation
    ]
    members = [hat for hat in hats if hat.organisation]
    if members:
        houses = ", ".join(dict.fromkeys(hat.organisation.short_name for hat in members if hat.organisation))
        label = _("Inbox: %(houses)s") % {"houses": houses}
        offices.append(Choice(members[0].key, label, worn in members))
    return tuple(offices)
