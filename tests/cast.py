"""The fixed cast: two associations that share one county, and the people who work for them. All of them are invented.

``make_cast()`` writes real rows; whoever asks for rows that belong to an association does so inside ``scope``. Of the
home association's counties the first is shared with the other association, the last has nobody responsible.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django_scopes import scope

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Doc, from_markdown
from umlauf.office.circulars.actions.draft import begin_circular
from umlauf.office.circulars.actions.sign import sign_and_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue, Series, SeriesYear
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.actions.people import person_search_key
from umlauf.office.directory.enums import ChangeKind, FunctionKind, OrganisationKind
from umlauf.office.directory.ledger import Pen
from umlauf.office.directory.models import (
    Change,
    DistributionList,
    Function,
    Grant,
    IntakeAddress,
    ListRule,
    Membership,
    Organisation,
    Person,
    PersonDetails,
    Post,
    PostDetails,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.moments import ALWAYS
from umlauf.office.directory.names import search_key, sort_key
from umlauf.office.directory.rules import Rule

PASSWORD = "Ahorn-Linde-Eiche-7"
KEYWORD = "Integrationskonferenz"
DAY = dt.date(2016, 11, 1)
FOUNDED = dt.date(1994, 7, 1)
NAMES = ("Ahorntal", "Lindenberg", "Eichengrund", "Erlenau", "Eschenbruch", "Kiefernheide", "Ulmenstein", "Weidenfurt")
BODY = """Sehr geehrte Damen und Herren,

wir laden Sie **herzlich** zur Konferenz ein. Bitte beachten Sie:

- Die Anmeldung ist bis zum **18. November 2016** möglich.
- Die Teilnahme kostet nichts.

Mit freundlichen Grüßen"""


@dataclass(frozen=True, slots=True)
class House:
    """An association with its series, its members and the two people who may act for it."""

    association: Association
    series: Series
    members: tuple[Organisation, ...]
    members_list: DistributionList
    clerk: User
    signatory: User

    @property
    def clerk_actor(self) -> Actor:
        return Actor(self.clerk.name, self.association.id, Means.LOGIN, frozenset({Role.CLERK}), self.clerk.id)

    @property
    def signatory_actor(self) -> Actor:
        roles = frozenset({Role.CLERK, Role.SIGNATORY})
        return Actor(self.signatory.name, self.association.id, Means.LOGIN, roles, self.signatory.id)

    @property
    def signature(self) -> Signature:
        return Signature(self.signatory.name, "Geschäftsführer")


@dataclass(frozen=True, slots=True)
class Cast:
    """``home`` and ``other`` share the county ``shared``; ``member`` has a login there and sees both inboxes."""

    home: House
    other: House
    shared: Organisation
    member: User

    @property
    def member_actor(self) -> Actor:
        """The member under the hat that the home association gave."""
        association_id = self.home.association.id
        return Actor(
            self.member.name, association_id, Means.LOGIN, frozenset({Role.REGISTRY}), self.member.id, self.shared.id
        )


def make_cast(*, counties: int = 3) -> Cast:
    """Write the cast. Everybody's password is ``PASSWORD``."""
    home = a_house("lkt-musterland", "Landkreistag Musterland", "LKT", "Nora Feldkamp", "Emil Brandstätter", counties)
    other = a_house("kv-beispielland", "Kommunalverband Beispielland", "KVB", "Ines Tannert", "Ruth Osterloh", 1)
    member = User.objects.create(email="registratur@lk-ahorntal.example", name="Pia Wendlandt", password=_hashed())
    shared = home.members[0]
    for house in (home, other):
        with scope(association=house.association):
            Grant.objects.create(
                association=house.association, user=member, role=Role.REGISTRY, organisation=shared, title="Registratur"
            )
    return Cast(home, other, shared, member)


def house_of(slug: str) -> House:
    """A house that ``make_cast`` wrote, as another process finds it."""
    association = Association.objects.get(slug=slug)
    with scope(association=association):
        member_ids = Membership.objects.filter(retired_at=None).values("organisation_id")
        people = {grant.role: grant.user for grant in Grant.objects.select_related("user").order_by("-id")}
        return House(
            association,
            Series.objects.get(),
            tuple(sorted(Organisation.objects.filter(id__in=member_ids), key=lambda one: sort_key(one.short_name))),
            DistributionList.objects.get(),
            people[Role.CLERK],
            people[Role.SIGNATORY],
        )


def a_content(
    house: House, *, subject: str = "Konferenz „Integration in ländlichen Räumen“", body: str = BODY
) -> Content:
    """What a circular of the house says, to all its members."""
    text: Doc = from_markdown(body)
    return Content(
        subject=subject,
        body=text,
        distribution_list_id=house.members_list.id,
        keyword=KEYWORD,
        file_reference="103-55/fe",
        abstract="Am 2. Dezember 2016 findet in Musterstadt eine Konferenz statt.",
        addressees=("An die Landkreise",),
        contact_name=house.clerk.name,
        contact_phone="+49 391 1234-56",
        contact_email=house.clerk.email,
        closing="Mit freundlichen Grüßen",
        letter_date=DAY,
        answer_by=dt.date(2016, 11, 18),
    )


def a_circular(house: House, content: Content | None = None) -> Circular:
    """A circular of the house with its first draft. To be called inside the house's scope."""
    return begin_circular(actor=house.clerk_actor, series=house.series, content=content or a_content(house))


