"""An association with an outbox, and a mail server that listens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django_scopes import scope

from tests.engines.mail.servers import Mailbox, listening
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Attachment, Outgoing, queue
from umlauf.engines.mail.sender import Counts, send_due
from umlauf.engines.mail.smtp import Server
from umlauf.ground.core.models import Association

SAMPLE = Outgoing(
    key="circular:1:0",
    recipient="poststelle@kreis.example",
    sender_name="Landkreistag Muster",
    sender_address="rundschreiben@landkreistag.example",
    subject="RS 543/2016 – Integrationskonferenz",
    text="Sehr geehrte Damen und Herren,\n\nanbei das Rundschreiben.\n",
    date=dt.datetime(2016, 11, 1, 9, 30, tzinfo=dt.UTC),
)


def outgoing(number: int = 0, **changes: Any) -> Outgoing:
    """A message of its own per number; ``changes`` are fields of ``Outgoing``."""
    own = {"key": f"circular:1:{number}", "recipient": f"poststelle-{number}@kreis.example"}
    return replace(SAMPLE, **{**own, **changes})


class Outbox:
    """The outbox of one association, seen from the office."""

    def __init__(self, association: Association) -> None:
        self.association = association

    def put(self, *messages: Outgoing) -> list[Message]:
        with scope(association=self.association), transaction.atomic():
            return queue(self.association.pk, messages)

    def rows(self) -> list[Message]:
        with scope(association=self.association):
            return list(Message.objects.order_by("id"))

    def only(self) -> Message:
        (row,) = self.rows()
        return row

    def states(self) -> list[State]:
        return [State(row.state) for row in self.rows()]

    def make_due(self) -> None:
        """Let the waits of deferred and interrupted messages be over."""
        with scope(association=self.association):
            waiting = Message.objects.filter(next_attempt_at__isnull=False)
            waiting.update(next_attempt_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))


@pytest.fixture
def outbox(transactional_db: None) -> Outbox:
    return Outbox(Association.objects.create(slug="muster", name="Landkreistag Muster", short_name="LKT"))


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Server]:
    with listening(mailbox) as address:
        yield address


@pytest.fixture
def send(server: Server) -> Callable[..., Counts]:
    """``send(connections=1)``: send all that is due to the server of the test."""

    def run(connections: int = 1, stop: Callable[[], bool] = lambda: False) -> Counts:
        return send_due(connections=connections, stop=stop, server=server)

    return run


@pytest.fixture
def attach() -> Callable[[str, bytes], Attachment]:
    """``attach(name, data)``: a file in the storage, as an attachment."""

    def keep(name: str, data: bytes, media_type: str = "application/pdf") -> Attachment:
        return Attachment(name, media_type, storages["files"].save(f"mail-tests/{name}", ContentFile(data)))

    return keep
