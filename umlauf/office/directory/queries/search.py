"""Find organisations and people by what one remembers of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from umlauf.office.directory.models import Function, Membership, Organisation, PersonDetails, Post, Tenure
from umlauf.office.directory.moments import Moment, as_it_stands
from umlauf.office.directory.names import FunctionForms, folded_words
from umlauf.office.directory.queries.holders import still_held
from umlauf.office.directory.queries.selection import there


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person and what they are on that day: „Landrätin“, „Saalekreis“; empty for whoever holds nothing."""

    person_id: int
    name: str
    function: str
    organisation: str
    organisation_id: int | None


def find_organisations(
    words: str, *, day: dt.date, kind: str = "", members_only: bool = False
) -> QuerySet[Organisation]:
    """Organisations in which every word begins a word of the name, the seat or a key, the more exact ones first.

    Folded: „Koethen“ finds „Köthen“. Without words: all. ``is_member`` says whether it belongs to the association.
    """
    moment = as_it_stands(day)
    membership = Membership.objects.filter(moment.holds(), organisation=OuterRef("pk"))
    found = Organisation.objects.filter(there(moment)).annotate(is_member=Exists(membership))
    for word in folded_words(words):
        found = found.filter(search_key__contains=f" {word}")
    if kind:
        found = found.filter(kind=kind)
    if members_only:
        found = found.filter(is_member=True)
    return found.order_by("-is_member", "search_key", "id")


def find_people(words: str, *, day: dt.date, most: int = 20) -> tuple[FoundPerson, ...]:
    """People in whose name every word begins a word, with what they hold on the day. Two queries."""
    asked = folded_words(words)
    if not asked:
        return ()
    moment = as_it_stands(day)
    found = PersonDetails.objects.filter(moment.known())
    for word in asked:
        found = found.filter(search_key__contains=f" {word}")
    people = list(found.order_by("search_key", "id")[:most])
    holds = _holds([one.person_id for one in people], moment)
    return tuple(
        FoundPerson(one.person_id, str(one), *_what(holds.get(one.person_id), one.salutation)) for one in people
    )


def _holds(people: list[int], moment: Moment) -> dict[int, Tenure]:
    tenures = Tenure.objects.filter(still_held(moment), person__in=people)
    return {
        one.person_id: one for one in tenures.select_related("post__function", "post__organisation").order_by("since")
    }


def _what(tenure: Tenure | None, salutation: str) -> tuple[str, str, int | None]:
    if tenure is None:
        return "", "", None
    function, organisation = tenure.post.function, tenure.post.organisation
    forms = FunctionForms(function.name, function.female_name, function.male_name)
    return f"{forms.of(salutation)} {tenure.post.subject}".strip(), organisation.name, organisation.id


def find_posts(words: str, *, day: dt.date, most: int = 20) -> tuple[Post, ...]:
    """Posts where every word begins a word of the function, the subject or the organisation. Two queries."""
    asked = folded_words(words)
    if not asked:
        return ()
    moment = as_it_stands(day)
    functions = {
        one.id: folded_words(f"{one.name} {one.female_name} {one.male_name}") for one in Function.objects.all()
    }
    found = Post.objects.filter(moment.holds("details__"), there(moment, "organisation__"))
    for word in asked:
        fitting = [one for one, known in functions.items() if any(part.startswith(word) for part in known)]
        found = found.filter(
            Q(organisation__search_key__contains=f" {word}") | Q(function__in=fitting) | Q(subject__icontains=word)
        )
    ordered = found.select_related("function", "organisation").order_by(
        "organisation__search_key", "function__name", "id"
    )
    return tuple(ordered[:most])
