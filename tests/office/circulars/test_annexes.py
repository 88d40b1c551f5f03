"""Annexes: kept by content, in versions, while the circular is a draft."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.rows import row_counts
from umlauf.engines.files.inspection import Findings
from umlauf.engines.files.models import StoredFile
from umlauf.engines.files.store import read
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex, replace_annex
from umlauf.office.circulars.actions.annex_room import limit_annexes
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.circulars.queries import frozen_annexes, latest_annexes

FILE = AnnexFile(1, "Programm", "programm.pdf", "application/pdf", b"%PDF-1.7 erste Fassung", "upload")


def test_the_first_file_is_version_one(home: House) -> None:
    circular = a_circular(home)
    version = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE)
    assert (version.version, version.filename, version.source) == (1, "programm.pdf", "upload")
    assert (version.annex.number, version.annex.title, version.annex.digital_only) == (1, "Programm", True)
    assert read(version.file) == FILE.data


def test_the_same_content_again_is_no_new_version(home: House) -> None:
    circular = a_circular(home)
    first = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE)
    before = row_counts()
    assert attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE) == first
    assert row_counts() == before


def test_other_content_is_the_next_version_and_the_old_one_stays(home: House) -> None:
    circular = a_circular(home)
    first = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE)
    changed = replace(FILE, data=b"%PDF-1.7 zweite Fassung", title="Programm (Stand 1. November)")
    second = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=changed)
    assert second.version == 2
    assert read(first.file) == FILE.data
    assert [(one.annex.title, one.version) for one in latest_annexes(circular)] == [(changed.title, 2)]
    back = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE)
    assert (back.version, StoredFile.objects.count()) == (3, 2)


def test_annexes_come_by_their_numbers(home: House) -> None:
    circular = a_circular(home)
    for number in (3, 1, 2):
        file = replace(FILE, number=number, data=f"Anlage {number}".encode())
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    assert [one.annex.number for one in latest_annexes(circular)] == [1, 2, 3]
    assert [one.annex.number for one in frozen_annexes(an_issue(home, circular))] == [1, 2, 3]


def test_two_associations_keep_the_same_content_apart(cast: Cast) -> None:
    keys = set()
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            version = attach_annex(actor=house.clerk_actor, circular_id=a_circular(house).id, file=FILE)
            keys.add(version.file.key)
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"data": b""}, "annex.size"),
        ({"data": b"x" * (LIMITS.annex_bytes + 1)}, "annex.size"),
        ({"number": 0}, "annex.many"),
        ({"number": LIMITS.annexes + 1}, "annex.many"),
        ({"title": "x" * (LIMITS.name + 1)}, "circular.long"),
        ({"filename": "x" * (LIMITS.name + 1)}, "circular.long"),
        ({"title": "Programm \U0001f389"}, "circular.characters"),
        ({"filename": "pro\x00gramm.pdf"}, "circular.characters"),
    ],
    ids=range(8),
)
def test_what_is_refused_leaves_nothing_behind(home: House, change: dict[str, Any], code: str) -> None:
    circular = a_circular(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, **change))
    assert refusal.value.code == code
    assert row_counts() == before


def test_without_a_number_it_is_the_first_that_is_free(home: House) -> None:
    """A text that was taken in may name an annex that is still to come."""
    circular = a_circular(home)
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=2))
    for data in (b"eins", b"drei"):
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=None, data=data))
    assert [(one.annex.number, read(one.file)) for one in latest_annexes(circular)] == [
        (1, b"eins"),
        (2, FILE.data),
        (3, b"drei"),
    ]


def test_without_a_number_the_same_content_is_attached_once(home: House) -> None:
    circular = a_circular(home)
    file = replace(FILE, number=None)
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    assert refusal.value.code == "annex.twice"
    assert row_counts() == before


def test_there_are_no_more_than_a_circular_may_have(home: House) -> None:
    circular = a_circular(home)
    for number in range(LIMITS.annexes):
        file = replace(FILE, number=None, data=str(number).encode())
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    with pytest.raises(Refused) as refusal:
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=None))
    assert refusal.value.code == "annex.many"


def test_an_association_says_how_large_its_annexes_may_be(home: House) -> None:
    actor = replace(home.clerk_actor, roles=frozenset({Role.ADMINISTRATOR}))
    limit_annexes(actor=actor, one=1, together=2)
    limit_annexes(actor=actor, one=1, together=2)
    assert Entry.objects.filter(event="circulars.annexes_limited").count() == 1
    circular = a_circular(home)

    def attach(number: int, size: int) -> None:
        data = bytes([number]) * size
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=number, data=data))

    attach(1, MB)
    attach(2, MB)
    for number, size, code in ((3, MB + 1, "annex.size"), (3, 1, "annex.together")):
        with pytest.raises(Refused) as refusal:
            attach(number, size)
        assert refusal.value.code == code
    limit_annexes(actor=actor, one=1, together=3)
    attach(3, 1)


@pytest.mark.parametrize(
    ("one", "together", "code"),
    [
        (0, 5, "annex.limit"),
        (LIMITS.annex_bytes // MB + 1, 50, "annex.limit"),
        (5, 4, "annex.limit_together"),
        (5, LIMITS.annexes_bytes // MB + 1, "annex.limit_together"),
    ],
)
def test_limits_of_annexes_that_are_none(home: House, one: int, together: int, code: str) -> None:
    actor = replace(home.clerk_actor, roles=frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(Refused) as refusal:
        limit_annexes(actor=actor, one=one, together=together)
    assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        limit_annexes(actor=home.clerk_actor, one=1, together=1)
    assert refusal.value.code == "access.role"


def test_together_they_may_have_so_much(home: House) -> None:
    """A new version takes the place of the old one, also in the sum."""
    circular = a_circular(home)
    whole = LIMITS.annexes_bytes // LIMITS.annex_bytes
    for number in range(1, whole + 1):
        data = bytes([number]) * LIMITS.annex_bytes
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=number, data=data))
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, data=b"x" * LIMITS.annex_bytes))
    with pytest.raises(Refused) as refusal:
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, number=None, data=b"x"))
    assert refusal.value.code == "annex.together"
    assert len(latest_annexes(circular)) == whole


def test_another_file_takes_the_place_of_one(home: House) -> None:
    circular = a_circular(home)
    first = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, digital_only=False))
    found = Findings(2, text=False, tagged=False, title=False, language="")
    new = replace(FILE, number=None, title="Anders", data=b"neu", filename="neu.pdf", findings=found)
    second = replace_annex(actor=home.clerk_actor, circular_id=circular.id, annex_id=first.annex_id, file=new)
    (latest,) = latest_annexes(circular)
    assert (latest, latest.version, latest.filename) == (second, 2, "neu.pdf")
    assert (latest.annex.number, latest.annex.title, latest.annex.digital_only) == (1, "Programm", False)
    assert Findings.parse(latest.findings) == found


def test_what_umlauf_renders_stays_what_it_is(home: House) -> None:
    circular = a_circular(home)
    made = attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(FILE, source="conferences.form"))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        replace_annex(
            actor=home.clerk_actor, circular_id=circular.id, annex_id=made.annex_id, file=replace(FILE, data=b"neu")
        )
    assert refusal.value.code == "annex.generated"
    assert row_counts() == before


def test_an_annex_of_another_circular_is_not_replaced(home: House) -> None:
    there = attach_annex(actor=home.clerk_actor, circular_id=a_circular(home).id, file=FILE)
    with pytest.raises(Http404):
        replace_annex(actor=home.clerk_actor, circular_id=a_circular(home).id, annex_id=there.annex_id, file=FILE)


def test_nothing_is_attached_to_what_is_signed(home: House) -> None:
    circular = a_circular(home)
    an_issue(home, circular)
    with pytest.raises(Refused) as refusal:
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=FILE)
    assert refusal.value.code == "draft.issued"
    assert AnnexVersion.objects.count() == 0


def test_who_may_not_write_may_not_attach(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        with pytest.raises(Refused) as refusal:
            attach_annex(actor=cast.member_actor, circular_id=circular.id, file=FILE)
        assert refusal.value.code == "access.role"
        with pytest.raises(Http404):
            attach_annex(actor=cast.other.clerk_actor, circular_id=circular.id, file=FILE)
