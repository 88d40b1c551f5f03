"""An administrator who sees the pages as somebody else of the same house sees them. It stands in the session alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.hats import Hat, hats_of
from umlauf.office.directory.queries.grants import Staff, ability_to_administer

_KEY: Final = "view_as"
_READING: Final = {"GET", "HEAD"}
_MAY_POST: Final = {"view-end", "language", "account_logout"}


@dataclass(frozen=True, slots=True)
class Viewing:
    """As whom, under which hat of one's own, and until when (seconds since 1970, machine time)."""

    user_id: int
    name: str
    hat_key: str
    until: float


def begin(request: HttpRequest, staff: Staff, hat: Hat) -> None:
    """From the next page on everything is as this person sees it."""
    until = machine_now().timestamp() + LIMITS.viewing_minutes * 60
    request.session[_KEY] = asdict(Viewing(staff.user.id, staff.user.name, hat.key, until))


def end(request: HttpRequest) -> None:
    """See one's own pages again."""
    request.session.pop(_KEY, None)


def viewing_of(request: HttpRequest) -> Viewing | None:
    """As whom somebody sees the pages; None: as themselves, as nearly always."""
    known = request.session.get(_KEY)
    viewing = Viewing(**known) if known else None
    if viewing is not None and viewing.until <= machine_now().timestamp():
        end(request)
        return None
    return viewing


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


def refused_while_viewing(request: HttpRequest, name: str) -> HttpResponseBase | None:
    """The page that says so, if somebody who only looks would write. ``name`` is that of the address."""
    if request.method in _READING or name in _MAY_POST or not request.user.is_authenticated:
        return None
    viewing = viewing_of(request)
    return render(request, "web/staff/only_viewing.html", {"viewing": viewing}, status=403) if viewing else None
