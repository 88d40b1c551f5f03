"""The way of a circular as a row of steps: what is done, where it stands, what comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.faces.web.returns import Returns
from umlauf.faces.web.templatetags.office import clock, short_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Draft, Issue, Submission


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step with who and when."""

    label: str
    detail: str
    state: Literal["done", "here", "open"]


def way_of(
    draft: Draft,
    content: Content,
    issue: Issue | None,
    returns: Returns | None,
    submission: Submission | None,
) -> list[WayStep]:
    """Draft, agreed to, signed, sent, answers: as far as the circular has come, and what is next.

    ``submission`` is the one that lies before others, or that was signed.
    """
    written = _("%(day)s, %(who)s") % {"day": short_day(draft.saved_at), "who": draft.saved_by}
    approvals = list(submission.approvals.all()) if submission else []
    agreed = all(one.at for one in approvals)
    laid = submission is not None or issue is not None
    steps = [WayStep(_("Draft"), written, "done" if laid else "here")]
    if approvals:
        given = _("%(given)s of %(all)s") % {"given": sum(bool(one.at) for one in approvals), "all": len(approvals)}
        steps.append(WayStep(_("Agreement"), given, "done" if agreed else "here"))
    steps += [
        _signature(issue, here=submission is not None and agreed),
        _sending(issue),
    ]
    if content.answer_by or returns:
        steps.append(_answers(content, returns))
    return steps


def _signature(issue: Issue | None, *, here: bool) -> WayStep:
    if issue is not None:
        return WayStep(_("Signed"), _moment(issue.signed_at, issue.signatory_name), "done")
    return WayStep(_("Signed"), _("lies in the folder") if here else "–", "here" if here else "open")


def _sending(issue: Issue | None) -> WayStep:
    if issue is None:
        return WayStep(_("Sent"), "–", "open")
    dispatch, plan = getattr(issue, "dispatch", None), getattr(issue, "plan", None)
    if dispatch is not None:
        return WayStep(_("Sent"), _moment(dispatch.at, dispatch.by), "done")
    planned = _("planned, %(day)s, %(time)s") % {"day": short_day(plan.at), "time": clock(plan.at)} if plan else "–"
    return WayStep(_("Sent"), planned, "here")


def _answers(content: Content, returns: Returns | None) -> WayStep:
    """„bis 18.11., 8 von 11“; done when nothing more is to come."""
    until = _("until %(day)s") % {"day": short_day(content.answer_by)} if content.answer_by else ""
    if returns is None:
        return WayStep(pgettext("step", "Answers"), until, "open")
    if returns.ask.closed_at:
        until = _("closed on %(day)s") % {"day": short_day(returns.ask.closed_at)}
    share = _("%(answered)s of %(all)s") % {"answered": returns.answered, "all": returns.asked}
    ended = bool(returns.ask.closed_at) or not returns.missing
    return WayStep(pgettext("step", "Answers"), ", ".join(filter(None, (until, share))), "done" if ended else "here")


def _moment(at: dt.datetime, who: str) -> str:
    return f"{short_day(at)}, {clock(at)}, {who}"
