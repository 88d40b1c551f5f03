"""Forget who came, once nobody needs to know any more."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.erasure import erase_with
from umlauf.ground.audit.events import Erasure
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_today
from umlauf.office.conferences.enums import SHOWN
from umlauf.office.conferences.models import (
    AdmissionCase,
    Conference,
    Contribution,
    Contributor,
    ForumChoice,
    Invitee,
    PublicPage,
)
from umlauf.office.conferences.programme import Sheet
from umlauf.office.conferences.queries import last_day
from umlauf.office.responses.actions.purge import forget_answers_to
from umlauf.office.responses.models import Ask

UNRELEASED: Final = ~Q(state__in=SHOWN) | Q(item__internal=True) | Q(item__parent__internal=True)
"""Contributions that no release shows as they stand."""
NAMED_VOICE: Final = ~Q(name="", office="", title="")


@transaction.atomic
def purge_conference(*, actor: Actor, conference_id: int) -> int:
    """Empty who registered and was registered, what was announced or noted, and whom no released programme names, after
    the last day. The rows stay, and count; who was asked by mail to contribute goes wholly.

    The mails about it have the same last day and go by themselves. Returns how many registrations were emptied; 0 while
    the day has not come. Again: no change.
    """
    conference = Conference.objects.select_related("association").get(id=conference_id)
    Ask.objects.select_for_update().get(circular_id=conference.circular_id)
    if office_today(conference.association) <= last_day(conference):
        return 0
    emptied = conference.registrations.filter(purged_at=None).update(
        name="",
        function="",
        email="",
        represents="",
        by_name="",
        by_email="",
        priority_reason="",
        purged_at=machine_now(),
    )
    cases = AdmissionCase.objects.filter(registration__conference=conference)
    cases.exclude(reason="", reversal="").update(reason="", reversal="")
    said = conference.announcements.exclude(text="").update(text="")
    voices = Contribution.objects.filter(item__conference=conference)
    said += voices.exclude(email="", deputy="").update(email="", deputy="")
    said += PublicPage.objects.filter(conference=conference).exclude(press_contact="").update(press_contact="")
    said += Contributor.objects.filter(conference=conference).delete()[0]
    said += ForumChoice.objects.filter(registration__conference=conference).delete()[0]
    said += conference.versions.exclude(note="").update(note="") + _forget_unreleased(conference)
    said += Conference.objects.filter(id=conference_id).exclude(note="").update(note="")
    said += _forget_invited(conference)
    forgotten = forget_answers_to(conference.circular_id, association_id=conference.association_id)
    if emptied or forgotten or said:
        record(
            actor,
            "conferences.purged",
            subject=f"conferences.Conference:{conference.id}",
            label=f"{conference.title} ({emptied})",
        )
    return emptied


def _forget_invited(conference: Conference) -> int:
    """Of whom was invited beside the members nothing stays but what they answered."""
    known = Invitee.objects.filter(group__conference=conference, purged_at=None)
    subjects = [f"conferences.Invitee:{invitee_id}" for invitee_id in known.values_list("id", flat=True)]
    gone = known.update(name="", function="", house="", email="", until_reason="", purged_at=machine_now())
    erase_with(Erasure.WITH_ANSWER, association_id=conference.association_id, subjects=subjects)
    return gone


def _forget_unreleased(conference: Conference) -> int:
    """Of who declined, or stands in no version, nothing stays but that there was somebody."""
    sheets = (Sheet.parse(content) for content in conference.versions.values_list("content", flat=True))
    released = {voice.key for sheet in sheets for item in sheet.items for voice in item.people}
    rows = Contribution.objects.filter(UNRELEASED | ~Q(id__in=released), NAMED_VOICE, item__conference=conference)
    return rows.update(name="", office="", title="")
