"""The guards of the routes: who comes in, as whom, and inside which scope."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from umlauf.faces.web.accounts.adapter import has_second_factor
from umlauf.faces.web.accounts.sessions import is_fresh, provider_of, used_second_factor
from umlauf.faces.web.doors import desk_door, letter_door
from umlauf.faces.web.guests import letter_for_guest, remember
from umlauf.faces.web.hat_field import HAT_FIELD
from umlauf.faces.web.often import slow_down, too_often
from umlauf.faces.web.places import place_for_guest, remember_place
from umlauf.faces.web.requests import DoorRequest, LetterRequest, OfficeRequest, PersonsRequest, PlaceRequest
from umlauf.faces.web.viewing import hats_seen
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import get_letter_for_one_of, get_recipient_for
from umlauf.office.circulars.models import Recipient
from umlauf.office.directory.hats import Hat, actor_of, hats_of

View = Callable[..., HttpResponseBase]
Kwargs = dict[str, Any]

HAT_KEY = "hat"


def open_to_all(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    return view(request, **kwargs)


def demo_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    if not settings.DEMO:
        raise Http404
    return view(request, **kwargs)


def account_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    find_hat(request)
    return _private(view(request, **kwargs))


def login_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    hat = find_hat(request)
    return (hat and _second_factor_first(request, hat, fresh=False)) or _private(view(request, **kwargs))


def office_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever is of the office, whatever they may do there, inside the scope of its association."""
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    hat = find_hat(request)
    if hat is None or hat.organisation is not None:
        raise Http404
    return _under(request, hat, view, kwargs, fresh=False)


