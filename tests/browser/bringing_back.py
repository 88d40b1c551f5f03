"""Let mails come back in the demo: ``python -m tests.browser.bringing_back``, in its environment.

A letter to one county is refused on two days, somebody answers one, and a third mail belongs to nobody. A new link
reached nobody.
"""

from __future__ import annotations

import datetime as dt

import django


def main() -> None:
    """All bounces are about the newest letter that went to the county of Harz."""
    from django.db import transaction
    from django_scopes import scope

    from tests.engines.mail import returns
    from umlauf.engines.mail.enums import State
    from umlauf.engines.mail.models import Message
    from umlauf.engines.mail.verp import Verp
    from umlauf.ground.accounts.models import User
    from umlauf.ground.core.actor import Actor, Means, machine
    from umlauf.ground.core.clock import office_now, set_office_time
    from umlauf.ground.core.models import Association
    from umlauf.ground.core.policy import Role
    from umlauf.office.circulars.actions.link import renew_link
    from umlauf.office.circulars.actions.returned import take_in
    from umlauf.office.circulars.models import Delivery, Recipient

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
        clerk = User.objects.get(email="koenig@landkreistag-musterland.example")
        writer = Actor(clerk.name, association.id, Means.LOGIN, frozenset({Role.CLERK}), clerk.id)
        recipient = Recipient.objects.get(addresses__delivery__message=other, issue__dispatch__isnull=False)
        with transaction.atomic():  # before a worker sees it
            renew_link(actor=writer, recipient_id=recipient.id, generation=recipient.link_generation)
            Message.objects.filter(key__startswith=f"link:{recipient.id}:").update(
                state=State.FAILED, next_attempt_at=None, last_reply="554 5.7.1 refused"
            )


if __name__ == "__main__":
    django.setup()
    main()
