"""Of whom an entry of the record is that is forgotten with them: an organisation's answer, or an invitation."""

from __future__ import annotations

from umlauf.office.conferences.models import Registration
from umlauf.office.responses.models import Answer


def subject_of(row: Registration) -> str:
    """Under which subject it is recorded what the office decides about somebody."""
    if row.invitee_id is not None:
        return f"conferences.Invitee:{row.invitee_id}"
    answer = Answer.objects.get(ask__circular=row.conference.circular_id, recipient=row.recipient_id)
    return f"responses.Answer:{answer.id}"
