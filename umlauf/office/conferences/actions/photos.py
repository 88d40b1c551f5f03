"""Give a photo by the link of a contributor, and take it away again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.access import get_conference_for, lock_programme
from umlauf.office.conferences.contributor_access import actor_by_link, lock_contributor
from umlauf.office.conferences.contributor_mailing import content_of
from umlauf.office.conferences.contributors import contributions_of, may_be_asked
from umlauf.office.conferences.enums import SHOWN
from umlauf.office.conferences.models import Conference, Contributor, ContributorPhoto, Programme
from umlauf.office.conferences.people import is_same
from umlauf.office.conferences.photos import can_be_public, person_of, photo_of, state_of_photo
from umlauf.office.conferences.question_entries import GivenFile
from umlauf.office.responses.access import one_line


@dataclass(frozen=True, slots=True)
class PhotoEntry:
    """A painted picture, None where the one that is there stays, and what stands for it where it is not seen.

    ``seen``: ``state_of_photo`` as the form showed it.
    """

    file: GivenFile | None
    alternative: str
    seen: str


@transaction.atomic
def give_photo(*, contributor_id: int, generation: int, entry: PhotoEntry) -> ContributorPhoto:
    """Keep the photo in the place of an earlier one. The same again changes nothing. Inside the scope.

    Raises ``Refused`` with ``link.invalid``, ``photo.closed`` where none is wanted any more, ``photo.missing``, also
    where the one that is there was given for somebody else, ``photo.alternative``, ``photo.changed`` for what was not
    seen, ``circular.long`` or ``circular.characters``.
    """
    one, programme = lock_contributor(contributor_id, generation)
    name = person_of(contributions_of(one))
    public = can_be_public(one.conference, content_of(one.conference))
    if not name or not public or not may_be_asked(one.conference, office_now()):
        raise Refused("photo.closed", _("No photo is needed here any more. Nothing was saved."))
    alternative = _checked(entry.alternative)
    before = photo_of(one)
    digest = entry.file.digest if entry.file else before.digest if before else ""
    if before and (before.digest, before.alternative, before.name) == (digest, alternative, name):
        return before
    if entry.seen != state_of_photo(before):
        raise Refused(
            "photo.changed",
            _("Meanwhile something else was saved here. Please look at it, and send it again if need be."),
        )
    if before and not entry.file and is_same(before.name, name):
        before.name, before.alternative = name, alternative
        before.save(update_fields=["name", "alternative"])
        photo = before
    elif entry.file:
        ContributorPhoto.objects.filter(contributor=one).delete()
        kept = {"media_type": entry.file.media_type, "digest": digest, "data": entry.file.data}
        said = {"name": name, "alternative": alternative, "given_at": office_now()}
        photo = ContributorPhoto.objects.create(association_id=one.association_id, contributor=one, **kept, **said)
    else:
        raise Refused("photo.missing", _("Please choose a photo, a JPEG or PNG."))
    _unread(one, programme)
    _noted(actor_by_link(one), one.conference, "conferences.photo_given")
    return photo


@transaction.atomic
def take_photo_back(*, contributor_id: int, generation: int) -> None:
    """Delete it, as long as the link opens anything. Gone already: no change. Raises ``Refused("link.invalid")``."""
    one, programme = lock_contributor(contributor_id, generation)
    if ContributorPhoto.objects.filter(contributor=one).delete()[0]:
        _unread(one, programme)
        _noted(actor_by_link(one), one.conference, "conferences.photo_removed")


@transaction.atomic
def remove_photo(*, actor: Actor, conference_id: int, contributor_id: int) -> None:
    """The office deletes it. Gone already: no change. Raises ``Refused("access.role")``, and ``Http404``."""
    actor.must(Ability.RUN_CONFERENCES)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    lock_programme(conference)
    if not conference.contributors.filter(id=contributor_id).exists():
        raise Http404
    if ContributorPhoto.objects.filter(contributor=contributor_id).delete()[0]:
        _noted(actor, conference, "conferences.photo_removed")


def forget_photos(conference_id: int) -> None:
    """Delete the photos of those who do not come any more. Behind the lock of the programme."""
    known = ContributorPhoto.objects.filter(contributor__conference=conference_id).defer("data")
    for photo in known.select_related("contributor"):
        if not contributions_of(photo.contributor).filter(state__in=SHOWN).exists():
            photo.delete()


def _checked(text: str) -> str:
    clean = one_line(text)
    if not clean:
        raise Refused("photo.alternative", _("Please write in a sentence what the photo shows."))
    check_length(_("What the photo shows"), clean, LIMITS.alternative)
    check_characters(_("What the photo shows"), clean)
    return clean


def _unread(one: Contributor, programme: Programme) -> None:
    programme.revision += 1  # whoever notes the answers as read has not seen this one
    programme.save(update_fields=["revision"])
    one.unread = True
    one.save(update_fields=["unread"])


def _noted(actor: Actor, conference: Conference, event: str) -> None:
    """Whose photo it is stands in no entry."""
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=conference.title)
