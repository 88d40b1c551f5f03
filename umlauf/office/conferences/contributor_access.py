"""Whoever has the link of a contributor: behind the lock of the programme, and as the record names them."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.links import invalid_link
from umlauf.office.conferences.access import lock_programme
from umlauf.office.conferences.contributors import contributor_of_link
from umlauf.office.conferences.models import Contributor, Programme


def lock_contributor(contributor_id: int, generation: int) -> tuple[Contributor, Programme]:
    """Whose link it is, with the programme locked. Raises ``Refused("link.invalid")``. Inside the scope."""
    found = contributor_of_link(contributor_id, generation)
    if found is None:
        raise invalid_link()
    programme = lock_programme(found.conference)
    one = contributor_of_link(contributor_id, generation)  # once more: a newer link may have ended it meanwhile
    if one is None:
        raise invalid_link()
    return one, programme


def actor_by_link(one: Contributor) -> Actor:
    """Named in the language of the association, and never by name."""
    with translation.override(one.association.language):
        return Actor(_("Link of a contributor"), one.association_id, Means.LINK)
