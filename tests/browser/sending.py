"""``python -m tests.browser.sending COUNTIES``: a migrated database gets the cast and a circular ready to send.

Nobody is asked for a second factor. Prints the id of the circular.
"""

from __future__ import annotations

import sys

import django
from django.db import transaction


def main(counties: int) -> None:
    """Write all of it, in one transaction for the sake of speed."""
    django.setup()
    from django_scopes import scope

    from tests.cast import an_issue, make_cast
    from umlauf.ground.core.actor import machine
    from umlauf.ground.core.models import Association
    from umlauf.office.circulars.actions.render import render_issue

    with transaction.atomic():
        home = make_cast(counties=counties).home
        Association.objects.update(second_factor=False)
        with scope(association=home.association):
            issue = an_issue(home)
            render_issue(actor=machine(home.association.id), issue_id=issue.id)
    print(issue.circular_id)


if __name__ == "__main__":
    main(int(sys.argv[1]))
