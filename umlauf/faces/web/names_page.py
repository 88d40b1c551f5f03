"""The places of a conference whose names follow, by house, and the form with which somebody asks for them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms

from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Registration


@dataclass(frozen=True, slots=True)
class House:
    """An organisation with places without names, and who registered them."""

    recipient: Recipient
    places: int
    by: str


class NamesForm(forms.Form):
    """``seen`` is how many places the form showed, ``nonce`` its one-time word."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    nonce = forms.SlugField(max_length=40, widget=forms.HiddenInput)


def first(rows: Iterable[Registration]) -> dict[str, object]:
    """What a form that is opened says."""
    return {"seen": len(list(rows)), "nonce": secrets.token_urlsafe(16)}


def houses_of(rows: Iterable[Registration]) -> list[House]:
    found: defaultdict[int, list[Registration]] = defaultdict(list)
    for row in rows:
        found[row.house.id].append(row)
    return [
        House(places[0].house, len(places), ", ".join(dict.fromkeys(row.by_name for row in places if row.by_name)))
        for places in found.values()
    ]
