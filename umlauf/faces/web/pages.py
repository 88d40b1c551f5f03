"""What the page of a circular shows, put together from the rooms."""

from __future__ import annotations

from typing import Any

from umlauf.faces.web.after import after_circular
from umlauf.faces.web.asking import asked_of
from umlauf.faces.web.folder_page import laying_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.returns import returns_of
from umlauf.faces.web.rows import progress
from umlauf.faces.web.way import way_of
from umlauf.faces.web.words import counties, reach_in_words
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import to_html
from umlauf.office.circulars import queries
from umlauf.office.circulars.aftermath import content_now, is_withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.folder import submission_signed
from umlauf.office.circulars.models import Circular, Issue, Recipient, RecipientAddress
from umlauf.office.directory.hats import signatories
from umlauf.office.directory.queries.addressees import Addressee


def circular_page(request: OfficeRequest, circular: Circular, issue: Issue | None) -> dict[str, Any]:
    """Everything but the table of recipients."""
    draft = circular.drafts.latest("revision")
    content = content_now(issue) if issue else Content.parse(draft.content)
    dispatch = getattr(issue, "dispatch", None)
    known = progress_of(issue, content) if issue else _draft_page(request, circular, content)
    return known | {
        "after": after_circular(circular, content, issue),
        "circular": circular,
        "issue": issue,
        "draft": draft,
        "content": content,
        "body": to_html(content.body),
        "way": way_of(draft, content, issue, dispatch, known.get("returns"), known["submission"]),
        "signs": request.actor.may(Ability.SIGN),
    }


def _draft_page(request: OfficeRequest, circular: Circular, content: Content) -> dict[str, Any]:
    return laying_of(request.actor, circular) | {
        "asked": asked_of(circular, content),
        "annexes": queries.latest_annexes(circular),
        "next_number": next_number(circular, content, request.association),
        "signatories": signatories(request.association),
    }


def progress_of(issue: Issue, content: Content) -> dict[str, Any]:
    """What changes by itself after the signature. ``content`` is as it holds now."""
    dispatch = getattr(issue, "dispatch", None)
    rendition = getattr(issue, "rendition", None)
    asked = asked_of(issue.circular, content)
    context: dict[str, Any] = {
        "dispatch": dispatch,
        "rendition": rendition,
        "annexes": queries.frozen_annexes(issue),
        "stuck": dispatch is None and queries.is_stuck(issue),
        "asked": asked,
        "submission": submission_signed(issue),
        "withdrawn": is_withdrawn(issue),
    }
    if dispatch is not None and asked is not None:
        context["returns"] = returns_of(issue, content, asked)
    if dispatch is not None:
        context["progress"] = progress(queries.delivery_sums(issue).by_state)
    elif rendition is not None:
        context["reach"] = reach_of(issue)
    context["live"] = rendition is None or (dispatch is not None and context["progress"].moving > 0)
    return context


def next_number(circular: Circular, content: Content, association: Association) -> str:
    """„543/2016“: what a signature would draw now."""
    year = (content.letter_date or office_today(association)).year
    return f"{queries.next_number(circular.series, year)}/{year}"


def reach_of(issue: Issue) -> str:
    """„22 Empfänger in 11 Landkreisen“, as the signature has fixed them."""
    kinds = list(Recipient.objects.filter(issue=issue).values_list("organisation__kind", flat=True))
    addresses = RecipientAddress.objects.filter(recipient__issue=issue).count()
    return reach_in_words(addresses, len(kinds), as_counties=counties(kinds))


def reach_of_plan(reached: tuple[Addressee, ...]) -> str:
    """„22 Empfänger in 11 Landkreisen“, of a plan."""
    kinds = [one.organisation.kind for one in reached]
    return reach_in_words(sum(len(one.lines) for one in reached), len(reached), as_counties=counties(kinds))
