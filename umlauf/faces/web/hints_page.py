"""The hints beside a text: while it is written, on the page of the draft, and before it is laid or signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from umlauf.faces.web.draft_typed import read_form
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.hint import dismiss_hint
from umlauf.office.circulars.checks import field_label
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.hint import Hint, HintKind, Weight, key_of
from umlauf.office.circulars.hints import dismissed_of, hints_of
from umlauf.office.circulars.models import AnnexVersion, Circular, Draft
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.conferences.actions.annexes import PROGRAMME
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.programme_rows import is_overtaken

TAKE: Final = "take"
"""The button that takes an offer up, for whoever has no script; its value is „field=value“."""
DISMISS: Final = "dismiss"
"""The button that puts a hint aside; its value is the key."""

_LONGEST: Final = 1_000_000
"""Characters of a form: what is longer is not even taken apart while somebody writes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A hint with the name of the field that it is about; empty where that is the text, or none."""

    hint: Hint
    field: str


def hints_at(
    association: Association, circular: Circular | None, content: Content, annexes: list[AnnexVersion] | None = None
) -> tuple[Shown, ...]:
    """The hints about a text that nobody has put aside. ``annexes``: where the page has them already.

    Three queries for a draft, five more at most where something is cited, and one for links; five at most where a
    programme of ours is an annex.
    """
    dismissed = dismissed_of(circular.id) if circular is not None else frozenset()
    if annexes is None:
        annexes = latest_annexes(circular) if circular is not None else []
    today = office_today(association)
    found = hints_of(content, annexes, association, today, dismissed, begun=circular is not None)
    if circular is not None and any(hint.kind is HintKind.EVENT for hint in found):
        planned = Conference.objects.filter(circular=circular).exists()
        found = tuple(hint for hint in found if not planned or hint.kind is not HintKind.EVENT)
    if (older := next((one for one in annexes if one.source == PROGRAMME and is_overtaken(one)), None)) is not None:
        found = (*(hint for hint in [_of_programme(older)] if hint.key not in dismissed), *found)
    return tuple(Shown(hint, field_label(hint.place) if hint.place not in {"", "body"} else "") for hint in found)


def _of_programme(annex: AnnexVersion) -> Hint:
    said = _(
        "The programme is newer than annex %(number)s. Please release it on its page, so that the letter goes out "
        "with it."
    )
    key = key_of(HintKind.PROGRAMME, annex.annex_id)
    number = annex.annex.number
    return Hint(HintKind.PROGRAMME, key, Weight.WARNING, said % {"number": number}, place="", attaches=True)


def warnings_at(
    association: Association, circular: Circular, content: Content, annexes: list[AnnexVersion]
) -> tuple[Shown, ...]:
    """What is still to be mended before a draft goes on."""
    return tuple(one for one in hints_at(association, circular, content, annexes) if one.hint.warns)


def hints_typed(
    association: Association, circular: Circular | None, draft: Draft | None, data: QueryDict
) -> tuple[Shown, ...]:
    """The hints about a form as it stands. None about what cannot be read, which saving says."""
    if sum(len(value) for _name, values in data.lists() for value in values) > _LONGEST:
        return ()
    try:
        content = read_form(data, circular, draft).content
    except Refused:
        return ()
    return hints_at(association, circular, content)


def hints_in_html(request: HttpRequest, circular: Circular | None, hints: tuple[Shown, ...]) -> str:
    """The list alone, for the page to put in."""
    context: dict[str, Any] = {"hints": hints, "circular": circular}
    return render_to_string("web/draft/hints_list.html", context, request).strip()


def answers_hint(data: QueryDict) -> bool:
    """Whether a form was sent by a button beside a hint, and not to be saved."""
    return TAKE in data or DISMISS in data


def hint_answered(actor: Actor, circular: Circular | None, data: QueryDict) -> QueryDict:
    """The form with the offer that was taken up; a hint that was put aside is put aside."""
    if DISMISS in data and circular is not None:
        dismiss_hint(actor=actor, circular_id=circular.id, key=data.get(DISMISS, ""))
    name, _sign, value = data.get(TAKE, "").partition("=")
    changed = data.copy()
    if name == "answer_by":
        changed[name] = value
    elif name == "references":
        lines = [*data.get(name, "").splitlines(), value]
        changed[name] = "\n".join(dict.fromkeys(line for line in lines if line.strip()))
    return changed