def with_ability(ability: Ability, *, fresh: bool) -> Callable[[HttpRequest, View, Kwargs], HttpResponseBase]:
    """The guard that lets in whoever wears a hat with the ability, inside the scope of its association."""

    def guard(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
        return _with_ability(request, view, kwargs, ability, fresh=fresh)

    return guard


def letter_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever has opened the letter's link, or acts for its organisation by a login."""
    return _with_letter(request, view, kwargs, Ability.READ_LETTERS)


def answer_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever may answer the letter: the same, without those who only read."""
    return _with_letter(request, view, kwargs, Ability.ANSWER)


def _with_letter(request: HttpRequest, view: View, kwargs: Kwargs, ability: Ability) -> HttpResponseBase:
    recipient_id: int = kwargs.pop("recipient_id")
    now = office_now()
    opened = _letter_by_login(request, recipient_id, ability) or letter_for_guest(request, recipient_id, now)
    if opened is None or (ability == Ability.ANSWER and not opened[2]):
        raise Http404
    recipient, actor, answers = opened
    asked = cast("LetterRequest", request)
    asked.recipient, asked.actor, asked.now = recipient, actor, now
    asked.door = letter_door(recipient, actor.means, answers=answers)
    response = inside(asked, recipient.issue.association, view, kwargs)
    if asked.door.guest and request.method == "GET":
        # Whoever still reads does not lose the letter while writing.
        remember(request, response, recipient, answers=answers)
    return response


def place_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever has opened the link of the place in the address."""
    opened = place_for_guest(request, kwargs.pop("registration_id"), now := office_now())
    if opened is None:
        raise Http404
    asked = cast("PlaceRequest", request)
    (asked.registration, asked.actor), asked.now = opened, now
    response = inside(asked, asked.registration.conference.association, view, kwargs)
    if request.method == "GET":
        remember_place(request, response, asked.registration)
    return response


def desk_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let an office in to the answer of one recipient of its own circular."""
    circular_id: int = kwargs.pop("circular_id")
    recipient_id: int = kwargs.pop("recipient_id")

    def at_desk(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = cast("LetterRequest", request)
        asked.recipient = get_recipient_for(asked.actor, circular_id, recipient_id)
        asked.now, asked.door = office_now(), desk_door(circular_id, asked.recipient)
        return view(asked, **kwargs)

    return _with_ability(request, at_desk, kwargs, Ability.KEY_IN_ANSWERS, fresh=False)


def page_of(request: HttpRequest) -> str:
    """The page that somebody is on: the address of the request, else, where that takes forms alone, the first page."""
    match = request.resolver_match
    shows = request.method == "GET" or (match is not None and "GET" in getattr(match.func, "methods", ()))
    return request.get_full_path() if shows else reverse("today")


def find_hat(request: HttpRequest) -> Hat | None:
    """The hat that a person wears. Asked for once a request.

    A form is sent under the hat under which its page was made, whatever another tab has put on since; who has lost
    that hat has none. Else it is the one they chose, else their first.
    """
    asked = cast("PersonsRequest", request)
    if not hasattr(request, "hats"):
        asked.hats = _hats(request)
        known = {hat.key: hat for hat in asked.hats}
        made_under = request.POST.get(HAT_FIELD, "") if request.method == "POST" else ""
        first = next(iter(asked.hats), None)
        asked.hat = known.get(made_under) if made_under else known.get(request.session.get(HAT_KEY, ""), first)
    return asked.hat


def hats_worn(request: HttpRequest) -> tuple[Hat, ...]:
    """The hat that a person wears, and after a membership all others: they are chosen as one and share an inbox."""
    worn = find_hat(request)
    if worn is None or worn.organisation is None:
        return (worn,) if worn else ()
    others = (hat for hat in cast("PersonsRequest", request).hats if hat.organisation is not None and hat != worn)
    return (worn, *others)


def abilities_worn(request: HttpRequest) -> frozenset[Ability]:
    """What a person may do under the hats that they wear, and what their pages therefore offer."""
    return frozenset[Ability]().union(*(hat.abilities for hat in hats_worn(request)))


def _hats(request: HttpRequest) -> tuple[Hat, ...]:
    """All hats of a person; for whoever came through an association's own provider, those of this association."""
    hats, provider = hats_of(cast("PersonsRequest", request).user), provider_of(request)
    own = hats if provider is None else tuple(hat for hat in hats if hat.association.slug == provider)
    return hats_seen(request, own)


def _second_factor_first(request: HttpRequest, hat: Hat, *, fresh: bool) -> HttpResponseBase | None:
    """Where to go before, if the association asks its office for a second factor, or for one of the last minutes."""
    if settings.DEMO or hat.organisation is not None or not hat.association.second_factor:
        return None
    if not fresh:
        return None if used_second_factor(request) else _and_back(request, reverse("mfa_index"))
    if is_fresh(request, second_factor=True, provider=hat.association.slug):
        return None
    if has_second_factor(request.user):
        return _and_back(request, get_adapter().get_reauthentication_methods(request.user)[0]["url"])
    return _and_back(request, reverse("provider-prove" if provider_of(request) else "mfa_index"))


def _and_back(request: HttpRequest, address: str) -> HttpResponseBase:
    return HttpResponseRedirect(f"{address}?{urlencode({'next': page_of(request)})}")


def _with_ability(
    request: HttpRequest, view: View, kwargs: Kwargs, ability: Ability, *, fresh: bool
) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    hat = _hat_with(request, ability)
    if hat is None:
        raise Http404
    return _under(request, hat, view, kwargs, fresh=fresh)


def _hat_with(request: HttpRequest, ability: Ability) -> Hat | None:
    """The hat that gives the ability, which is worn from here on. A form is written under its own and no other."""
    hats = hats_worn(request) if request.method != "POST" else (find_hat(request),)
    hat = next((one for one in hats if one and ability in one.abilities), None)
    if hat is not None:
        cast("PersonsRequest", request).hat = hat
    return hat


def _under(request: HttpRequest, hat: Hat, view: View, kwargs: Kwargs, *, fresh: bool) -> HttpResponseBase:
    first = _second_factor_first(request, hat, fresh=fresh)
    if first is not None:
        return first
    if request.GET.get("q") and too_often(request, "search"):
        return slow_down(request)
    asked = cast("OfficeRequest", request)
    asked.actor = actor_of(asked.user, hat, Means.LOGIN)
    return inside(asked, hat.association, view, kwargs)


def _letter_by_login(request: HttpRequest, recipient_id: int, ability: Ability) -> tuple[Recipient, Actor, bool] | None:
    if not request.user.is_authenticated:
        return None
    find_hat(request)
    asked = cast("PersonsRequest", request)
    hats = [hat for hat in asked.hats if ability in hat.abilities]
    with scope(association=[hat.association for hat in hats]), suppress(Http404):
        recipient, actor = get_letter_for_one_of(
            [actor_of(request.user, hat, Means.LOGIN) for hat in hats], recipient_id
        )
        return recipient, actor, actor.may(Ability.ANSWER)
    return None


def inside(
    request: OfficeRequest | DoorRequest | PlaceRequest, association: Association, view: View, kwargs: Kwargs
) -> HttpResponseBase:
    """The view and its template, with the rows and in the zone of one association."""
    request.association = association
    with scope(association=association), timezone.override(ZoneInfo(association.zone)):
        response = view(request, **kwargs)
        if isinstance(response, TemplateResponse):
            response.render()
    return _private(response)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """What is behind a guard stays in no cache, in no search engine and behind no button „Zurück“ after a logout."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
