"""A press release to begin with, from what the public page says. A person writes the rest and sends it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.word import MEDIA_TYPE, WordDraft, write_draft
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.days import long_day
from umlauf.ground.text.nodes import Block, BulletList, Doc, Heading, Paragraph, Text
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState
from umlauf.office.conferences.programme import Sheet, Voice
from umlauf.office.conferences.programme_words import label_of, state_word, voice_label
from umlauf.office.conferences.public_event import PublicEvent
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.queries import local_day

WORD_TYPE = MEDIA_TYPE


def press_release(event: PublicEvent) -> bytes:
    """The DOCX, in the language of the event. Whoever has not accepted stands there as asked; nobody is quoted."""
    conference = event.conference
    with translation.override(conference.language):
        return write_draft(
            WordDraft(
                subject=conference.title,
                abstract=_lead(event),
                body=Doc(tuple(_body(event))),
                closing="",
                language=conference.language,
                author=conference.association.name,
                origin=None,
                written_at=machine_now(),
            )
        )


def _lead(event: PublicEvent) -> str:
    conference = event.conference
    hosts = event.hosts or (conference.association.name,)
    said = ngettext("%(hosts)s holds “%(title)s”.", "%(hosts)s hold “%(title)s”.", len(hosts))
    held = said % {"hosts": _joined(hosts), "title": conference.title}
    known = ", ".join(filter(None, (when_of(conference), where_of(conference))))
    open_yet = conference.status in {ConferenceStatus.TENTATIVE, ConferenceStatus.RESCHEDULED}
    return f"{held} {known} ({conference.get_status_display()})." if open_yet else f"{held} {known}."


def _joined(names: tuple[str, ...]) -> str:
    """„A, B und C“"""
    *others, last = names
    return _("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last} if others else last


def _body(event: PublicEvent) -> Iterator[Block]:
    conference = event.conference
    day = long_day(local_day(office_now(), conference.association))
    yield Paragraph((Text(_("Press release of %(day)s") % {"day": day}, bold=True),))
    yield Paragraph((Text(_("Please write here what it is about, and quote who speaks for the hosts."), italic=True),))
    if event.sheet and (lines := tuple(_speakers(event.sheet))):
        yield Heading(2, (Text(_("Who contributes")),))
        yield BulletList(tuple((Paragraph((Text(line),)),) for line in lines))
    yield Heading(2, (Text(_("For the press")),))
    yield Paragraph((Text(event.page.press_contact or conference.association.name),))
    yield Paragraph((Text(_("Programme and directions:") + " "), Text(event.address, href=event.address)))


def _speakers(sheet: Sheet) -> Iterator[str]:
    """„14:30 Uhr, Abschlussrede: Vera Quast, Ministerin (angefragt)“"""
    for item in sheet.items:
        if item.people:
            yield f"{label_of(item)}: {'; '.join(_named(one) for one in item.people)}"


def _named(voice: Voice) -> str:
    title = _("“%(words)s”") % {"words": voice.title} if voice.title else ""
    said = ", ".join(filter(None, (voice_label(voice), title)))
    return said if voice.state == ContributionState.CONFIRMED else f"{said} ({state_word(voice.state)})"
