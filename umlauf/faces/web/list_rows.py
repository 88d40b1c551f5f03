"""Whom a list reaches, as pages show it and as files for a spreadsheet have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from umlauf.engines.sheets import Sheet
from umlauf.faces.web.list_words import guests_in_words
from umlauf.faces.web.words import counties, organisations_in_words, organisations_named
from umlauf.ground.core.addresses import readable_address
from umlauf.office.directory.enums import Holding
from umlauf.office.directory.models import Organisation, PersonDetails
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.names import Called, propose_letter_form, read_person
from umlauf.office.directory.queries.reach import FORGOTTEN, Line, Reach


class Show(StrEnum):
    """Which rows of a list a page shows."""

    ALL = ""
    VACANT = "vacant"
    WITHOUT_ADDRESS = "without-address"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to its rows: „2 unbesetzt“."""

    show: Show
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Word:
    """A tag: a word, and the colour that goes with it."""

    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what is to be known of it."""

    line: Line
    people: str
    stands_in: str
    emails: tuple[str, ...]
    words: tuple[Word, ...]


def counts_of(reach: Reach) -> tuple[Count, ...]:
    """What to look at, each with its number; nothing where all is well."""
    vacant, mute, twice = len(reach.vacant), len(reach.without_address), len(reach.twice)
    counts = (
        Count(Show.VACANT, ngettext("%(count)s vacant", "%(count)s vacant", vacant), vacant),
        Count(Show.WITHOUT_ADDRESS, ngettext("%(count)s without address", "%(count)s without address", mute), mute),
        Count(Show.TWICE, ngettext("%(count)s twice", "%(count)s twice", twice), twice),
    )
    return tuple(Count(one.show, one.label % {"count": one.count}, one.count) for one in counts if one.count)


def headline_of(reach: Reach) -> str:
    """„11 Funktionen in 11 Landkreisen“, „3 Landkreise, 1 Gast“"""
    posts = [line for line in reach.lines if line.post_id is not None]
    guests = [line for line in reach.lines if line.guest]
    places = [line for line in reach.lines if line.post_id is None and not line.guest]
    parts = []
    if places:
        parts.append(organisations_named(len(places), as_counties=counties(line.kind for line in places)))
    if posts:
        there = {line.organisation_id: line.kind for line in posts}
        said = ngettext("%(count)s post in %(organisations)s", "%(count)s posts in %(organisations)s", len(posts))
        among = organisations_in_words(len(there), as_counties=counties(there.values()))
        parts.append(said % {"count": len(posts), "organisations": among})
    if guests:
        parts.append(guests_in_words(len(guests)))
    return ", ".join(parts) or _("The list reaches nobody")


def lines_of(reach: Reach, show: Show) -> tuple[Line, ...]:
    """The lines that a count leads to."""
    chosen = {Show.VACANT: lambda: reach.vacant, Show.WITHOUT_ADDRESS: lambda: reach.without_address}
    if show == Show.TWICE:
        return reach.twice
    return chosen[show]() if show in chosen else reach.lines


def rows_of(lines: Sequence[Line], reach: Reach) -> tuple[Row, ...]:
    """Lines of a reach as rows, with a tag for whatever is not as it should be."""
    twice = {id(line) for line in reach.twice}
    return tuple(_row(line, twice=id(line) in twice) for line in lines)


def have_functions(rows: Iterable[Row]) -> bool:
    """Whether there is something to say beside organisations and their addresses."""
    return any(row.line.post_id is not None or row.line.guest or row.words for row in rows)


def _row(line: Line, *, twice: bool) -> Row:
    words = {
        Holding.ACTING: Word(pgettext("post", "acting"), "wait"),
        Holding.CARRYING_ON: Word(_("carries on"), "wait"),
        Holding.DEPUTY: Word(_("vacant"), "wait"),
        Holding.MAILBOX: Word(_("vacant"), "wait"),
        Holding.VACANT: Word(_("vacant"), "wait"),
    }
    known = [words[line.holding]] if line.holding in words else []
    if not line.emails:
        known.append(Word(_("no address"), "bad"))
    if twice:
        known.append(Word(pgettext("reached", "twice"), "wait"))
    guest = _("Name not kept any more") if line.guest == FORGOTTEN else line.guest
    people = guest or ", ".join(holder.name for holder in line.holders)
    return Row(line, people, _stands_in(line), tuple(readable_address(one) for one in line.emails), tuple(known))


def _stands_in(line: Line) -> str:
    if line.holding == Holding.MAILBOX:
        return _("Central mailbox")
    return line.stands_in


def sheet_of(name: str, lines: Iterable[Line], moment: Moment) -> Sheet:
    """A list as a table, a row for each person, post, organisation or guest. Two queries."""
    known = tuple(lines)
    keys = dict(
        Organisation.objects.filter(id__in={line.organisation_id for line in known}).values_list("id", "official_key")
    )
    forms = _letter_forms({one.person_id for line in known for one in line.holders}, moment)
    columns = (
        _("Organisation"),
        _("Key"),
        _("Function"),
        _("Salutation"),
        pgettext("person", "Title"),
        _("First name"),
        _("Last name"),
        _("E-mail"),
        _("Stands in"),
        _("Letter form"),
    )
    rows = tuple(row for line in known for row in _cells(line, keys.get(line.organisation_id) or "", forms))
    return Sheet(_title(name), columns, rows)


def _letter_forms(people: set[int], moment: Moment) -> dict[int, str]:
    """What protocol wants for people, where the proposal does not fit."""
    known = PersonDetails.objects.filter(moment.known(), person__in=people).exclude(letter_form="")
    return dict(known.values_list("person_id", "letter_form"))


def _cells(line: Line, key: str, forms: dict[int, str]) -> Iterable[tuple[str, ...]]:
    lead = (line.organisation, key, line.function)
    tail = (", ".join(line.emails), _stands_in(line))
    if line.guest:
        called = Called("", "", "", "") if line.guest == FORGOTTEN else read_person(line.guest)
        yield (*lead, *_name_cells(called), *tail, propose_letter_form(called))
    for holder in line.holders:
        emails = tail[0] if len(line.holders) == 1 else holder.email or tail[0]
        called = Called(holder.salutation, holder.title, holder.first_name, holder.last_name)
        form = forms.get(holder.person_id) or propose_letter_form(called)
        yield (*lead, *_name_cells(called), emails, tail[1], form)
    if not line.guest and not line.holders:
        nobody = Called("", "", "", "")
        yield (*lead, *_name_cells(nobody), *tail, propose_letter_form(nobody))


def _name_cells(person: Called) -> tuple[str, str, str, str]:
    salutation = {"ms": "Frau", "mr": "Herr"}.get(person.salutation, "")
    return salutation, person.title, person.first_name, person.last_name


def _title(name: str) -> str:
    """A name that a workbook takes for a sheet: 31 characters, without those that it keeps for itself."""
    return "".join(" " if one in "[]:*?/\\'" else one for one in name).strip()[:31] or _("Distribution list")
