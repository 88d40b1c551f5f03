"""A link opens what it was made for, and nothing else."""

import re

import pytest
from django.core.signing import Signer
from pytest_django import Settings

from umlauf.ground.core.links import Purpose, read_link, sign_link
from umlauf.ground.text import Refused

KEYS = ["a" * 60, "b" * 60, "c" * 60]


def refused(token: str) -> bool:
    with pytest.raises(Refused) as refusal:
        read_link(Purpose.LETTER, token)
    return refusal.value.code == "link.invalid"


@pytest.mark.parametrize(("subject_id", "generation"), [(1, 1), (987_654_321_012, 32_767)])
def test_a_link_says_what_it_is_for_and_fits_into_an_address(subject_id: int, generation: int) -> None:
    token = sign_link(Purpose.LETTER, subject_id, generation)
    assert re.fullmatch(r"[A-Za-z0-9._-]{40,80}", token)
    assert read_link(Purpose.LETTER, token) == (subject_id, generation)


def test_every_generation_has_another_link() -> None:
    assert len({sign_link(Purpose.LETTER, 7, generation) for generation in range(1, 50)}) == 49


def test_a_link_that_is_mangled_anywhere_is_refused() -> None:
    token = sign_link(Purpose.LETTER, 123, 4)
    for place in range(len(token)):
        for other in "Aa0-_.~ %\u00e4\x00":
            if token[place] != other:
                assert refused(token[:place] + other + token[place + 1 :])
        assert refused(token[:place])
        assert refused(token[:place] + token[place + 1 :])
        assert refused(token[:place] + "x" + token[place:])


@pytest.mark.parametrize("token", ["", ".", "..", "1.1", "1.1.", "x" * 10_000, "1.1.ä", "\ud800", "1.1.\x00"])
def test_what_never_was_a_link_is_refused_alike(token: str) -> None:
    assert refused(token)


def test_a_link_of_another_purpose_is_refused() -> None:
    assert refused(Signer(sep=".", salt="umlauf.link.answer").sign("1.1"))
    assert refused(Signer(sep=".").sign("1.1"))
    assert not_refused(Signer(sep=".", salt="umlauf.link.letter").sign("1.1"))


def not_refused(token: str) -> bool:
    return read_link(Purpose.LETTER, token) == (1, 1)


@pytest.mark.parametrize("value", ["1", "1.1.1", "a.b", "", "1.", ".1", "1.1 ;"])
def test_a_signature_over_something_else_is_refused(value: str) -> None:
    assert refused(Signer(sep=".", salt="umlauf.link.letter").sign(value))


def test_a_link_of_another_installation_is_refused(settings: Settings) -> None:
    settings.SECRET_KEY = KEYS[0]
    token = sign_link(Purpose.LETTER, 1, 1)
    settings.SECRET_KEY = KEYS[1]
    assert refused(token)


def test_a_new_key_keeps_old_links_while_the_old_key_stands_below(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEYS[0], []
    old = sign_link(Purpose.LETTER, 1, 1)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEYS[1], [KEYS[0]]
    assert not_refused(old)
    new = sign_link(Purpose.LETTER, 1, 1)
    assert new != old
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEYS[2], [KEYS[1]]
    assert not_refused(new)
    assert refused(old)