def an_issue(house: House, circular: Circular | None = None, *, dispatch_when_rendered: bool = False) -> Issue:
    """A signed circular of the house. To be called inside the house's scope."""
    signed = circular or a_circular(house)
    return sign_and_issue(
        actor=house.signatory_actor,
        circular_id=signed.id,
        signature=house.signature,
        seen=version_of(signed).digest,
        dispatch_when_rendered=dispatch_when_rendered,
    )


def add_member(
    house: House, organisation: Organisation, *, since: dt.date = FOUNDED, until: dt.date | None = None
) -> None:
    """Make an organisation a member, with a registry and a Landrat who has an address. Inside the house's scope."""
    owner = house.association
    domain = f"{organisation.short_name.lower()}.example"
    head, _created = Function.objects.get_or_create(
        association=owner, name="Landrat", defaults={"kind": FunctionKind.HEAD}
    )
    post = Post.objects.create(association=owner, organisation=organisation, function=head)
    person = Person.objects.create(association=owner)
    a_pen(house).enter(
        Membership(organisation=organisation, since=since, until=until),
        IntakeAddress(organisation=organisation, label="Poststelle", email=f"post@lk-{domain}"),
        PostDetails(post=post, since=ALWAYS, email=f"landrat@lk-{domain}"),
        PersonDetails(
            person=person,
            title="Dr.",
            first_name="Jan",
            last_name=organisation.short_name,
            search_key=person_search_key("Jan", organisation.short_name),
        ),
        Tenure(post=post, person=person, since=since),
    )


def a_pen(house: House) -> Pen:
    """A pen in a change of its own, for rows that no action of the test is about. Inside the house's scope."""
    change = Change.objects.create(
        association=house.association, kind=ChangeKind.ENTRY, label="Besetzung", at=office_now(), by=house.clerk.name
    )
    return Pen(change)


def add_list(house: House, name: str, rule: Rule) -> DistributionList:
    """A distribution list of the house. Inside its scope."""
    added = DistributionList.objects.create(association=house.association, name=name)
    a_pen(house).enter(ListRule(distribution_list=added, rule=rule.json()))
    return added


def add_responsible(house: House, organisation: Organisation, *, keyword: str = KEYWORD) -> Post:
    """Let the department for social affairs of an organisation be responsible for a keyword. Inside the scope."""
    owner = house.association
    function, _created = Function.objects.get_or_create(
        association=owner, name="Dezernat Soziales", defaults={"kind": FunctionKind.DEPARTMENT}
    )
    post, created = Post.objects.get_or_create(association=owner, organisation=organisation, function=function)
    pen = a_pen(house)
    if created:
        email = f"soziales@lk-{organisation.short_name.lower()}.example"
        pen.enter(PostDetails(post=post, since=ALWAYS, email=email))
    pen.enter(Responsibility(organisation=organisation, keyword=keyword, post=post))
    return post


def a_county(position: int) -> Organisation:
    """The invented county at a place in the register, the same one each time."""
    name = NAMES[position] if position < len(NAMES) else f"Musterkreis-{position}"
    key = f"99{position:03}"
    county = Organisation(
        official_key=key,
        area_key=key,
        name=f"Landkreis {name}",
        short_name=name,
        genitive=f"des Landkreises {name}",
        locative=f"im Landkreis {name}",
        kind=OrganisationKind.COUNTY,
        seat=f"{name}-Stadt",
    )
    county.search_key = search_key(county)
    known = Organisation.objects.filter(official_key=key).first()
    if known is None:
        county.save()
    return known or county


@cache
def _hashed() -> str:
    """Argon2 is slow by design, so all have the same password and it is hashed once a process."""
    return make_password(PASSWORD)


def a_house(slug: str, name: str, short: str, clerk: str, signatory: str, counties: int) -> House:
    """An association with so many members, the first of the invented counties, and a clerk and a signatory."""
    association = Association.objects.create(
        slug=slug,
        name=name,
        short_name=short,
        state="Musterland",
        sample=True,
        street="Lindenallee 1",
        postal_code="99991",
        city="Musterstadt",
        phone="+49 391 1234-0",
        fax="+49 391 1234-99",
        email=f"verband@{slug}.example",
        web=f"https://www.{slug}.example",
        bank_name="Musterbank",
        iban="DE02120300000000202051",
        bic="BYLADEM1001",
    )
    users = [
        User.objects.create(
            email=f"{person.split()[-1].lower().replace('ä', 'ae')}@{slug}.example", name=person, password=_hashed()
        )
        for person in (clerk, signatory)
    ]
    members = tuple(a_county(position) for position in range(counties))
    with scope(association=association):
        series = Series.objects.create(association=association, kind="Rundschreiben", short="RS")
        SeriesYear.objects.create(
            association=association, series=series, year=DAY.year, first_number=543, last_number=542
        )
        members_list = DistributionList.objects.create(association=association, name="Landkreise")
        house = House(association, series, members, members_list, *users)
        counties_alone = Rule(kinds=(OrganisationKind.COUNTY,)).json()
        a_pen(house).enter(ListRule(distribution_list=members_list, rule=counties_alone))
        for member in members:
            add_member(house, member)
        for member in members[:-1]:
            add_responsible(house, member)
        grants = (
            (users[0], Role.CLERK, "Referentin"),
            (users[1], Role.CLERK, ""),
            (users[1], Role.SIGNATORY, "Geschäftsführer"),
        )
        for user, role, title in grants:
            Grant.objects.create(association=association, user=user, role=role, title=title)
    return house
