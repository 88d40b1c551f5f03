"""The worker's look into the postbox: what came back is taken in, beside the sending and never in its way."""

from __future__ import annotations

import hashlib
import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections
from django_scopes import scope

from umlauf.engines.mail.lmtp import lmtp_door
from umlauf.engines.mail.postbox import Came, Postbox, PostboxAway, postboxes
from umlauf.engines.mail.verp import Verp, read_verp
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Association
from umlauf.ground.core.shared_cache import hold, let_go
from umlauf.ground.core.workers import worker_name
from umlauf.office.circulars.actions.returned import NotYet, take_in

LOOK_EVERY: Final = 60.0  # seconds
TRIES: Final = 3
"""So often a mail that cannot be taken in is tried again; then it is put aside, where ``umlauf doctor`` counts it."""
TRIES_OF_THE_DATABASE: Final = 60
"""The same where the database refused it while it was there: what locks it or fills its disk may pass."""
IN_A_ROW: Final = 10
"""So many mails that the database refuses one after the other tell that it is not the mails."""
LEASE: Final = 120.0
"""Seconds for which one worker alone looks into a postbox, unless it says so again or ends."""
_SAY_AGAIN: Final = 30.0

Failure = tuple[str, int]
"""Where a mail lies, and how often this kind of failure is tried again: each kind is counted by itself."""

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


def look_into(postbox: Postbox, stop: Callable[[], bool], failures: Counter[Failure]) -> int:
    """Take in what lies there, look by look, until nothing is left but what has to stay. How many were taken in.

    ``failures`` is kept by the caller from one call to the next: how often which mail could not be taken in. Raises
    ``PostboxAway`` and what a database away raises.
    """
    count, in_a_row = 0, 0
    seen: set[str] = set()
    while not stop():
        before = len(seen)
        for came in postbox.look(frozenset(seen)):
            if stop():
                break
            seen.add(came.place)
            try:
                count += _taken_in(postbox, came, failures)
                in_a_row = 0
            except (InterfaceError, OperationalError):
                in_a_row += 1
                if in_a_row >= IN_A_ROW or not _database_answers():
                    raise
                _failed(postbox, came, failures, TRIES_OF_THE_DATABASE)
        if len(seen) == before:
            break
    for gone in [one for one in failures if one[0] not in seen]:
        del failures[gone]
    return count


def _taken_in(postbox: Postbox, came: Came, failures: Counter[Failure]) -> bool:
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
        _failed(postbox, came, failures, TRIES)
        return False
    if owner is None:
        postbox.put_aside(came)
        return False
    postbox.kept(came)
    return True


def _failed(postbox: Postbox, came: Came, failures: Counter[Failure], tries: int) -> None:
    """While the exception is handled."""
    failures[came.place, tries] += 1
    _log.exception("a mail that came back could not be taken in (%s)", came.place)
    if failures[came.place, tries] >= tries:
        postbox.put_aside(came)


def _database_answers() -> bool:
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (InterfaceError, OperationalError):
        return False
    return True


class _Turn:
    """One worker alone looks into a postbox: two would each copy what they put aside."""

    def __init__(self, postbox: Postbox, holder: str) -> None:
        self._key = f"mail.watch.{hashlib.sha256(postbox.name.encode()).hexdigest()}"
        self._holder = holder
        self._sure_until = -math.inf

    def lasts(self) -> bool:
        """Whether it is ours. Raises what a database away raises."""
        now = time.monotonic()
        if now >= self._sure_until and hold(self._key, self._holder, LEASE):
            self._sure_until = now + _SAY_AGAIN
        return now < self._sure_until

    def end(self) -> None:
        self._sure_until = -math.inf
        let_go(self._key, self._holder)


class Watch:
    """Looks into each postbox of the settings that no other worker looks into.

    One that is away is spoken of once, and looked into again.
    """

    def __init__(self, holder: str = "") -> None:
        self._boxes = postboxes()
        self._turns = [_Turn(box, holder or worker_name()) for box in self._boxes]
        self._away: dict[int, str] = {}
        self._failures = [Counter[Failure]() for _box in self._boxes]

    @property
    def idle(self) -> bool:
        return not self._boxes

    def look(self, stop: Callable[[], bool]) -> int:
        """Never raises: whatever is wrong is there a minute later, or not."""
        count = 0
        for number, (postbox, turn) in enumerate(zip(self._boxes, self._turns, strict=True)):
            try:
                if turn.lasts():
                    ends = partial(_ends, stop, turn)
                    count += look_into(postbox, ends, self._failures[number])
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

    def end(self) -> None:
        """Another worker may look at once."""
        for turn in self._turns:
            with suppress(InterfaceError, OperationalError):
                turn.end()


def _ends(stop: Callable[[], bool], turn: _Turn) -> bool:
    return stop() or not turn.lasts()


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
            watch.end()
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
