"""From the facts of a text to a signed circular, in one transaction: refused at any step, nothing is left of it."""

from __future__ import annotations

from django.db import transaction

from umlauf.engines.reading import Facts
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.actions.sign import Expected, sign_and_issue
from umlauf.office.circulars.annexes import UPLOAD
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import Version, version_of
from umlauf.office.intake.draft import Taken, begin_from_facts

TAKEN_IN = 1
"""The revision that is the text itself. What a colleague has changed since is not signed unread."""


@transaction.atomic
@recorded_together()
def issue_from_facts(
    *,
    clerk: Actor,
    actor: Actor,
    facts: Facts,
    origin_digest: str,
    list_name: str | None,
    signature: Signature,
    expected: Expected | None,
) -> tuple[Taken, Issue]:
    """Begin the circular as ``clerk``, sign it as ``actor``, and let it go out as soon as its letter is there.

    The same text again gives what it gave before. Raises what ``begin_from_facts`` and ``sign_and_issue`` raise.
    """
    taken = begin_from_facts(actor=clerk, facts=facts, origin_digest=origin_digest, list_name=list_name)
    version = version_of(taken.circular)
    issue = sign_and_issue(
        actor=actor,
        circular_id=taken.circular.id,
        signature=signature,
        seen=version.digest if _is_untouched(version) else "",
        expected=expected,
        dispatch_when_rendered=True,
    )
    return taken, issue


def _is_untouched(version: Version) -> bool:
    """Whether the draft is the text as it was taken in, and no colleague has attached anything to it."""
    return version.draft.revision == TAKEN_IN and all(one.source != UPLOAD for one in version.annexes)
