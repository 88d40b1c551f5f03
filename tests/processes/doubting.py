"""``python -m tests.processes.doubting MANY``: so many messages that arrived, and one that did not, are uncertain."""

import sys

import django


def main(many: int) -> None:
    """As a kill after the data and before the answer leaves them."""
    django.setup()
    from django_scopes import scope

    from tests.cast import house_of
    from umlauf.engines.mail.enums import State
    from umlauf.engines.mail.models import Message

    with scope(association=house_of("lkt-musterland").association):
        arrived = Message.objects.filter(state=State.SENT).order_by("id").values_list("id", flat=True)[:many]
        refused = Message.objects.filter(state=State.FAILED).order_by("id").values_list("id", flat=True)[:1]
        doubted = Message.objects.filter(id__in=[*arrived, *refused])
        doubted.update(state=State.UNCERTAIN, sent_at=None, queue_id="", last_reply="", reply_code=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
