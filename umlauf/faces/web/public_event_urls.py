"""The page of a conference for everybody, and where an office publishes it."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import public_event
from umlauf.ground.core.policy import Ability

_PAGE = "events/<slug:association>/<slug:slug>/"

public_event_patterns = [
    route(
        "conferences/<int:conference_id>/publish/",
        public_event.publish,
        name="conference-publish",
        needs=Ability.RUN_CONFERENCES,
        methods="GET POST",
    ),
    route(
        "conferences/<int:conference_id>/press.docx",
        public_event.press,
        name="conference-press",
        needs=Ability.RUN_CONFERENCES,
    ),
    route(_PAGE, public_event.event, name="public-event", needs=Needs.PUBLIC),
    route(f"{_PAGE}calendar.ics", public_event.calendar, name="public-event-calendar", needs=Needs.PUBLIC),
    route(f"{_PAGE}photos/<int:photo_id>/", public_event.photo, name="public-event-photo", needs=Needs.PUBLIC),
    route(f"{_PAGE}programme.pdf", public_event.programme, name="public-event-programme", needs=Needs.PUBLIC),
]
