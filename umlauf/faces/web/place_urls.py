"""The addresses of one's own place at a conference. The first of them hold a key, the others tell nothing."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import letters, place

FORM = "GET POST"
_HERE = "place/<int:registration_id>/"

place_patterns = [
    route("p/<str:token>", place.link, name="place-link", needs=Needs.PUBLIC),
    route("p/<path:rest>", letters.link_mangled, name="place-mangled", needs=Needs.PUBLIC),
    route(_HERE, place.place, name="place", needs=Needs.PLACE, methods=FORM),
    route(f"{_HERE}withdraw/", place.withdraw, name="place-withdraw", needs=Needs.PLACE, methods=FORM),
    route(f"{_HERE}offer/", place.take, name="place-offer", needs=Needs.PLACE, methods="POST"),
    route(f"{_HERE}let-go/", place.let_go, name="place-let-go", needs=Needs.PLACE, methods=FORM),
    route(f"{_HERE}again/", place.again, name="place-again", needs=Needs.PLACE, methods=FORM),
    route(f"{_HERE}security/", place.security, name="place-security", needs=Needs.PLACE, methods=FORM),
    route(f"{_HERE}programme.pdf", place.programme, name="place-programme", needs=Needs.PLACE),
    route(f"{_HERE}calendar.ics", place.calendar, name="place-calendar", needs=Needs.PLACE),
]
