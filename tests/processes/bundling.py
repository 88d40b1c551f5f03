"""``python -m tests.processes.bundling ROUNDS``: two workers make a bundle while people meddle with its circulars.

One is held back and given up, one is sent at once, one is corrected by a notice, all at the same time, each from a
process of its own. Prints for each round how the processes ended, in which states the deliveries of each circular are,
how many messages no delivery leads to, and how many bring a circular to an address that another brings there too.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main(rounds: int) -> None:
    """Let them race."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        print(json.dumps([_round(house) for _number in range(rounds)]))


def _round(house: Any) -> dict[str, Any]:
    import datetime as dt
    from collections import Counter
    from dataclasses import replace

    from django.db.models import Count

    from tests.cast import a_circular, a_content
    from tests.office.circulars.following import sent
    from tests.processes.forks import all_at_once
    from umlauf.engines.mail.enums import State
    from umlauf.engines.mail.models import Message
    from umlauf.ground.core.actor import machine
    from umlauf.ground.core.clock import office_now
    from umlauf.office.circulars.actions.bundle import send_bundle
    from umlauf.office.circulars.actions.follow_up import Word, give_notice
    from umlauf.office.circulars.actions.hold import cancel_dispatch, hold_dispatch, send_gathered
    from umlauf.office.circulars.enums import FollowUp
    from umlauf.office.circulars.models import Delivery, Dispatch, Recipient

    content = replace(a_content(house), answer_by=None)
    issues = [sent(house, a_circular(house, content)) for _time in range(4)]
    ours = Delivery.objects.filter(dispatch__issue__in=issues)
    Dispatch.objects.filter(issue__in=issues).update(at=office_now() - dt.timedelta(days=1))
    Recipient.objects.filter(issue__in=issues).update(bundled=True)
    Message.objects.filter(id__in=ours.values("message")).update(state=State.GATHERED, next_attempt_at=None)
    held, at_once = issues[0].circular_id, issues[1].circular_id

    def bundle() -> None:
        send_bundle(actor=machine(house.association.id))

    def hold() -> None:
        hold_dispatch(actor=house.clerk_actor, circular_id=held)
        cancel_dispatch(actor=house.clerk_actor, circular_id=held)

    def release() -> None:
        send_gathered(actor=house.clerk_actor, circular_id=at_once)

    def notify() -> None:
        give_notice(actor=house.clerk_actor, issue_id=issues[2].id, word=Word(FollowUp.CORRECTION, "Es heißt 2017.", 0))

    endings = all_at_once([bundle, bundle, hold, release, notify])
    bundle()
    twice = ours.values("dispatch", "address__email").annotate(messages=Count("message", distinct=True))
    orphans = Message.objects.exclude(id__in=Delivery.objects.values("message")).exclude(key__startswith="notice:")
    return {
        "endings": endings,
        "states": [
            dict(Counter(ours.filter(dispatch__issue=issue).values_list("message__state", flat=True)))
            for issue in issues
        ],
        "orphans": orphans.count(),
        "twice": twice.filter(messages__gt=1).count(),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
