"""Let mails come back in the demo: ``python -m tests.browser.bringing_back``, in its environment.

A letter to one county is refused on two days, somebody answers one, and a third mail belongs to nobody.
"""

from __future__ import annotations

import datetime as dt

import django


def main() -> None:
    """All bounces are about the newest letter that went to the county of Harz."""
    from django_scopes import scope

    from tests.engines.mail import returns
    from umlauf.engines.mail.enums import State
    from umlauf.engines.mail.verp import Verp
    from umlauf.ground.core.actor import machine
    from umlauf.ground.core.clock import office_now, set_office_time
    from umlauf.ground.core.models import Association
    from umlauf.office.circulars.actions.returned import take_in
    from umlauf.office.circulars.models import Delivery

    association, now = Association.objects.get(slug="landkreistag-musterland"), office_now()
    with scope(association=association):
        sent = Delivery.objects.filter(message__state=State.SENT).select_related("message").order_by("-id")
        first = sent.filter(address__email="poststelle@landkreis-harz.example")[0].message
        other = sent.exclude(address__email=first.recipient)[0].message
        actor = machine(association.id)
        for day in (1, 0):
            set_office_time(now - dt.timedelta(days=day))
            data = returns.report(recipient=first.recipient, said=f"{day}")
            take_in(actor=actor, data=data, verp=Verp(association.id, first.id))
        take_in(actor=actor, data=returns.REPLY, verp=Verp(association.id, other.id))
        take_in(actor=actor, data=returns.ADVERTISEMENT, verp=None)


if __name__ == "__main__":
    django.setup()
    main()
