"""``python -m bench.rush_office COUNTIES [PLACES]``: an association that invites so many counties to a conference.

Prints the paths of the personal links as JSON. The letters are as sent already, so that the worker has the
confirmations alone to send. Without PLACES there is room for all. ``python -m bench.rush_office`` alone prints as JSON
how many people were registered there since, by state.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from urllib.parse import urlsplit

import django
from django.core.management import call_command
from django.db import transaction


def prepare(counties: int, places: int | None) -> None:
    """Write it in one transaction, for the sake of speed."""
    from django_scopes import scope

    from tests.cast import a_circular, a_content, an_issue, make_cast
    from umlauf.engines.mail.enums import State
    from umlauf.engines.mail.models import Message
    from umlauf.ground.core.clock import set_office_time
    from umlauf.office.circulars.actions.render import render_issue
    from umlauf.office.circulars.actions.send import dispatch
    from umlauf.office.circulars.mailing import letter_address
    from umlauf.office.circulars.models import Recipient
    from umlauf.office.conferences.actions.places import set_places
    from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        set_office_time(dt.datetime(2016, 11, 2, 8, 0, tzinfo=dt.UTC))
        home = make_cast(counties=counties).home
        with scope(association=home.association):
            circular = a_circular(home, a_content(home))
            plan = ConferencePlan(
                "Integration in ländlichen Räumen",
                dt.date(2016, 12, 2),
                starts_at=dt.time(10),
                ends_at=dt.time(16),
                venue="Kongresszentrum Musterstadt",
                city="Musterstadt",
            )
            conference = plan_conference(actor=home.clerk_actor, circular_id=circular.id, plan=plan)
            set_places(actor=home.clerk_actor, conference_id=conference.id, places=places)
            issue = an_issue(home, circular)
            render_issue(actor=home.clerk_actor, issue_id=issue.id)
            issue.refresh_from_db()
            dispatch(actor=home.clerk_actor, issue_id=issue.id)
            Message.objects.update(state=State.SENT, next_attempt_at=None)
            recipients = Recipient.objects.filter(issue=issue)
            print(json.dumps([urlsplit(letter_address(recipient)).path for recipient in recipients]))


def count() -> None:
    """Read what the served application has written."""
    from django_scopes import scopes_disabled

    from umlauf.office.conferences.models import Registration

    with scopes_disabled():
        print(json.dumps(Counter(Registration.objects.values_list("state", flat=True))))


if __name__ == "__main__":
    django.setup()
    said = [int(one) for one in sys.argv[1:]]
    if said:
        prepare(said[0], said[1] if len(said) > 1 else None)
    else:
        count()
