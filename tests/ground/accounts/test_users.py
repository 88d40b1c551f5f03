"""Who can log in: one account an address, whatever its case, with a password that is kept by Argon2id."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from umlauf.ground.accounts.actions import choose_language, create_user
from umlauf.ground.accounts.models import User
from umlauf.ground.text import Refused

PASSWORD = "Ahorn-Linde-Eiche-7"


def make(email: str = "nora@lkt.example", name: str = "Nora Feldkamp", password: str = PASSWORD) -> User:
    return create_user(email=email, name=name, password=password)


@pytest.mark.django_db
def test_a_new_user_can_log_in_without_regard_to_case() -> None:
    user = make()
    for written in ("nora@lkt.example", "NORA@LKT.example"):
        assert authenticate(username=written, password=PASSWORD) == user
    assert authenticate(username="nora@lkt.example", password=PASSWORD.lower()) is None
    assert authenticate(username="nobody@lkt.example", password=PASSWORD) is None


@pytest.mark.django_db
def test_the_password_is_kept_by_argon2id() -> None:
    user = make()
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in user.password


@pytest.mark.django_db
def test_who_has_left_cannot_log_in() -> None:
    make()
    User.objects.update(is_active=False)
    assert authenticate(username="nora@lkt.example", password=PASSWORD) is None


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["nora@lkt.example", "Nora@LKT.example", " nora@lkt.example "])
def test_an_address_is_taken_once(again: str) -> None:
    make()
    with pytest.raises(Refused) as refusal:
        make(again)
    assert refusal.value.code == "accounts.taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=again.strip().swapcase(), name="Zweite")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "nora"}, "address.invalid"),
        ({"email": "nöra@lkt.example"}, "address.local"),
        ({"password": "kurz"}, "accounts.password"),
        ({"password": "password1234"}, "accounts.password"),
        ({"password": "nora@lkt.example"}, "accounts.password"),
        ({"password": ""}, "accounts.password"),
        ({"name": " "}, "accounts.name"),
        ({"name": "x" * 201}, "accounts.name"),
    ],
)
def test_what_is_refused_makes_no_account(change: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        make(**change)
    assert refusal.value.code == code
    assert str(refusal.value)
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_the_domain_is_kept_as_it_is_sent_to() -> None:
    assert make("nora@bücher.example").email == "nora@xn--bcher-kva.example"


@pytest.mark.django_db
def test_the_language_is_remembered() -> None:
    user = make()
    choose_language(user=user, language="en")
    user.refresh_from_db()
    assert user.language == "en"
