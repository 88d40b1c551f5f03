"""Addresses at which a circular is sent, now or later, and at which a person looks after what became of it."""

from __future__ import annotations

from django.urls import URLPattern

from umlauf.faces.web.routes import View, route
from umlauf.faces.web.views import deliveries, dispatching, sending
from umlauf.ground.core.policy import Ability

FORM = "GET POST"


def _step(step: str, view: View, methods: str = "POST") -> URLPattern:
    path, name = f"circulars/<int:circular_id>/{step}/", f"circular-{step}"
    return route(path, view, name=name, needs=Ability.WRITE_CIRCULARS, methods=methods)


dispatch_patterns = [
    _step("send", sending.circular_send, FORM),
    _step("plan", sending.circular_plan),
    _step("unplan", sending.circular_unplan),
    _step("trial", sending.circular_trial),
    _step("hold", dispatching.circular_hold),
    _step("resume", dispatching.circular_resume),
    _step("send-gathered", dispatching.circular_send_gathered),
    _step("cancel", dispatching.circular_cancel, FORM),
    _step("again", dispatching.circular_again, FORM),
    route(
        "deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery", needs=Ability.SEE_CIRCULARS, methods=FORM
    ),
    route(
        "notices/<int:delivery_id>/",
        deliveries.notice_delivery,
        name="notice-delivery",
        needs=Ability.SEE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "mails/<int:message_id>/",
        deliveries.mail_beside,
        name="delivery-beside",
        needs=Ability.SEE_CIRCULARS,
        methods=FORM,
    ),
]
