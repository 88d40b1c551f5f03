"""``python -m tests.processes.report``: what an installation holds, as JSON."""

from __future__ import annotations

import json
from typing import Any

import django


def report() -> dict[str, Any]:
    """All that was issued by the home association, and whether it is whole. To be called after ``django.setup``."""
    from django_scopes import scope

    from umlauf.engines.files.store import read
    from umlauf.engines.mail.models import Message
    from umlauf.ground.audit.chain import verify
    from umlauf.ground.audit.models import Entry
    from umlauf.ground.core.models import Association, Task
    from umlauf.office.circulars.models import (
        Circular,
        Delivery,
        Dispatch,
        Issue,
        RecipientAddress,
        Rendition,
        VoidedNumber,
    )
    from umlauf.office.conferences.models import Conference
    from umlauf.office.responses.models import Ask

    association = Association.objects.get(slug="lkt-musterland")
    with scope(association=association):
        letters = [read(rendition.pdf) for rendition in Rendition.objects.select_related("pdf")]
        return {
            "circulars": Circular.objects.count(),
            "numbers": sorted(Issue.objects.values_list("number", flat=True)),
            "voided": sorted(VoidedNumber.objects.values_list("number", flat=True)),
            "unrendered": Issue.objects.filter(rendition__isnull=True).count(),
            "letters": [letter[:5].decode() for letter in letters],
            "dispatches": Dispatch.objects.count(),
            "undelivered": RecipientAddress.objects.filter(delivery__isnull=True).count(),
            "deliveries": Delivery.objects.count(),
            "messages": list(Message.objects.order_by("id").values_list("message_id", "recipient", "state")),
            "tasks": list(Task.objects.values_list("name", "state", "error")),
            "events": list(Entry.objects.values_list("event", flat=True)),
            "registrations": [
                list(one.registrations.values_list("recipient__name", "state"))
                for one in Conference.objects.order_by("id")
            ],
            "answers": [
                list(one.answers.values_list("recipient__name", "state")) for one in Ask.objects.order_by("id")
            ],
            "flaws": [f"{finding.flaw} {finding.first}" for finding in verify(association)],
        }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(report()))
