"""Phone and fax numbers, e-mail and web addresses.

A phone number is recognised by the label before it, so that an IBAN or a file reference is never taken for one. Two
spellings of one number ("0391/56531-20", "(0391) 5 65 31-20") are compared by their digits.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.view import Line, View

_NUMBER: Final = r"(?:\+|00|\(|0)[\d(][\d ()/.–-]{4,30}(?<![ (/.–-])"
_LABEL_PHONE: Final = (
    r"(?:Tel(?:efon)?(?:nummer)?\.?(?:-Nr\.)?|Fon|Ruf|Durchwahl|Mobil|Handy|Rufnummer|Phone|Telephone"
    r"|T)"
)
_LABEL_FAX: Final = r"(?:(?:Tele)?[Ff]ax(?:nummer)?\.?(?:-Nr\.)?|F)"
_EXTENSIONS: Final = r"(?:(?:[ ]?[/,][ ]?|[ ](?:und|oder|bis)[ ])[-–]?[ ]?\d{1,4}(?![\d.]))"
_PHONE = re.compile(
    rf"(?<![\w-])(?:(?P<fax>{_LABEL_FAX})|{_LABEL_PHONE})[ ]?[.:]?[ ]?(?P<number>{_NUMBER})(?P<more"
    rf">{_EXTENSIONS}{{0,6}})"
)
_EXTENSION_ONLY = re.compile(
    r"(?<![\w-])(?:Durchwahl|App(?:arat)?\.?|Hausapparat"
    r"|Extension)[ ]?:?[ ]?(?P<number>[-–]?[ ]?\d{1,5})(?![ ]?[\d/.–-])"
)
_BARE = re.compile(rf"{_NUMBER}")
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|[ ]?[\[(](?:at|AT|ät)[\])][ ]?)(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w@-])"
)
_URL = re.compile(r"(?<![\w@.-])(?:https?://[^\s<>\"“”„()\[\]|]{3,400}|www\.[^\s<>\"“”„()\[\]|]{3,300})", re.IGNORECASE)
_SEVERAL = re.compile(
    r"(?P<number>(?P<base>.{4,25}?[-–][ ]?)\d{1,4})(?P<more>(?:(?:[ ]?[/,][ ]?|[ ](?:und|oder"
    r"|bis)[ ])[-–]?[ ]?\d{1,4}){1,6})"
)
_HINT = re.compile(r"[@\d]|www|http|[(\[](?:at|AT|ät)[)\]]", re.IGNORECASE)
_LABELS = re.compile(
    rf"(?:{_LABEL_PHONE}|{_LABEL_FAX}|E-?Mail|Mail|Internet|Web(?:site)?|Homepage"
    rf"|Url)[ ]?[.:]{{0,2}}[ ]?",
    re.IGNORECASE,
)
_PERSON_LABEL = re.compile(
    r"(?:Ihr(?:e)?[ ])?(?:Ansprechpartner(?:/-?in|in|:in|\*in)?|Ansprechperson|Auskunft[ ]erteilt"
    r"|Bearbeiter(?:/-?in|in|:in|\*in)?"
    r"|Bearbeitet[ ]von|Sachbearbeiter(?:/-?in|in)?|Kontakt|Zimmer|Raum|Contact(?:[ ]person)?"
    r"|Rückfragen[ ]an)(?:[ ]?:|[ ]?$|[ ](?=Frau|Herrn?|\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Contact:
    """One address of a sender as written: `kind` is phones, fax, emails or urls."""

    kind: str
    value: str
    start: int
    end: int


def digits(number: str) -> str:
    """What two spellings of one phone number have in common: "+49 391 …" and "0391 …" are the same."""
    plain = re.sub(r"\D", "", number.replace("+", "00"))
    return "0" + plain[4:].removeprefix("0") if plain.startswith("0049") else plain


def _tidied(number: str) -> str:
    return number.strip(" .,-–/")


def _phones(found: re.Match[str]) -> list[Contact]:
    kind = "fax" if found["fax"] else "phones"
    whole = _tidied(found["number"] + found["more"])
    several = _SEVERAL.fullmatch(whole)
    start = found.start("number")
    if several is None:
        number = _tidied(found["number"])
        return [Contact(kind, number, start, start + len(number))]
    contacts = [Contact(kind, several["number"], start, start + len(several["number"]))]
    for extension in re.finditer(r"\d{1,4}", several["more"]):
        at = start + several.start("more") + extension.start()
        contacts.append(Contact(kind, several["base"] + extension.group(), at, at + len(extension.group())))
    return contacts


def find_contacts(text: str, start: int, end: int) -> list[Contact]:
    """All contacts between two places of the text, in order of kind and place."""
    contacts: list[Contact] = []
    if not _HINT.search(text, start, end):
        return contacts
    for found in _PHONE.finditer(text, start, end):
        if len(digits(found["number"])) >= 6:
            contacts.extend(_phones(found))
    contacts.extend(
        Contact("phones", found["number"].replace(" ", ""), found.start("number"), found.end("number"))
        for found in _EXTENSION_ONLY.finditer(text, start, end)
    )
    for found in _EMAIL.finditer(text, start, end):
        address = re.sub(r"[ ]?[\[(](?:at|AT|ät)[\])][ ]?", "@", found.group())
        contacts.append(Contact("emails", address, found.start(), found.end()))
    for found in _URL.finditer(text, start, end):
        url = found.group().rstrip(".,;:!?'*_")
        contacts.append(Contact("urls", url, found.start(), found.start() + len(url)))
    return contacts


def distinct(contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts without repetition; an extension alone is completed from an exchange ("… - 0")."""
    listed = list(contacts)
    exchange = next((one.value for one in listed if one.kind == "phones" and re.search(r"[-–][ ]?0$", one.value)), None)
    seen: set[tuple[str, str]] = set()
    kept: list[Contact] = []
    for one in listed:
        value = one.value
        if one.kind == "phones" and len(digits(value)) < 6 and exchange:
            value = exchange[:-1] + digits(value)
        key = digits(value) if one.kind in ("phones", "fax") else value.lower().rstrip("/")
        if (one.kind, key) not in seen:
            seen.add((one.kind, key))
            kept.append(Contact(one.kind, value, one.start, one.end))
    return kept


def contact_kinds(fragment: str) -> set[str]:
    """The kinds of contact that a fragment of a line consists of; empty when something else stands in it."""
    rest = fragment
    kinds: set[str] = set()
    for one in find_contacts(fragment, 0, len(fragment)):
        kinds.add("phones" if one.kind == "fax" else one.kind)
    rest = _EMAIL.sub(" ", _URL.sub(" ", rest))
    rest = _EXTENSION_ONLY.sub(" ", _PHONE.sub(" ", rest))
    rest = _LABELS.sub(" ", rest)
    return kinds if not re.search(r"\w", rest) else set()


def is_contact_line(line: Line) -> bool:
    """Whether a line of the head says nothing but how and whom to reach."""
    text = line.text.strip(" |,;")
    if _PERSON_LABEL.match(text):
        return len(text) < 120
    return bool(contact_kinds(text)) or (_BARE.fullmatch(text) is not None and len(digits(text)) > 6)


def bare_phone(view: View, line: Line) -> Contact | None:
    """A line of the head that is a phone number and nothing else."""
    found = _BARE.fullmatch(line.text.strip(" |,;"))
    if not found or len(digits(found.group())) <= 6:
        return None
    start = view.text.index(found.group(), line.start)
    return Contact("phones", found.group(), start, start + len(found.group()))
