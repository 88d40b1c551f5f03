"""Render programme and registration form from the conference's data, and attach them to its circular."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Literal, cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import Findings
from umlauf.engines.letters import (
    ContributionEntry,
    FormSheet,
    LetterError,
    ProgrammeEntry,
    ProgrammeSheet,
    Rendered,
    render_form,
    render_programme,
)
from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.checks import check_characters
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.conferences.models import Conference, ProgrammeItem
from umlauf.office.conferences.roles import role_title
from umlauf.office.conferences.words import when_of, where_of

State = Literal["confirmed", "requested", "declined"]
PROGRAMME, FORM = "conferences.programme", "conferences.form"


@transaction.atomic
def attach_programme(
    *, actor: Actor, conference: Conference, number: int, title: str, digital_only: bool = True
) -> AnnexVersion:
    """Render the programme and attach it as annex ``number``, as its next version. Unchanged, it is the latest again.

    Raises ``Refused`` as ``attach_annex`` does, ``circular.characters`` also for what the conference's data hold.
    """
    circular = lock_circular(actor, conference.circular_id)
    versions = AnnexVersion.objects.filter(annex__circular=circular, annex__number=number)
    latest = versions.select_related("file").order_by("version").last()
    with translation.override(conference.association.language):
        filename = _("programme.pdf")
        made = _programme(conference, title, latest.version if latest else 1)
        if latest is not None and hashlib.sha256(made.pdf).hexdigest() != latest.file.sha256:
            made = _programme(conference, title, latest.version + 1)
    found = _findings(conference, made)
    file = AnnexFile(number, title, filename, "application/pdf", made.pdf, PROGRAMME, digital_only, found)
    return attach_annex(actor=actor, circular_id=circular.id, file=file)


@transaction.atomic
def attach_form(
    *, actor: Actor, conference: Conference, number: int, title: str, digital_only: bool = True
) -> AnnexVersion:
    """Render the registration form and attach it as annex ``number``. Refuses as ``attach_programme`` does."""
    with translation.override(conference.association.language):
        sheet = _form_sheet(conference, title)
        made = _printable(title, lambda: render_form(sheet))
        filename = _("registration.pdf")
    found = _findings(conference, made)
    file = AnnexFile(number, title, filename, "application/pdf", made.pdf, FORM, digital_only, found)
    return attach_annex(actor=actor, circular_id=conference.circular_id, file=file)


def _programme(conference: Conference, title: str, version: int) -> Rendered:
    sheet = _programme_sheet(conference, title, version)
    return _printable(title, lambda: render_programme(sheet))


def _findings(conference: Conference, made: Rendered) -> Findings:
    """What everything has that we render, so that nobody needs to look into it."""
    language = conference.association.language
    return Findings(made.pages, text=True, tagged=True, title=True, language=language)


def _printable(title: str, render: Callable[[], Rendered]) -> Rendered:
    try:
        return render()
    except LetterError as error:
        check_characters(title, "".join(error.characters))
        raise


def _dated(conference: Conference) -> dt.date:
    """The day the draft began dates the file, so that unchanged data give the same bytes on any day."""
    begun = conference.circular.drafts.earliest("revision").saved_at
    return begun.astimezone(ZoneInfo(conference.association.zone)).date()


def _programme_sheet(conference: Conference, title: str, version: int) -> ProgrammeSheet:
    items = conference.items.prefetch_related("contributions")
    return ProgrammeSheet(
        sender=sender_of(conference.association),
        language="en" if conference.association.language == "en" else "de",
        title=title,
        number_label="",
        conference_title=conference.title,
        when=when_of(conference),
        where=where_of(conference),
        hosts=tuple(conference.hosts.values_list("name", flat=True)),
        version=version,
        items=tuple(_entry(item) for item in items),
        date=_dated(conference),
    )


def _entry(item: ProgrammeItem) -> ProgrammeEntry:
    return ProgrammeEntry(
        start=time_format(item.starts_at, "H:i") if item.starts_at else "",
        end=time_format(item.ends_at, "H:i") if item.ends_at else "",
        title=item.title,
        contributions=tuple(
            ContributionEntry(one.name, one.office, _role_beside(item, one.role), cast("State", one.state))
            for one in item.contributions.all()
        ),
    )


def _role_beside(item: ProgrammeItem, role: str) -> str:
    """The role, unless the item's own title says it."""
    title = role_title(role) if role else ""
    return "" if title == item.title else title


def _form_sheet(conference: Conference, title: str) -> FormSheet:
    association = conference.association
    deadline = date_format(conference.register_by, "l, j. F Y") if conference.register_by else ""
    reply_to = [association.name, association.email]
    if association.fax:
        reply_to.append(_("Fax %(number)s") % {"number": association.fax})
    return FormSheet(
        sender=sender_of(association),
        language="en" if association.language == "en" else "de",
        title=title,
        conference_title=conference.title,
        when=when_of(conference),
        where=where_of(conference),
        deadline=deadline,
        reply_to=tuple(line for line in reply_to if line),
        number_label="",
        entitled="",
        date=_dated(conference),
    )
