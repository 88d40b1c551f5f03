"""The way of a circular as a row of steps: what is done, where it stands, what comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from umlauf.faces.web.templatetags.office import clock, short_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import Step
from umlauf.office.circulars.models import Dispatch, Draft, Issue


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step with who and when."""

    label: str
    detail: str
    state: Literal["done", "here", "open"]


def way_of(draft: Draft, content: Content, issue: Issue | None, dispatch: Dispatch | None, step: Step) -> list[WayStep]:
    """Draft, signed, sent, answers: as far as the circular has come, and what is next."""
    written = _("%(day)s, %(who)s") % {"day": short_day(draft.saved_at), "who": draft.saved_by}
    steps = [
        WayStep(_("Draft"), written, "done" if issue else "here"),
        WayStep(
            _("Signed"), _moment(issue.signed_at, issue.signatory_name) if issue else "–", "done" if issue else "open"
        ),
        WayStep(_("Sent"), _moment(dispatch.at, dispatch.by) if dispatch else "–", _sending(step)),
    ]
    if content.answer_by:
        until = _("until %(day)s") % {"day": short_day(content.answer_by)}
        steps.append(WayStep(_("Answers"), until, "here" if dispatch else "open"))
    return steps


def _sending(step: Step) -> Literal["done", "here", "open"]:
    if step is Step.DISPATCHED:
        return "done"
    return "open" if step is Step.DRAFT else "here"


def _moment(at: dt.datetime, who: str) -> str:
    return f"{short_day(at)}, {clock(at)}, {who}"
