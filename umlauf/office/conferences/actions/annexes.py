"""Render programme and registration form from the conference's data, and attach them to its circular."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.letters import FormSheet, render_form
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import planned_day
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.annex import AnnexFile, Attach, attach_annex
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.conferences.access import lock_programme
from umlauf.office.conferences.enums import SHOWN
from umlauf.office.conferences.models import Conference, ProgrammeVersion
from umlauf.office.conferences.papers import dated, findings_of, language_of, printable, rendered_programme
from umlauf.office.conferences.programme import Sheet
from umlauf.office.conferences.programme_rows import sheet_from, sheet_of
from umlauf.office.conferences.words import when_of, where_of

PROGRAMME, FORM = "conferences.programme", "conferences.form"


@transaction.atomic
def attach_programme(
    *,
    actor: Actor,
    conference: Conference,
    number: int,
    title: str,
    digital_only: bool = True,
    attach: Attach = attach_annex,
    sheet: Sheet | None = None,
) -> AnnexVersion:
    """Render the programme as version 1 and attach it as annex ``number``. Unchanged, it is the latest again.

    ``sheet`` is one that was released as version 1 already; None: as it is worked on, which releases it. Until the
    signature version 1 is written anew: nobody has had it yet. Raises ``Refused`` as ``attach_annex`` does,
    ``circular.characters`` also for what the conference's data hold.
    """
    circular = lock_circular(actor, conference.circular_id)
    lock_programme(conference)
    released = {} if sheet else {"released_at": office_now(), "released_by": actor.label}
    sheet = sheet or sheet_of(conference)
    made = rendered_programme(conference, sheet, title=title, version=1)
    with translation.override(conference.association.language):
        filename = _("programme.pdf")
    found = findings_of(conference, made)
    file = AnnexFile(number, title, filename, "application/pdf", made.pdf, PROGRAMME, digital_only, found)
    attached = attach(actor=actor, circular_id=circular.id, file=file)
    ProgrammeVersion.objects.update_or_create(
        association_id=conference.association_id,
        conference=conference,
        number=1,
        defaults={
            "content": sheet.json(),
            "digest": sheet.digest,
            "file_id": attached.file_id,
            "annex_version": attached,
            **released,
        },
    )
    return attached


@transaction.atomic
def renew_programme(
    *,
    actor: Actor,
    conference: Conference,
    number: int,
    title: str,
    digital_only: bool = True,
    attach: Attach = attach_annex,
) -> AnnexVersion:
    """Write title, time, place and hosts into version 1 anew. Its items stay as they were released.

    Refuses as ``attach_programme`` does.
    """
    lock_circular(actor, conference.circular_id)
    lock_programme(conference)
    version = conference.versions.filter(number=1).first()
    sheet = None
    if version is not None:
        sheet = replace(sheet_from(conference, (), SHOWN), items=Sheet.parse(version.content).items)
    return attach_programme(
        actor=actor,
        conference=conference,
        number=number,
        title=title,
        digital_only=digital_only,
        attach=attach,
        sheet=sheet,
    )


@transaction.atomic
def attach_form(
    *,
    actor: Actor,
    conference: Conference,
    number: int,
    title: str,
    digital_only: bool = True,
    attach: Attach = attach_annex,
) -> AnnexVersion:
    """Render the registration form and attach it as annex ``number``. Refuses as ``attach_programme`` does."""
    with translation.override(conference.association.language):
        sheet = _form_sheet(conference, title)
        made = printable(title, lambda: render_form(sheet))
        filename = _("registration.pdf")
    found = findings_of(conference, made)
    file = AnnexFile(number, title, filename, "application/pdf", made.pdf, FORM, digital_only, found)
    return attach(actor=actor, circular_id=conference.circular_id, file=file)


def _form_sheet(conference: Conference, title: str) -> FormSheet:
    association = conference.association
    until = Content.parse(conference.circular.drafts.latest("revision").content).answer_by
    deadline = planned_day(until) if until else ""
    reply_to = [association.name, association.email]
    if association.fax:
        reply_to.append(_("Fax %(number)s") % {"number": association.fax})
    return FormSheet(
        sender=sender_of(association),
        language=language_of(association),
        title=title,
        conference_title=conference.title,
        when=when_of(conference),
        where=where_of(conference),
        deadline=deadline,
        reply_to=tuple(line for line in reply_to if line),
        number_label="",
        entitled="",
        date=dated(conference),
    )
