"""Say what one needs at a conference. It is counted, and never shown with a name."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.models import Need, Registration
from umlauf.office.conferences.place_access import PlaceKey, lock_place, must_be_coming
from umlauf.office.conferences.question_kinds import NEEDS, OTHER, NeedKind
from umlauf.office.conferences.question_queries import needs_of
from umlauf.office.responses.access import one_line


@transaction.atomic
def say_needs(*, actor: Actor, key: PlaceKey, needs: Mapping[tuple[NeedKind, str], str]) -> Registration:
    """Say all that one needs, by kind and value; the words are those of ``OTHER``. None: everything is taken back.

    That is always possible. Nobody but the person says it. The record says that something was said, not of whom. Raises
    ``Refused`` with ``need.words``, ``place.over``, ``place.gone``, what checks of lengths and characters raise, and
    ``Http404``.
    """
    if key.by_office:
        raise Http404
    row = lock_place(actor, key)
    wanted: dict[tuple[str, str], str] = {pair: _checked(*pair, words) for pair, words in needs.items()}
    if wanted:
        must_be_coming(row)
    if needs_of(row) == wanted:
        return row
    Need.objects.filter(registration=row).delete()
    Need.objects.bulk_create(
        Need(association_id=row.association_id, registration=row, kind=kind, value=value, text=text)
        for (kind, value), text in wanted.items()
    )
    conference = row.conference
    record(actor, "conferences.needs_said", subject=f"conferences.Conference:{conference.id}", label=conference.title)
    return row


def _checked(kind: NeedKind, value: str, words: str) -> str:
    """The words on one line; empty for what needs none."""
    if value not in NEEDS[kind].values:
        raise Http404
    if value != OTHER:
        return ""
    text = one_line(words)
    if not text:
        raise Refused("need.words", _("Please write in a few words what you need."))
    check_length(str(kind.label), text, LIMITS.name)
    check_characters(str(kind.label), text)
    return text
