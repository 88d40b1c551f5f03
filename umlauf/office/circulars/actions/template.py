"""Templates: what a circular can be begun with, kept under a name."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import CircularTemplate


@transaction.atomic
def keep_template(*, actor: Actor, circular_id: int, name: str, replaces: bool = False) -> CircularTemplate:
    """Keep what a circular says, without its days, under a name; ``replaces`` another template of that name.

    Raises ``Refused`` with ``template.name``, ``template.known`` (so that one is asked first), ``template.many`` or
    what the checks of texts raise, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    clean = _name(name)
    circular = get_circular_for(actor, circular_id)
    _lock(actor)
    content = Content.parse(circular.drafts.latest("revision").content).to_begin_with()
    known = _named(actor, clean)
    if known is not None and not replaces:
        raise Refused(
            "template.known",
            _("There is a template “%(name)s” already. Please choose another name, or replace it.")
            % {"name": known.name},
        )
    if (
        known is None
        and CircularTemplate.objects.filter(association_id=actor.association_id).count() >= LIMITS.templates
    ):
        raise Refused(
            "template.many",
            _("There are %(most)s templates, and no more fit. Please delete one that nobody uses.")
            % {"most": LIMITS.templates},
        )
    template = known or CircularTemplate(association_id=actor.association_id)
    template.name, template.series, template.content = clean, circular.series, content.json()
    _save(actor, template, "circulars.template_kept")
    return template


@transaction.atomic
def rename_template(*, actor: Actor, template_id: int, name: str) -> CircularTemplate:
    """Call a template otherwise. Raises ``Refused`` as ``keep_template``, and ``Http404``."""
    actor.must(Ability.WRITE_CIRCULARS)
    clean = _name(name)
    _lock(actor)
    template = get_template_for(actor, template_id)
    known = _named(actor, clean)
    if known is not None and known.id != template.id:
        raise Refused(
            "template.known",
            _("There is a template “%(name)s” already. Please choose another name.") % {"name": known.name},
        )
    if template.name != clean:
        template.name = clean
        _save(actor, template, "circulars.template_renamed")
    return template


@transaction.atomic
def delete_template(*, actor: Actor, template_id: int) -> None:
    """Delete a template. What was begun with it stays. Raises ``Http404``."""
    actor.must(Ability.WRITE_CIRCULARS)
    template = get_template_for(actor, template_id)
    record(
        actor,
        "circulars.template_deleted",
        subject=f"circulars.CircularTemplate:{template.id}",
        label=template.name,
    )
    template.delete()


def get_template_for(actor: Actor, template_id: int) -> CircularTemplate:
    """A template of the actor's association. Raises ``Http404``."""
    own = CircularTemplate.objects.filter(association_id=actor.association_id).select_related("series")
    template = own.filter(id=template_id).first()
    if template is None:
        raise Http404
    return template


def _lock(actor: Actor) -> None:
    """One after another, since two names are the same for people that are not for the database."""
    Association.objects.select_for_update(no_key=True).get(id=actor.association_id)


def _named(actor: Actor, name: str) -> CircularTemplate | None:
    own = CircularTemplate.objects.filter(association_id=actor.association_id)
    return next((one for one in own.defer("content") if one.name.casefold() == name.casefold()), None)


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Refused("template.name", _("The name is missing. Please say what the template is for."))
    check_length(_("Name"), clean, LIMITS.person)
    check_characters(_("Name"), clean)
    return clean


def _save(actor: Actor, template: CircularTemplate, event: str) -> None:
    template.changed_at, template.changed_by = office_now(), actor.label[: LIMITS.name]
    template.save()
    record(actor, event, subject=f"circulars.CircularTemplate:{template.id}", label=template.name)
