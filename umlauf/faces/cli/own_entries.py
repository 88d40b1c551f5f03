"""A member's proposal in the demo: the registry of a county wants an address changed, and the office decides."""

from __future__ import annotations

import click

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.office.directory.actions.own_changes import PostChange
from umlauf.office.directory.actions.own_entries import change_own_entry, set_confirms_changes
from umlauf.office.directory.actions.posts import details_of
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.models import Organisation, Post, Proposal

COUNTY, REGISTRY = "Landkreis Harz", "Petra Postmann"
PHONE = "+49 3941 5970-100"


def play_proposal(association_id: int) -> None:
    """Let the association decide on what members change, and a registry propose something, once."""
    county = Organisation.objects.filter(name=COUNTY).first()
    if county is None or Proposal.objects.exists():
        return
    office = Actor(_("Demo"), association_id, Means.COMMAND, frozenset({Role.ADMINISTRATOR}))
    set_confirms_changes(actor=office, confirms=True)
    registry = Actor(REGISTRY, association_id, Means.COMMAND, frozenset({Role.REGISTRY}), organisation_id=county.id)
    head = Post.objects.get(organisation=county, function__kind=FunctionKind.HEAD)
    known = details_of(head)
    change_own_entry(actor=registry, change=PostChange(head.id, known.email if known else "", PHONE))
    click.echo("")
    said = _("%(county)s proposes a phone number for its head; the office decides on the page “Today”.")
    click.echo(said % {"county": COUNTY})
