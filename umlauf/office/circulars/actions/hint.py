"""Put a hint aside, and keep what came back from the pages that a draft links to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import Http404

from umlauf.engines.pages import Answer, ask, resolves
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import PageState
from umlauf.office.circulars.hints_links import pages_of
from umlauf.office.circulars.links import KNOWN_FOR, digest_of, states_of
from umlauf.office.circulars.models import DismissedHint, Draft, LinkState

PAGES: Final = 20
"""Pages of one draft that are asked for at most."""

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_TOGETHER: Final = 40  # seconds before the last of them: a task has two minutes


@transaction.atomic
def dismiss_hint(*, actor: Actor, circular_id: int, key: str) -> DismissedHint:
    """Put a hint aside for a circular, for everybody and for good. Done already: no change. Raises ``Http404``."""
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    if not _KEY.fullmatch(key):
        raise Http404
    hint, created = DismissedHint.objects.get_or_create(
        association_id=actor.association_id,
        circular=circular,
        key=key,
        defaults={"at": office_now(), "by": actor.label[: LIMITS.name]},
    )
    if created:
        label = circular.drafts.latest("revision").content["subject"]
        record(actor, "circulars.hint_dismissed", subject=f"circulars.Circular:{circular.id}", label=label)
    return hint


def look_at_links(*, actor: Actor, circular_id: int, asks: Callable[[str], Answer] = ask) -> int:
    """Ask for the pages that a draft links to and of which nothing is known today; of how many is known now.

    Nothing is written or locked while hosts are asked.
    """
    association = Association.objects.get(id=actor.association_id)
    draft = Draft.objects.filter(association=association, circular_id=circular_id).order_by("revision").last()
    if draft is None or association.sample:
        return 0
    pages = pages_of(Content.parse(draft.content).body)[:PAGES]
    known = states_of(pages)
    until = time.monotonic() + _TOGETHER
    answers: dict[str, Answer] = {}
    for page in pages:
        if page not in known and time.monotonic() < until:
            answers[page] = asks(page)
    if not _knows_names(answers, association):
        answers = {page: answer for page, answer in answers.items() if answer is not Answer.NO_HOST}
    _keep(association, answers)
    return len(answers)


def _knows_names(answers: dict[str, Answer], association: Association) -> bool:
    """Whether a name that was not found is none: not where this machine has no way out."""
    if Answer.NO_HOST not in answers.values() or {Answer.THERE, Answer.GONE} & set(answers.values()):
        return True
    own = association.email.rpartition("@")[2]
    return bool(own) and resolves(own)


@transaction.atomic
def _keep(association: Association, answers: dict[str, Answer]) -> None:
    now = machine_now()
    LinkState.objects.filter(association=association, checked_at__lte=now - KNOWN_FOR).delete()
    for page, answer in answers.items():
        LinkState.objects.update_or_create(
            association=association,
            digest=digest_of(page),
            defaults={"state": PageState(answer.value), "checked_at": now},
        )
