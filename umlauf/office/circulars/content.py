"""What a circular says, as one value: written by the clerk, frozen by the signature, rendered as the letter."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Final

from umlauf.ground.text import Doc
from umlauf.office.circulars.enums import Confidentiality, ReferenceKind


@dataclass(frozen=True, slots=True)
class Reference:
    """What a circular refers to („Bezug“), as its letter says it; ``issue_id`` where it is a circular of ours."""

    kind: ReferenceKind
    text: str
    issue_id: int | None = None

    def json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "text": self.text, "issue_id": self.issue_id}

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Reference:
        return cls(ReferenceKind(data["kind"]), data["text"], data["issue_id"])


DAYS: Final = ("letter_date", "answer_by", "valid_from")
# Fields that came after circulars had been signed: left out of the JSON where nothing was said, so that what is stored
# and its digest are as they were before there were such fields.
_LATER: Final = frozenset(
    {"file_plan_entry_id", "copies", "copies_list_id", "confidentiality", "valid_from", "acknowledge", "ask_read"}
)


@dataclass(frozen=True, slots=True)
class Content:
    """All fields of a circular. ``letter_date`` None means the day of the signature, ``answer_by`` None no deadline.

    ``answer_by`` is a local date, open until 24:00 in the association's zone. ``copies`` are the lines that stand on
    the letter, ``copies_list_id`` the list of those who get it for information. ``file_reference`` is the verbatim
    text; the entry of the file plan says how long it is kept. ``acknowledge``: each recipient is asked to say that it
    got the circular. ``ask_read``: each mail program is asked to say that the mail was displayed (RFC 8098).
    """

    subject: str
    body: Doc
    distribution_list_id: int
    keyword: str = ""
    file_reference: str = ""
    abstract: str = ""
    addressees: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    closing: str = ""
    language: str = "de"
    letter_date: dt.date | None = None
    answer_by: dt.date | None = None
    references: tuple[Reference, ...] = ()
    file_plan_entry_id: int | None = None
    copies: tuple[str, ...] = ()
    copies_list_id: int | None = None
    confidentiality: Confidentiality = Confidentiality.MEMBERS
    valid_from: dt.date | None = None
    acknowledge: bool = False
    ask_read: bool = False

    @property
    def for_the_named_alone(self) -> bool:
        """Whether nobody but its recipients shall learn of it."""
        return self.confidentiality == Confidentiality.NAMED

    def to_begin_with(self) -> Content:
        """What another circular may take over from this one: not its days, nor what it did to an earlier one."""
        kept = tuple(one for one in self.references if one.kind in {ReferenceKind.REFERS, ReferenceKind.FOLLOWS})
        return replace(self, letter_date=None, answer_by=None, valid_from=None, references=kept)

    def json(self) -> dict[str, Any]:
        values: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        values["body"] = self.body.json()
        values["addressees"] = list(self.addressees)
        values["references"] = [one.json() for one in self.references]
        values["copies"] = list(self.copies)
        values["confidentiality"] = self.confidentiality.value
        for name in DAYS:
            values[name] = values[name].isoformat() if values[name] else None
        return {name: value for name, value in values.items() if name not in _LATER or self._says(name)}

    def _says(self, name: str) -> bool:
        """Whether a field says something else than it does by default."""
        known = next(item for item in fields(self) if item.name == name)
        return known.default is MISSING or getattr(self, name) != known.default

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Content:
        """What ``json`` gave. A field that came later than the text has its default."""
        values = dict(data)
        values["body"] = Doc.parse(values["body"])
        values["addressees"] = tuple(values["addressees"])
        values["references"] = tuple(Reference.parse(one) for one in values.get("references", ()))
        values["copies"] = tuple(values.get("copies", ()))
        values["confidentiality"] = Confidentiality(values.get("confidentiality", Confidentiality.MEMBERS))
        for name in DAYS:
            values[name] = dt.date.fromisoformat(values[name]) if values.get(name) else None
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a signature covers: ``content`` as it is stored, ``annexes`` as number, title and SHA-256 of each."""

    label: str
    date: dt.date
    signatory: str
    content: dict[str, Any]
    annexes: tuple[tuple[int, str, str], ...] = field(default=())

    def digest(self) -> str:
        """SHA-256 over the canonical JSON (sorted keys, no blanks, UTF-8)."""
        values = {
            "label": self.label,
            "date": self.date.isoformat(),
            "signatory": self.signatory,
            "content": self.content,
            "annexes": [list(annex) for annex in self.annexes],
        }
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
