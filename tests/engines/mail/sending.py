"""A sender as a process of its own: ``python -m tests.engines.mail.sending PORT CONNECTIONS``.

Sends until nothing is due and nobody holds anything, as a worker does, and prints how many it handed over.
"""

from __future__ import annotations

import sys
import time

import django


def main(port: int, connections: int) -> int:
    """Returns how many messages were handed over."""
    from django_scopes import scopes_disabled

    from umlauf.engines.mail.enums import OPEN
    from umlauf.engines.mail.models import Message
    from umlauf.engines.mail.sender import send_due
    from umlauf.engines.mail.smtp import Server

    sent = 0
    server = Server("127.0.0.1", port, timeout=5, data_timeout=5)
    with scopes_disabled():
        while Message.objects.filter(state__in=OPEN).exists():
            counts = send_due(connections=connections, stop=lambda: False, server=server)
            sent += counts.sent
            if not counts.sent:
                time.sleep(0.05)
    return sent


if __name__ == "__main__":
    django.setup()
    print(main(int(sys.argv[1]), int(sys.argv[2])))
