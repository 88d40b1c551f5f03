"""Hints about what goes with a text: annexes, what it refers to, characters, the length of the abstract."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.letters import glyphs_missing
from umlauf.engines.reading import Reference, Written, line_of_reference, names_letter
from umlauf.office.circulars.annexes import UPLOAD
from umlauf.office.circulars.checks import field_label, shown_character
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.hint import Hint, HintKind, Weight, key_of, text_of
from umlauf.office.circulars.models import AnnexVersion
from umlauf.office.circulars.references import circulars_named

ABSTRACT: Final = 1_000
"""More characters than a reader takes in at a glance; ``LIMITS.abstract`` is what fits."""

_AROUND: Final = 24  # characters on each side of one that cannot be shown
_BEHIND: Final = 80  # characters behind a citation, which may say whose letter it is
_PICTURES: Final = ("image/",)
_SAY_NOTHING: Final = frozenset(
    {"img", "image", "photo", "foto", "bild", "abbildung", "grafik", "scan", "screenshot", "bildschirmfoto", "whatsapp"}
    | {"picture", "pic", "pict", "dsc", "dscn", "anlage", "annex", "datei", "file", "unbenannt", "untitled", "kopie"}
    | {"copy", "von", "of", "at", "um", "wa", "jpg", "jpeg", "png", "gif", "tif", "tiff", "webp"}
)
"""Words that a camera, a scanner or a tired person calls a picture by."""
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A field that was read: its words, and what they say."""

    place: str
    text: str
    found: Written


def hints_of_annexes(parts: Sequence[Part], annexes: Sequence[AnnexVersion], *, begun: bool) -> Iterator[Hint]:
    """Annexes that the text names and that are missing, and those that are there and not named."""
    mentions = [(one, part.place) for part in parts for one in part.found.annexes]
    there = {one.annex.number for one in annexes}
    missing = [(one, place) for one, place in mentions if one.number not in there and (one.number or not there)]
    if missing and not begun:
        one, place = missing[0]
        sentence = _("The text speaks of annexes. They can be attached once the draft is saved.")
        yield Hint(HintKind.ANNEX_LATER, key_of(HintKind.ANNEX_LATER), Weight.NOTE, sentence, one.phrase, place)
        return
    if any(one.number for one, _place in missing):
        missing = [(one, place) for one, place in missing if one.number]
    for one, place in missing:
        key = key_of(HintKind.ANNEX_MISSING, one.number or 0)
        sentence = _missing(one.number, len(there))
        yield Hint(HintKind.ANNEX_MISSING, key, Weight.WARNING, sentence, one.phrase, place, attaches=True)
    yield from _unmentioned(parts, annexes, {one.number for one, _place in mentions})


def _missing(number: int | None, count: int) -> str:
    if number is None:
        return _("The text speaks of an annex, and none is attached.")
    if not count:
        return _("The text speaks of annex %(number)s, and none is attached.") % {"number": number}
    return ngettext(
        "The text speaks of annex %(number)s, and one annex is attached.",
        "The text speaks of annex %(number)s, and %(count)s annexes are attached.",
        count,
    ) % {"number": number, "count": count}


def _unmentioned(parts: Sequence[Part], annexes: Sequence[AnnexVersion], numbers: set[int | None]) -> Iterator[Hint]:
    if None in numbers:  # „die beigefügten Unterlagen“ may be all of them
        return
    words = " ".join(" ".join(part.text for part in parts).split()).casefold()
    for version in annexes:
        annex = version.annex
        if annex.number in numbers or version.source != UPLOAD or annex.title.casefold() in words:
            continue
        key = key_of(HintKind.ANNEX_UNMENTIONED, annex.number, annex.title)
        sentence = _("The text does not mention annex %(number)s, “%(title)s”.") % {
            "number": annex.number,
            "title": annex.title,
        }
        yield Hint(HintKind.ANNEX_UNMENTIONED, key, Weight.NOTE, sentence, place="", attaches=True)


