"""The file plan: its tree, how long things are kept, its way from a file and out again, and references made of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import Http404
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, House
from tests.office.rows import row_counts
from umlauf.engines.sheets import as_csv
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.filing import (
    EntryWish,
    add_entry,
    change_entry,
    set_entry_closed,
    take_in_plan,
)
from umlauf.office.circulars.filing import (
    FilePlan,
    Retention,
    parent_code,
    place_of_code,
    reference_moved,
    reference_of,
)
from umlauf.office.circulars.filing_files import PlanChange, plan_changes, read_plan, sheet_of_plan
from umlauf.office.circulars.models import FilePlanEntry

PLAN = """code;title;retention years
0;Allgemeine Verwaltung;30
020.11;Satzungen;dauernd
020;Recht;
103;Soziales;10 Jahre
103-55;Integration;
"""


def administrator(house: House) -> Actor:
    roles = frozenset({Role.ADMINISTRATOR})
    return Actor(house.signatory.name, house.association.id, Means.LOGIN, roles, house.signatory.id)


def taken(house: House, text: str = PLAN, encoding: str = "utf-8") -> PlanChange:
    """Take in a file after a look at its preview."""
    file = read_plan(text.encode(encoding))
    change = plan_changes(file, FilePlan())
    return take_in_plan(actor=administrator(house), file=file, seen=change.digest)


def tree() -> dict[str, tuple[str, str]]:
    """By code: the parent's code, and the title."""
    return {one.code: (one.parent.code if one.parent else "", one.title) for one in FilePlanEntry.objects.all()}


def kept(code: str) -> Retention:
    plan = FilePlan()
    return plan.retention_of(plan.by_code[code])


def test_a_file_becomes_a_tree_by_its_codes_and_keeps_zeros(home: House) -> None:
    change = taken(home)
    assert len(change.new) == 5
    assert tree() == {
        "0": ("", "Allgemeine Verwaltung"),
        "020": ("0", "Recht"),
        "020.11": ("020", "Satzungen"),
        "103": ("", "Soziales"),
        "103-55": ("103", "Integration"),
    }
    assert kept("020") == Retention(30, inherited=True)
    assert kept("020.11") == Retention(permanent=True)
    assert kept("103-55") == Retention(10, inherited=True)
    assert [one.code for one in FilePlan().entries] == ["0", "020", "020.11", "103", "103-55"]


def test_the_same_file_again_changes_nothing(home: House) -> None:
    taken(home)
    before, entries = row_counts(), Entry.objects.count()
    assert not taken(home)
    assert row_counts() == before
    assert Entry.objects.count() == entries


def test_what_goes_out_comes_in_again_unchanged(home: House) -> None:
    taken(home)
    add_entry(actor=administrator(home), code="=1+1", wish=EntryWish("'@Formel", retention_years=0))
    for language in ("de", "en"):
        sheet = as_csv(sheet_of_plan(FilePlan(), language=language))
        file = read_plan(sheet)
        assert not file.errors
        assert not plan_changes(file, FilePlan())
        assert not plan_changes(read_plan(file.as_text().encode()), FilePlan())


def test_old_windows_files_with_commas_are_read(home: House) -> None:
    taken(home, "Aktenzeichen,Bezeichnung,Übergeordnet\n10,Öffentliche Ordnung,\n1001,Straßen,10\n", "cp1252")
    assert tree() == {"10": ("", "Öffentliche Ordnung"), "1001": ("10", "Straßen")}


def test_a_file_without_a_column_leaves_alone_what_it_does_not_say(home: House) -> None:
    taken(home)
    change = taken(home, "code;title\n103;Soziales und Integration\n")
    assert len(change.changed) == 1
    assert tree()["103"] == ("", "Soziales und Integration")
    assert kept("103") == Retention(10)
    assert len(tree()) == 5


def test_bad_lines_are_named_and_the_others_taken(home: House) -> None:
    text = "code;title;retention years\n1;Eins;zehn\n;Ohne;5\n2;Zwei;5\n2;Doppelt;5\n3;;5\n4;Vier 😀;\n5;Fünf;999\n"
    file = read_plan(text.encode())
    assert [one.line for one in file.errors] == [2, 3, 5, 6, 7, 8]
    assert [one.code for one in file.lines] == ["2"]
    taken(home, text)
    assert list(tree()) == ["2"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nummer;wert\n1;Eins\n", "file.columns"),
        ("code;title;parent\n1;Eins;9\n", "file.parent"),
        ("code;title;parent\n1;Eins;2\n2;Zwei;1\n", "file.parent"),
        ("code;title;parent\n1;Eins;1\n", "file.parent"),
        ("", "import.empty"),
        ("code;title\n" + "1;" + "x" * 1_000_001, "file.size"),
    ],
)
def test_what_is_no_plan_is_refused_and_leaves_nothing(home: House, text: str, code: str) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        taken(home, text)
    assert refusal.value.code == code
    assert row_counts() == before


