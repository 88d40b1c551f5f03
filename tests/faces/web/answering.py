"""A browser before the pages on which an answer is given: it reads a form, fills it in and sends it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.stage import Stage, guest_of, logged_in
from tests.office.conferences.registering import PLAN
from umlauf.faces.cli.visitor import Form, Page, read_page
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.responses.actions.ask import set_ask
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.models import Answer, Ask, Extension

SAYER = {"name": "Vera Vorzimmer", "email": "vorzimmer@lk-ahorntal.example"}
LATE = dt.datetime(2016, 11, 18, 23, 0, 0, tzinfo=dt.UTC)  # 19 November, midnight in the office


@dataclass
class Browser:
    """Somebody before a door. ``door`` is the path of the page that shows the answer."""

    client: Client
    door: str

    def page(self, path: str = "") -> Page:
        """A page below the door, wherever it leads to."""
        response = self.client.get(self.door + path, follow=True)
        return read_page(response.content.decode(), response.request["PATH_INFO"], response.status_code)

    def form(self, path: str) -> Form:
        """The form of a page, as it stands there."""
        return next(form for form in self.page(path).forms if any(one.name == "nonce" for one in form.controls))

    def send(self, path: str, form: Form | None = None, /, **fields: Any) -> Page:
        """Send a form, newly opened if none is given, and see what comes back."""
        form = form or self.form(path)
        data: dict[str, Any] = {one.name: one.value for one in form.controls if sent(one.kind, ticked=one.ticked)}
        data |= {name.replace("__", "-"): value for name, value in fields.items()}
        response = self.client.post(self.door + path, data, follow=True)
        return read_page(response.content.decode(), response.request["PATH_INFO"], response.status_code)

    def html(self, path: str = "") -> str:
        return unescape(self.client.get(self.door + path).content.decode())


def sent(kind: str, *, ticked: bool) -> bool:
    """Whether a browser sends a field without anybody touching it."""
    return ticked if kind in {"checkbox", "radio"} else kind != "submit"


def guest(stage: Stage) -> Browser:
    return Browser(guest_of(stage), letter_path(stage))


def member(stage: Stage) -> Browser:
    return Browser(logged_in(stage.cast.member), letter_path(stage))


def clerk(stage: Stage) -> Browser:
    return Browser(logged_in(stage.home.clerk), desk_path(stage))


def letter_path(stage: Stage) -> str:
    return reverse("letter", kwargs={"recipient_id": stage.letter.id})


def desk_path(stage: Stage) -> str:
    where = {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id}
    return reverse("desk", kwargs=where)


def invite(stage: Stage, *, places: int | None = None, **terms: Any) -> None:
    """Let the circular that was sent invite to a conference."""
    with scope(association=stage.home.association):
        plan_conference(actor=stage.home.clerk_actor, circular_id=stage.sent.circular_id, plan=PLAN)
        Conference.objects.filter(circular_id=stage.sent.circular_id).update(places=places)
        if terms:
            ask(stage, kind=AskKind.REGISTRATION, **terms)


def ask(stage: Stage, *, kind: AskKind = AskKind.STATEMENT, **terms: Any) -> None:
    """Set the terms of the circular that was sent."""
    with scope(association=stage.home.association):
        set_ask(actor=stage.home.clerk_actor, circular_id=stage.sent.circular_id, terms=Terms(kind, **terms))


def close(stage: Stage) -> None:
    """The office closes the ask."""
    with scope(association=stage.home.association):
        row, _made = Ask.objects.get_or_create(association=stage.home.association, circular_id=stage.sent.circular_id)
        row.closed_at, row.closed_by = dt.datetime(2016, 11, 2, tzinfo=dt.UTC), "Nora Feldkamp"
        row.save()


def it_is_late() -> None:
    """The deadline has passed by one second."""
    set_office_time(LATE + dt.timedelta(seconds=1))


def answer_of(stage: Stage) -> Answer | None:
    with scope(association=stage.home.association):
        return Answer.objects.filter(recipient=stage.letter).first()


def wish_of(stage: Stage) -> Extension | None:
    with scope(association=stage.home.association):
        return Extension.objects.filter(recipient=stage.letter).order_by("-id").first()


def people_of(stage: Stage) -> list[tuple[str, str]]:
    """Name and state of whoever was registered, in their order."""
    with scope(association=stage.home.association):
        return list(Registration.objects.filter(recipient=stage.letter).order_by("id").values_list("name", "state"))
