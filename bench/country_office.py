"""``python -m bench.country_office``: write a country into ``DATABASE_URL`` and time questions to it."""

from __future__ import annotations

import datetime as dt
import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import django
from django.core.management import call_command
from django.db import connection, transaction

ORGANISATIONS = 11_000
POSTS = 60_000
LISTED = 10_000
TODAY = dt.date(2016, 11, 2)
BEGAN = dt.date(2011, 11, 1)
REPEATS = 15
LISTS_GOAL, SEARCH_GOAL = 300.0, 50.0  # ms
IMPORT_GOAL = 20.0  # s
_SYLLABLES = ("bach", "berg", "burg", "dorf", "feld", "hausen", "heim", "hofen", "ingen", "kirchen", "rode", "tal")
_FIRST = ("Alt", "Neu", "Ober", "Unter", "Hohen", "Groß", "Klein", "Linden", "Eichen", "Ahorn", "Ulmen", "Birken")


def main() -> None:
    django.setup()
    from django_scopes import scope

    from tests.cast import make_cast
    from umlauf.ground.core.clock import set_office_time

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        set_office_time(dt.datetime(2014, 1, 2, 8, 0, tzinfo=dt.UTC))
        cast = make_cast(counties=1)
        house = cast.home
        with scope(association=house.association):
            began = time.perf_counter()
            functions = _write(house)
            print(f"  written in {time.perf_counter() - began:.1f} s", flush=True)
        set_office_time(dt.datetime(TODAY.year, TODAY.month, TODAY.day, 8, 0, tzinfo=dt.UTC))
    with scope(association=cast.other.association):
        _time_import(cast.other)
    gc.collect()
    gc.freeze()  # what the writing has left in this process is no part of what is asked
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    with scope(association=house.association):
        _time_lists(house, functions)
        _time_search()


