"""What is to be corrected in a form, for the summary above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct. ``anchor`` is the id of the field, empty for what concerns the whole form."""

    anchor: str
    label: str
    sentence: str


@register.filter
def problems(form: forms.Form) -> Iterator[Problem]:
    """What is to be corrected, in the order of the fields.

    A form with several fields of one label tells them apart by a method ``label_of``.
    """
    label_of = getattr(form, "label_of", _label)
    for sentence in form.non_field_errors():
        yield Problem("", "", str(sentence))
    for field in form:
        for sentence in field.errors:
            yield Problem(field.id_for_label or str(field.auto_id), label_of(field), str(sentence))


def _label(field: BoundField) -> str:
    return str(field.label)
