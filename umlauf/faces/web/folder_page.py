"""What somebody reads before they agree or sign: the letter, who agreed, what has changed since they last read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from umlauf.ground.core.actor import Actor
from umlauf.ground.text import to_html
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.difference import FieldChange, difference
from umlauf.office.circulars.folder import Asked, FolderEntry, entry_of, folder_of, last_told, open_submission
from umlauf.office.circulars.models import ChainStep, Circular, Submission
from umlauf.office.circulars.telling import turn_of
from umlauf.office.circulars.version import version_of


def laying_of(actor: Actor, circular: Circular) -> dict[str, Any]:
    """For the page of a draft: before whom it lies, or how it ended that it lay before somebody."""
    submission = open_submission(circular.id)
    if submission is None:
        ended = Submission.objects.filter(circular=circular).order_by("-id").first()
        chained = ChainStep.objects.filter(series_id=circular.series_id).exists()
        return {"submission": None, "ended": ended, "chained": chained}
    entry = entry_of(actor, circular.id)
    return {
        "submission": submission,
        "turn": turn_of(submission),
        "entry": entry,
        "entry_address": address_of(entry) if entry else "",
        "told_at": last_told(submission),
    }


def address_of(entry: FolderEntry) -> str:
    """Where somebody reads what is asked of them, and does it."""
    name = "circular-sign" if entry.asked is Asked.SIGN else "folder-entry"
    return reverse(name, kwargs={"circular_id": entry.submission.circular_id})


def next_address(actor: Actor) -> str:
    """The next letter in the folder; the folder itself when it is empty."""
    waiting = folder_of(actor)
    return address_of(waiting[0]) if waiting else reverse("folder")


def reading_page(actor: Actor, entry: FolderEntry) -> dict[str, Any]:
    """For the page on which somebody reads a letter that lies before them."""
    submission = entry.submission
    version = version_of(submission.circular)
    waiting = folder_of(actor)
    return {
        "circular": submission.circular,
        "entry": entry,
        "submission": submission,
        "version": version,
        "draft": version.draft,
        "content": version.content,
        "body": to_html(version.content.body),
        "annexes": version.annexes,
        "changes": changed_since_read(actor, submission),
        "place": next((place for place, one in enumerate(waiting, 1) if one.submission.id == submission.id), 0),
        "waiting": len(waiting),
    }


def changed_since_read(actor: Actor, submission: Submission) -> tuple[FieldChange, ...] | None:
    """What has changed since the draft last lay before the actor; None where it lies before them for the first time."""
    before = Submission.objects.filter(
        circular_id=submission.circular_id, id__lt=submission.id, links__user_id=actor.user_id or 0
    )
    last = before.select_related("draft").order_by("-id").first()
    if last is None:
        return None
    return difference(Content.parse(last.draft.content), Content.parse(submission.draft.content))
