"""``umlauf createuser``: each role, and how an installation without an administrator gets one."""

from __future__ import annotations

import pytest

from tests.faces.cli.terminal import Terminal
from umlauf.faces.cli.roles import NAMES, role_named
from umlauf.ground.core.policy import Role

HARZ = ("--organisation", "15085")


def test_the_first_administrator_is_made_by_command(office: Terminal) -> None:
    office.add("muster@landkreistag-musterland.example", "Theo Muster", "administrator")
    office.add("muster@landkreistag-musterland.example", "Theo Muster", "administrator")  # once more: unchanged


@pytest.mark.parametrize("role", ["member", "registry", "member_administrator"])
def test_a_member_is_given_with_its_organisation(office: Terminal, role: str) -> None:
    office.add("neu@landkreis-harz.example", "Neue Kraft", role, *HARZ)
    call = ("createuser", "wer@amt.example", "--name", "Wer Anders", "--role", role, "--password-stdin")
    assert office.run(*call, code=1, given="Ahorn-Linde-Eiche-7\n").stderr


def test_an_office_role_has_no_organisation(office: Terminal) -> None:
    call = ("createuser", "wer@amt.example", "--name", "Wer", "--role", "administrator", *HARZ, "--password-stdin")
    assert office.run(*call, code=1, given="Ahorn-Linde-Eiche-7\n").stderr


def test_every_role_has_its_name_and_the_old_one_goes_on() -> None:
    assert {role_named(name) for name in NAMES} == set(Role)
    assert role_named("member") == Role.REGISTRY
