"""Where in the directory a mail address stands, so that it can be changed there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models.functions import Lower

from umlauf.office.directory.models import (
    ContactDetails,
    IntakeAddress,
    ListGuest,
    Organisation,
    PersonDetails,
    PostDetails,
    Tenure,
)
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.holders import still_held


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """An entry that has the address: of an organisation itself, of a post, a person or a guest of a list there."""

    organisation: Organisation
    label: str
    post_id: int | None = None
    person_id: int | None = None
    list_id: int | None = None


def entries_of(addresses: Collection[str], day: dt.date) -> dict[str, list[AddressEntry]]:
    """By address in small letters, the entries of today that have it. Six queries, however many they are."""
    found: defaultdict[str, list[AddressEntry]] = defaultdict(list)
    for email, entry in (*_of_organisations(addresses, day), *_of_posts(addresses, day), *_of_people(addresses, day)):
        found[email.lower()].append(entry)
    return dict(found)


Found = Iterator[tuple[str, AddressEntry]]


def _of_organisations(addresses: Collection[str], day: dt.date) -> Found:
    known = as_it_stands(day).known()
    intake = IntakeAddress.objects.filter(known).annotate(small=Lower("email")).filter(small__in=addresses)
    for one in intake.select_related("organisation").order_by("id"):
        yield one.email, AddressEntry(one.organisation, one.label)
    central = ContactDetails.objects.filter(known).annotate(small=Lower("central_email")).filter(small__in=addresses)
    for details in central.select_related("organisation").order_by("id"):
        yield details.central_email, AddressEntry(details.organisation, "")


def _of_posts(addresses: Collection[str], day: dt.date) -> Found:
    known = PostDetails.objects.filter(as_it_stands(day).holds()).annotate(small=Lower("email"))
    posts = known.filter(small__in=addresses).select_related("post__organisation", "post__function")
    for one in posts.order_by("id"):
        label = f"{one.post.function} {one.post.subject}".strip()
        yield one.email, AddressEntry(one.post.organisation, label, post_id=one.post_id)


def _of_people(addresses: Collection[str], day: dt.date) -> Found:
    moment = as_it_stands(day)
    known = PersonDetails.objects.filter(moment.known()).annotate(small=Lower("email")).filter(small__in=addresses)
    people = {one.person_id: one for one in known}
    held = Tenure.objects.filter(still_held(moment), person_id__in=people).select_related("post__organisation")
    for tenure in held.order_by("id"):
        person = people[tenure.person_id]
        yield person.email, AddressEntry(tenure.post.organisation, str(person), person_id=tenure.person_id)
    guests = ListGuest.objects.filter(moment.known()).annotate(small=Lower("email")).filter(small__in=addresses)
    for guest in guests.select_related("organisation").order_by("id"):
        yield guest.email, AddressEntry(guest.organisation, guest.name, list_id=guest.distribution_list_id)
