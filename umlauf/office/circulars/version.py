"""What there is to read of a draft: its text and its annexes, under one digest by which one knows what was read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import AnnexVersion, Circular, Draft
from umlauf.office.circulars.queries import latest_annexes


@dataclass(frozen=True, slots=True)
class Version:
    """A draft as it is now („Fassung“). ``digest`` is the SHA-256 over text and annexes: equal, if nothing changed."""

    draft: Draft
    content: Content
    annexes: tuple[AnnexVersion, ...]
    digest: str

    def must_be(self, seen: str) -> None:
        """Raises ``Refused("draft.changed")`` unless this is what was ``seen``, by its digest."""
        if self.digest != seen:
            raise Refused(
                "draft.changed",
                _("%(who)s has changed the draft since you read it. Please read it once more and then decide.")
                % {"who": self.draft.saved_by},
            )


def version_of(circular: Circular) -> Version:
    """The newest draft with the newest version of each annex. To be asked behind the circular's lock before a write."""
    draft: Draft = circular.drafts.latest("revision")
    annexes = tuple(latest_annexes(circular))
    return Version(draft, Content.parse(draft.content), annexes, _digest(draft.content, annexes))


def _digest(content: dict[str, Any], annexes: tuple[AnnexVersion, ...]) -> str:
    values = {
        "content": content,
        "annexes": [
            [
                one.annex.number,
                one.annex.title,
                one.annex.digital_only,
                one.annex.on_request,
                one.filename,
                one.file.sha256,
            ]
            for one in annexes
        ],
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
