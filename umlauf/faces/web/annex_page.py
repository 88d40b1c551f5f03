"""What the list of a draft's annexes shows, from what was noted when their files came: no file is opened for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.files.inspection import Findings
from umlauf.faces.web.annex_forms import AnnexesForm, FilesForm
from umlauf.faces.web.uploads import JPEG, PNG
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.annexes import UPLOAD, annex_room, state_of_annexes
from umlauf.office.circulars.models import AnnexVersion, Circular


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know of a file: a short word, what it means for readers, and the class of its tag."""

    word: str
    meaning: str
    tone: str = "none"


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """An annex in the list, with the fields by which it is changed."""

    latest: AnnexVersion
    fields: dict[str, BoundField]
    pages: int
    remarks: tuple[Remark, ...]
    made_here: bool
    first: bool
    last: bool


def annexes_context(
    circular: Circular, annexes: Sequence[AnnexVersion], files: FilesForm, listed: AnnexesForm | None = None
) -> dict[str, Any]:
    """Everything of the page."""
    form = listed or AnnexesForm(annexes=annexes, initial={"seen": state_of_annexes(annexes)})
    numbers = [one.annex.number for one in annexes]
    room = annex_room(circular.association)
    size = sum(one.file.size for one in annexes)
    return {
        "circular": circular,
        "draft": circular.drafts.latest("revision"),
        "form": form if form.errors else files,
        "files": files,
        "listed": form,
        "rows": [_row(one, form, len(annexes), place) for place, one in enumerate(annexes)],
        "missing": [str(number) for number in range(1, max(numbers, default=0)) if number not in numbers],
        "size": size,
        "free": LIMITS.annexes - len(annexes),
        "most": {
            "annexes": LIMITS.annexes,
            "file": room.one_mb,
            "together": room.together_mb,
        },
    }


def _row(latest: AnnexVersion, form: AnnexesForm, count: int, place: int) -> AnnexRow:
    found = Findings.parse(latest.findings)
    made_here = latest.source != UPLOAD
    return AnnexRow(
        latest=latest,
        fields=form.fields_of(latest.annex_id),
        pages=found.pages if found else 0,
        remarks=() if made_here else remarks_on(latest, found),
        made_here=made_here,
        first=place == 0,
        last=place == count - 1,
    )


def remarks_on(latest: AnnexVersion, found: Findings | None) -> tuple[Remark, ...]:
    """What readers find in a file, the worst first."""
    if latest.file.media_type in {PNG.media_type, JPEG.media_type}:
        return (_unreadable(_("Picture"), on_request=latest.annex.on_request),)
    if found is None:
        return ()
    if not found.text:
        return (_unreadable(_("Scan without text"), on_request=latest.annex.on_request), *_carried(found))
    there = {_("tags"): found.tagged, _("a title"): found.title, _("a language"): bool(found.language)}
    missing = ", ".join(what for what, is_there in there.items() if not is_there)
    if not missing:
        remark = Remark(_("Text, tags, title, language"), _("Screen readers find what they need."), "ok")
    elif not found.tagged:
        meaning = _("Screen readers perhaps read it in the wrong order.")
        remark = Remark(_("Without %(what)s") % {"what": missing}, meaning, "wait")
    else:
        meaning = _("Screen readers perhaps name or pronounce it wrongly.")
        remark = Remark(_("Without %(what)s") % {"what": missing}, meaning)
    return (remark, *_carried(found))


def _unreadable(word: str, *, on_request: bool) -> Remark:
    meaning = (
        _("Screen readers cannot read it. Whoever asks gets it in an accessible form.")
        if on_request
        else _("Screen readers cannot read it. Please offer it in an accessible form on request.")
    )
    return Remark(word, meaning, "none" if on_request else "wait")


def _carried(found: Findings) -> tuple[Remark, ...]:
    if not found.attachments:
        return ()
    count = found.attachments
    word = ngettext("%(count)s file inside", "%(count)s files inside", count) % {"count": count}
    return (Remark(word, _("Readers may miss it. It is passed on as it is.")),)
