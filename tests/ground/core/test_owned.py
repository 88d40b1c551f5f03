"""A row of an association cannot be asked for outside its scope, in whichever room it stands."""

import pytest
from django.apps import apps
from django.db import models
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.models import Association, Owned
from umlauf.ground.core.policy import Ability, Role
from umlauf.ground.text import Refused

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]
# The register of organisations, people who log in, the machinery: everything else belongs to an association.
SHARED = {
    "core.Association",
    "core.OfficeClock",
    "core.Task",
    "accounts.User",
    "directory.FormerState",
    "directory.OfficialKey",
    "directory.Organisation",
    "directory.Succession",
    "mail.Pace",
}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_outside_a_scope_every_question_raises(model: type[Owned], association: Association) -> None:
    for ask in (
        lambda: model.objects.filter(association=association).exists(),
        lambda: model.objects.order_by("id").first(),
        lambda: list(model.objects.all()),
    ):
        with pytest.raises(ScopeError):
            ask()
    with scope(association=association):
        assert model.objects.count() == 0


def test_every_model_of_ours_is_owned_or_known_to_be_shared() -> None:
    ours: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("umlauf.ground", "umlauf.engines", "umlauf.office"))
    ]
    assert {model._meta.label for model in ours if not issubclass(model, Owned)} == SHARED
    assert len(OWNED) > 20


def test_an_owned_row_needs_its_association() -> None:
    for model in OWNED:
        field = model._meta.get_field("association")
        assert not field.null
        assert field.remote_field.on_delete is models.PROTECT


def test_who_lacks_a_role_is_refused() -> None:
    clerk = Actor("Nora", 1, Means.LOGIN, frozenset({Role.CLERK}))
    clerk.must(Ability.WRITE_CIRCULARS)
    assert clerk.may(Ability.SEE_CIRCULARS)
    for actor, ability in ((clerk, Ability.SIGN), (clerk, Ability.READ_LETTERS), (machine(1), Ability.WRITE_CIRCULARS)):
        with pytest.raises(Refused) as refusal:
            actor.must(ability)
        assert refusal.value.code == "access.role"
