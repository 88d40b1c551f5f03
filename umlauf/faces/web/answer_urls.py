"""The addresses at which an answer is given: the same pages behind both doors."""

from __future__ import annotations

from django.urls import URLPattern

from umlauf.faces.web.routes import Needs, View, route
from umlauf.faces.web.views import answers, deputies, fillable, offers, registrations

_FORMS: tuple[tuple[str, str, View], ...] = (
    ("register/", "register", registrations.register),
    ("deputy/", "deputy", registrations.deputy),
    ("people/<int:registration_id>/", "person", registrations.person),
    ("people/<int:registration_id>/deputy/", "send", deputies.send),
    ("people/<int:registration_id>/back/", "back", deputies.back),
    ("withdraw/", "withdraw", registrations.withdraw),
    ("decline/", "decline", registrations.decline),
    ("offer/<int:registration_id>/", "offer", offers.offer),
    ("let-go/<int:registration_id>/", "let-go", offers.let_go),
    ("again/<int:registration_id>/", "again", offers.again),
    ("host/", "host", registrations.host),
    ("answer/", "answer", answers.answer),
    ("extension/", "extension", answers.extension),
)


def _behind(path: str, name: str, needs: Needs) -> list[URLPattern]:
    """All forms below the page of a door."""
    forms = [
        route(f"{path}{address}", view, name=f"{name}-{key}", needs=needs, methods="GET POST")
        for address, key, view in _FORMS
    ]
    return [*forms, route(f"{path}form.pdf", fillable.form, name=f"{name}-form", needs=needs)]


_DESK = "circulars/<int:circular_id>/answers/<int:recipient_id>/"

answer_patterns = [
    *_behind("letter/<int:recipient_id>/", "letter", Needs.ANSWER),
    route(_DESK, answers.desk, name="desk", needs=Needs.DESK),
    *_behind(_DESK, "desk", Needs.DESK),
]
