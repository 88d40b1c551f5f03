"""The calendar that follows the events of a house, and the page on which somebody makes and ends its address."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from umlauf.faces.web.guards import hats_worn
from umlauf.faces.web.often import slow_down, too_often
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import PersonsRequest
from umlauf.ground.core.actor import Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.actions.feeds import end_feed, make_feed, note_use
from umlauf.office.conferences.enums import EventLanguage
from umlauf.office.conferences.feed_file import feed_file, state_of_file
from umlauf.office.conferences.feeds import FeedEntry, feed_entries, feed_of_secret, needed_for
from umlauf.office.conferences.models import FeedKey
from umlauf.office.directory.hats import Hat, actor_of


@dataclass(frozen=True, slots=True)
class Followed:
    """A house whose events somebody may follow, and the address that they made for it, if they did.

    ``address`` is told once, when it was just made.
    """

    hat: Hat
    key: FeedKey | None
    address: str = ""

    @property
    def webcal(self) -> str:
        """The same for a click: programs take this scheme for subscribing."""
        return f"webcal://{self.address.partition('://')[2]}"


def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar. Alike for all reasons why there is none: 404."""
    key = feed_of_secret(secret)
    if key is None:
        raise Http404
    if too_often(request, "calendar", key.digest):
        return slow_down(request)
    with (
        scope(association=key.association),
        timezone.override(ZoneInfo(key.association.zone)),
        translation.override(key.language),
    ):
        note_use(key)
        now = office_now()
        entries = [(entry, _page_of(entry)) for entry in feed_entries(key, now)]
        text = feed_file(entries, name=_name_of(key), house=key.organisation_id, zone=key.association.zone, at=now)
    etag = f'W/"{state_of_file(text)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = saved_response(text.encode(), "text/calendar; charset=utf-8", "calendar.ics")
    response.headers["ETag"] = etag  # of a 304 too (RFC 9110 15.4.5)
    patch_cache_control(response, private=True, no_cache=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def feeds(request: PersonsRequest) -> HttpResponse:
    """Which calendars somebody has, and the forms by which they make, renew and end the address of each."""
    hats = [hat for hat in hats_worn(request) if needed_for(_house_of(hat)) in hat.abilities]
    if not hats:
        raise Http404
    made: dict[str, str] = {}
    if request.method == "POST":
        chosen = next((hat for hat in hats if hat.key == request.POST.get("house")), None)
        if chosen is None:
            raise Http404
        with scope(association=chosen.association):
            actor = actor_of(request.user, chosen, Means.LOGIN)
            if request.POST.get("step") == "end":
                end_feed(actor=actor)
                messages.success(request, _("The calendar is ended. Its address opens nothing any more."))
                return redirect("feeds")
            language = (get_language() or "")[:2]
            known = EventLanguage(language) if language in EventLanguage.values else EventLanguage.GERMAN
            secret = make_feed(actor=actor, language=known)
        made[chosen.key] = f"{settings.PUBLIC_URL}{reverse('feed', kwargs={'secret': secret})}"
    with scopes_disabled():
        keys = {(one.association_id, one.organisation_id): one for one in FeedKey.objects.filter(user=request.user)}
    rows = [Followed(hat, keys.get((hat.association.id, _house_of(hat))), made.get(hat.key, "")) for hat in hats]
    context = {"rows": rows, "unused_months": LIMITS.feed_days // 30}
    return render(request, "web/feeds.html", context)


def _house_of(hat: Hat) -> int | None:
    return hat.organisation.id if hat.organisation else None


def _page_of(entry: FeedEntry) -> str:
    """Where somebody with a login sees more. It holds no key."""
    if entry.recipient_id is None:
        return f"{settings.PUBLIC_URL}{reverse('conference', kwargs={'conference_id': entry.conference.id})}"
    return f"{settings.PUBLIC_URL}{reverse('letter', kwargs={'recipient_id': entry.recipient_id})}"


def _name_of(key: FeedKey) -> str:
    """„Termine Landkreistag Musterland – Landkreis Ahorntal“"""
    said = {"association": key.association.name, "house": key.organisation.name if key.organisation else ""}
    return (_("Events of %(association)s – %(house)s") if key.organisation else _("Events of %(association)s")) % said
