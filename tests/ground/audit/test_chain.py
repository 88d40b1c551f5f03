"""What was done stands in the chain, and whoever changes, cuts or adds an entry is found out."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from umlauf.ground.audit.chain import Finding, Flaw, record, verify
from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Association


def actor(association: Association) -> Actor:
    return Actor("Nora Feldkamp", association.id, Means.LOGIN, user_id=7_654_321)


def filled(association: Association, count: int = 5) -> None:
    for number in range(1, count + 1):
        record(actor(association), "test.done", subject=f"test.Thing:{number}", label=f"Ding {number}")


@pytest.fixture
def other(db: None) -> Association:
    return Association.objects.create(slug="kvb", name="Kommunalverband Beispielland", short_name="KVB")


def test_entries_follow_each_other(association: Association) -> None:
    with scope(association=association):
        filled(association, 3)
        entries = list(Entry.objects.all())
        head = ChainHead.objects.get()
        assert [entry.sequence for entry in entries] == [1, 2, 3]
        assert entries[0].previous == "0" * 64
        assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:2]]
        assert (head.sequence, head.digest) == (3, entries[2].digest)
        assert verify(association) == []


def test_an_empty_chain_is_whole(association: Association) -> None:
    with scope(association=association):
        assert verify(association) == []


def test_who_acted_lies_in_the_personal_part_alone(association: Association) -> None:
    with scope(association=association):
        record(actor(association), "test.done", subject="test.Thing:1", label="Ding", personal={"to": "Jan"})
        part = PersonalPart.objects.get()
        assert part.data == {"actor": "Nora Feldkamp", "user": 7_654_321, "to": "Jan"}
        entry = Entry.objects.get()
        row = " ".join(str(getattr(entry, field.attname)) for field in Entry._meta.concrete_fields)
        assert "Nora" not in row
        assert "7654321" not in row
        assert entry.means == "login"


def test_both_times_are_kept(association: Association) -> None:
    set_office_time(dt.datetime(2016, 11, 1, 9, tzinfo=dt.UTC))
    with scope(association=association):
        record(machine(association.id), "test.done", subject="test.Thing:1", label="Ding")
        entry = Entry.objects.get()
        assert entry.office_time.date() == dt.date(2016, 11, 1)
        assert entry.machine_time.year >= 2025
        assert verify(association) == []


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
        ("digest", "0" * 64),
    ],
)
def test_a_changed_entry_is_found(association: Association, field: str, value: object) -> None:
    with scope(association=association):
        filled(association)
        Entry.objects.filter(sequence=3).update(**{field: value})
        findings = verify(association)
        assert Finding(3, Flaw.CHANGED) in findings
        assert {finding.sequence for finding in findings} <= {3, 4}


def test_an_entry_forged_with_its_digest_is_found_by_the_next_one(association: Association) -> None:
    from umlauf.ground.audit.chain import _digest

    with scope(association=association):
        filled(association)
        entry = Entry.objects.get(sequence=3)
        entry.label = "Etwas ganz anderes"
        entry.digest = _digest(entry)
        entry.save()
        assert verify(association) == [Finding(4, Flaw.CHANGED)]


def test_the_last_entry_forged_with_its_digest_is_found_by_the_head(association: Association) -> None:
    from umlauf.ground.audit.chain import _digest

    with scope(association=association):
        filled(association)
        entry = Entry.objects.get(sequence=5)
        entry.label = "Etwas ganz anderes"
        entry.digest = _digest(entry)
        entry.save()
        assert verify(association) == [Finding(6, Flaw.MISSING)]


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_a_missing_entry_is_found(association: Association, gone: int) -> None:
    with scope(association=association):
        filled(association)
        PersonalPart.objects.filter(entry__sequence=gone).delete()
        Entry.objects.filter(sequence=gone).delete()
        assert Finding(gone, Flaw.MISSING) in verify(association)


def test_a_cut_tail_is_found_and_so_is_a_head_that_is_gone(association: Association) -> None:
    with scope(association=association):
        filled(association)
        PersonalPart.objects.filter(entry__sequence__gt=3).delete()
        Entry.objects.filter(sequence__gt=3).delete()
        assert verify(association) == [Finding(4, Flaw.MISSING)]
        ChainHead.objects.all().delete()
        assert verify(association) == [Finding(4, Flaw.MISSING)]


def test_a_chain_that_is_gone_as_a_whole_is_found_by_its_head(association: Association) -> None:
    with scope(association=association):
        filled(association)
        PersonalPart.objects.all().delete()
        Entry.objects.all().delete()
        assert verify(association) == [Finding(1, Flaw.MISSING)]


def test_an_inserted_entry_is_found(association: Association) -> None:
    with scope(association=association):
        filled(association)
        last = Entry.objects.get(sequence=5)
        part = PersonalPart.objects.get(entry=last)
        last.pk, last.sequence = None, 6
        last.save()
        part.pk, part.entry = None, last
        part.save()
        findings = verify(association)
        assert Finding(6, Flaw.CHANGED) in findings
        assert Finding(7, Flaw.MISSING) in findings


def test_an_erased_personal_part_says_erased(association: Association) -> None:
    with scope(association=association):
        filled(association)
        PersonalPart.objects.filter(entry__sequence=2).delete()
        assert verify(association) == [Finding(2, Flaw.ERASED)]


@pytest.mark.parametrize("change", [{"salt": "0" * 32}, {"data": {"actor": "Jemand anders", "user": 7_654_321}}])
def test_a_changed_personal_part_says_changed(association: Association, change: dict[str, object]) -> None:
    with scope(association=association):
        filled(association)
        PersonalPart.objects.filter(entry__sequence=2).update(**change)
        assert verify(association) == [Finding(2, Flaw.CHANGED)]


def test_what_is_rolled_back_was_never_done(association: Association) -> None:
    @transaction.atomic
    def fails() -> None:
        filled(association, 3)
        raise ZeroDivisionError

    with scope(association=association):
        filled(association, 2)
        with pytest.raises(ZeroDivisionError):
            fails()
        assert Entry.objects.count() == PersonalPart.objects.count() == 2
        filled(association, 1)
        assert verify(association) == []
        assert ChainHead.objects.get().sequence == 3


def test_the_chains_of_two_associations_do_not_mix(association: Association, other: Association) -> None:
    for turn in range(3):
        for each in (association, other):
            with scope(association=each):
                record(actor(each), "test.done", subject=f"test.Thing:{turn}", label="Ding")
    for each in (association, other):
        with scope(association=each):
            assert [entry.sequence for entry in Entry.objects.all()] == [1, 2, 3]
            assert verify(each) == []
    with scope(association=other):
        Entry.objects.filter(sequence=2).update(label="Geändert")
        assert verify(other) != []
    with scope(association=association):
        assert verify(association) == []


def test_an_entry_moved_to_another_association_is_found(association: Association, other: Association) -> None:
    with scope(association=association):
        filled(association, 2)
    with scopes_disabled():
        Entry.objects.update(association=other)
        ChainHead.objects.update(association=other)
        PersonalPart.objects.update(association=other)
    with scope(association=other):
        assert Finding(1, Flaw.CHANGED) in verify(other)


def test_labels_of_all_kinds_are_proved(association: Association) -> None:
    with scope(association=association):
        for label in ("x" * 300, "Größe – „so“ \U0001f389 \\ \"'", "", "Zeile\neins"):
            record(actor(association), "test.done", subject="test.Thing:1", label=label, personal={"ä": "ß", "n": None})
        assert verify(association) == []
        assert max(len(entry.label) for entry in Entry.objects.all()) == 200


def test_a_long_chain_is_walked_in_few_queries(association: Association) -> None:
    from django.test.utils import CaptureQueriesContext

    with scope(association=association):
        filled(association, 40)
        with CaptureQueriesContext(connection) as queries:
            assert verify(association) == []
        assert len(queries) <= 4
