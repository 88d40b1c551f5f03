"""An administrator who sees the pages as somebody else of the same house sees them. The session says as whom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_scopes import scope

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.office.directory.actions.viewing import end_viewing, end_viewings_over
from umlauf.office.directory.hats import Hat, hats_of
from umlauf.office.directory.models import Viewing as Row
from umlauf.office.directory.queries.grants import ability_to_administer

_KEY: Final = "view_as"
_READING: Final = {"GET", "HEAD"}
_MAY_POST: Final = {"view-end", "language", "account_logout"}


@dataclass(frozen=True, slots=True)
class Viewing:
    """As whom, under which hat of one's own, until when (seconds since 1970, machine time), and its row."""

    user_id: int
    name: str
    hat_key: str
    until: float
    row_id: int = 0


def begin(request: HttpRequest, row: Row, hat: Hat) -> None:
    """From the next page on everything is as this person sees it."""
    request.session[_KEY] = asdict(Viewing(row.seen_id, row.seen.name, hat.key, row.until.timestamp(), row.id))


def end(request: HttpRequest) -> None:
    """See one's own pages again, and have that recorded. Nothing where nobody looks."""
    known = request.session.pop(_KEY, None)
    if known and request.user.is_authenticated:
        _record_end(request.user, Viewing(**known))


def end_in_session(request: HttpRequest, session_key: str) -> None:
    """Have it recorded that a viewing ends with another session of the same person."""
    known = type(request.session)(session_key).get(_KEY)
    if known and request.user.is_authenticated:
        _record_end(request.user, Viewing(**known))


def _record_end(user: User, viewing: Viewing) -> None:
    slug, _dot, organisation = viewing.hat_key.partition(".")
    association = Association.objects.get(slug=slug)
    with scope(association=association):
        if _is_over(viewing):
            end_viewings_over(actor=machine(association.id))
            return
        organisation_id = int(organisation) or None
        actor = Actor(user.name, association.id, Means.LOGIN, user_id=user.id, organisation_id=organisation_id)
        end_viewing(actor=actor, viewing_id=viewing.row_id)


def viewing_of(request: HttpRequest) -> Viewing | None:
    """As whom somebody sees the pages; None: as themselves, as nearly always."""
    known = request.session.get(_KEY)
    viewing = Viewing(**known) if known else None
    if viewing is not None and _is_over(viewing):
        end(request)
        return None
    return viewing


def _is_over(viewing: Viewing) -> bool:
    return viewing.until <= machine_now().timestamp()


def hats_seen(request: HttpRequest, own: tuple[Hat, ...]) -> tuple[Hat, ...]:
    """The hats under which the pages are shown: one's own, or the one that the other person wears in the same house.

    Whoever may not administer that house any more has only their own.
    """
    viewing = viewing_of(request)
    if viewing is None:
        return own
    worn = next((hat for hat in own if hat.key == viewing.hat_key), None)
    if worn is None or ability_to_administer(worn.organisation.id if worn.organisation else None) not in worn.abilities:
        end(request)
        return own
    user = User.objects.filter(id=viewing.user_id, is_active=True).first()
    return tuple(hat for hat in (hats_of(user) if user else ()) if hat.key == viewing.hat_key)


def refused_while_viewing(request: HttpRequest, name: str, *, hidden: bool = False) -> HttpResponseBase | None:
    """The page that says so, if somebody who only looks would write, or see what is ``hidden`` from all who only look.

    ``name`` is that of the address.
    """
    reading = request.method in _READING and not hidden
    if reading or name in _MAY_POST or not request.user.is_authenticated:
        return None
    viewing = viewing_of(request)
    return render(request, "web/staff/only_viewing.html", {"viewing": viewing}, status=403) if viewing else None
