"""Addresses that the page of a draft asks for while somebody writes."""

from __future__ import annotations

from django.urls import URLPattern

from umlauf.faces.web.routes import View, route
from umlauf.faces.web.views import desk, hints
from umlauf.ground.core.policy import Ability


def _post(path: str, view: View, name: str) -> URLPattern:
    return route(path, view, name=name, needs=Ability.WRITE_CIRCULARS, methods="POST")


desk_patterns = [
    _post("circulars/new/beside/", desk.circular_new_beside, "circular-new-beside"),
    _post("circulars/new/keep/", desk.circular_new_keep, "circular-new-keep"),
    _post("circulars/new/drop/", desk.circular_new_copy_drop, "circular-new-copy-drop"),
    _post("circulars/<int:circular_id>/edit/beside/", desk.circular_beside, "circular-beside"),
    _post("circulars/<int:circular_id>/edit/keep/", desk.circular_keep, "circular-keep"),
    _post("circulars/<int:circular_id>/hints/dismiss/", hints.circular_hint_dismiss, "circular-hint-dismiss"),
    _post("circulars/<int:circular_id>/edit/drop/", desk.circular_copy_drop, "circular-copy-drop"),
]
