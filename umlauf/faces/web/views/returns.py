"""What an office does about the answers to a circular: its terms, reminders, more time, a new link."""

from __future__ import annotations

import datetime as dt
import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.asking import Asked, AskForm, asked_of
from umlauf.faces.web.reminding import names_of, sample_of, to_remind
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.templatetags.office import long_day
from umlauf.faces.web.words import counties, organisations_named
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.aftermath import content_now, is_withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue, Recipient
from umlauf.office.conferences.actions.ask import remind_invited
from umlauf.office.responses.actions.ask import close_ask, reopen_ask, set_ask
from umlauf.office.responses.actions.extension import decide_extension
from umlauf.office.responses.models import Extension
from umlauf.office.responses.queries import last_reminder, missing, reminded_of


def circular_ask(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    content = content_now(issue) if issue else Content.parse(circular.drafts.latest("revision").content)
    asked = asked_of(circular, content)
    if asked is None:
        raise Http404
    settled = not asked.ask._state.adding and asked.ask.answers.exists()
    step = request.POST.get("step", "")
    terms = AskForm(request.POST if step == "terms" else None, ask=asked.ask, settled=settled)
    done = _decide(request, circular, step, terms)
    if done:
        messages.success(request, done)
        return redirect("circular", circular_id=circular.id)
    context = _ask_context(circular, issue, content, asked) | {"terms": terms, "form": terms, "settled": settled}
    return render(
        request, "web/ask.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else 200
    )


def circular_remind(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    asked = asked_of(circular, content_now(issue)) if issue else None
    if issue is None or asked is None or getattr(issue, "dispatch", None) is None:
        raise Http404
    if request.method != "POST":
        return _remind_page(request, issue, asked, "")
    chosen = {int(one) for one in request.POST.getlist("recipient") if one.isdecimal() and len(one) < 16}
    nonce = request.POST.get("nonce", "")
    try:
        reminder = remind_invited(actor=request.actor, circular_id=circular.id, recipient_ids=chosen, nonce=nonce)
    except Refused as refused:
        return _remind_page(request, issue, asked, str(refused.message), chosen)
    reached = {one.recipient_id for one in reminded_of(reminder)}
    _say_who_was_reminded(request, issue, reached, chosen)
    return redirect("circular", circular_id=circular.id)


def extension_decide(request: OfficeRequest, circular_id: int, extension_id: int) -> HttpResponse:
    get_circular_for(request.actor, circular_id)
    asked = Extension.objects.filter(id=extension_id, ask__circular_id=circular_id).first()
    if asked is None:
        raise Http404
    granted = request.POST.get("decision") == "grant"
    try:
        until = _day(request.POST.get("until", "")) if granted else None
        decided = decide_extension(actor=request.actor, extension_id=asked.id, granted=granted, until=until)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        day = {"day": long_day(decided.until)}
        said = _("The deadline is extended until %(day)s.") % day if granted else _("The deadline stays as it is.")
        messages.success(request, said)
    return redirect("desk", circular_id=circular_id, recipient_id=asked.recipient_id)


def link_renew(request: OfficeRequest, circular_id: int, recipient_id: int) -> HttpResponse:
    get_circular_for(request.actor, circular_id)
    recipient = Recipient.objects.filter(id=recipient_id, issue__circular_id=circular_id).first()
    seen = request.POST.get("generation", "")
    if recipient is None or not seen.isdecimal() or len(seen) > 6:
        raise Http404
    try:
        renew_link(actor=request.actor, recipient_id=recipient.id, generation=int(seen))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = _("The old link of %(name)s has ended. A new one is on its way to the intake addresses.")
        messages.success(request, said % {"name": recipient.name})
    return redirect("desk", circular_id=circular_id, recipient_id=recipient_id)


def _decide(request: OfficeRequest, circular: Circular, step: str, terms: AskForm) -> str:
    """Do what a form of the page asks for. Returns what was done, nothing where a form has something to correct."""
    target: dict[str, Any] = {"actor": request.actor, "circular_id": circular.id}
    try:
        if step == "close":
            close_ask(**target)
            return _("Answers are closed. From now on only the office enters some.")
        if step == "reopen":
            reopen_ask(**target)
            return _("Answers are taken again.")
        if step == "terms" and terms.is_valid():
            set_ask(**target, terms=terms.terms())
            return _("The terms are saved.")
    except Refused as refused:
        terms.refuse(refused)
    return ""


def _ask_context(circular: Circular, issue: Issue | None, content: Content, asked: Asked) -> dict[str, Any]:
    return {
        "circular": circular,
        "issue": issue,
        "content": content,
        "asked": asked,
        "sent": getattr(issue, "dispatch", None) is not None,
    }


def _remind_page(
    request: OfficeRequest, issue: Issue, asked: Asked, refusal: str, chosen: set[int] | None = None
) -> HttpResponse:
    """Who would get what. ``chosen`` are those that a refused form had chosen; at first it is all."""
    rows = to_remind(issue, asked.ask)
    as_counties = counties(row.kind for row in rows)
    context = {
        "issue": issue,
        "content": content_now(issue),
        "withdrawn": is_withdrawn(issue),
        "asked": asked,
        "rows": rows,
        "ended": asked.has_ended(office_now()),
        "reachable": sum(row.reachable for row in rows),
        "chosen": {row.recipient_id for row in rows} if chosen is None else chosen,
        "as_counties": as_counties,
        "who": organisations_named(len(rows), as_counties=as_counties),
        "sample": sample_of(issue, asked.ask),
        "last": last_reminder(issue),
        "nonce": secrets.token_urlsafe(24),
        "refusal": refusal,
    }
    return render(request, "web/remind.html", context, status=HTTPStatus.CONFLICT if refusal else 200)


def _say_who_was_reminded(request: OfficeRequest, issue: Issue, reached: set[int], chosen: set[int]) -> None:
    said = _("A reminder is on its way to: %(names)s.")
    messages.success(request, said % {"names": names_of(issue, reached)})
    answered = chosen - reached - {one.recipient.id for one in missing(issue)}
    if answered:
        spared = _("Not reminded, since they have answered meanwhile: %(names)s.")
        messages.info(request, spared % {"names": names_of(issue, answered)})


def _day(given: str) -> dt.date | None:
    """The day of a form, None for an empty field."""
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as error:
        raise Refused("extension.date", _("Please enter the day as it stands in a calendar.")) from error
