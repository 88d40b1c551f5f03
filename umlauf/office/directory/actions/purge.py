"""Let go of what was known of former holders, on the day when nobody needs it any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.erasure import erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.directory.models import ListGuest, Person, PersonDetails, Tenure
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.holders import successors

NOTHING = {"salutation": "", "title": "", "first_name": "", "last_name": "", "letter_form": "", "envelope_form": ""}
NO_CONTACT = {"email": "", "phone": ""}


@transaction.atomic
def forget_former_holders(association: Association, today: dt.date) -> int:
    """Empty what is known of people in all that was ever recorded of them; how many rows it emptied.

    Mail address and phone go ``LIMITS.retention_days`` after the last tenure ended, names ``LIMITS.former_days`` after.
    Guests that were taken off their list lose name and address with the first of these days. With the names go those
    that the audit record holds of these people.
    """
    Association.objects.select_for_update(no_key=True).get(id=association.id)  # the lock of the directory
    contact_day = today - dt.timedelta(days=LIMITS.retention_days)
    name_day = today - dt.timedelta(days=LIMITS.former_days)
    emptied = (
        PersonDetails.objects.filter(person__in=_without_post_since(contact_day))
        .exclude(**NO_CONTACT)
        .update(**NO_CONTACT)
    )
    nameless = _without_post_since(name_day).filter(forgotten_at=None)
    people = list(nameless.values_list("id", flat=True))
    emptied += PersonDetails.objects.filter(person__in=people).update(**NOTHING, **NO_CONTACT, search_key="")
    Person.objects.filter(id__in=people).update(forgotten_at=office_now())
    emptied += ListGuest.objects.filter(retired_at__date__lt=contact_day).exclude(name="").update(name="", email="")
    if emptied:
        subjects = [f"directory.Person:{person_id}" for person_id in people]
        erase_with(Erasure.WITH_PERSON, association_id=association.id, subjects=subjects)
        record(
            machine(association.id),
            "directory.forgotten",
            subject=f"core.Association:{association.id}",
            label=str(emptied),
        )
    return emptied


def _without_post_since(day: dt.date) -> QuerySet[Person]:
    """People whose last tenure ended before the day; those who never had one, if they were entered before it."""
    tenures = Tenure.objects.filter(person=OuterRef("pk"))
    carrying_on = Q(carries_on=True) & ~Exists(successors(as_it_stands(day - dt.timedelta(days=1))))
    lasting = tenures.filter(Q(until__isnull=True) | carrying_on, retired_at=None)
    ended_later = tenures.filter(until__gte=day, retired_at=None)
    written = Q(recorded_at__date__gte=day) | Q(retired_at__date__gte=day)
    recent = PersonDetails.objects.filter(written, person=OuterRef("pk"))
    never_held = ~Exists(tenures.filter(retired_at=None)) & Exists(recent)
    return Person.objects.filter(~Exists(lasting), ~Exists(ended_later)).exclude(never_held)
