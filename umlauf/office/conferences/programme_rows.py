"""The programme of a conference as it stands, and as it was released. To be asked inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import translation

from umlauf.office.circulars.models import AnnexVersion, FrozenAnnex, Issue
from umlauf.office.conferences.enums import SHOWN, ContributionState, ItemKind, Timing, VoiceKind
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeItem, ProgrammeVersion
from umlauf.office.conferences.programme import Item, Sheet, Span, Voice
from umlauf.office.conferences.programme_words import outline_of
from umlauf.office.conferences.queries import final_day
from umlauf.office.conferences.words import when_of, where_of


def rows_of(conference: Conference) -> tuple[ProgrammeItem, ...]:
    """All items with their rooms and contributions, each behind the one that it belongs to. Two queries."""
    voices = Prefetch("contributions", Contribution.objects.select_related("replaces"))
    rows = list(conference.items.select_related("room").prefetch_related(voices))
    below: dict[int, list[ProgrammeItem]] = {}
    for row in rows:
        if row.parent_id is not None:
            below.setdefault(row.parent_id, []).append(row)
    return tuple(one for row in rows if row.parent_id is None for one in (row, *below.get(row.id, ())))


def sheet_of(conference: Conference, rows: tuple[ProgrammeItem, ...] | None = None) -> Sheet:
    """What would be released now: nothing internal, no idea, nobody who has declined. Three queries, else one."""
    return sheet_from(conference, _for_all(rows_of(conference) if rows is None else rows), SHOWN)


def working_sheet(conference: Conference, rows: Iterable[ProgrammeItem]) -> Sheet:
    """The same with what the office alone sees, to look for conflicts in."""
    return sheet_from(conference, rows, (*SHOWN, ContributionState.IDEA))


def sheet_from(conference: Conference, rows: Iterable[ProgrammeItem], states: tuple[ContributionState, ...]) -> Sheet:
    """The sheet of these rows, in the language of the association, with those who contribute in one of the states."""
    with translation.override(conference.association.language):
        return Sheet(
            title=conference.title,
            when=when_of(conference),
            where=where_of(conference),
            hosts=tuple(conference.hosts.values_list("name", flat=True)),
            items=tuple(_item(row, states) for row in rows),
        )


def _for_all(rows: tuple[ProgrammeItem, ...]) -> Iterator[ProgrammeItem]:
    hidden = {row.id for row in rows if row.internal}
    return (row for row in rows if not {row.id, row.parent_id} & hidden)


def _item(row: ProgrammeItem, states: tuple[ContributionState, ...]) -> Item:
    return item_of(row, tuple(voice_of(one) for one in row.contributions.all() if one.state in states))


def item_of(row: ProgrammeItem, people: tuple[Voice, ...] = ()) -> Item:
    return Item(
        key=row.id,
        title=row.title,
        kind=ItemKind(row.kind),
        day=row.day,
        start=row.starts_at,
        end=row.ends_at,
        timing=Timing(row.timing),
        room=row.room.name if row.room else "",
        text=row.text,
        parent=row.parent_id,
        people=people,
    )


def voice_of(row: Contribution) -> Voice:
    return Voice(
        key=row.id,
        who=row.name,
        office=row.office,
        role=row.role,
        state=ContributionState(row.state),
        title=row.title,
        kind=VoiceKind(row.kind),
    )


def span_of_programme(conference: Conference) -> Span:
    return Span(conference.starts_on, final_day(conference), conference.starts_at, conference.ends_at)


def versions_out(conference: Conference) -> QuerySet[ProgrammeVersion]:
    """The versions that readers have: those that were signed with the letter, and those released after it.

    What lies in a draft, or was not signed with it, is not among them.
    """
    signed = Issue.objects.filter(circular=conference.circular_id)
    frozen = FrozenAnnex.objects.filter(version=OuterRef("annex_version"))
    out = conference.versions.filter(Exists(frozen) | Q(annex_version=None), Exists(signed))
    return out.select_related("file", "annex_version__annex").order_by("number")


def is_overtaken(annex: AnnexVersion) -> bool:
    """Whether an annex that we made of a programme is older than what is worked on. Five queries at most."""
    versions = ProgrammeVersion.objects.filter(annex_version=annex).select_related("conference__association")
    version = versions.first()
    return version is not None and version.digest != sheet_of(version.conference).digest


def signed_version(issue: Issue) -> ProgrammeVersion | None:
    """The programme that went out with the letter, if it was one of ours. One query."""
    frozen = FrozenAnnex.objects.filter(issue=issue).values("version")
    versions = ProgrammeVersion.objects.filter(conference__circular=issue.circular_id, annex_version__in=frozen)
    return versions.first()


def outline_for(issue: Issue, *, openly: bool) -> str:
    """The programme that readers of the letter have, for their calendars; nothing where others may not see it.

    One query; in the language that is active.
    """
    version = latest_version(issue) if openly else None
    return outline_of(Sheet.parse(version.content)) if version else ""


def latest_version(issue: Issue) -> ProgrammeVersion | None:
    """The latest programme that readers of the letter have. One query."""
    frozen = FrozenAnnex.objects.filter(issue=issue).values("version")
    out = Q(annex_version=None) | Q(annex_version__in=frozen)
    return ProgrammeVersion.objects.filter(out, conference__circular=issue.circular_id).order_by("number").last()


def newer_version(issue: Issue) -> ProgrammeVersion | None:
    """The latest programme, where it is later than the letter. One query."""
    later = ProgrammeVersion.objects.filter(conference__circular=issue.circular_id, annex_version=None)
    return later.select_related("file", "conference").order_by("number").last()
