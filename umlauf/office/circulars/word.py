"""A draft goes to a colleague as a Word file, and what came of it is compared with the draft as it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from umlauf.engines.word import Origin, ReadDraft, WordDraft, read_draft, write_draft
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.office.circulars.checks import composed
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.difference import FieldChange, difference
from umlauf.office.circulars.models import Circular, Draft


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What a Word file says of a draft. Nothing of it is stored.

    ``content`` is what would be saved, its other fields as ``draft`` has them; ``changes`` leads there from ``draft``.
    ``other`` says that the file was taken from another draft; ``newer`` are the revisions saved since it was taken, the
    oldest first.
    """

    draft: Draft
    content: Content
    changes: tuple[FieldChange, ...]
    file: ReadDraft
    other: bool
    newer: tuple[Draft, ...]


def word_of(association: Association, draft: Draft) -> bytes:
    """The DOCX of a revision, with what a colleague edits: subject, abstract, text and closing."""
    content = Content.parse(draft.content)
    return write_draft(
        WordDraft(
            subject=content.subject,
            abstract=content.abstract,
            body=content.body,
            closing=content.closing,
            language=content.language,
            author=association.name,
            origin=Origin(draft.circular_id, draft.revision),
            written_at=machine_now(),
        )
    )


def read_in(circular: Circular, data: bytes) -> ReadIn:
    """Raises ``Refused`` as ``read_draft``, and as saving would."""
    file = read_draft(data)
    draft: Draft = circular.drafts.latest("revision")
    before = Content.parse(draft.content)
    told = replace(before, abstract=file.abstract, body=file.body, closing=file.closing)
    content = composed(told if file.subject is None else replace(told, subject=file.subject))
    origin = file.origin
    known = draft.revision if origin is None or origin.circular_id != circular.id else origin.revision
    return ReadIn(
        draft=draft,
        content=content,
        changes=difference(before, content),
        file=file,
        other=origin is not None and origin.circular_id != circular.id,
        newer=tuple(circular.drafts.filter(revision__gt=known).order_by("revision")),
    )
