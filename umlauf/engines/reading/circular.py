"""From a text to its facts: the rooms of this engine put together.

The order matters: footers are taken out first, for they interrupt sentences; head and tail bound the text; dates
without a year and relative deadlines need the letter's date and the events.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from umlauf.engines.reading.annexes import Annexes
from umlauf.engines.reading.body import markdown_body
from umlauf.engines.reading.citations import find_references
from umlauf.engines.reading.contacts import Contact, bare_phone, distinct, find_contacts
from umlauf.engines.reading.contributions import find_contributions
from umlauf.engines.reading.deadlines import find_deadlines
from umlauf.engines.reading.decoding import check_characters, check_size
from umlauf.engines.reading.effective_date import find_effective_date
from umlauf.engines.reading.events import find_events
from umlauf.engines.reading.facts import Contacts, Evidence, Facts
from umlauf.engines.reading.footer import Footers, find_footers
from umlauf.engines.reading.front_matter import FrontMatter, split_front_matter
from umlauf.engines.reading.head import Head, Value, read_head
from umlauf.engines.reading.head_lines import Label, read_line
from umlauf.engines.reading.limits import ENTRIES, HEAD_CHARACTERS, SEARCHED_CHARACTERS, SENTENCES
from umlauf.engines.reading.organisations import is_organisation
from umlauf.engines.reading.paragraphs import Paragraph, Span, paragraphs, sentences
from umlauf.engines.reading.programme import FoundItem, find_programme
from umlauf.engines.reading.refusals import ReadingRefused
from umlauf.engines.reading.tail import Tail, read_tail
from umlauf.engines.reading.view import View, clean, normalise_newlines


@dataclass
class _Letter:
    """A text taken apart; `full` still has the page footers, `view` has not."""

    full: View
    footers: Footers
    view: View
    parts: list[Paragraph]
    head: Head
    tail: Tail
    abstract: Value | None
    body_from: int
    evidence: dict[str, Evidence] = field(default_factory=dict)

    @property
    def text_parts(self) -> list[Paragraph]:
        return self.parts[self.head.stop : self.tail.start]

    def note(self, name: str, view: View, start: int, end: int, confidence: float) -> None:
        """Keep where a fact stands."""
        first, last = view.span(start, end)
        if first < last:
            self.evidence[name] = Evidence(view.source[first:last], first, last, confidence)

    def note_each(self, name: str, found: Sequence[tuple[int, int, float]]) -> None:
        for index, (start, end, confidence) in enumerate(found):
            self.note(name if index == 0 else f"{name}.{index}", self.view, start, end, confidence)


def _abstract(parts: Sequence[Paragraph], head: Head, last: int) -> tuple[Value | None, int]:
    """The first paragraph behind "Kurzfassung:" and the index of the paragraph with which the body begins."""
    for index in range(head.stop, min(last, head.stop + 4)):
        line = read_line(parts[index].lines[0])
        if line.label is not Label.ABSTRACT:
            continue
        part = parts[index]
        rest = part.lines[0].text[line.value_start :].strip()
        if rest:
            return Value(
                " ".join([rest, *(one.text for one in part.lines[1:])]), part.start + line.value_start, part.end
            ), index + 1
        if len(part.lines) > 1:
            return Value(" ".join(one.text for one in part.lines[1:]), part.lines[1].start, part.end), index + 1
        if index + 1 < last:
            return Value(parts[index + 1].text, parts[index + 1].start, parts[index + 1].end), index + 2
    return None, head.stop


def _refuse_early(source: str, front: FrontMatter) -> None:
    """Look for the head alone in a long text, so that one that is no circular is refused at once."""
    begin = front.end
    start = begin + len(source[begin:]) - len(source[begin:].lstrip())
    if len(source) - start > HEAD_CHARACTERS and not front.is_head:
        read_head(paragraphs(find_footers(clean(source[start : start + HEAD_CHARACTERS])).rest.lines))


def _take_apart(source: str, front: FrontMatter) -> _Letter:
    _refuse_early(source, front)
    full = clean(source, front.end)
    footers = find_footers(full)
    view = footers.rest
    parts = paragraphs(view.lines)
    head = read_head(parts, stated=front.is_head)
    tail = read_tail(parts, head.stop)
    abstract, body_from = _abstract(parts, head, tail.start)
    return _Letter(full, footers, view, parts, head, tail, abstract, body_from)


def _contacts(letter: _Letter) -> Contacts:
    full = letter.full
    found: list[Contact] = []
    for line in full.lines:
        if line.text:
            phone = bare_phone(full, line) if letter.head.stop and line.start < 3000 else None
            found.extend(find_contacts(full.text, line.start, line.end) or ([phone] if phone else []))
        if len(found) > ENTRIES:
            break
    kept = distinct(found)
    for kind in ("emails", "phones", "fax", "urls"):
        for one in (one for one in kept if one.kind == kind):
            letter.note(
                "contacts" if "contacts" not in letter.evidence else f"contacts.{one.kind}",
                full,
                one.start,
                one.end,
                0.95,
            )
            break
    return Contacts(
        *(tuple(one.value for one in kept if one.kind == kind) for kind in ("emails", "phones", "fax", "urls"))
    )


def _issuer(letter: _Letter) -> str | None:
    """Whose letter it is: named by the letterhead, by the kind ("RdErl. d. MI"), or by the first line of a page
    footer.
    """
    head = letter.head
    if head.letterhead:
        letter.note("issuer", letter.view, head.letterhead.start, head.letterhead.end, head.letterhead.confidence)
        return head.letterhead.text
    for number in sorted(letter.footers.numbers):
        line = letter.full.lines[number]
        if is_organisation(line.text):
            letter.note("issuer", letter.full, line.start, line.end, 0.8)
            return line.text
    if head.kind_line and head.kind_line.number and head.kind_line.number.issuer:
        line = head.kind_line.line
        letter.note("issuer", letter.view, line.start, line.end, 0.7)
        return head.kind_line.number.issuer
    return None


def _head_facts(letter: _Letter) -> Facts:
    head, facts = letter.head, Facts()
    numbered = head.number_line.number if head.number_line else None
    kinded = head.kind_line.number if head.kind_line else None
    if head.number_line and numbered:
        start = head.number_line.line.start
        for name in ("number", "year") if numbered.year else ("number",):
            letter.note(name, letter.view, start + numbered.start, start + numbered.end, 0.97)
    if head.kind_line and kinded:
        start = head.kind_line.line.start
        letter.note("kind", letter.view, start + kinded.start, start + kinded.end, 0.95)
    day = head.date_line.date.on(None) if head.date_line and head.date_line.date else None
    if head.date_line and head.date_line.date and day:
        start = head.date_line.line.start
        letter.note("date", letter.view, start + head.date_line.date.start, start + head.date_line.date.end, 0.95)
    reference = head.reference_line.reference if head.reference_line else None
    if head.reference_line and reference:
        start = head.reference_line.line.start
        letter.note(
            "file_reference",
            letter.view,
            start + reference.start,
            start + reference.end,
            0.95 if reference.rank < 3 else 0.8,
        )
    for name, value in (("keyword", head.keyword), ("subject", head.subject), ("abstract", letter.abstract)):
        if value:
            letter.note(name, letter.view, value.start, value.end, value.confidence)
    letter.note_each("addressees", [(one.start, one.end, one.confidence) for one in head.addressees])
    number = numbered.number if numbered else None
    return replace(
        facts,
        kind=kinded.kind if kinded else None,
        number=number,
        year=numbered.year if numbered and numbered.year else day.year if day and number and _yearly(head) else None,
        file_reference=reference.value if reference else None,
        date=day.isoformat() if day else None,
        keyword=head.keyword.text if head.keyword else None,
        subject=head.subject.text if head.subject else None,
        abstract=letter.abstract.text if letter.abstract else None,
        addressees=tuple(one.text for one in head.addressees),
    )


def _yearly(head: Head) -> bool:
    """A number without a year takes that of a date on the same line ("Rundschreiben Nr. 12 vom 3. Mai 2016")."""
    return head.number_line is not None and head.number_line.date is not None


def _spans(letter: _Letter) -> tuple[list[Span], list[Span]]:
    """The sentences of the text, and those of the head that may bear facts of their own (the subject, lines with a
    deadline).
    """
    head = letter.head
    notes = [Span(one.line.start, one.line.end) for one in head.deadline_lines]
    if head.subject:
        notes.insert(0, Span(head.subject.start, head.subject.end))
    begin = letter.parts[head.stop].start if head.stop < len(letter.parts) else 0
    searched = [part for part in letter.text_parts if part.start - begin < SEARCHED_CHARACTERS]
    spans = [span for span in sentences(letter.view.text, searched) if span.start - begin < SEARCHED_CHARACTERS]
    return spans[:SENTENCES], notes


def _by_item(spans: Sequence[Span], items: Sequence[FoundItem]) -> list[Span]:
    """The sentences, but each item of a programme on its own: its line says who does what."""
    result: list[Span] = []
    for span in spans:
        inside = [item for item in items if span.start <= item.start < span.end]
        at = span.start
        for item in inside:
            result.extend((Span(at, item.start), Span(item.start, item.end)))
            at = item.end
        result.append(Span(at, span.end))
    return [span for span in result if span.start < span.end]


def _annexes(letter: _Letter, spans: Sequence[Span]) -> Annexes:
    annexes = Annexes(letter.view.text)
    annexes.read_prose(spans)
    annexes.read_notes([one.line for one in letter.head.annex_lines])
    annexes.read_notes(letter.tail.annex_lines)
    return annexes


def _text_facts(letter: _Letter, facts: Facts) -> Facts:
    """The facts of the text; `facts` has those of head and front matter, by whose date, year and events days without
    a year and relative deadlines are resolved.
    """
    view = letter.view
    day = datetime.date.fromisoformat(facts.date) if facts.date else None
    spans, notes = _spans(letter)
    everything = [*notes, *spans]
    events = find_events(view, everything, day, facts.year)
    held = facts.events or tuple(one.event for one in events)
    deadlines = find_deadlines(
        view, everything, day, facts.year, [one.start or "" for one in held if one.status != "cancelled"]
    )
    effective = find_effective_date(view.text, everything, day)
    references = find_references(view, letter.head.citations, spans, (facts.number, facts.year))
    items = find_programme([line for part in letter.text_parts for line in part.lines])
    contributions = find_contributions(view, _by_item(spans, items)) if held or items else []
    annexes = _annexes(letter, spans).result()
    if effective:
        letter.note("effective_date", view, effective.start, effective.end, effective.confidence)
    letter.note_each("events", [(one.start, one.end, one.confidence) for one in events])
    letter.note_each("deadlines", [(one.start, one.end, one.confidence) for one in deadlines])
    letter.note_each("references", [(one.start, one.end, one.confidence) for one in references])
    letter.note_each("programme", [(one.start, one.end, 0.9) for one in items])
    letter.note_each("contributions", [(one.start, one.end, one.confidence) for one in contributions])
    letter.note_each("annexes", [(one.start, one.end, 0.9) for one in annexes])
    letter.note_each("signatory", [(line.start, line.end, 0.85) for _, line in letter.tail.signatories])
    return replace(
        facts,
        effective_date=effective.date if effective else None,
        deadlines=tuple(one.deadline for one in deadlines),
        events=tuple(one.event for one in events),
        contacts=_contacts(letter),
        signatory=tuple(one for one, _ in letter.tail.signatories),
        annexes=tuple(one.annex for one in annexes),
        references=tuple(one.reference for one in references),
        programme=tuple(one.item for one in items),
        contributions=tuple(one.contribution for one in contributions),
    )


def _body(letter: _Letter) -> str | None:
    parts = letter.parts[letter.body_from : letter.tail.start]
    if not parts:
        return None
    # Footers are lines of the full view only, so the stretch is looked up there by its place in the source.
    first, _ = letter.view.span(parts[0].start, parts[0].start + 1)
    last, _ = letter.view.span(parts[-1].lines[-1].start, parts[-1].lines[-1].start + 1)
    starts = [
        line.start for line in letter.full.lines if line.text and first <= letter.full.offsets[line.start] <= last
    ]
    return markdown_body(letter.full, starts[0], starts[-1] + 1, letter.footers.numbers) if starts else None


def read_circular(text: str) -> Facts:
    """The facts of a circular given as plain text or Markdown, with or without YAML front matter.

    Evidence counts characters in the text after its line ends became single newlines. Raises ReadingRefused:
    reading.empty_text, reading.too_large, reading.control_characters, reading.no_circular, reading.front_matter_*.
    """
    check_size(len(text))
    source = normalise_newlines(text)
    if not source.strip():
        raise ReadingRefused("reading.empty_text")
    check_characters(source)
    front = split_front_matter(source)
    letter = _take_apart(source, front)
    facts = _text_facts(letter, front.override(_head_facts(letter)))
    facts = replace(facts, issuer=_issuer(letter), body=_body(letter))
    return front.override(replace(facts, evidence=letter.evidence))
