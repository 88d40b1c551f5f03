"""What is kept of somebody: their account, and what each association's directory says of the house they act for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django_scopes import scope

from umlauf.faces.web.known import Known, known_of
from umlauf.faces.web.requests import PersonsRequest
from umlauf.faces.web.words import hat_title
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.office.directory.hats import Hat
from umlauf.office.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class OwnHouse:
    """What one association knows of an organisation. ``mailto`` leads to the association, empty without an address."""

    association: Association
    organisation: Organisation
    title: str
    known: Known
    mailto: str


def me(request: PersonsRequest) -> HttpResponse:
    offices = [(hat.association, hat_title(hat)) for hat in request.hats if hat.organisation is None]
    houses = [_house(hat, hat.organisation) for hat in request.hats if hat.organisation is not None]
    associations = list({hat.association.id: hat.association for hat in request.hats}.values())
    context = {"offices": offices, "houses": houses, "associations": associations}
    return render(request, "web/directory/me.html", context)


def _house(hat: Hat, organisation: Organisation) -> OwnHouse:
    association = hat.association
    with scope(association=association):
        known = known_of(organisation, office_today(association))
    mailto = f"mailto:{quote(association.email, safe='@')}?subject={quote(organisation.name)}"
    return OwnHouse(association, organisation, hat_title(hat), known, mailto if association.email else "")
