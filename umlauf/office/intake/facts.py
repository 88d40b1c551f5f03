"""The facts of a circular of our own, for whoever reads its letter by machine."""

from __future__ import annotations

import datetime as dt

from umlauf.engines.reading import Annex, Contacts, Contribution, Deadline, Event, Facts, ProgrammeItem, Signatory
from umlauf.ground.text import to_markdown
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.models import Contribution as ContributionRow
from umlauf.office.conferences.words import where_of


def facts_of(issue: Issue) -> Facts:
    """The facts of an issued circular, as ``umlauf-facts/1``."""
    content = Content.parse(issue.content)
    conference = Conference.objects.filter(circular_id=issue.circular_id).first()
    return Facts(
        issuer=issue.association.name,
        kind=issue.series.kind,
        number=issue.number,
        year=issue.year,
        file_reference=content.file_reference or None,
        date=issue.date.isoformat(),
        effective_date=content.valid_from.isoformat() if content.valid_from else None,
        keyword=content.keyword or None,
        subject=content.subject,
        abstract=content.abstract or None,
        addressees=content.addressees,
        deadlines=_deadlines(content, conference),
        events=(_event(conference),) if conference else (),
        contacts=Contacts(
            emails=tuple(filter(None, [content.contact_email])), phones=tuple(filter(None, [content.contact_phone]))
        ),
        signatory=(Signatory(issue.signatory_name, issue.signatory_title or None),),
        annexes=tuple(
            Annex(one.annex.number, one.annex.title, one.annex.digital_only) for one in frozen_annexes(issue)
        ),
        programme=_programme(conference) if conference else (),
        contributions=_contributions(conference) if conference else (),
        body=to_markdown(content.body),
    )


def _deadlines(content: Content, conference: Conference | None) -> tuple[Deadline, ...]:
    if content.answer_by is None:
        return ()
    registers = conference is not None and conference.register_by == content.answer_by
    return (Deadline(date=content.answer_by.isoformat(), what="registration" if registers else "response"),)


def _event(conference: Conference) -> Event:
    return Event(
        title=conference.title,
        start=_moment(conference.starts_on, conference.starts_at),
        end=_moment(conference.ends_on or conference.starts_on, conference.ends_at)
        if conference.ends_on or conference.ends_at
        else None,
        venue=conference.venue or None,
        street=conference.street or None,
        postal_code=conference.postal_code or None,
        city=conference.city or None,
        address=where_of(conference) or None,
        hosts=tuple(conference.hosts.values_list("name", flat=True)),
        status=conference.status,
    )


def _moment(day: dt.date, time: dt.time | None) -> str:
    return f"{day.isoformat()}T{time:%H:%M}" if time else day.isoformat()


def _programme(conference: Conference) -> tuple[ProgrammeItem, ...]:
    """The items that have a time; what is only known by who contributes stands in the contributions."""
    return tuple(
        ProgrammeItem(f"{item.starts_at:%H:%M}", f"{item.ends_at:%H:%M}" if item.ends_at else None, item.title)
        for item in conference.items.all()
        if item.starts_at
    )


def _contributions(conference: Conference) -> tuple[Contribution, ...]:
    rows = ContributionRow.objects.filter(item__conference=conference).order_by("item__position", "position")
    return tuple(Contribution(row.name or None, row.office or None, row.role or None, row.state) for row in rows)
