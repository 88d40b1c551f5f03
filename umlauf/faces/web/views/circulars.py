"""The list of circulars and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umlauf.engines.mail.enums import State
from umlauf.faces.web.pages import circular_page, progress_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.returns import filters_of
from umlauf.faces.web.rows import recipients
from umlauf.faces.web.words import StateWord, state_word
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.enums import Step
from umlauf.office.circulars.queries import CircularRow
from umlauf.office.responses.queries import Returned, returned

PAGE = 50
LIVE_ADDRESSES = 200  # a longer table is put in once, when the sending has ended


def circulars(request: OfficeRequest) -> HttpResponse:
    words, step = request.GET.get("q", "").replace("\0", "").strip()[:200], _step(request)
    rows = queries.with_words(queries.circular_rows(), words)
    if step is not None:
        rows = queries.at_step(rows, step)
    page = Paginator(queries.ids_of(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _listed(page.object_list),
        "words": words,
        "step": step,
        "steps": Step,
        "filtered": bool(words or step),
    }
    return render(request, "web/circulars.html", context)


def circular(request: OfficeRequest, circular_id: int) -> HttpResponse:
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    context: dict[str, Any] = circular_page(request, found, issue)
    if issue is not None:
        shown = _shown(request, context)
        context |= shown | {"recipients": recipients(issue, shown["state"], context.get("returns"), shown["answer"])}
    return render(request, "web/circular.html", context)


def circular_progress(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What changes on the page of a circular while its letter is made and sent, for the page to put in."""
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    context: dict[str, Any] = {"circular": found, "issue": issue, "fragment": True}
    if issue is not None:
        context |= progress_of(issue, content_now(issue))
        shown = _shown(request, context)
        context |= shown
        if context["dispatch"] and (not context["live"] or context["progress"].addresses <= LIVE_ADDRESSES):
            context["recipients"] = recipients(issue, shown["state"], context.get("returns"), shown["answer"])
    return render(request, "web/circular_progress.html", context)


def _listed(page: Iterable[int]) -> list[tuple[CircularRow, Returned | None]]:
    """The rows of a page, each with how many have answered if it asks something."""
    rows = queries.rows_of(list(page))
    back = returned([row.id for row in rows])
    return [(row, back.get(row.id)) for row in rows]


def _step(request: HttpRequest) -> Step | None:
    given = request.GET.get("step", "")
    return Step(given) if given in Step.values else None


def _shown(request: HttpRequest, page: dict[str, Any]) -> dict[str, Any]:
    """Which rows are asked for: those in a state of delivery, those with an answer, or both; and what can be chosen."""
    state, answer, returns = request.GET.get("state", ""), request.GET.get("answer", ""), page.get("returns")
    answers = filters_of(returns) if returns else []
    chosen = {
        "state": State(state) if state in State.values else None,
        "answer": answer if answer in dict(answers) else "",
    }
    query = urlencode({name: value for name, value in chosen.items() if value})
    offered = returns.keys | {chosen["answer"]} if returns else set()
    return chosen | {
        "answers": [(key, label) for key, label in answers if key in offered],
        "states": _states(chosen["state"], page),
        "query": f"?{query}" if query else "",
    }


def _states(chosen: str | None, page: dict[str, Any]) -> list[StateWord]:
    """The states that messages are in, and the one that was asked for."""
    words = [one.word for one in page["progress"].counts] if "progress" in page else []
    if chosen and chosen not in {word.state for word in words}:
        words.append(state_word(State(chosen)))
    return words
