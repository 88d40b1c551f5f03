"""All addresses are declared by the web face, each with what it needs."""

from umlauf.faces.web.urls import urlpatterns

__all__ = ["urlpatterns"]
