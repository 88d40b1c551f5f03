"""What was done stands in the chain, each association's in its own."""

import datetime as dt

import pytest
from django.db import transaction
from django_scopes import scope

from tests.tampering import DONE, unguarded
from umlauf.ground.audit.chain import record, verify
from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Association


def actor(association: Association) -> Actor:
    return Actor("Nora Feldkamp", association.id, Means.LOGIN, user_id=7_654_321)


def filled(association: Association, count: int = 5) -> None:
    for number in range(1, count + 1):
        record(actor(association), DONE, subject=f"test.Thing:{number}", label=f"Ding {number}")


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
        record(actor(association), DONE, subject="test.Thing:1", label="Ding", personal={"to": "Jan"})
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
        record(machine(association.id), DONE, subject="test.Thing:1", label="Ding")
        entry = Entry.objects.get()
        assert entry.office_time.date() == dt.date(2016, 11, 1)
        assert entry.machine_time.year >= 2025
        assert verify(association) == []


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
                record(actor(each), DONE, subject=f"test.Thing:{turn}", label="Ding")
    for each in (association, other):
        with scope(association=each):
            assert [entry.sequence for entry in Entry.objects.all()] == [1, 2, 3]
            assert verify(each) == []
    with scope(association=other):
        with unguarded():
            Entry.objects.filter(sequence=2).update(label="Geändert")
        assert verify(other) != []
    with scope(association=association):
        assert verify(association) == []


def test_labels_of_all_kinds_are_proved(association: Association) -> None:
    with scope(association=association):
        for label in ("x" * 300, "Größe – „so“ \U0001f389 \\ \"'", "", "Zeile\neins"):
            record(actor(association), DONE, subject="test.Thing:1", label=label, personal={"ä": "ß", "n": None})
        assert verify(association) == []
        assert max(len(entry.label) for entry in Entry.objects.all()) == 200


def test_what_no_room_has_named_cannot_be_recorded(association: Association) -> None:
    with scope(association=association):
        with pytest.raises(KeyError, match=r"test\.unheard"):
            record(actor(association), "test.unheard", subject="test.Thing:1", label="Ding")
        with pytest.raises(KeyError, match="email"):
            record(actor(association), DONE, subject="test.Thing:1", label="Ding", personal={"email": "a@b.example"})
        assert Entry.objects.count() == 0
