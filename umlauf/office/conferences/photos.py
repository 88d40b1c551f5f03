"""Photos of those who contribute: whose they can be, what a form has seen of one, and where one is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.content import Content
from umlauf.office.conferences.enums import SHOWN, ConferenceKind, ContributionState, VoiceKind
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ContributorPhoto
from umlauf.office.conferences.programme import Sheet, Voice
from umlauf.office.conferences.queries import is_past


def can_be_public(conference: Conference, content: Content) -> bool:
    """Whether it is of the kind that can have a page for everybody. ``content`` is that of its circular."""
    return conference.kind == ConferenceKind.CONFERENCE and not content.for_the_named_alone


def person_of(rows: Iterable[Contribution]) -> str:
    """The one person who contributes by a mailbox; empty where it speaks for several, or for nobody by name."""
    names = {row.name for row in rows if row.state in SHOWN and row.kind == VoiceKind.PERSON}
    return names.pop() if len(names) == 1 else ""


def photo_of(contributor: Contributor) -> ContributorPhoto | None:
    return ContributorPhoto.objects.filter(contributor=contributor).first()


def state_of_photo(photo: ContributorPhoto | None) -> str:
    """What a form is filled from, so that a second window overwrites nothing unseen."""
    told = (photo.digest, photo.alternative, photo.name) if photo else ()
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def photos_shown(conference: Conference, sheet: Sheet | None) -> Mapping[int, ContributorPhoto]:
    """By the key of the voice, the photos that belong beside a released programme, without their bytes.

    Whoever is shown has accepted, in this version and since, and it is not over: by then their link, by which they take
    a photo back, opens nothing. One query, and two more where there are photos.
    """
    known = ContributorPhoto.objects.filter(contributor__conference=conference).defer("data")
    photos = {one.contributor.email: one for one in known.select_related("contributor")} if sheet else {}
    if sheet is None or not photos or is_past(conference, office_now()):
        return {}
    voices = {voice.key: voice for _item, voice in sheet.voices() if _accepts(voice)}
    rows = Contribution.objects.filter(id__in=voices, state=ContributionState.CONFIRMED)
    theirs = ((row, photos.get(row.email.casefold())) for row in rows)
    return {row.id: photo for row, photo in theirs if photo and photo.name == row.name == voices[row.id].who}


def _accepts(voice: Voice) -> bool:
    return voice.state == ContributionState.CONFIRMED and voice.kind == VoiceKind.PERSON
