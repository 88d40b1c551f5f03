"""What is sealed can be opened for its row alone, and as long as one of the keys is there."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from umlauf.ground.core.sealing import Sealed, Unreadable, seal, unseal

OLD, NEW = "a" * 60, "b" * 60
WHAT = Sealed.SECURITY_ENTRY
WORDS = "Ærøskøbing, 24.03.1971"


def test_it_says_nothing_not_even_how_long_it_is() -> None:
    first, second, short = (seal(WHAT, "row:1", words, room=200) for words in (WORDS, WORDS, "x"))
    assert first != second
    assert len(first) == len(second) == len(short)
    assert b"1971" not in first
    assert [unseal(WHAT, "row:1", kept) for kept in (first, second, short)] == [WORDS, WORDS, "x"]


@pytest.mark.parametrize("words", ["x" * 201, "ä" * 101, "a\0"])
def test_what_does_not_fit(words: str) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        seal(WHAT, "row:1", words, room=200)


def test_rows_cannot_be_swapped_nor_bytes_changed() -> None:
    kept = seal(WHAT, "row:1", WORDS, room=200)
    changed = [kept[:index] + bytes([kept[index] ^ 1]) + kept[index + 1 :] for index in range(0, len(kept), 7)]
    for about, data in [("row:2", kept), *(("row:1", one) for one in (*changed, kept[:-1], kept[:5], b"", b"\x01"))]:
        with pytest.raises(Unreadable):
            unseal(WHAT, about, data)


def test_a_new_key_seals_and_the_old_one_opens_while_it_is_there(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    before = seal(WHAT, "row:1", WORDS, room=200)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    after = seal(WHAT, "row:1", WORDS, room=200)
    assert unseal(WHAT, "row:1", before) == unseal(WHAT, "row:1", after) == WORDS
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(WHAT, "row:1", after) == WORDS
    with pytest.raises(Unreadable):
        unseal(WHAT, "row:1", before)
