"""What the page of a circular shows, put together from the rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from umlauf.faces.web.after import after_circular
from umlauf.faces.web.asking import asked_of
from umlauf.faces.web.dispatch_card import progress_card
from umlauf.faces.web.filing_page import kept_of
from umlauf.faces.web.folder_page import laying_of
from umlauf.faces.web.hints_page import warnings_at
from umlauf.faces.web.receipt_words import sums_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.returns import returns_of
from umlauf.faces.web.way import way_of
from umlauf.faces.web.words import counties, reach_in_words, with_copies_in_words
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import to_html
from umlauf.office.circulars import queries
from umlauf.office.circulars.aftermath import content_now, is_withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.dispatching import overdue_plans
from umlauf.office.circulars.folder import submission_signed
from umlauf.office.circulars.models import Circular, Issue, PlannedDispatch, Recipient, RecipientAddress
from umlauf.office.directory.hats import signatories

SOON = dt.timedelta(minutes=2)


def circular_page(request: OfficeRequest, circular: Circular, issue: Issue | None) -> dict[str, Any]:
    """Everything but the table of recipients."""
    draft = circular.drafts.latest("revision")
    content = content_now(issue) if issue else Content.parse(draft.content)
    known = progress_of(issue, content) if issue else _draft_page(request, circular, content)
    return known | {
        "after": after_circular(circular, content, issue),
        "circular": circular,
        "issue": issue,
        "draft": draft,
        "content": content,
        "body": to_html(content.body),
        "kept": kept_of(content.file_plan_entry_id),
        "way": way_of(draft, content, issue, known.get("returns"), known["submission"]),
        "signs": request.actor.may(Ability.SIGN),
    }


def _draft_page(request: OfficeRequest, circular: Circular, content: Content) -> dict[str, Any]:
    annexes = queries.latest_annexes(circular)
    laying = laying_of(request.actor, circular)
    return laying | {
        "asked": asked_of(circular, content),
        "annexes": annexes,
        "warnings": warnings_at(request.association, circular, content, annexes),
        "mends": laying["submission"] is None,
        "next_number": next_number(circular, content, request.association),
        "signatories": signatories(request.association),
    }


def progress_of(issue: Issue, content: Content) -> dict[str, Any]:
    """What changes by itself after the signature. ``content`` is as it holds now."""
    dispatch = getattr(issue, "dispatch", None)
    rendition = getattr(issue, "rendition", None)
    plan = getattr(issue, "plan", None) if dispatch is None else None
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
        context |= {"progress": progress_card(issue, dispatch), "receipts": sums_of(issue)}
    elif rendition is not None:
        context |= {"reach": reach_of(issue), "plan": plan, "overdue": plan and next(iter(overdue_plans(issue)), None)}
    context["live"] = rendition is None or is_due(plan) or (dispatch is not None and context["progress"].moving > 0)
    return context


def is_due(plan: PlannedDispatch | None) -> bool:
    """Whether a planned dispatch is so near that the page waits for it."""
    return plan is not None and plan.at <= office_now() + SOON


def next_number(circular: Circular, content: Content, association: Association) -> str:
    """„543/2016“: what a signature would draw now."""
    year = (content.letter_date or office_today(association)).year
    return circular.series.numbered(queries.next_number(circular.series, year), year)


def reach_of(issue: Issue) -> str:
    """„22 Empfänger in 11 Landkreisen und nachrichtlich an 3 Stellen“, as the signature has fixed them."""
    got = list(Recipient.objects.filter(issue=issue).values_list("organisation__kind", "is_copy"))
    kinds = [kind for kind, is_copy in got if not is_copy]
    addresses = RecipientAddress.objects.filter(recipient__issue=issue, recipient__is_copy=False).count()
    reach = reach_in_words(addresses, len(kinds), as_counties=counties(kinds))
    return with_copies_in_words(reach, len(got) - len(kinds))
