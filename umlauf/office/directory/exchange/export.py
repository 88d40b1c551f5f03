"""The directory as rows, with the heads that an import understands by itself: what goes out comes in unchanged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.office.directory.enums import OrganisationKind, Salutation, TenureKind
from umlauf.office.directory.exchange.columns import (
    CONTACT,
    OF_POSTS,
    ORGANISATION,
    PERSON,
    REGISTER,
    Field,
    head_of,
)
from umlauf.office.directory.exchange.drafts import shown
from umlauf.office.directory.exchange.standing import Standing, load
from umlauf.office.directory.models import Function, Organisation, PersonDetails, Post, PostDetails, Tenure
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.names import sort_key

_OF_HOUSE = (Field.KEY, Field.NAME, Field.KIND, Field.PARENT, Field.STREET, Field.POSTAL_CODE, Field.CITY)


@dataclass(frozen=True, slots=True)
class Export:
    """A list with what its columns mean, and rows of as many cells."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(head_of(meaning) for meaning in self.fields)


def organisations_out(association: Association) -> Export:
    """The organisations of which the association in scope knows anything, those above before their departments."""
    standing = load(association, office_today(association), with_posts=True)
    own = standing.memberships.keys() | standing.contacts.keys() | standing.intake.keys() | standing.tags.keys()
    own |= standing.posts_at.keys()
    own |= {one.id for one in standing.organisations.values() if one.keeper_id == association.id}
    rows = (_organisation(standing, one) for one in _in_order(standing, own))
    return Export(ORGANISATION, tuple(tuple(told.get(meaning, "") for meaning in ORGANISATION) for told in rows))


def person_out(association: Association, details: PersonDetails) -> Export:
    """The posts that a person holds or will; who holds none is told alone."""
    held = people_out(association, only=details.person_id)
    if held.rows:
        return held
    told = _person(details)
    return Export(held.fields, (tuple(told.get(meaning, "") for meaning in held.fields),))


def people_out(association: Association, *, only: int | None = None) -> Export:
    """The posts of the association in scope that there are today, each with those who hold it or will.

    ``only``: the id of a person; posts that this person does not hold are left out.
    """
    today = office_today(association)
    standing = load(association, today, with_posts=True)
    open_posts = set(
        PostDetails.objects.filter(as_it_stands(today).known(), Q(until=None) | Q(until__gte=today)).values_list(
            "post_id", flat=True
        )
    )
    functions = {one.id: one for one in Function.objects.all()}
    fields = (*_OF_HOUSE, *OF_POSTS)
    rows = []
    for organisation in _in_order(standing, set(standing.posts_at)):
        house = _organisation(standing, organisation)
        for post in sorted(
            standing.posts_at[organisation.id],
            key=lambda one: (sort_key(functions[one.function_id].name), one.subject, one.id),
        ):
            if post.id not in open_posts:
                continue
            chair = house | _post(standing, post, functions[post.function_id])
            running = _held(standing.tenures.get(post.id, []), today)
            if only is not None:
                running = [one for one in running if one.person_id == only]
            held = [chair | _holder(tenure, standing.people.get(tenure.person_id)) for tenure in running]
            rows += [
                tuple(told.get(meaning, "") for meaning in fields) for told in held or ([chair] if only is None else [])
            ]
    return Export(fields, tuple(rows))


def _in_order(standing: Standing, ids: set[int]) -> list[Organisation]:
    """By name, and nothing before what it belongs to."""
    known = [standing.organisations[one] for one in ids if one in standing.organisations]
    return sorted(
        known, key=lambda one: (standing.path(one).count(" / ") + bool(one.parent_id), sort_key(one.short_name), one.id)
    )


def _organisation(standing: Standing, one: Organisation) -> dict[Field, str]:
    told = {meaning: shown(getattr(one, meaning.value)) for meaning in REGISTER}
    told[Field.KEY] = one.regional_key or one.official_key or ""
    told[Field.KIND] = shown(OrganisationKind(one.kind))
    told[Field.PARENT] = standing.path(one)
    if contact := standing.contacts.get(one.id):
        told |= {meaning: getattr(contact, meaning.value) for meaning in CONTACT}
    told[Field.INTAKE_EMAIL] = ", ".join(address.email for address in standing.intake.get(one.id, ()))
    tags = [tag.name for tag in standing.tags.get(one.id, ())]
    told[Field.TAGS] = "; ".join(tags) + (";" if any("," in tag for tag in tags) else "")
    if memberships := standing.memberships.get(one.id):
        told[Field.MEMBER_SINCE] = shown(memberships[-1].since)
        told[Field.MEMBER_UNTIL] = shown(memberships[-1].until)
    return told


def _post(standing: Standing, post: Post, function: Function) -> dict[Field, str]:
    details = standing.details[post.id]
    return {
        Field.FUNCTION: function.name,
        Field.SUBJECT: post.subject,
        Field.POST_EMAIL: details.email,
        Field.POST_PHONE: details.phone,
    }


def _holder(tenure: Tenure, person: PersonDetails | None) -> dict[Field, str]:
    if person is None:
        return {}
    told = _person(person)
    told[Field.SINCE], told[Field.UNTIL] = shown(tenure.since), shown(tenure.until)
    told[Field.ACTING] = shown(value=True) if tenure.kind == TenureKind.ACTING else ""
    told[Field.CARRIES_ON] = shown(value=True) if tenure.carries_on else ""
    return told


def _person(person: PersonDetails) -> dict[Field, str]:
    told = {meaning: getattr(person, meaning.value.removeprefix("person_")) for meaning in PERSON}
    told[Field.SALUTATION] = shown(Salutation(person.salutation)) if person.salutation else ""
    return told


def _held(tenures: list[Tenure], today: dt.date) -> list[Tenure]:
    """Those of a post that run or will, and whoever carries on while no successor has started (``still_held``)."""
    return [
        one
        for one in tenures
        if one.until is None
        or one.until >= today
        or (one.carries_on and not any(_succeeds(other, one.until, today) for other in tenures))
    ]


def _succeeds(tenure: Tenure, last_day: dt.date, today: dt.date) -> bool:
    return tenure.kind == TenureKind.REGULAR and last_day < tenure.since <= today
