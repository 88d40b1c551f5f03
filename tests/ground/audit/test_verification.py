"""Whoever changes, takes out, adds or moves an entry in the database is found out, and the entry is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.tampering import DONE, unguarded
from umlauf.ground.audit.chain import record, verify
from umlauf.ground.audit.digests import entry_digest
from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.audit.verification import ExportedHead, Finding, Flaw, examine
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.models import Association

FAR = 1_000_000  # where nobody is: unique numbers are moved in two steps


def filled(association: Association, count: int = 5) -> None:
    actor = Actor("Nora Feldkamp", association.id, Means.LOGIN, user_id=7_654_321)
    for number in range(1, count + 1):
        record(actor, DONE, subject=f"test.Thing:{number}", label=f"Ding {number}")


def found(flaw: Flaw, first: int, last: int = 0) -> list[Finding]:
    return [Finding(first, last or first, flaw)]


def seal(entry: Entry) -> None:
    """Give an entry the digest that fits what it says now."""
    said = (entry.event, entry.subject, entry.label, entry.means, entry.office_time, entry.machine_time)
    entry.digest = entry_digest(entry.association_id, entry.sequence, *said, entry.personal_digest, entry.previous)
    entry.save()


def take_out(first: int, last: int) -> None:
    PersonalPart.objects.filter(entry__sequence__range=(first, last)).delete()
    Entry.objects.filter(sequence__range=(first, last)).delete()


def move(first: int, by: int) -> None:
    """Give all entries from ``first`` on another number."""
    Entry.objects.filter(sequence__gte=first).update(sequence=F("sequence") + FAR)
    Entry.objects.filter(sequence__gte=FAR).update(sequence=F("sequence") - FAR + by)


def put_in(sequence: int, *, sealed: bool) -> None:
    """A new entry under a number that is free; sealed: it follows the one before it as if it had been recorded."""
    entry = Entry.objects.order_by("sequence")[0]
    part = PersonalPart.objects.get(entry=entry)
    before = Entry.objects.filter(sequence=sequence - 1).first()
    entry.pk, entry.sequence, entry.label = None, sequence, "Untergeschoben"
    entry.previous = before.digest if sealed and before else "0" * 64
    seal(entry) if sealed else entry.save()
    part.pk, part.entry = None, entry
    part.save()


@pytest.fixture
def chain(association: Association) -> Iterator[Association]:
    """The association in scope, with five entries and no guards: the database was opened by somebody else."""
    with scope(association=association):
        filled(association)
        with unguarded():
            yield association


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "test.undone"),
        ("subject", "test.Thing:9"),
        ("label", "Ding 3 "),
        ("means", "task"),
        ("office_time", dt.datetime(2016, 1, 1, tzinfo=dt.UTC)),
        ("machine_time", dt.datetime(2016, 1, 1, tzinfo=dt.UTC)),
        ("personal_digest", "0" * 64),
        ("previous", "0" * 64),
    ],
)
def test_a_changed_entry_is_named(chain: Association, field: str, value: object) -> None:
    Entry.objects.filter(sequence=3).update(**{field: value})
    assert verify(chain) == found(Flaw.CHANGED, 3)


def test_a_changed_digest_is_named(chain: Association) -> None:
    Entry.objects.filter(sequence=3).update(digest="0" * 64)
    assert verify(chain) == found(Flaw.CHANGED, 3)


@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_an_entry_forged_with_its_digest_is_named(chain: Association, sequence: int) -> None:
    entry = Entry.objects.get(sequence=sequence)
    entry.label = "Etwas ganz anderes"
    seal(entry)
    assert verify(chain) == found(Flaw.CHANGED, sequence)


@pytest.mark.parametrize("change", [{"salt": "0" * 32}, {"data": {"actor": "Jemand anders", "user": 7_654_321}}])
def test_a_changed_personal_part_is_named(chain: Association, change: dict[str, object]) -> None:
    PersonalPart.objects.filter(entry__sequence=2).update(**change)
    assert verify(chain) == found(Flaw.CHANGED, 2)


def test_an_erased_personal_part_is_counted_and_no_flaw(chain: Association) -> None:
    PersonalPart.objects.filter(entry__sequence__in=(2, 5)).delete()
    verified = examine(chain)
    assert (verified.entries, verified.erased, verified.findings) == (5, 2, ())


@pytest.mark.parametrize(("first", "last"), [(1, 1), (3, 3), (5, 5), (2, 4), (3, 5), (1, 5)])
def test_missing_entries_are_named(chain: Association, first: int, last: int) -> None:
    take_out(first, last)
    assert verify(chain) == found(Flaw.MISSING, first, last)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (3, 3), (2, 3)])
@pytest.mark.parametrize("head_too", [False, True])
def test_missing_entries_are_named_also_when_the_gap_was_closed(
    chain: Association, first: int, last: int, head_too: bool
) -> None:
    take_out(first, last)
    move(last + 1, first - last - 1)
    if head_too:
        ChainHead.objects.update(sequence=F("sequence") - (last - first + 1))
    assert verify(chain) == found(Flaw.MISSING, first, last)


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("sequence", [1, 2, 3, 5])
def test_an_inserted_entry_is_named(chain: Association, sequence: int, sealed: bool) -> None:
    move(sequence, 1)
    put_in(sequence, sealed=sealed)
    assert verify(chain) == found(Flaw.INSERTED, sequence)


@pytest.mark.parametrize("sealed", [False, True])
def test_two_inserted_entries_are_named(chain: Association, sealed: bool) -> None:
    filled(chain, 3)
    move(3, 2)
    put_in(3, sealed=sealed)
    put_in(4, sealed=sealed)
    assert verify(chain) == found(Flaw.INSERTED, 3, 4)


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("sequence", [0, 6])
def test_an_entry_before_the_first_or_behind_the_head_is_named(chain: Association, sequence: int, sealed: bool) -> None:
    put_in(sequence, sealed=sealed)
    assert verify(chain) == found(Flaw.INSERTED, sequence)


def test_swapped_entries_are_named(chain: Association) -> None:
    for old, new in ((2, FAR), (4, 2), (FAR, 4)):
        Entry.objects.filter(sequence=old).update(sequence=new)
    named = {number for one in verify(chain) for number in range(one.first, one.last + 1)}
    assert named >= {2, 4}


def test_a_head_that_is_gone_is_told_and_so_is_a_chain_without_its_tail(chain: Association) -> None:
    ChainHead.objects.all().delete()
    assert verify(chain) == found(Flaw.HEADLESS, 5)


def test_an_entry_moved_to_another_association_is_named(chain: Association) -> None:
    other = Association.objects.create(slug="kvb", name="Kommunalverband Beispielland", short_name="KVB")
    with scopes_disabled():
        Entry.objects.update(association=other)
        ChainHead.objects.update(association=other)
        PersonalPart.objects.update(association=other)
    with scope(association=other):
        assert verify(other) == found(Flaw.CHANGED, 1, 5)


@pytest.mark.parametrize(
    "garbage",
    [
        "UPDATE audit_entry SET office_time = 'gestern' WHERE sequence = 3",
        "UPDATE audit_entry SET office_time = '2016-13-45 25:00:00' WHERE sequence = 3",
        "UPDATE audit_entry SET label = x'ff00' WHERE sequence = 3",
        "UPDATE audit_entry SET label = CAST(x'ff' AS TEXT) WHERE sequence = 3",
        "UPDATE audit_entry SET digest = CAST(x'ff' AS TEXT) WHERE sequence = 3",
        "UPDATE audit_entry SET sequence = 'drei' WHERE sequence = 3",
        "UPDATE audit_personalpart SET data = '\"\\ud800\"' WHERE id = (SELECT max(id) - 2 FROM audit_personalpart)",
        "UPDATE audit_personalpart SET data = '[]' WHERE id = (SELECT max(id) - 2 FROM audit_personalpart)",
    ],
)
def test_what_cannot_even_be_read_is_named_on_sqlite(chain: Association, garbage: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such values")
    with connection.cursor() as cursor:
        cursor.execute(garbage)
    (finding,) = verify(chain)
    assert (finding.first, finding.last) == (3, 3)


def exported(sequence: int, digest: str) -> ExportedHead:
    return ExportedHead("lkt", sequence, digest, dt.datetime(2016, 11, 1, tzinfo=dt.UTC))


def now_exported() -> list[ExportedHead]:
    head = ChainHead.objects.get()
    return [exported(head.sequence, head.digest)]


def test_exported_heads_of_a_whole_chain_agree(chain: Association) -> None:
    before = now_exported()
    filled(chain)
    assert examine(chain, before + now_exported()).findings == ()


def test_a_tail_that_was_cut_together_with_its_head_is_found_by_an_exported_one(chain: Association) -> None:
    heads = now_exported()
    take_out(4, 5)
    last = Entry.objects.get(sequence=3)
    ChainHead.objects.update(sequence=3, digest=last.digest)
    assert verify(chain) == []
    assert list(examine(chain, heads).findings) == found(Flaw.MISSING, 4, 5)


def test_a_chain_that_is_gone_altogether_is_found_by_an_exported_head(chain: Association) -> None:
    heads = now_exported()
    take_out(1, 5)
    ChainHead.objects.all().delete()
    assert verify(chain) == []
    assert Finding(1, 5, Flaw.MISSING) in examine(chain, heads).findings


def test_a_chain_that_was_written_anew_is_found_by_an_exported_head(chain: Association) -> None:
    heads = now_exported()
    filled(chain, 1)
    previous = "0" * 64
    for entry in Entry.objects.order_by("sequence"):
        entry.previous, entry.label = previous, "Alles anders"
        seal(entry)
        previous = entry.digest
    ChainHead.objects.update(digest=previous)
    assert verify(chain) == []
    assert list(examine(chain, heads).findings) == found(Flaw.REWRITTEN, 5)


def test_a_long_chain_is_walked_in_few_queries_a_page_at_a_time(
    chain: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test.utils import CaptureQueriesContext

    from umlauf.ground.audit import verification

    monkeypatch.setattr(verification, "_PAGE", 2)
    with CaptureQueriesContext(connection) as queries:
        assert verify(chain) == []
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(asked) == 2 + 3  # the head, the last number, and a query a page


def do(what: str, place: int, other: int, *, sealed: bool) -> set[int]:
    """What somebody does to the chain with raw access; the numbers that must be named."""
    match what:
        case "change":
            entry = Entry.objects.get(sequence=place)
            entry.label = "Etwas ganz anderes"
            seal(entry) if sealed else entry.save()
            return {place}
        case "take out":
            take_out(place, place)
            return {place}
        case "take out and close":
            take_out(place, place)
            move(place + 1, -1)
            return {place}
        case "insert":
            move(place, 1)
            put_in(place, sealed=sealed)
            return {place}
        case "swap" if place != other:
            for old, new in ((place, FAR), (other, place), (FAR, other)):
                Entry.objects.filter(sequence=old).update(sequence=new)
            return {place, other}
        case "part":
            PersonalPart.objects.filter(entry__sequence=place).update(data={"actor": "Jemand anders", "user": None})
            return {place}
    return set()


FLAWS = {
    "change": {Flaw.CHANGED},
    "take out": {Flaw.MISSING},
    "take out and close": {Flaw.MISSING},
    "insert": {Flaw.INSERTED},
    "swap": {Flaw.CHANGED, Flaw.INSERTED, Flaw.MISSING},
    "part": {Flaw.CHANGED},
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    count=st.integers(1, 9),
    what=st.sampled_from(sorted(FLAWS)),
    place=st.integers(0, 8),
    other=st.integers(0, 8),
    sealed=st.booleans(),
    erased=st.sets(st.integers(1, 9)),
)
@example(count=9, what="swap", place=3, other=4, sealed=False, erased=set())
@example(count=9, what="swap", place=0, other=8, sealed=False, erased=set())
@example(count=2, what="take out and close", place=0, other=0, sealed=False, erased={1})
def test_whatever_is_done_to_a_chain_is_named(
    association: Association, count: int, what: str, place: int, other: int, sealed: bool, erased: set[int]
) -> None:
    with transaction.atomic(), scope(association=association):
        filled(association, count)
        with unguarded():
            touched = do(what, place % count + 1, other % count + 1, sealed=sealed)
            if what != "part":
                PersonalPart.objects.filter(entry__sequence__in=erased).delete()
            findings = verify(association)
        named = {number for one in findings for number in range(one.first, one.last + 1)}
        assert touched <= named
        assert {one.flaw for one in findings} <= FLAWS[what]
        if what != "swap":
            assert touched == named
        transaction.set_rollback(True)
