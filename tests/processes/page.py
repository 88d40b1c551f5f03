"""``python -m tests.processes.page``: what the page of the last circular says of its delivery, as JSON.

A clerk logs in and looks; the counts are those that stand there.
"""

from __future__ import annotations

import json
import re

import django


def main() -> None:
    """Read the sums off the page: by state, how many."""
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from django_scopes import scope

    from tests.cast import house_of
    from tests.faces.web.stage import logged_in
    from umlauf.office.circulars.models import Circular

    call_command("collectstatic", verbosity=0, interactive=False)
    setup_test_environment()
    house = house_of("lkt-musterland")
    with scope(association=house.association):
        circular_id = Circular.objects.latest("id").id
    answer = logged_in(house.clerk).get(f"/circulars/{circular_id}/")
    assert answer.status_code == 200, answer
    sums = re.findall(r'<b>([\d.]+)</b><span><a id="state-(\w+)"', answer.content.decode())
    print(json.dumps({state: int(count.replace(".", "")) for count, state in sums}))


if __name__ == "__main__":
    main()
