"""Publish the page of a conference, and take it down again. Nothing is public until a person says so."""

from __future__ import annotations

import re
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import ascii_words
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.enums import ConferenceKind
from umlauf.office.conferences.models import Conference, PublicPage
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.releasing import was_sent
from umlauf.office.responses.access import one_line

SLUG: Final = 80
CONTACT: Final = 300
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug_for(conference: Conference) -> str:
    """An address that says what it is about: „integration-in-laendlichen-raeumen“."""
    return ascii_words(conference.title).lower()[:SLUG].strip("-")


@transaction.atomic
def publish_event(*, actor: Actor, conference_id: int, slug: str, press_contact: str = "") -> PublicPage:
    """Let everybody read when and where it is, and the programme that was released. The same again changes nothing.

    Raises ``Refused`` with what ``must_be_publishable`` raises, ``publish.slug``, ``publish.taken``, ``circular.long``
    or ``circular.characters``, ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    must_be_publishable(conference)
    address, contact = slug.strip().lower(), one_line(press_contact)
    _check(address, contact)
    page = PublicPage.objects.filter(conference=conference).first()
    if page is None:
        page = PublicPage(association_id=conference.association_id, conference=conference)
    elif page.published_at is not None and (page.slug, page.press_contact) == (address, contact):
        return page
    page.slug, page.press_contact = address, contact
    page.published_at = page.published_at or office_now()
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError as error:
        raise Refused("publish.taken", _("Another event has this address. Please choose another one.")) from error
    _noted(actor, conference, "conferences.page_published")
    return page


@transaction.atomic
def take_down_event(*, actor: Actor, conference_id: int) -> PublicPage | None:
    """Let the page be found no more. Down already: nothing is written.

    Raises ``Refused("access.role")``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    page = PublicPage.objects.filter(conference=conference).exclude(published_at=None).first()
    if page is not None:
        page.published_at = None
        page.save(update_fields=["published_at"])
        _noted(actor, conference, "conferences.page_taken_down")
    return page


def must_be_publishable(conference: Conference) -> None:
    """Raises ``Refused`` with ``publish.session``, ``publish.unsent``, ``publish.named`` or ``event.ended``."""
    if conference.kind == ConferenceKind.SESSION:
        raise Refused("publish.session", _("A session is for its members and has no public page."))
    issue = get_issue(conference.circular)
    if issue is None or not was_sent(issue):
        raise Refused(
            "publish.unsent",
            _("The invitation was not sent yet. Please send it first, so that those invited know before all others."),
        )
    if Content.parse(issue.content).for_the_named_alone:
        raise Refused(
            "publish.named", _("The invitation is for those alone whom it names, so there is no public page.")
        )
    if not takes_place(conference, office_now()):
        raise Refused("event.ended", _("It is over or was cancelled, so it is not published any more."))


def _check(slug: str, contact: str) -> None:
    if len(slug) > SLUG or not _SLUG.fullmatch(slug):
        raise Refused(
            "publish.slug",
            _("The address has small letters from a to z, digits and single hyphens between them. Please correct it."),
        )
    check_length(_("Press contact"), contact, CONTACT)
    check_characters(_("Press contact"), contact)


def _noted(actor: Actor, conference: Conference, event: str) -> None:
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=conference.title)
