"""Associations that share counties and have written something everywhere, each with words that are its alone.

A *mark* is such a word: ``quaxa017x`` stands in one column of one table of the association ``a``, and nowhere else.
Where a phone number stands, it is a number. Whatever shows a mark shows something of that association. What an
association publishes of itself (``core.Association``) and the register of organisations bear no marks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django_scopes import scope, scopes_disabled

from tests.cast import Cast, House, a_circular, a_content, a_county, a_house, add_member, an_issue, make_cast
from tests.faces.web.one_tenant import (
    LETTERS,
    Tenant,
    bring_back,
    confirm_receipts,
    hold_conference,
    letters_of,
    limit_mails,
    plan_and_hold,
)
from tests.faces.web.stage import a_confirmation, an_invitation, rendered
from tests.office.circulars.agreeing import add_to_chain, laid, reviewer_actor
from tests.office.conferences.registering import by_phone
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import machine_now, set_office_time
from umlauf.ground.core.models import Owned
from umlauf.ground.core.policy import MEMBER_ROLES, OFFICE_ROLES, Role
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.approve import approve, send_back
from umlauf.office.circulars.actions.follow_up import Word as Notification
from umlauf.office.circulars.actions.follow_up import begin_follow_up, give_notice
from umlauf.office.circulars.actions.hint import dismiss_hint
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.actions.template import keep_template
from umlauf.office.circulars.actions.working_copy import Typed, keep_new_working_copy, keep_working_copy
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp, PageState
from umlauf.office.circulars.hint import HintKind, key_of
from umlauf.office.circulars.links import digest_of as digest_of_link
from umlauf.office.circulars.models import (
    Approval,
    ChainStep,
    Circular,
    FilePlanEntry,
    Issue,
    LinkState,
    SeriesYear,
)
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.actions.emergencies import ask_for_emergency
from umlauf.office.directory.actions.imports import take_in_file
from umlauf.office.directory.actions.lists import Guest, save_list
from umlauf.office.directory.actions.merges import keep_apart, merge_people
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact
from umlauf.office.directory.actions.own_changes import PostChange, as_values
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint, enter_person
from umlauf.office.directory.actions.posts import (
    FunctionEntry,
    PostEntry,
    open_function,
    open_post,
    set_deputies,
    set_deputy_functions,
    set_responsibility,
)
from umlauf.office.directory.enums import FunctionKind, OwnEntry
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import (
    Colleague,
    Function,
    Grant,
    Organisation,
    Post,
    PostDetails,
    Principal,
    Proposal,
)
from umlauf.office.directory.rules import Rule
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.extension import ask_extension
from umlauf.office.responses.actions.remind import remind

NOON: Final = dt.datetime(2016, 11, 1, 11, tzinfo=dt.UTC)
# A digest may hold the digits of a phone number alone by chance.
MARK: Final = re.compile(r"(quax[abcd]\d{3,4}x)|391[ -]?(7700[1234]\d{3})")
SLUGS: Final = ("lkt-musterland", "kv-beispielland", "lv-probeland", "st-beispielstadt")
_PHONES: Final = frozenset({"phone", "by_phone"})
# What a person does not write: names that a machine gives, digests, states, and what is a copy of a file.
_TECHNICAL: Final = frozenset(
    {
        "key",
        "raw_key",
        "digest",
        "previous",
        "personal_digest",
        "salt",
        "message_id",
        "sha256",
        "media_type",
        "origin_digest",
    }
    | {"window", "nonce", "said", "seen", "source", "language", "event", "means", "claimed_by", "raw_key"}
)
# An empty one says that there is none, which the pages ask for.
_EMPTY_MEANS_NONE: Final = frozenset({"calendar", "depends_value", "html", "reply_to", "host_address"})
_NEVER_CHANGED: Final = "audit.entry"  # the database refuses it


@dataclass(frozen=True, slots=True)
class Plan:
    """Who settles: for each association the places of the counties that are members of it beside those of all.

    And people: each with some roles, by the association's place and, at a member, by that of one of its counties.
    """

    counties: tuple[frozenset[int], ...]
    people: tuple[tuple[tuple[int, Role, int], ...], ...] = ()


TWO: Final = Plan((frozenset(), frozenset()))


@dataclass(frozen=True, slots=True)
class Tenants:
    """All. ``both`` is clerk, signatory and administrator of the first two; ``member`` a registry for both of them.

    ``mixed`` is a clerk of the first, by the second a registry; ``others`` are whoever the plan names.
    """

    cast: Cast
    each: tuple[Tenant, ...]
    both: User
    mixed: User
    member: User
    others: tuple[User, ...]


def settle(plan: Plan = TWO) -> Tenants:
    """Write all of it."""
    set_office_time(NOON)
    cast = make_cast()
    further = zip(SLUGS[2:], LETTERS[2:], plan.counties[2:], strict=False)
    houses = [cast.home, cast.other]
    houses += [
        a_house(slug, f"Verband {one}", one.upper(), "Nele Schreiber", "Rolf Zeichner", 1) for slug, one, _ in further
    ]
    each = tuple(
        _furnish(cast, letter, house, counties)
        for letter, house, counties in zip(LETTERS, houses, plan.counties, strict=False)
    )
    both, mixed = (_user(name) for name in ("Beate Beidseits", "Mika Misch"))
    for tenant in each[:2]:
        for role in (Role.CLERK, Role.SIGNATORY, Role.ADMINISTRATOR):
            _grant(tenant, both, role)
    _grant(each[0], mixed, Role.CLERK)
    _grant(each[1], mixed, Role.REGISTRY, cast.shared)
    others = tuple(_somebody(each, number, grants) for number, grants in enumerate(plan.people))
    return Tenants(cast, each, both, mixed, cast.member, others)


def _somebody(each: tuple[Tenant, ...], number: int, grants: tuple[tuple[int, Role, int], ...]) -> User:
    """Whoever has roles here and there, the same one twice only once."""
    user = _user(f"Zufall{number} Zander")
    wanted: dict[tuple[str, Role, Organisation | None], Tenant] = {}
    for place, role, county in grants:
        tenant = each[place % len(each)]
        members = tenant.house.members
        wanted[tenant.letter, role, members[county % len(members)] if role in MEMBER_ROLES else None] = tenant
    for (_letter, role, organisation), tenant in wanted.items():
        _grant(tenant, user, role, organisation)
    return user


def _furnish(cast: Cast, letter: str, house: House, counties: frozenset[int]) -> Tenant:
    """Let somebody of the association do everything that leaves something behind."""
    already = len(house.members)
    house = replace(house, members=(*house.members, *(a_county(place) for place in sorted(counties | {5}))))
    for user in (house.clerk, house.signatory):
        user.name = f"{user.name} quax{letter}800x"
        user.email = f"quax{letter}801x.{user.email}"
        user.save()
    with scope(association=house.association):
        everything = _user(f"Alma quax{letter}802x", f"quax{letter}802x@umlauf.example")
        people = {role: _user(f"{role} quax{letter}803x", f"quax{letter}803x.{role}@umlauf.example") for role in Role}
        tenant = Tenant(letter, house, people, everything)
        for role in OFFICE_ROLES:
            _grant(tenant, everything, role, title=tenant.word(804))
        for role, user in people.items():
            place = cast.shared if role in MEMBER_ROLES else None
            _grant(tenant, user, role, place, title=tenant.word(805))
        for member in house.members[already:]:
            add_member(house, member)
        _keep_directory(tenant, cast)
        mark(tenant)
        _write_circulars(tenant)
        _agree_and_correct(tenant)
        _administer(tenant, replace(cast, home=house))
        mark(tenant)
    return tenant


def _keep_directory(tenant: Tenant, cast: Cast) -> None:
    actor, word = tenant.house.clerk_actor, tenant.word
    function = open_function(actor=actor, entry=FunctionEntry(f"Kasse {word(810)}", FunctionKind.OFFICE))
    head = Function.objects.get(name="Landrat")
    set_deputy_functions(
        actor=actor, function_id=head.id, deputy_function_ids=(function.id,), since=NOON.date() + dt.timedelta(1)
    )
    posts = [
        open_post(actor=actor, organisation_id=cast.shared.id, entry=PostEntry(function.id, f"{word(811)} {number}"))
        for number in range(2)
    ]
    set_deputies(actor=actor, post_id=posts[0].id, deputy_post_ids=(posts[1].id,), since=NOON.date())
    entry = TenureEntry(dt.date(2015, 1, 1))
    appoint(actor=actor, post_id=posts[0].id, entry=entry, new=PersonEntry(f"Held {word(812)}", "Ida"))
    ids = [enter_person(actor=actor, entry=PersonEntry(f"Doppel {word(813)}", "Ada")).id for _number in range(4)]
    keep_apart(actor=actor, first_id=ids[0], second_id=ids[1])
    merge_people(actor=actor, kept_id=ids[2], gone_id=ids[3])
    set_responsibility(actor=actor, organisation_id=cast.shared.id, keyword=word(814), post_id=posts[0].id)
    set_contact(
        actor=actor,
        organisation_id=cast.shared.id,
        entry=ContactEntry(street="Am Markt 1", city="Ahorntal", central_email="zentrale@lk-ahorntal.example"),
        intake=(Intake("Poststelle", "eingang@lk-ahorntal.example"),),
        tags=(word(815),),
    )
    rule = Rule(subjects=(word(814),), tags=(word(815),))
    guest = Guest(cast.shared.id, f"Gast {word(816)}", f"{word(816)}@gast.example")
    save_list(actor=actor, name=f"Liste {word(817)}", rule=rule, guests=(guest,))
    taken = f"Organisation;Ort\r\n{cast.shared.name};{word(818)}".encode()
    take_in_file(actor=actor, filename=f"{word(819)}.csv", data=taken)


def _content(tenant: Tenant, about: str) -> Content:
    word = tenant.word
    return replace(
        a_content(tenant.house, subject=f"{about} {word(820)}", body=f"Guten Tag, {word(821)} ist wichtig."),
        keyword=word(814),
        file_reference=word(822),
        abstract=f"Es geht um {word(823)}.",
        addressees=(f"An alle {word(824)}",),
        contact_name=f"Nora {word(825)}",
        closing=f"Es grüßt {word(826)}",
        copies=(f"Der Bund {word(880)}",),
        acknowledge=about == "Umfrage",
    )


def _circular(tenant: Tenant, about: str) -> Circular:
    """A draft with an annex."""
    word = tenant.word
    circular = a_circular(tenant.house, _content(tenant, about))
    data = f"%PDF-1.7\n%{word(827)} {about}\n%%EOF\n".encode()
    file = AnnexFile(1, f"Anlage {word(828)}", f"{word(829)}.pdf", "application/pdf", data, "upload")
    attach_annex(actor=tenant.house.clerk_actor, circular_id=circular.id, file=file)
    return circular


def _file(tenant: Tenant, circular: Circular) -> None:
    """What circulars are filed under and begun with, and how letters name the clerk."""
    owner, word = tenant.house.association, tenant.word
    FilePlanEntry.objects.create(association=owner, code="103-55", title=f"Akten {word(881)}", place="103-55")
    Colleague.objects.create(association=owner, user=tenant.house.clerk, mark="kö", phone=tenant.phone(882))
    keep_template(actor=tenant.house.clerk_actor, circular_id=circular.id, name=f"Vorlage {word(883)}")


def _type(tenant: Tenant, circular: Circular) -> None:
    """What a clerk has not saved at a draft, and somebody else in the form of a new one."""
    at_draft, at_new = (Typed({"subject": [f"Offen {tenant.word(number)}"]}, "window") for number in (891, 892))
    users = (tenant.people[Role.CLERK], tenant.everything)
    writer, other = (replace(tenant.house.clerk_actor, user_id=one.id) for one in users)
    keep_working_copy(actor=writer, circular_id=circular.id, typed=at_draft)
    keep_new_working_copy(actor=other, nonce=f"{tenant.letter}-new", typed=at_new)


def _notice(tenant: Tenant, circular: Circular) -> None:
    dismiss_hint(actor=tenant.house.clerk_actor, circular_id=circular.id, key=key_of(HintKind.ABSTRACT))
    LinkState.objects.create(
        association=tenant.house.association,
        digest=digest_of_link(f"https://{tenant.word(890)}.de"),
        state=PageState.GONE,
        checked_at=machine_now(),
    )


def _write_circulars(tenant: Tenant) -> None:
    """A draft, one that is ready, one with statements, one that invites."""
    actor, word = tenant.house.clerk_actor, tenant.word
    draft = _circular(tenant, "Entwurf")
    _file(tenant, draft)
    _notice(tenant, draft)
    _type(tenant, draft)
    ready = rendered(tenant.house, an_issue(tenant.house, _circular(tenant, "Bereit")))
    first, second = letters_of(tenant, _circular(tenant, "Umfrage"))[:2]
    said: dict[str, Any] = {"name": f"Petra {word(830)}", "email": f"{word(830)}@kreis.example", "phone": ""}
    give_statement(actor=actor, recipient_id=first.id, entry=by_phone(**said), text=f"Wir meinen {word(831)}.")
    ask_extension(
        actor=actor, recipient_id=second.id, entry=by_phone(**said), wished=dt.date(2016, 11, 25), reason=word(832)
    )
    remind(actor=actor, circular_id=first.issue.circular_id, recipient_ids=[second.id], nonce=f"{tenant.letter}-1")
    confirm_receipts(tenant, first.issue)
    bring_back(tenant, first.issue)
    plan_and_hold(tenant, ready, first.issue)
    hold_conference(tenant, _circular(tenant, "Einladung"), said)


def _agree_and_correct(tenant: Tenant) -> None:
    """A draft that was sent back and lies before somebody again, a circular that was corrected, a number left out."""
    house, word = tenant.house, tenant.word
    actor, reviewer = house.clerk_actor, tenant.people[Role.REVIEWER]
    add_to_chain(house, reviewer)
    reader = reviewer_actor(house, reviewer)
    draft = laid(house, _circular(tenant, "Vorlage"), note=word(860))
    send_back(actor=reader, circular_id=draft.id, seen=version_of(draft).digest, comment=word(861))
    laid(house, draft, note=word(862))
    approval = Approval.objects.get(submission__circular=draft, submission__ended_at__isnull=True)
    seen = version_of(draft).digest
    approve(actor=reader, circular_id=draft.id, approval_id=approval.id, seen=seen, comment=word(863))
    ChainStep.objects.all().delete()
    sent = Issue.objects.filter(dispatch__isnull=False).order_by("id")[0]
    give_notice(actor=actor, issue_id=sent.id, word=Notification(FollowUp.CORRECTION, f"Statt {word(864)}", seen=0))
    correction = begin_follow_up(actor=actor, issue_id=sent.id, kind=FollowUp.SUPPLEMENT)
    an_issue(house, correction)
    year = SeriesYear.objects.get(series=house.series)
    void_number(
        actor=house.signatory_actor,
        series_id=house.series.id,
        year=year.year,
        expected=year.last_number + 1,
        reason=word(865),
    )


def _administer(tenant: Tenant, cast: Cast) -> None:
    an_invitation(tenant.house)
    an_invitation(tenant.house, cast.shared)
    limit_mails(tenant)
    ask_for_emergency(actor=tenant.house.clerk_actor, reason=f"Urlaub {tenant.word(850)}")
    head = PostDetails.objects.filter(retired_at=None, post__function__kind=FunctionKind.HEAD)
    details = head.filter(post__organisation=cast.shared)[0]
    Proposal.objects.create(
        association=tenant.house.association,
        organisation=cast.shared,
        kind=OwnEntry.POST,
        label=f"Landrat {tenant.word(851)}",
        values=as_values(PostChange(details.post_id, details.email, tenant.phone(852))),
        seen=digest_of(details),
        proposed_at=NOON,
        proposed_by=f"Pia {tenant.word(853)}",
    )
    a_confirmation(cast)
    office = Grant.objects.get(role=Role.FRONT_OFFICE)
    post = Post.objects.filter(organisation=cast.shared).order_by("id")[0]
    Principal.objects.create(association=tenant.house.association, grant=office, post=post)


def _user(name: str, email: str = "") -> User:
    return User.objects.create(email=email or f"{name.partition(' ')[0].lower()}@umlauf.example", name=name)


def _grant(tenant: Tenant, user: User, role: Role, organisation: Any = None, *, title: str = "") -> None:
    owner = tenant.house.association
    with scope(association=owner):
        Grant.objects.create(
            association=owner, user=user, role=role, organisation=organisation, title=title, granted_at=machine_now()
        )


@cache
def owned() -> tuple[type[Owned], ...]:
    """Every table of which each row belongs to one association."""
    return tuple(model for model in apps.get_models() if issubclass(model, Owned))


@cache
def columns() -> tuple[tuple[type[Owned], Any], ...]:
    """Every column of these in which a person writes words."""
    return tuple(
        (model, field)
        for model in owned()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in _TECHNICAL
        and (model._meta.label_lower, field.name) != ("audit.entry", "subject")
    )


def mark(tenant: Tenant) -> None:
    """Put a mark into every column that has none, in every row of the association. Inside its scope."""
    for number, (model, field) in enumerate(columns()):
        if model._meta.label_lower == _NEVER_CHANGED:
            continue
        for row_id, value in list(model._default_manager.values_list("pk", field.attname)):
            if MARK.search(value or "") or (not value and field.name in _EMPTY_MEANS_NONE):
                continue
            model._default_manager.filter(pk=row_id).update(
                **{field.attname: _marked(tenant, number, field, value, row_id)}
            )


def _marked(tenant: Tenant, number: int, field: Any, value: str, row_id: int) -> str:
    word = tenant.word(number)
    if field.name in _PHONES:
        return tenant.phone(number)
    if isinstance(field, models.EmailField) or "@" in (value or ""):
        return f"{word}.{row_id}@kreis.example"
    if isinstance(field, models.URLField):
        return f"https://{word}.example"
    longer = f"{value} {word}".strip()
    return longer if field.max_length is None or len(longer) <= field.max_length else word


def unmarked(tenant: Tenant) -> Iterator[str]:
    """The columns of which no row of the association bears a mark."""
    with scopes_disabled():
        for model, field in columns():
            values = model._default_manager.filter(association=tenant.house.association)
            if not any(MARK.search(value or "") for value in values.values_list(field.attname, flat=True)):
                yield f"{model._meta.label}.{field.name}"