def hints_of_pictures(annexes: Sequence[AnnexVersion]) -> Iterator[Hint]:
    """Annexes that are pictures of which who cannot see them learns nothing (WCAG 1.1.1). A text has no pictures."""
    for version in annexes:
        annex = version.annex
        name = version.filename.rpartition(".")[0] or version.filename
        title = annex.title.casefold()
        as_named = title in {name.casefold(), version.filename.casefold()}
        if not version.file.media_type.startswith(_PICTURES):
            continue
        if as_named or _SAY_NOTHING.issuperset(_WORD.findall(title)):
            key = key_of(HintKind.ANNEX_PICTURE, annex.id, annex.title)
            sentence = _(
                "Annex %(number)s is a picture. Whoever cannot see it learns only its title, “%(title)s”. "
                "Please say there what it shows."
            ) % {"number": annex.number, "title": annex.title}
            yield Hint(HintKind.ANNEX_PICTURE, key, Weight.WARNING, sentence, place="", attaches=True)


def hints_of_references(parts: Sequence[Part], content: Content) -> Iterator[Hint]:
    """Letters that the text cites and the references do not, and numbers of ours under which there is nothing.

    Five queries at most, none where nothing is cited.
    """
    lines = [one.text for one in content.references]
    cited = [(one, part) for part in parts for one in part.found.references]
    around = {id(one): _with_what_follows(one, part.text) for one, part in cited}
    named = circulars_named([*lines, *around.values()])
    for line in lines:
        if line in named and named[line].issue is None:
            yield _unknown(line, "references", voided=named[line].voided)
    for one, part in cited:
        ours = named.get(around[id(one)])
        phrase = one.text or ""
        if ours is not None and ours.issue is None:
            yield _unknown(phrase, part.place, voided=ours.voided)
        elif not any(names_letter(line, one) for line in lines):
            line = ours.issue.label if ours is not None and ours.issue is not None else line_of_reference(one)
            key = key_of(HintKind.REFERENCE, one.number or "", one.date or "")
            sentence = _("The text refers to “%(line)s”. Add it to the references?") % {"line": line}
            yield Hint(HintKind.REFERENCE, key, Weight.OFFER, sentence, phrase, part.place, "references", line)


def _with_what_follows(cited: Reference, text: str) -> str:
    """The words of a citation with what follows them: „RS 402/2016 des Deutschen Beispieltages“ is not ours."""
    words = " ".join(text.split())
    phrase = cited.text or ""
    at = words.find(phrase)
    return phrase if at < 0 else words[at : at + len(phrase) + _BEHIND]


def _unknown(phrase: str, place: str, *, voided: bool) -> Hint:
    sentence = (
        _("“%(phrase)s”: this number was left out, so there is no such circular.")
        if voided
        else _("“%(phrase)s”: there is no circular of this number.")
    )
    key = key_of(HintKind.REFERENCE_UNKNOWN, phrase)
    return Hint(HintKind.REFERENCE_UNKNOWN, key, Weight.WARNING, sentence % {"phrase": phrase}, phrase, place)


def hints_of_characters(content: Content) -> Iterator[Hint]:
    """Characters that the fonts of the letter lack, before saving refuses them. Each once, with the words around it."""
    fields = {
        "subject": content.subject,
        "abstract": content.abstract,
        "body": text_of(content.body),
        "addressees": "\n".join(content.addressees),
        "references": "\n".join(one.text for one in content.references),
        **{name: getattr(content, name) for name in ("keyword", "file_reference", "closing", "contact_name")},
    }
    for place, given in fields.items():
        text = unicodedata.normalize("NFC", given)
        for character in glyphs_missing(text)[:10]:
            key = key_of(HintKind.CHARACTER, place, character)
            sentence = _("%(field)s: the letter cannot show the character %(character)s. Please replace it.") % {
                "field": field_label(place),
                "character": shown_character(character),
            }
            around = _around(text, text.index(character))
            yield Hint(HintKind.CHARACTER, key, Weight.WARNING, sentence, around, place)


def _around(text: str, at: int) -> str:
    """The words around a place, on its own line."""
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    end = min(len(text) if (stop := text.find("\n", at + 1)) < 0 else stop, at + 1 + _AROUND)
    before, after = text[start:at], text[at + 1 : end]
    if start and text[start - 1] not in " \n":
        before = before.partition(" ")[2]
    if end < len(text) and text[end] not in " \n":
        after = after.rpartition(" ")[0]
    return f"{before}{text[at]}{after}".strip()


def hints_of_abstract(content: Content) -> Iterator[Hint]:
    length = len(content.abstract)
    if length > ABSTRACT:
        sentence = _("The abstract has %(length)s characters. More than %(most)s are too much for a glance.") % {
            "length": length,
            "most": ABSTRACT,
        }
        yield Hint(HintKind.ABSTRACT, key_of(HintKind.ABSTRACT), Weight.WARNING, sentence, place="abstract")
