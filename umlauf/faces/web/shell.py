"""What surrounds every page: whose house it is, who is at work, where one can go, and the bar of a demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from umlauf.faces.web.guards import abilities_worn, find_hat, page_of
from umlauf.faces.web.requests import PersonsRequest
from umlauf.faces.web.viewing import viewing_of
from umlauf.faces.web.words import hat_title
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.directory.hats import Hat

_DIRECTORY = (
    *("directory", "organisation", "membership", "post", "tenure", "person", "list", "import"),
    *("proposal", "confirmation", "own-changes"),
)
_EVENTS = (
    *("conference", "programme", "contributor", "admission", "case", "waiting-list", "offer"),
    *("group", "invitee", "names", "security"),
)
_ADMINISTRATION = (
    *("staff", "audit", "emergency", "series", "annex-limits", "size-of-letters", "file-plan"),
    "legal-basis",
)


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

    ``association`` is None where no house is known, as at the login. ``may``: the abilities of what is worn, by name.
    ``viewing``: as whom an administrator sees the pages, else empty.
    """

    house: str
    association: Association | None
    person: str
    hat: str
    hat_key: str
    hats: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    rooms: tuple[Room, ...]
    may: dict[str, bool]
    here: str
    viewing: str


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
    viewing = viewing_of(request) if known else None
    association = getattr(request, "association", None) or (hat.association if hat else None)
    abilities = abilities_worn(request) if known else frozenset()
    choices = _choices(hats, hat)
    own = _address_name(request).startswith("house-staff") or not hasattr(request, "association")
    member = hat is not None and hat.organisation is not None and own
    return Shell(
        house=hat.organisation.name if hat and hat.organisation and member else association.name if association else "",
        association=association,
        person=cast("PersonsRequest", request).user.name if known else "",
        hat=hat_title(hat) if hat else "",
        hat_key=hat.key if hat else "",
        hats=choices if len(choices) > 1 else (),
        languages=tuple(Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES),
        rooms=tuple(_rooms(request, abilities)),
        may={ability.value: ability in abilities for ability in Ability},
        here=page_of(request),
        viewing=viewing.name if viewing else "",
    )


def _rooms(request: HttpRequest, abilities: frozenset[Ability]) -> Iterator[Room]:
    at = _address_name(request)
    if Ability.READ_LETTERS in abilities:
        yield Room(_("Inbox"), reverse("today"), at == "today" or at.startswith("letter"))
    elif abilities:
        yield Room(_("Today"), reverse("today"), at == "today")
    if Ability.SEE_CIRCULARS in abilities:
        here = at.startswith(("circular", "delivery", "desk", "participants", "register", "returned", "template"))
        here = here or (at.startswith("file-plan") and Ability.ADMINISTER not in abilities)
        yield Room(_("Circulars"), reverse("circulars"), here)
        yield Room(pgettext("menu", "Events"), reverse("conferences"), at.startswith(_EVENTS))
    if Ability.SIGN in abilities or (Ability.APPROVE in abilities and Ability.WRITE_CIRCULARS not in abilities):
        yield Room(_("Signing folder"), reverse("folder"), at.startswith("folder"))
    if Ability.KEEP_OWN_ENTRIES in abilities:
        here = at.startswith("house") and not at.startswith("house-staff")
        yield Room(_("Our entries"), reverse("house"), here)
    if Ability.SEE_DIRECTORY in abilities:
        yield Room(_("Directory"), reverse("directory"), at.startswith(_DIRECTORY))
    if Ability.ADMINISTER in abilities:
        yield Room(_("Administration"), reverse("staff"), at.startswith(_ADMINISTRATION))
    elif Ability.ADMINISTER_MEMBER in abilities:
        yield Room(_("Administration"), reverse("house-staff"), at.startswith("house-staff"))


def _address_name(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.url_name if match else "") or ""


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
