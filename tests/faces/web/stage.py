"""A stage for the pages: circulars of the home association at every step, made by the actions that a person uses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from django.test import Client
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from umlauf.engines.mail.enums import DUE, HELD, State
from umlauf.engines.mail.models import Message
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means, Role
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Circular, Delivery, Issue, Recipient
from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference
from umlauf.office.directory.actions.imports import take_in_file
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.models import Change, Grant, Organisation

PLAN = ConferencePlan(title="Integration in ländlichen Räumen", starts_on=dt.date(2016, 12, 2))
PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Stage:
    """The cast, and a circular of the home association at each step. ``letter`` is what the shared county got.

    The one that is ready invites to a conference.
    """

    cast: Cast
    draft: Circular
    ready: Issue
    sent: Issue
    letter: Recipient
    delivery: Delivery
    other_member: User

    @property
    def home(self) -> House:
        return self.cast.home

    @property
    def link(self) -> str:
        """The path of the personal link."""
        return link_of(self.letter)


def set_stage(cast: Cast) -> Stage:
    """Write a draft with an annex, a letter that is ready to send, and one that was sent."""
    with scope(association=cast.home.association):
        draft = a_circular(cast.home, replace(a_content(cast.home, subject="Entwurf zur Kita"), letter_date=None))
        attach(cast.home, draft)
        inviting = a_circular(cast.home, a_content(cast.home, subject="Bereit"))
        plan_conference(actor=cast.home.clerk_actor, circular_id=inviting.id, plan=PLAN)
        ready = rendered(cast.home, an_issue(cast.home, inviting))
        circular = a_circular(cast.home)
        attach(cast.home, circular)
        sent = send(cast.home, circular)
        letter = Recipient.objects.get(issue=sent, organisation=cast.shared)
        delivery = Delivery.objects.filter(address__recipient=letter).order_by("id")[0]
        other = User.objects.create(email="post@lk-lindenberg.example", name="Olaf Anders", password="!")
        member_of(cast.home, other, cast.home.members[1])
        Change.objects.create(
            association=cast.home.association, kind=ChangeKind.MERGE, label="Zusammenführung", at=office_now(), by="-"
        )
        take_in_file(actor=cast.home.clerk_actor, filename="Orte.csv", data=b"Organisation\r\nAhorntal")
    return Stage(cast, draft, ready, sent, letter, delivery, other)


def attach(house: House, circular: Circular, number: int = 1) -> None:
    """Attach an annex that a person has uploaded. Inside the scope."""
    file = AnnexFile(number, "Programm", "Programm.pdf", "application/pdf", PDF, "upload")
    attach_annex(actor=house.clerk_actor, circular_id=circular.id, file=file)


def rendered(house: House, issue: Issue) -> Issue:
    """The issue with its letter, as the worker makes it. Inside the scope."""
    render_issue(actor=Actor("Umlauf", house.association.id, Means.TASK), issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def send(house: House, circular: Circular | None = None) -> Issue:
    """A circular that was signed, rendered and handed to the outbox. Inside the scope."""
    issue = rendered(house, an_issue(house, circular))
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def member_of(house: House, user: User, organisation: Organisation) -> None:
    """Let somebody act for a member. Inside the scope."""
    Grant.objects.create(association=house.association, user=user, role=Role.MEMBER, organisation=organisation)


def set_state(delivery: Delivery, state: State, reply: str = "") -> None:
    """Let a message be in a state, as the sender would have written it down. Inside the scope."""
    now = machine_now()
    Message.objects.filter(id=delivery.message_id).update(
        state=state,
        last_reply=reply,
        next_attempt_at=now if state in DUE else None,
        claimed_until=now if state in HELD else None,
        sent_at=now if state == State.SENT else None,
    )


def link_of(letter: Recipient) -> str:
    """The path of the personal link to a letter."""
    return re.sub(r"^https?://[^/]+", "", letter_address(letter))


def logged_in(user: User) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client


def guest_of(stage: Stage) -> Client:
    """A browser in which the personal link of the shared county was opened."""
    client = Client()
    assert client.get(stage.link).status_code == 303
    return client
