"""``python -m tests.browser.sending COUNTIES``: a migrated database gets the cast and two circulars ready to send.

The second asks for nothing, and half of its organisations want that once a day. Nobody is asked for a second factor.
Prints the ids of the circulars.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import django
from django.db import transaction


def main(counties: int) -> None:
    """Write all of it, in one transaction for the sake of speed."""
    django.setup()
    from django_scopes import scope

    from tests.cast import a_circular, a_content, an_issue, make_cast
    from umlauf.ground.core.actor import machine
    from umlauf.ground.core.models import Association
    from umlauf.office.circulars.actions.render import render_issue
    from umlauf.office.circulars.models import Recipient

    with transaction.atomic():
        home = make_cast(counties=counties).home
        Association.objects.update(second_factor=False)
        with scope(association=home.association):
            issue = an_issue(home)
            quiet = an_issue(home, a_circular(home, replace(a_content(home), answer_by=None)))
            for one in (issue, quiet):
                render_issue(actor=machine(home.association.id), issue_id=one.id)
            wanting = Recipient.objects.filter(issue=quiet).order_by("id").values_list("id", flat=True)[: counties // 2]
            Recipient.objects.filter(id__in=list(wanting)).update(bundled=True)
    print(issue.circular_id, quiet.circular_id)


if __name__ == "__main__":
    main(int(sys.argv[1]))
