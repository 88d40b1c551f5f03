"""``python -m tests.processes.releasing``: a person has every uncertain message sent once more; prints which."""

import json

import django


def main() -> None:
    """Release them one by one, as the page does."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from umlauf.engines.mail.enums import State
    from umlauf.office.circulars.actions.settle import settle_delivery
    from umlauf.office.circulars.enums import Outcome
    from umlauf.office.circulars.models import Delivery

    house = house_of("lkt-musterland")
    with scope(association=house.association):
        uncertain = list(Delivery.objects.filter(message__state=State.UNCERTAIN).select_related("message"))
        for delivery in uncertain:
            settle_delivery(actor=house.clerk_actor, delivery_id=delivery.id, outcome=Outcome.AGAIN)
        print(json.dumps([delivery.message.message_id for delivery in uncertain]))


if __name__ == "__main__":
    main()
