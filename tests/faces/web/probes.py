"""The addresses of Umlauf and, beside them, one behind each kind of guard whose page asks the database for nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from umlauf.faces.web.routes import Needs, route
from umlauf.ground.core.policy import Ability
from umlauf.project.urls import urlpatterns as real


def empty(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """What comes before it is the guard."""
    return HttpResponse()


_PROBES = [
    route("probe/login/", empty, name="probe-login", needs=Needs.LOGIN),
    route("probe/account/", empty, name="probe-account", needs=Needs.ACCOUNT),
    route("probe/office/", empty, name="probe-office", needs=Needs.OFFICE),
    route("probe/ability/", empty, name="probe-ability", needs=Ability.SEE_CIRCULARS),
    route("probe/fresh/", empty, name="probe-fresh", needs=Ability.SIGN, fresh=True),
    route("probe/letter/<int:recipient_id>/", empty, name="probe-letter", needs=Needs.GUEST),
    route("probe/answer/<int:recipient_id>/", empty, name="probe-answer", needs=Needs.ANSWER),
    route("probe/desk/<int:circular_id>/<int:recipient_id>/", empty, name="probe-desk", needs=Needs.DESK),
    route("probe/public/", empty, name="probe-public", needs=Needs.PUBLIC),
]
urlpatterns = [*_PROBES, *real]
