"""People as cards (vCard 3.0, RFC 2426), and cards as the rows that the list of people has.

What a card has no property for stands in properties of our own (``X-UMLAUF-…``). The address of a post is marked as
one, so that the mail address of a card from elsewhere is the person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import vobject
from django.utils.translation import gettext as _
from vobject.vcard import Address, Name

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.exchange.columns import Field, head_of
from umlauf.office.directory.exchange.delimited import decoded
from umlauf.office.directory.exchange.tables import Row, RowError, Table, empty, too_many_rows
from umlauf.office.directory.names import read_person

CARD_TYPE: Final = "text/vcard; charset=utf-8"
_OF_POST: Final = "X-POST"
_OWN: Final = (
    Field.KEY,
    Field.KIND,
    Field.PARENT,
    Field.SUBJECT,
    Field.SALUTATION,
    Field.LETTER_FORM,
    Field.ENVELOPE_FORM,
    Field.SINCE,
    Field.UNTIL,
    Field.ACTING,
    Field.CARRIES_ON,
)
_FIELDS: Final = (
    Field.NAME,
    Field.STREET,
    Field.POSTAL_CODE,
    Field.CITY,
    Field.FUNCTION,
    Field.TITLE,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.POST_EMAIL,
    Field.PERSON_EMAIL,
    Field.POST_PHONE,
    Field.PERSON_PHONE,
    *_OWN,
)
_END: Final = re.compile(r"^END:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)


def as_cards(fields: tuple[Field, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """A card for each row that names a person."""
    told = (dict(zip(fields, row, strict=True)) for row in rows)
    return "".join(_card(said) for said in told if said.get(Field.LAST_NAME)).encode()


def _card(said: dict[Field, str]) -> str:
    def of(meaning: Field) -> str:
        return said.get(meaning, "")

    card = vobject.vCard()
    card.add("n").value = Name(family=of(Field.LAST_NAME), given=of(Field.FIRST_NAME), prefix=of(Field.TITLE))
    whole = (of(Field.TITLE), of(Field.FIRST_NAME), of(Field.LAST_NAME))
    card.add("fn").value = " ".join(part for part in whole if part)
    card.add("org").value = [of(Field.NAME)]
    if of(Field.FUNCTION):
        card.add("title").value = of(Field.FUNCTION)
    for name, own, post in (
        ("email", Field.PERSON_EMAIL, Field.POST_EMAIL),
        ("tel", Field.PERSON_PHONE, Field.POST_PHONE),
    ):
        for meaning, kinds in ((own, ["WORK"]), (post, ["WORK", _OF_POST])):
            if of(meaning):
                line = card.add(name)
                line.value, line.type_param = of(meaning), kinds
    if of(Field.STREET) or of(Field.CITY) or of(Field.POSTAL_CODE):
        line = card.add("adr")
        line.value = Address(street=of(Field.STREET), city=of(Field.CITY), code=of(Field.POSTAL_CODE))
        line.type_param = "WORK"
    for meaning in _OWN:
        if of(meaning):
            card.add(_property(meaning)).value = of(meaning)
    text: str = card.serialize()
    return text


def _property(meaning: Field) -> str:
    return f"x-umlauf-{meaning.value.replace('_', '-')}"


def read_cards(data: bytes) -> Table:
    """Cards as rows. One that cannot be read, or names nobody, is an error of its line.

    Raises ``Refused`` with ``import.encoding``, ``import.size`` or ``import.empty``.
    """
    if b"\0" in data:
        raise Refused("import.encoding", _("The file has zero bytes, so these are no cards. Please save it anew."))
    rows: list[Row] = []
    errors: list[RowError] = []
    for line, text in _parts(decoded(data)):
        if len(rows) + len(errors) >= LIMITS.import_rows:
            raise too_many_rows()
        try:
            card = vobject.readOne(text)
            said = _said(card)
        except (vobject.base.VObjectError, ValueError, AttributeError, TypeError, IndexError, KeyError):
            errors.append(RowError(line, "", _("The card cannot be read. Please write its entry by hand.")))
            continue
        rows.append(Row(line, tuple(said.get(meaning, "") for meaning in _FIELDS)))
    if not rows and not errors:
        raise empty()
    return Table(tuple(head_of(meaning) for meaning in _FIELDS), tuple(rows), tuple(errors))


def _parts(text: str) -> Iterable[tuple[int, str]]:
    """Each card with the line on which it begins."""
    line, start = 1, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for end in _END.finditer(text):
        part = text[start : end.end()]
        blank = len(part) - len(part.lstrip())
        yield line + part.count("\n", 0, blank), part.lstrip()
        line += part.count("\n")
        start = end.end()
    if text[start:].strip():
        yield line, text[start:].lstrip()


def _said(card: Any) -> dict[Field, str]:
    contents: dict[str, list[Any]] = card.contents
    found = {meaning: _text(contents.get(_property(meaning))) for meaning in _OWN}
    if "n" in contents:
        name = contents["n"][0].value
        found[Field.TITLE], found[Field.FIRST_NAME], found[Field.LAST_NAME] = (
            _joined(name.prefix),
            " ".join(part for part in (_joined(name.given), _joined(name.additional)) if part),
            _joined(name.family),
        )
    if not found.get(Field.LAST_NAME):
        called = read_person(_text(contents.get("fn")))
        found |= {Field.TITLE: called.title, Field.FIRST_NAME: called.first_name, Field.LAST_NAME: called.last_name}
    found[Field.NAME] = contents["org"][0].value[0] if "org" in contents else ""
    found[Field.FUNCTION] = _text(contents.get("title")) or _text(contents.get("role"))
    if "adr" in contents:
        address = contents["adr"][0].value
        found[Field.STREET], found[Field.POSTAL_CODE], found[Field.CITY] = (
            _joined(address.street),
            _joined(address.code),
            _joined(address.city),
        )
    found[Field.POST_EMAIL], found[Field.PERSON_EMAIL] = _both(contents.get("email", []))
    found[Field.POST_PHONE], found[Field.PERSON_PHONE] = _both(contents.get("tel", []))
    return found


def _both(lines: list[Any]) -> tuple[str, str]:
    """What is of the post, and what is of the person."""
    of_post = [line for line in lines if _OF_POST in (kind.upper() for kind in line.params.get("TYPE", ()))]
    own = [line for line in lines if line not in of_post]
    return _text(of_post), _text(own)


def _text(lines: list[Any] | None) -> str:
    return _joined(lines[0].value) if lines else ""


def _joined(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")