def _write(house: object) -> list[int]:
    """11,000 organisations, each with five or six posts that have had two holders. Ids of the first two functions."""
    from tests.cast import House, a_pen
    from umlauf.office.directory.enums import FunctionKind, OrganisationKind
    from umlauf.office.directory.models import (
        Function,
        IntakeAddress,
        Membership,
        Organisation,
        Person,
        PersonDetails,
        Post,
        PostDetails,
        Tenure,
    )
    from umlauf.office.directory.moments import ALWAYS
    from umlauf.office.directory.names import folded_words

    assert isinstance(house, House)
    association = house.association
    chance = random.Random(543)
    functions = Function.objects.bulk_create(
        Function(association=association, kind=FunctionKind.OTHER, name=f"Funktion {number}") for number in range(6)
    )
    pen = a_pen(house)
    organisations = pen.add_to_register(
        [
            Organisation(
                name=f"{chance.choice(_FIRST)}{chance.choice(_SYLLABLES)} am {chance.choice(_FIRST)}bach {number}",
                short_name=f"{chance.choice(_FIRST)}{chance.choice(_SYLLABLES)} {number}",
                kind=OrganisationKind.MUNICIPALITY,
                official_key=f"99{number:06}",
                area_key=f"99{number:06}",
                seat=f"{chance.choice(_FIRST)}{chance.choice(_SYLLABLES)}",
            )
            for number in range(ORGANISATIONS)
        ]
    )
    pen.enter_all(Membership(organisation=one, since=BEGAN) for one in organisations)
    pen.enter_all(
        IntakeAddress(organisation=one, label="Poststelle", email=f"post@o{number}.example")
        for number, one in enumerate(organisations)
    )
    posts = Post.objects.bulk_create(
        (
            Post(association=association, organisation=organisations[number % ORGANISATIONS], function=function)
            for number, function in ((n, functions[n // ORGANISATIONS]) for n in range(POSTS))
        ),
        batch_size=2000,
    )
    pen.enter_all(
        PostDetails(post=post, since=ALWAYS, email=f"p{number}@o.example") for number, post in enumerate(posts)
    )
    people = Person.objects.bulk_create((Person(association=association) for _ in range(POSTS)), batch_size=2000)
    names = [(f"Vor{chance.randrange(400)}", f"Nach{chance.choice(_SYLLABLES)}{n}") for n in range(POSTS)]
    pen.enter_all(
        PersonDetails(
            person=person,
            salutation=chance.choice(("ms", "mr")),
            first_name=first,
            last_name=last,
            search_key=" " + " ".join(folded_words(f"{last} {first}")),
        )
        for person, (first, last) in zip(people, names, strict=True)
    )
    change = dt.date(2014, 5, 31)
    pen.enter_all(
        Tenure(post=post, person=people[(number * 7) % POSTS], since=BEGAN, until=change)
        for number, post in enumerate(posts)
    )
    pen.enter_all(
        Tenure(post=post, person=people[number], since=change + dt.timedelta(days=1))
        for number, post in enumerate(posts)
        if number % 20  # one in twenty is vacant
    )
    return [function.id for function in functions[:1]]


def _time_import(house: object) -> None:
    """A national list of 11,000 rows, from the file to the directory; beside it the same rows by one plain insert."""
    from bench.directory import national_list, time_import
    from tests.cast import House

    assert isinstance(house, House)
    data = national_list()
    took = time_import(house, data)
    rows = [line.split(";") for line in data.decode("utf-8-sig").splitlines()[1:]]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain (a text, b text, c text, d text, e text)")
        began = time.perf_counter()
        cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s, %s, %s)", rows)
        plain = time.perf_counter() - began
    whole = took.plan + took.apply
    kept = "kept" if whole <= IMPORT_GOAL else "MISSED"
    print(
        f"  import of {took.new:,} rows     preview {took.preview:4.1f} s   plan {took.plan:4.1f} s"
        f"   apply {took.apply:4.1f} s"
        f"   {whole / plain:4.0f} × one plain insert   goal {IMPORT_GOAL:.0f} s {kept}",
        flush=True,
    )


def _time_lists(house: object, functions: list[int]) -> None:
    from tests.cast import House
    from umlauf.office.directory.models import Membership
    from umlauf.office.directory.moments import Moment, as_it_was
    from umlauf.office.directory.queries.reach import Reach, reach_of_rule
    from umlauf.office.directory.rules import Rule

    assert isinstance(house, House)
    leaving = Membership.objects.order_by("-id").values("id")[: ORGANISATIONS - LISTED]
    Membership.objects.filter(id__in=list(leaving.values_list("id", flat=True))).update(until=BEGAN)
    rule = Rule(functions=tuple(functions))

    def ask(moment: Moment) -> Callable[[], Reach]:
        return lambda: reach_of_rule(rule, moment)

    plain = _timed(lambda: _plain_list(functions, house.association.id))
    for label, moment in (
        ("list of 10,000 posts, today", Moment(TODAY)),
        ("the same, a day two years ago", as_it_was(dt.date(2014, 11, 2), house.association)),
    ):
        found = reach_of_rule(rule, moment)
        assert len(found.lines) == LISTED, len(found.lines)
        _print(label, _timed(ask(moment)), plain, LISTS_GOAL)
    tracemalloc.start()
    reach_of_rule(rule, Moment(TODAY))
    print(f"  memory of one such list: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB at most")
    tracemalloc.stop()


def _plain_list(functions: list[int], association_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id, o.name, o.short_name, p.id, f.name, d.email, t.person_id, n.title, n.first_name, n.last_name"
            " FROM directory_post p"
            " JOIN directory_organisation o ON o.id = p.organisation_id"
            " JOIN directory_function f ON f.id = p.function_id"
            " JOIN directory_membership m ON m.organisation_id = o.id AND m.until IS NULL"
            " JOIN directory_postdetails d ON d.post_id = p.id AND d.retired_at IS NULL"
            " LEFT JOIN directory_tenure t ON t.post_id = p.id AND t.until IS NULL"
            " LEFT JOIN directory_persondetails n ON n.person_id = t.person_id AND n.retired_at IS NULL"
            " WHERE p.function_id = %s AND p.association_id = %s",
            [functions[0], association_id],
        )
        rows = cursor.fetchall()
    assert len(rows) == LISTED, len(rows)


def _time_search() -> None:
    from umlauf.office.directory.models import Organisation
    from umlauf.office.directory.queries.search import find_organisations, find_people

    typed = [
        word[:length] for word in ("lindenberg", "ahornstadt 1234", "neuhausen", "15", "gross") for length in (2, 4, 9)
    ]

    def plain(words: str) -> Callable[[], None]:
        def ask() -> None:
            with connection.cursor() as cursor:
                like = [f"% {word}%" for word in words.split()]
                where = " AND ".join(["search_key LIKE %s"] * len(like))
                table = Organisation._meta.db_table
                cursor.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 50", like)
                cursor.fetchall()

        return ask

    def organisations(words: str) -> object:
        return list(find_organisations(words, day=TODAY)[:50])

    def people(words: str) -> object:
        return find_people(words, day=TODAY)

    ceiling = [one for words in typed for one in _timed(plain(words))]
    for label, ask in (("organisations, as somebody types", organisations), ("people, as somebody types", people)):
        _print(label, [one for words in typed for one in _timed(partial(ask, words))], ceiling, SEARCH_GOAL)


def _timed(ask: Callable[[], object]) -> list[float]:
    """Milliseconds of each repeat, after one that warms up."""
    ask()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _print(label: str, times: list[float], plain: list[float], goal: float) -> None:
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    ratio = median / statistics.median(plain)
    kept = "kept" if p95 <= goal else "MISSED"
    print(
        f"  {label:<34} median {median:6.1f} ms   p95 {p95:6.1f} ms   {ratio:4.1f} × one plain statement"
        f"   goal {goal:.0f} ms {kept}",
        flush=True,
    )


if __name__ == "__main__":
    main()