def test_what_its_page_could_not_send_back_is_refused_before_it_is_shown(home: House) -> None:
    rows = "".join(f"9{number:04};{'€' * 190}\n" for number in range(5_000))
    data = f"code;title\n{rows}".encode("cp1252")
    assert len(data) < LIMITS.file_plan_bytes
    with pytest.raises(Refused) as refusal:
        read_plan(data)
    assert refusal.value.code == "file.size"


def test_what_somebody_changed_since_the_preview_is_looked_at_again(home: House) -> None:
    file = read_plan(PLAN.encode())
    seen = plan_changes(file, FilePlan()).digest
    add_entry(actor=administrator(home), code="103", wish=EntryWish("Soziales, von Hand"))
    with pytest.raises(Refused) as refusal:
        take_in_plan(actor=administrator(home), file=file, seen=seen)
    assert refusal.value.code == "file.changed"
    assert list(tree()) == ["103"]


def test_a_thousand_entries_take_as_many_queries_as_ten(
    home: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text = "code;title\n" + "".join(f"{number:04};Eintrag {number}\n" for number in range(1500))
    taken(home, "code;title\n99999;Schon da\n")
    file = read_plan(text.encode())
    seen = plan_changes(file, FilePlan()).digest
    with django_assert_max_num_queries(40):
        take_in_plan(actor=administrator(home), file=file, seen=seen)
    assert FilePlanEntry.objects.count() == 1501


def test_an_entry_is_entered_changed_closed_and_opened(home: House) -> None:
    actor = administrator(home)
    top = add_entry(actor=actor, code=" 10 ", wish=EntryWish("Bildung", retention_years=10))
    below = add_entry(actor=actor, code="10.1", wish=EntryWish("Schulen", parent_id=top.id))
    assert kept("10.1") == Retention(10, inherited=True)
    change_entry(actor=actor, entry_id=below.id, wish=EntryWish("Schulen", parent_id=top.id, permanent=True))
    assert kept("10.1") == Retention(permanent=True)
    entries = Entry.objects.count()
    change_entry(actor=actor, entry_id=below.id, wish=EntryWish("Schulen", parent_id=top.id, permanent=True))
    assert Entry.objects.count() == entries
    set_entry_closed(actor=actor, entry_id=below.id, closed=True)
    set_entry_closed(actor=actor, entry_id=below.id, closed=True)
    assert FilePlanEntry.objects.get(id=below.id).closed_at is not None
    assert Entry.objects.count() == entries + 1
    set_entry_closed(actor=actor, entry_id=below.id, closed=False)
    assert FilePlanEntry.objects.get(id=below.id).closed_at is None


@pytest.mark.parametrize(
    ("code", "wish", "refused"),
    [
        ("10", EntryWish("Doppelt"), "file.known"),
        (" ", EntryWish("Ohne"), "file.code"),
        ("11", EntryWish(" "), "file.title"),
        ("11", EntryWish("Elf", parent_id=999_999), "file.parent"),
        ("11", EntryWish("Elf", retention_years=201), "file.retention"),
        ("1" * 41, EntryWish("Lang"), "circular.long"),
        ("😀", EntryWish("Zeichen"), "circular.characters"),
    ],
)
def test_what_is_no_entry_is_refused(home: House, code: str, wish: EntryWish, refused: str) -> None:
    actor = administrator(home)
    add_entry(actor=actor, code="10", wish=EntryWish("Bildung"))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        add_entry(actor=actor, code=code, wish=wish)
    assert refusal.value.code == refused
    assert row_counts() == before


def test_no_entry_stands_below_itself(home: House) -> None:
    actor = administrator(home)
    top = add_entry(actor=actor, code="10", wish=EntryWish("Bildung"))
    below = add_entry(actor=actor, code="10.1", wish=EntryWish("Schulen", parent_id=top.id))
    for parent in (top.id, below.id):
        with pytest.raises(Refused) as refusal:
            change_entry(actor=actor, entry_id=top.id, wish=EntryWish("Bildung", parent_id=parent))
        assert refusal.value.code == "file.parent"


def test_the_plan_of_another_association_is_out_of_reach(cast: Cast) -> None:
    with scope(association=cast.home.association):
        entry = add_entry(actor=administrator(cast.home), code="10", wish=EntryWish("Bildung"))
    with scope(association=cast.other.association):
        actor = administrator(cast.other)
        with pytest.raises(Http404):
            change_entry(actor=actor, entry_id=entry.id, wish=EntryWish("Anders"))
        with pytest.raises(Http404):
            set_entry_closed(actor=actor, entry_id=entry.id, closed=True)
        with pytest.raises(Refused) as refusal:
            add_entry(actor=actor, code="11", wish=EntryWish("Elf", parent_id=entry.id))
        assert refusal.value.code == "file.parent"
        add_entry(actor=actor, code="10", wish=EntryWish("Auch zehn"))


def test_only_who_administers_keeps_the_plan(home: House) -> None:
    file = read_plan(PLAN.encode())
    acts: tuple[Callable[[], object], ...] = (
        lambda: add_entry(actor=home.clerk_actor, code="10", wish=EntryWish("Bildung")),
        lambda: change_entry(actor=home.clerk_actor, entry_id=1, wish=EntryWish("Bildung")),
        lambda: set_entry_closed(actor=home.clerk_actor, entry_id=1, closed=True),
        lambda: take_in_plan(actor=home.clerk_actor, file=file, seen=""),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "access.role"


def test_a_person_names_an_entry_by_code_or_by_all_of_it(home: House) -> None:
    taken(home)
    plan = FilePlan()
    for text in ("103-55", " 103-55  Integration ", "103-55 Integr"):
        found = plan.named(text)
        assert found is not None
        assert found.code == "103-55"
    assert plan.named("Integration") is None
    assert plan.named("999") is None


@pytest.mark.parametrize(
    ("reference", "moved"),
    [
        ("", "103-55/kö"),
        ("020.11/kö", "103-55/kö"),
        ("020.11/ti", "103-55/ti"),
        ("020.11", "103-55/kö"),
        ("020.11/zz", "020.11/zz"),
        ("II 3 – 123 456/7", "II 3 – 123 456/7"),
        ("999/kö", "999/kö"),
    ],
)
def test_what_was_written_by_hand_stays_and_what_was_made_moves(home: House, reference: str, moved: str) -> None:
    taken(home)
    plan = FilePlan()
    entry = plan.by_code["103-55"]
    assert reference_moved(reference, entry, plan, {"kö", "ti"}, "kö") == moved
    assert reference_of(entry, "") == "103-55"


def test_codes_sort_as_people_do() -> None:
    codes = ["10", "2", "020.11", "020.2", "103-55", "103-6", "A 2", "A 10"]
    assert sorted(codes, key=place_of_code) == ["2", "10", "020.2", "020.11", "103-6", "103-55", "A 2", "A 10"]


@given(st.text(min_size=1, max_size=12), st.sets(st.text(min_size=1, max_size=6), max_size=8))
def test_the_parent_is_the_longest_other_beginning(code: str, others: set[str]) -> None:
    found = parent_code(code, others)
    beginnings = [one for one in others if code.startswith(one) and one != code]
    assert found == max(beginnings, key=len, default="")


def chain(depth: int, column: str = "parent") -> str:
    """A plan whose entries stand below each other, the deepest first."""
    rows = (f"e{number};Eintrag;{f'e{number - 1}' if number > 1 else ''}" for number in range(depth, 0, -1))
    return "\n".join([f"code;title;{column}", *rows])


@pytest.mark.parametrize("depth", [21, 1_500])
def test_a_plan_that_is_deeper_than_any_is_refused(home: House, depth: int) -> None:
    with pytest.raises(Refused) as refusal:
        taken(home, chain(depth))
    assert refusal.value.code == "file.depth"
    assert tree() == {}


def test_nothing_is_put_deeper_by_hand(home: House) -> None:
    taken(home, chain(20))
    taken(home, "code;title;parent\nx;Anderes;\ny;Darunter;x\n")
    found = FilePlan().by_code
    actor, below = administrator(home), {code: EntryWish("Neu", parent_id=one.id) for code, one in found.items()}
    with pytest.raises(Refused) as refusal:
        add_entry(actor=actor, code="neu", wish=below["e20"])
    assert refusal.value.code == "file.depth"
    with pytest.raises(Refused) as refusal:
        change_entry(actor=actor, entry_id=found["x"].id, wish=below["e19"])
    assert refusal.value.code == "file.depth"
    change_entry(actor=actor, entry_id=found["x"].id, wish=below["e18"])
    assert tree()["x"] == ("e18", "Neu")
