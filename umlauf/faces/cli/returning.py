"""The worker's look into the postbox: what came back is taken in, beside the sending and never in its way."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django_scopes import scope

from umlauf.engines.mail.lmtp import lmtp_door
from umlauf.engines.mail.postbox import Came, Postbox, PostboxAway, postboxes
from umlauf.engines.mail.verp import Verp, read_verp
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Association
from umlauf.office.circulars.actions.returned import NotYet, take_in

LOOK_EVERY: Final = 60.0  # seconds
TRIES: Final = 3
"""So often a mail that cannot be taken in is tried again; then it is put aside, where ``umlauf doctor`` counts it."""

_log = logging.getLogger(__name__)


def owner_of(addresses: Sequence[str]) -> tuple[Association, Verp | None] | None:
    """Whose mail it is by the addresses that it came to; without a code of ours, that of the only association."""
    for address in addresses:
        verp = read_verp(address)
        if verp is not None:
            association = Association.objects.filter(id=verp.association_id, active=True).first()
            return (association, verp) if association else None
    active = list(Association.objects.filter(active=True)[:2])
    return (active[0], None) if len(active) == 1 else None


def take_in_for(owner: tuple[Association, Verp | None], data: bytes) -> None:
    """Raises ``NotYet`` and what the database raises."""
    association, verp = owner
    with scope(association=association):
        take_in(actor=machine(association.id), data=data, verp=verp)


def look_into(postbox: Postbox, stop: Callable[[], bool], failures: Counter[str]) -> int:
    """Take in what lies there, look by look, until nothing is left but what has to stay. How many were taken in.

    ``failures`` is kept by the caller from one call to the next: how often which mail could not be taken in. Raises
    ``PostboxAway`` and what a database away raises.
    """
    count = 0
    seen: set[str] = set()
    while not stop():
        before = len(seen)
        for came in postbox.look(frozenset(seen)):
            if stop():
                break
            seen.add(came.place)
            count += _taken_in(postbox, came, failures)
        if len(seen) == before:
            break
    for gone in failures.keys() - seen:
        del failures[gone]
    return count


def _taken_in(postbox: Postbox, came: Came, failures: Counter[str]) -> bool:
    """One that cannot be taken in stays where it is at first, and must not hold up the rest."""
    try:
        owner = owner_of(came.to)
        if owner is not None:
            take_in_for(owner, came.data)
    except NotYet:
        return False
    except (InterfaceError, OperationalError):
        raise
    except Exception:  # noqa: BLE001 - whatever it is, a person finds the mail
        failures[came.place] += 1
        _log.exception("a mail that came back could not be taken in (%s)", came.place)
        if failures[came.place] >= TRIES:
            postbox.put_aside(came)
        return False
    if owner is None:
        postbox.put_aside(came)
        return False
    postbox.kept(came)
    return True


class Watch:
    """Looks into each postbox of the settings. One that is away is spoken of once, and looked into again."""

    def __init__(self) -> None:
        self._boxes = postboxes()
        self._away: dict[int, str] = {}
        self._failures = [Counter[str]() for _box in self._boxes]

    @property
    def idle(self) -> bool:
        return not self._boxes

    def look(self, stop: Callable[[], bool]) -> int:
        """Never raises: whatever is wrong is there a minute later, or not."""
        count = 0
        for number, postbox in enumerate(self._boxes):
            try:
                count += look_into(postbox, stop, self._failures[number])
            except (PostboxAway, InterfaceError, OperationalError) as error:
                if self._away.get(number) != str(error):
                    _log.warning("the postbox of what comes back cannot be looked into: %s", error)
                self._away[number] = str(error)
                close_old_connections()
            except Exception:  # noqa: BLE001 - the thread would end, and nobody would look any more
                _log.exception("the postbox of what comes back cannot be looked into")
            else:
                if self._away.pop(number, None):
                    _log.warning("the postbox of what comes back is there again")
            finally:
                postbox.close()
        return count


@contextmanager
def watching(told: threading.Event) -> Iterator[None]:
    """Look into the postboxes every minute and hold the LMTP door open, while the caller does something else."""
    watch = Watch()
    ended = threading.Event()

    def run() -> None:
        try:
            while not (ended.is_set() or told.is_set()):
                watch.look(lambda: ended.is_set() or told.is_set())
                for _second in range(int(LOOK_EVERY)):
                    if told.is_set() or ended.wait(1.0):
                        break
        finally:
            connections.close_all()  # those of this thread

    thread = threading.Thread(target=run, name="returns", daemon=True)
    with _open_door():
        if not watch.idle:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            if thread.ident is not None:
                thread.join(timeout=settings.SMTP_TIMEOUT)


def _open_door() -> ExitStack:
    """A port that is taken, by another worker or by a stranger, stops nothing but this."""
    stack = ExitStack()
    if settings.RETURN_LMTP_PORT:
        try:
            stack.enter_context(lmtp_door(settings.RETURN_LMTP_PORT, knows=_knows, keeps=_keeps))
        except OSError as error:
            _log.warning("nobody can hand over mail by LMTP at port %s: %s", settings.RETURN_LMTP_PORT, error)
    return stack


def _knows(address: str) -> bool:
    with _own_connection():
        return owner_of([address]) is not None


def _keeps(data: bytes, address: str) -> None:
    with _own_connection():
        owner = owner_of([address])
        if owner is None:
            raise LookupError(address)
        take_in_for(owner, data)


@contextmanager
def _own_connection() -> Iterator[None]:
    """The threads of the door come and go, and so do their connections."""
    close_old_connections()
    try:
        yield
    finally:
        connections.close_all()
