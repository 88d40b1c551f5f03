"""Who holds a post on a day, and who carries on: one rule for lists, for the search and for what is forgotten."""

from __future__ import annotations

import datetime as dt

from tests.cast import DAY, FOUNDED, House, a_pen
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, appoint
from umlauf.office.directory.actions.posts import FunctionEntry, PostEntry, open_function, open_post
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.enums import FunctionKind, Holding
from umlauf.office.directory.exchange.export import people_out
from umlauf.office.directory.models import Person, PersonDetails, Post, PostDetails, Tenure
from umlauf.office.directory.moments import ALWAYS, as_it_stands
from umlauf.office.directory.queries.reach import reach_of_rule
from umlauf.office.directory.queries.search import find_people
from umlauf.office.directory.rules import Rule

YESTERDAY = DAY - dt.timedelta(days=1)
CARRIED = TenureEntry(FOUNDED, YESTERDAY, carries_on=True)


def a_committee(house: House) -> Post:
    """A committee where many sit, with a member who carries on since yesterday and one who began last month."""
    entry = FunctionEntry("Mitglied im Ausschuss", FunctionKind.COMMITTEE_MEMBER, several=True)
    function = open_function(actor=house.clerk_actor, entry=entry)
    post = open_post(actor=house.clerk_actor, organisation_id=house.members[0].id, entry=PostEntry(function.id))
    appoint(actor=house.clerk_actor, post_id=post.id, entry=CARRIED, new=PersonEntry("Weiter", "Willi"))
    beside = TenureEntry(DAY - dt.timedelta(days=30))
    appoint(actor=house.clerk_actor, post_id=post.id, entry=beside, new=PersonEntry("Daneben", "Dora"))
    return post


def holding(post: Post, day: dt.date = DAY) -> list[tuple[str, Holding]]:
    (line,) = reach_of_rule(Rule(with_posts=(post.id,)), as_it_stands(day)).lines
    return [(one.name, one.holding) for one in line.holders]


def _exported(house: House) -> set[str]:
    """The last names of those whom a file of the directory shows on the committee."""
    export = people_out(house.association)
    names = {cell for row in export.rows for cell in row}
    return names & {"Weiter", "Daneben", "Neu"}


def function_of(name: str) -> str:
    (found,) = find_people(name, day=DAY)
    return found.function


def test_who_sits_beside_somebody_on_a_committee_is_no_successor(home: House) -> None:
    post = a_committee(home)
    assert holding(post) == [("Willi Weiter", Holding.CARRYING_ON), ("Dora Daneben", Holding.HELD)]
    assert function_of("Weiter") == "Mitglied im Ausschuss"


def test_whoever_begins_after_the_last_day_is_the_successor(home: House) -> None:
    post = a_committee(home)
    assert _exported(home) == {"Weiter", "Daneben"}
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=PersonEntry("Neu", "Nele"))
    assert _exported(home) == {"Daneben", "Neu"}
    assert holding(post) == [("Dora Daneben", Holding.HELD), ("Nele Neu", Holding.HELD)]
    assert holding(post, YESTERDAY) == [("Willi Weiter", Holding.HELD), ("Dora Daneben", Holding.HELD)]


def test_the_search_shows_nobody_in_office_whose_successor_has_started(home: House) -> None:
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry("Beigeordnete", FunctionKind.DEPUTY_HEAD))
    post = open_post(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=PostEntry(function.id))
    appoint(actor=home.clerk_actor, post_id=post.id, entry=CARRIED, new=PersonEntry("Weiter", "Willi"))
    assert function_of("Weiter") == "Beigeordnete"
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(DAY), new=PersonEntry("Neu", "Nele"))
    assert (function_of("Weiter"), function_of("Neu")) == ("", "Beigeordnete")


def test_nobody_is_forgotten_who_carries_on_beside_others(home: House) -> None:
    a_committee(home)
    forget_former_holders(home.association, DAY + dt.timedelta(days=2 * LIMITS.former_days))
    assert PersonDetails.objects.filter(last_name="Weiter").exists()


def test_of_hundreds_of_posts_each_has_its_own_holders(home: House) -> None:
    """Many posts are looked for otherwise than a few. The same is found, and of a function no other post's holders."""
    committee = a_committee(home)
    more = Post.objects.bulk_create(
        Post(association=home.association, organisation=one, function=committee.function, subject=f"{number}")
        for one in home.members[:2]
        for number in range(600)
    )
    pen = a_pen(home)
    pen.enter_all(PostDetails(post=one, since=ALWAYS) for one in more)
    pen.enter(*(Tenure(post=more[at], person=_somebody(home), since=FOUNDED) for at in (3, 700)))
    asked = Rule(functions=(committee.function_id,), regions=(home.members[0].area_key,))
    held = {
        line.post_id: [one.holding for one in line.holders]
        for line in reach_of_rule(asked, as_it_stands(DAY)).lines
        if line.holders
    }
    assert held == {committee.id: [Holding.CARRYING_ON, Holding.HELD], more[3].id: [Holding.HELD]}


def _somebody(house: House) -> Person:
    person = Person.objects.create(association=house.association)
    a_pen(house).enter(PersonDetails(person=person, last_name="Viele"))
    return person
