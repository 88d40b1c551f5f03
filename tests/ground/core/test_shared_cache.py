"""What all processes keep for a while: written by one statement, once alone, and never thrown away too early."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from umlauf.ground.core.shared_cache import clear_expired, hold, let_go
from umlauf.ground.core.workers import worker_name


def test_what_is_kept_is_there_until_it_is_over(db: None) -> None:
    cache.set("tries", [1.5, 2.5], 60)
    assert cache.get("tries") == [1.5, 2.5]
    cache.set("tries", [3.5], 60)
    assert cache.get("tries") == [3.5]
    cache.set("tries", [4.5], -2)
    assert cache.get("tries") is None
    cache.set("ever", 1, None)
    assert cache.get("ever") == 1


def test_to_add_is_to_be_the_first(db: None) -> None:
    assert cache.add("lock", "mine", 60)
    assert not cache.add("lock", "theirs", 60)
    assert cache.get("lock") == "mine"
    cache.set("lock", "mine", -2)
    assert cache.add("lock", "theirs", 60)
    assert cache.get("lock") == "theirs"


def test_one_alone_holds_what_one_alone_may_do(db: None) -> None:
    mine, theirs = "elsewhere/1:1:1", "elsewhere/2:2:2"
    dead = f"{worker_name().partition(':')[0]}:1:0"
    assert hold("watch", mine, 60)
    assert not hold("watch", theirs, 60)
    assert hold("watch", mine, 60)
    let_go("watch", theirs)
    assert not hold("watch", theirs, 60)
    let_go("watch", mine)
    assert hold("watch", theirs, -2)
    assert hold("watch", dead, 60)
    assert hold("watch", mine, 60)
    assert not hold("watch", dead, 60)


def test_each_write_is_one_statement(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for write in (lambda: cache.set("a", 1, 60), lambda: cache.add("a", 2, 60), lambda: cache.add("b", 1, 60)):
        with django_assert_num_queries(1):
            write()


def test_nothing_goes_before_it_is_over(db: None) -> None:
    """Django's own throws away a third of what holds once there are more than 300."""
    for number in range(700):
        cache.set(f"address-{number}", [number], 60)
    cache.set("over", 1, -2)
    clear_expired()
    assert all(cache.get(f"address-{number}") == [number] for number in range(700))
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM web_cache")
        assert cursor.fetchone() == (700,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "takes", [lambda _name: cache.add("lock", True, 60), lambda name: hold("lock", name, 60)], ids=["add", "hold"]
)
def test_of_many_at_once_one_alone_takes_it(takes: Callable[[str], bool]) -> None:
    cache.clear()
    together = threading.Barrier(4)
    added: list[bool] = []

    def add() -> None:
        together.wait(20)
        added.append(takes(f"elsewhere/{threading.get_ident()}:1:1"))
        connection.close()

    threads = [threading.Thread(target=add) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.clear()
    assert sorted(added) == [False, False, False, True]
