"""Roles as commands and files name them."""

from __future__ import annotations

from typing import Final

from umlauf.ground.core.policy import Role

_BEFORE: Final = {"member": Role.REGISTRY}  # when a member had but one role
NAMES: Final = (*(role.value for role in Role), *_BEFORE)


def role_named(word: str) -> Role:
    """The role of that name. ``ValueError`` for a word that names none."""
    return _BEFORE.get(word) or Role(word)
