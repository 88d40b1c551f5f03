"""``python -m tests.processes.planned KILLS``: circulars whose time has come, killed between two steps and then sent.

Each circular is planned, and the worker that sends it is killed at another step, KILLS of them evenly spread over a
whole run; then a second worker runs the task. Prints what a run has, and of each circular what there was after the one
and after the other: how the worker ended, plans, dispatches, deliveries, messages.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

import django


def main(kills: int) -> None:
    """Count the steps of one whole run, then kill the others."""
    django.setup()
    from django_scopes import scope

    from tests.cast import an_issue, house_of
    from tests.processes.forks import Work, ending, fork
    from tests.processes.steps import Steps
    from umlauf.engines.mail.models import Message
    from umlauf.ground.core.clock import office_now
    from umlauf.ground.core.tasks import run_next_task, sweep
    from umlauf.office.circulars.actions.plan import plan_dispatch
    from umlauf.office.circulars.actions.render import render_issue
    from umlauf.office.circulars.models import Delivery, Dispatch, PlannedDispatch

    house = house_of("lkt-musterland")
    counted = Path(os.environ["UMLAUF_HOME"], "steps")

    def plan() -> int:
        with scope(association=house.association):
            issue = an_issue(house)
            render_issue(actor=house.clerk_actor, issue_id=issue.id)
            plan_dispatch(actor=house.clerk_actor, issue_id=issue.id, at=office_now() + dt.timedelta(hours=1))
            PlannedDispatch.objects.filter(issue=issue).update(at=office_now() - dt.timedelta(minutes=1))
        while run_next_task():  # the signature has asked for the letter, which is there
            continue
        sweep()
        return issue.id

    def sending(last: int) -> Work:
        def send() -> None:
            steps = Steps(last)
            steps.watch()
            while run_next_task():
                continue
            counted.write_text(str(steps.count))

        return send

    def found(issue_id: int) -> list[int]:
        with scope(association=house.association):
            return [
                PlannedDispatch.objects.filter(issue_id=issue_id).count(),
                Dispatch.objects.filter(issue_id=issue_id).count(),
                Delivery.objects.filter(dispatch__issue_id=issue_id).count(),
                Message.objects.filter(key__startswith=f"circular:{issue_id}:").count(),
            ]

    def after(issue_id: int, last: int) -> list[int]:
        return [ending(fork(sending(last))), *found(issue_id)]

    whole = after(plan(), 0)
    total = int(counted.read_text())
    ended = []
    for number in range(kills):
        issue_id = plan()
        ended.append([after(issue_id, 1 + number * total // kills), after(issue_id, 0)])
    print(json.dumps({"total": total, "whole": whole, "ended": ended}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
