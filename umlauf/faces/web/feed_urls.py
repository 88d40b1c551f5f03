"""The calendar that follows: its own address, which holds a key, and the page on which somebody makes it."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import feeds

feed_patterns = [
    route("calendar/", feeds.feeds, name="feeds", needs=Needs.LOGIN, methods="GET POST"),
    route("calendar/<str:secret>.ics", feeds.feed, name="feed", needs=Needs.PUBLIC),
]
