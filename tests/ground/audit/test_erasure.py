"""Personal parts go by the rule of their event; the chain stays whole and how many went is recorded."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.tampering import DONE
from umlauf.ground.audit.chain import record, verify
from umlauf.ground.audit.erasure import erase_old, erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.audit.verification import examine
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_today, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import sweep

KEPT = dt.timedelta(days=LIMITS.audit_days)
THEN = dt.datetime(2006, 3, 1, 9, tzinfo=dt.UTC)


def write(association: Association, event: str, subject: str, **personal: str) -> None:
    actor = Actor("Nora Feldkamp", association.id, Means.LOGIN, user_id=7)
    record(actor, event, subject=subject, label="Ding", personal=personal)


def left() -> list[tuple[int, str]]:
    """The entries whose personal part is there, by number, and who acted."""
    parts = PersonalPart.objects.order_by("entry__sequence")
    return list(parts.values_list("entry__sequence", "data__actor"))


def test_what_names_a_subject_goes_with_it_and_nothing_else(association: Association) -> None:
    with scope(association=association):
        write(association, "directory.person_entered", "directory.Person:1", name="Jan Ahorn")
        write(association, "directory.tenure_ended", "directory.Person:1")
        write(association, "directory.appointed", "directory.Person:12", name="Ute Linde")
        write(association, "directory.appointed", "directory.Person:1", name="Jan Ahorn")
        erased = erase_with(Erasure.WITH_PERSON, association_id=association.id, subjects={"directory.Person:1"})
        assert erased == 2
        assert left() == [(2, "Nora Feldkamp"), (3, "Nora Feldkamp"), (5, "Umlauf")]
        entry = Entry.objects.latest("sequence")
        assert (entry.event, entry.subject, entry.label) == (
            "audit.erased",
            f"core.Association:{association.id}",
            "2 (1–4)",
        )
        assert verify(association) == []
        assert (examine(association).entries, examine(association).erased) == (5, 2)


def test_nothing_to_erase_writes_nothing(association: Association) -> None:
    with scope(association=association), CaptureQueriesContext(connection) as queries:
        assert erase_with(Erasure.WITH_ANSWER, association_id=association.id, subjects=[]) == 0
        assert erase_with(Erasure.WITH_ANSWER, association_id=association.id, subjects=["responses.Answer:1"]) == 0
        assert Entry.objects.count() == 0
    assert len(queries) <= 3


def test_who_did_what_is_forgotten_after_ten_years_and_not_before(association: Association) -> None:
    with scope(association=association):
        set_office_time(THEN)
        write(association, DONE, "test.Thing:1", to="Jan")
        set_office_time(THEN + dt.timedelta(days=30))
        write(association, DONE, "test.Thing:2")
        set_office_time(THEN + KEPT)
        assert erase_old(association, office_today(association)) == 0
        set_office_time(THEN + KEPT + dt.timedelta(days=1))
        sweep()
        assert left() == [(2, "Nora Feldkamp"), (3, "Umlauf")]
        assert Entry.objects.latest("sequence").label == "1 (1–1)"
        sweep()
        assert Entry.objects.count() == 3
        assert verify(association) == []


def test_looking_for_what_is_old_costs_one_query_and_the_transaction(association: Association) -> None:
    with scope(association=association):
        for number in range(5):
            write(association, DONE, f"test.Thing:{number}")
        with CaptureQueriesContext(connection) as queries:
            assert erase_old(association, office_today(association)) == 0
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 2


def test_each_association_erases_its_own(association: Association) -> None:
    other = Association.objects.create(slug="kvb", name="Kommunalverband Beispielland", short_name="KVB")
    for house in (association, other):
        with scope(association=house):
            write(house, "directory.appointed", "directory.Person:1", name="Jan Ahorn")
    with scope(association=association):
        erase_with(Erasure.WITH_PERSON, association_id=association.id, subjects=["directory.Person:1"])
    with scope(association=other):
        assert left() == [(1, "Nora Feldkamp")]
