"""The facts of a circular of our own, for whoever reads its letter by machine."""

from __future__ import annotations

import datetime as dt

from umlauf.engines.reading import Annex, Contacts, Contribution, Deadline, Event, Facts, ProgrammeItem, Signatory
from umlauf.ground.text import to_markdown
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.conferences.models import Conference, Programme
from umlauf.office.conferences.programme import Sheet
from umlauf.office.conferences.programme_rows import sheet_of, signed_version
from umlauf.office.conferences.words import where_of


def facts_of(issue: Issue) -> Facts:
    """The facts of an issued circular, as ``umlauf-facts/1``."""
    content = Content.parse(issue.content)
    found = Conference.objects.filter(circular_id=issue.circular_id)
    conference = found.select_related("association", "programme").first()
    sheet = _sheet(conference, issue) if conference else Sheet("")
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
        programme=_programme(sheet),
        contributions=tuple(
            Contribution(one.who or None, one.office or None, one.role or None, one.state.value)
            for _item, one in sheet.voices()
        ),
        body=to_markdown(content.body),
    )


def _deadlines(content: Content, conference: Conference | None) -> tuple[Deadline, ...]:
    if content.answer_by is None:
        return ()
    what = "response" if conference is None else "registration"
    return (Deadline(date=content.answer_by.isoformat(), what=what),)


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


def _sheet(conference: Conference, issue: Issue) -> Sheet:
    """The programme as it went out: what is worked on since is not in the letter.

    Without an annex of ours the rows say it, as long as nobody has written in them since they were planned.
    """
    version = signed_version(issue)
    if version is not None:
        return Sheet.parse(version.content)
    untouched = conference.programme.revision == Programme._meta.get_field("revision").get_default()
    return sheet_of(conference) if untouched else Sheet(conference.title)


def _programme(sheet: Sheet) -> tuple[ProgrammeItem, ...]:
    """The items that have a time; what is only known by who contributes stands in the contributions."""
    return tuple(
        ProgrammeItem(f"{item.start:%H:%M}", f"{item.end:%H:%M}" if item.end else None, item.title)
        for item in sheet.items
        if item.start
    )
