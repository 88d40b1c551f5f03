"""What of a programme goes out: the preview, the release of a version, the versions and how they differ."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.files.store import read
from umlauf.faces.web.calling import note_call_up
from umlauf.faces.web.paper import pdf_response
from umlauf.faces.web.programme_forms import ReleaseForm
from umlauf.faces.web.requests import LetterRequest, OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.models import Conference, ProgrammeVersion
from umlauf.office.conferences.papers import rendered_programme
from umlauf.office.conferences.programme import Sheet, conflicts, difference
from umlauf.office.conferences.programme_rows import newer_version, span_of_programme, versions_out
from umlauf.office.conferences.programme_words import conflict_sentence, programme_title, sentence_of, voice_label
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.releasing import (
    Release,
    coming_count,
    contributors_touched,
    gone,
    is_told,
    release_of,
    was_sent,
)
from umlauf.office.responses.queries import local_day


def programme_preview(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """The programme as it would go out now."""
    conference = get_conference_for(request.actor, conference_id)
    issue = get_issue(conference.circular)
    release = release_of(conference, signed=issue is not None)
    made = rendered_programme(
        conference,
        release.sheet,
        title=programme_title(conference),
        version=release.number,
        released_on=local_day(office_now(), conference.association) if release.before else None,
        changes=release.changes,
    )
    return pdf_response(made.pdf, _filename(conference, release.number))


def programme_release(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    issue = get_issue(conference.circular)
    if not takes_place(conference, office_now()):
        messages.info(request, _("It is over or was cancelled. The programme stays as it was released."))
        return redirect("programme", conference_id=conference.id)
    release = release_of(conference, signed=issue is not None)
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial=_initial(conference, release))
    if form.is_valid():
        given = {"note": form.cleaned_data["note"], "tell": form.told(), "nonce": form.cleaned_data["nonce"]}
        target: dict[str, Any] = {"actor": request.actor, "conference_id": conference.id}
        try:
            version = release_programme(**target, **form.as_shown(), **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Version %(number)s is released.") % {"number": version.number})
            return redirect("programme", conference_id=conference.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form} | _release_context(conference, issue, release)
    return render(request, "web/programme/release.html", context, status=status)


def programme_version(request: OfficeRequest, conference_id: int, number: int) -> HttpResponse:
    """The PDF of a version, as it was released."""
    conference = get_conference_for(request.actor, conference_id)
    return pdf_response(read(_version(conference, number).file), _filename(conference, number))


def programme_difference(request: OfficeRequest, conference_id: int, number: int) -> HttpResponse:
    """A version, and what has changed in it since the one before."""
    conference = get_conference_for(request.actor, conference_id)
    version = _version(conference, number)
    before = versions_out(conference).filter(number__lt=number).last()
    changes = difference(Sheet.parse(before.content), Sheet.parse(version.content)) if before else ()
    context = {
        "conference": conference,
        "title": programme_title(conference),
        "version": version,
        "before": before,
        "changes": [sentence_of(change) for change in changes],
    }
    return render(request, "web/programme/difference.html", context)


def letter_programme(request: LetterRequest) -> HttpResponse:
    """The latest programme, for whoever has the letter: where it is newer than the annex."""
    version = newer_version(request.recipient.issue)
    if version is None:
        raise Http404
    response = pdf_response(read(version.file), _filename(version.conference, version.number))
    note_call_up(request)
    return response


def _initial(conference: Conference, release: Release) -> dict[str, Any]:
    return {
        "seen": conference.programme.revision,
        "shown": release.sheet.digest,
        "nonce": secrets.token_urlsafe(16),
        "contributors": bool(release.touched.voices),
        "coming": release.touched.everybody,
    }


def _release_context(conference: Conference, issue: Issue | None, release: Release) -> dict[str, Any]:
    """What the page says before anything is released: the changes, and for each circle who is in it."""
    sent = was_sent(issue)
    concerned = contributors_touched(conference, release) if sent else ()
    told = list(filter(is_told, concerned))
    return {
        "conference": conference,
        "title": programme_title(conference),
        "release": release,
        "issue": issue,
        "changes": [sentence_of(change) for change in release.changes],
        "conflicts": [conflict_sentence(one) for one in conflicts(release.sheet, span_of_programme(conference))],
        "sent": sent,
        "told": list({(row.email.casefold(), row.name or row.office): row for row in told}.values()),
        "untold": [row for row in concerned if not row.email],
        "unasked": [row for row in concerned if row.email and row not in told],
        "gone": [voice_label(one) for one in gone(release, concerned)] if sent else [],
        "coming": coming_count(conference) if sent else 0,
    }


def _version(conference: Conference, number: int) -> ProgrammeVersion:
    """A version that is out; until the signature the one of the draft. Raises ``Http404``."""
    signed = get_issue(conference.circular) is not None
    versions = versions_out(conference) if signed else conference.versions.select_related("file")
    version = versions.filter(number=number).first()
    if version is None:
        raise Http404
    return version


def _filename(conference: Conference, number: int) -> str:
    """„Programm_Fassung_2.pdf“"""
    return _("%(title)s_version_%(number)s.pdf") % {"title": programme_title(conference), "number": number}
