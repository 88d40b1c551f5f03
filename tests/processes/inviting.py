"""``python -m tests.processes.inviting PLACES``: the home association sends a circular that invites to a conference.

Prints the personal links of its recipients as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

SENT = dt.datetime(2016, 11, 2, 8, 0, tzinfo=dt.UTC)


def main(places: int) -> None:
    """Invite for the 2nd of December 2016, with so many places."""
    django.setup()
    from django_scopes import scope

    from tests.cast import a_circular, an_issue, house_of
    from umlauf.ground.core.clock import set_office_time
    from umlauf.office.circulars.actions.render import render_issue
    from umlauf.office.circulars.actions.send import dispatch
    from umlauf.office.circulars.mailing import letter_address
    from umlauf.office.circulars.models import Recipient
    from umlauf.office.conferences.actions.places import set_places
    from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference

    set_office_time(SENT)
    house = house_of("lkt-musterland")
    with scope(association=house.association):
        circular = a_circular(house)
        plan = ConferencePlan("Integration in ländlichen Räumen", dt.date(2016, 12, 2), city="Musterstadt")
        conference = plan_conference(actor=house.clerk_actor, circular_id=circular.id, plan=plan)
        set_places(actor=house.clerk_actor, conference_id=conference.id, places=places)
        issue = an_issue(house, circular)
        render_issue(actor=house.clerk_actor, issue_id=issue.id)
        dispatch(actor=house.clerk_actor, issue_id=issue.id)
        print(json.dumps([letter_address(one) for one in Recipient.objects.filter(issue=issue).order_by("id")]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
