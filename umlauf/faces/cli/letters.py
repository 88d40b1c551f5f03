"""The PDF of an issued circular: as it was sent, or anew with its facts attached."""

from __future__ import annotations

import json

from django.http import Http404

from umlauf.engines.files.store import read
from umlauf.engines.letters import Standard, render_letter
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter import issued_letter
from umlauf.office.circulars.mailing import letter_filename
from umlauf.office.circulars.models import Issue
from umlauf.office.intake.facts import facts_of


def letter_of(number: int, year: int, series: str | None, *, with_facts: bool) -> tuple[str, bytes]:
    """File name and PDF. Raises ``Http404`` when no circular has this number, or its letter is not made yet."""
    issues = Issue.objects.filter(number=number, year=year).select_related("series", "association", "rendition__pdf")
    chosen = issues.filter(series__kind__iexact=series) if series else issues.order_by("series_id")
    issue = chosen.first()
    if issue is None or getattr(issue, "rendition", None) is None:
        raise Http404
    filename = letter_filename(issue, Content.parse(issue.content))
    if not with_facts:
        return filename, read(issue.rendition.pdf)
    facts = json.dumps(facts_of(issue).json(), ensure_ascii=False, indent=2).encode()
    return filename, render_letter(issued_letter(issue), standard=Standard.WITH_FACTS, facts=facts).pdf
