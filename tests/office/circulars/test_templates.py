"""Templates: what a circular can be begun with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.template import delete_template, keep_template, rename_template
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import Confidentiality, ReferenceKind
from umlauf.office.circulars.models import CircularTemplate


def test_a_template_has_all_but_the_days_and_what_was_done_to_others(home: House) -> None:
    said = replace(
        a_content(home),
        valid_from=dt.date(2017, 1, 1),
        copies=("Städtetag",),
        confidentiality=Confidentiality.NAMED,
        references=(Reference(ReferenceKind.REFERS, "Erlass"), Reference(ReferenceKind.CORRECTS, "RS 1/2016", 3)),
    )
    circular = a_circular(home, said)
    template = keep_template(actor=home.clerk_actor, circular_id=circular.id, name="  Einladung  ")
    assert (template.name, template.series_id, template.changed_by) == ("Einladung", home.series.id, home.clerk.name)
    written = Content.parse(circular.drafts.get().content)
    assert Content.parse(CircularTemplate.objects.get().content) == replace(
        written, letter_date=None, answer_by=None, valid_from=None, references=written.references[:1]
    )


def test_one_of_the_same_name_is_replaced_after_a_question_alone(home: House) -> None:
    first = keep_template(actor=home.clerk_actor, circular_id=a_circular(home).id, name="Einladung")
    other = a_circular(home, a_content(home, subject="Ganz anders"))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        keep_template(actor=home.clerk_actor, circular_id=other.id, name="einladung")
    assert refusal.value.code == "template.known"
    assert row_counts() == before
    again = keep_template(actor=home.clerk_actor, circular_id=other.id, name="einladung", replaces=True)
    assert again.id == first.id
    assert CircularTemplate.objects.get().content["subject"] == "Ganz anders"


def test_a_template_is_renamed_and_deleted(home: House) -> None:
    one = keep_template(actor=home.clerk_actor, circular_id=a_circular(home).id, name="Eins")
    keep_template(actor=home.clerk_actor, circular_id=a_circular(home).id, name="Zwei")
    entries = Entry.objects.count()
    rename_template(actor=home.clerk_actor, template_id=one.id, name="Eins")
    assert Entry.objects.count() == entries
    rename_template(actor=home.clerk_actor, template_id=one.id, name="EINS")
    with pytest.raises(Refused) as refusal:
        rename_template(actor=home.clerk_actor, template_id=one.id, name="zwei")
    assert refusal.value.code == "template.known"
    delete_template(actor=home.clerk_actor, template_id=one.id)
    assert [template.name for template in CircularTemplate.objects.all()] == ["Zwei"]
    assert Entry.objects.count() == entries + 2


@pytest.mark.parametrize("name", ["", "  ", "x" * (LIMITS.person + 1), "😀"])
def test_a_name_that_is_none_is_refused(home: House, name: str) -> None:
    circular = a_circular(home)
    with pytest.raises(Refused):
        keep_template(actor=home.clerk_actor, circular_id=circular.id, name=name)
    assert not CircularTemplate.objects.exists()


def test_templates_of_others_are_out_of_reach(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        one = keep_template(actor=cast.home.clerk_actor, circular_id=circular.id, name="Einladung")
    with scope(association=cast.other.association):
        actor = cast.other.clerk_actor
        for act in (
            lambda: keep_template(actor=actor, circular_id=circular.id, name="Fremd"),
            lambda: rename_template(actor=actor, template_id=one.id, name="Fremd"),
            lambda: delete_template(actor=actor, template_id=one.id),
        ):
            with pytest.raises(Http404):
                act()


def test_only_who_writes_keeps_templates(home: House) -> None:
    reader = Actor("Leserin", home.association.id, Means.LOGIN, frozenset({Role.REVIEWER}), home.clerk.id)
    circular = a_circular(home)
    for act in (
        lambda: keep_template(actor=reader, circular_id=circular.id, name="Einladung"),
        lambda: rename_template(actor=reader, template_id=1, name="Einladung"),
        lambda: delete_template(actor=reader, template_id=1),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "access.role"
