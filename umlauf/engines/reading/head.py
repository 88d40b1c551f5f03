"""The head of a letter: from its first line to the line before its text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from umlauf.engines.reading.head_lines import HeadLine, Label, read_line
from umlauf.engines.reading.limits import HEAD_LINES
from umlauf.engines.reading.organisations import is_organisation
from umlauf.engines.reading.paragraphs import BULLET, Paragraph
from umlauf.engines.reading.refusals import ReadingRefused

_PROSE: Final = 300
_SUBJECT: Final = 400
_AFTER_SUBJECT: Final = (
    Label.HERE,
    Label.CITATION,
    Label.ANNEX,
    Label.DEADLINE,
    Label.FACT,
    Label.KEYWORD,
    Label.COPIES,
    Label.NUMBER,
)
_MAYBE_TEXT: Final = (Label.FREE, Label.NUMBER, Label.ADDRESSEES, Label.DEADLINE)
_SIGNALS: Final = (Label.SUBJECT, Label.CITATION, Label.SALUTATION, Label.ABSTRACT)
_SENTENCE = re.compile(r"[a-zäöüß)“\"]{2}[.!?](?:$|[ ][A-ZÄÖÜ„])")


@dataclass(frozen=True)
class Value:
    """A text of the head and its place in the view."""

    text: str
    start: int
    end: int
    confidence: float = 0.9


@dataclass
class Head:
    """What the head says. `stop` is the index of the paragraph with which the text begins; `abstract_at` that of the
    abstract's label.
    """

    lines: list[HeadLine] = field(default_factory=list)
    number_line: HeadLine | None = None
    kind_line: HeadLine | None = None
    date_line: HeadLine | None = None
    reference_line: HeadLine | None = None
    subject: Value | None = None
    keyword: Value | None = None
    addressees: list[Value] = field(default_factory=list)
    citations: list[Value] = field(default_factory=list)
    annex_lines: list[HeadLine] = field(default_factory=list)
    deadline_lines: list[HeadLine] = field(default_factory=list)
    letterhead: Value | None = None
    above: Paragraph | None = None
    stop: int = 0

    @property
    def is_circular(self) -> bool:
        """Whether enough of a letter's head was found; a word like "Mitteilung" or "An die ..." alone may stand above
        a poem.
        """
        named = [line.number for line in (self.number_line, self.kind_line) if line and line.number]
        if any(mention.strong for mention in named):
            return True
        signals = sum(line.label in _SIGNALS or line.label is Label.FACT for line in self.lines)
        if any(line.label is Label.SUBJECT for line in self.lines):
            return True
        return signals > 0 and bool(named or self.addressees)


def _value(lines: Sequence[HeadLine], confidence: float = 0.9) -> Value | None:
    """The text behind the label of the first line with the lines that continue it."""
    parts = [lines[0].line.text[lines[0].value_start :], *(line.line.text for line in lines[1:])]
    text = " ".join(part for part in parts if part).strip()
    if not text:
        return None
    first = lines[0] if parts[0] else lines[1]
    start = first.line.start + (first.value_start if first is lines[0] else 0)
    return Value(text, start, lines[-1].line.end, confidence)


class _Reader:
    """Goes through the paragraphs of a head once; each method takes one meaning.

    `stated`: the front matter is head enough, so that the first sentence is text and need not be something else.
    `known` is the index behind the last paragraph that its own words show to be head.
    """

    def __init__(self, parts: Sequence[Paragraph], stated: bool) -> None:
        self.parts, self.stated = parts, stated
        self.known = 0
        self.head = Head()
        self.pending: Label | None = None
        self.seen = 0

    def read(self) -> Head:
        for index, part in enumerate(self.parts):
            self.head.stop = index
            lines = [read_line(line) for line in part.lines[:HEAD_LINES]]
            if self.seen > HEAD_LINES or self.is_text(part, lines[0]):
                return self.head
            self.seen += len(part.lines)
            if lines[0].label in (Label.ABSTRACT, Label.SALUTATION):
                self.head.lines.append(lines[0])
                return self.head
            known = self.pending or any(line.label is not Label.FREE for line in lines)
            if not self.take(part, lines):
                return self.head
            self.known = index + 1 if known else self.known
        self.head.stop = len(self.parts)
        return self.head

    def is_text(self, part: Paragraph, first: HeadLine) -> bool:
        """Whether a paragraph is prose, although the subject is still missing."""
        long = any(len(line.text) > _PROSE for line in part.lines) or (self.stated and first.label in _MAYBE_TEXT)
        return long and bool(_SENTENCE.search(part.text[: 4 * _PROSE]))

    def take(self, part: Paragraph, lines: list[HeadLine]) -> bool:
        """Take a paragraph into the head; False when the text begins with it."""
        free = all(line.label is Label.FREE for line in lines)
        if free and self.pending:
            self.take_pending(lines)
            return True
        copies, self.pending = self.pending is Label.COPIES, None
        if copies and lines[0].label is Label.ADDRESSEES:
            self.head.lines.extend(lines)
            return True
        if free:
            return self.take_free(part, lines)
        if self.head.subject and not self.belongs_after_subject(part, lines):
            return False
        self.head.lines.extend(lines)
        at = 0
        while at < len(lines):
            at = self.take_line(lines, at)
        return True

    def belongs_after_subject(self, part: Paragraph, lines: list[HeadLine]) -> bool:
        if lines[0].label is Label.ADDRESSEES:
            return len(part.text) < 120 and not part.text.endswith(".")
        if lines[0].label is Label.NUMBER:
            return self.head.number_line is None and len(lines) == 1
        if lines[0].label is Label.FACT and any(line.label is Label.FREE for line in lines):
            return False
        return lines[0].label in _AFTER_SUBJECT

    def take_pending(self, lines: list[HeadLine]) -> None:
        """A label stood alone on its line; this paragraph is its value."""
        label, self.pending = self.pending, None
        self.head.lines.extend(lines)
        if label is Label.SUBJECT:
            self.head.subject = _value(lines)
        elif label is Label.CITATION:
            self.add_citations(lines)
        elif label is Label.ADDRESSEES:
            self.add_addressees(lines)

    def take_free(self, part: Paragraph, lines: list[HeadLine]) -> bool:
        if self.head.subject or (self.head.kind_line and self.looks_like_title_above(self.head.kind_line)):
            return False
        if (self.head.number_line or self.head.kind_line) and self.fits_subject(part):
            self.head.subject = _value(lines, 0.85)
        elif _SENTENCE.search(part.text) and self.head.lines:
            return False
        else:
            self.note_letterhead(part)
            self.head.above = part
        self.head.lines.extend(lines)
        return True

    def fits_subject(self, part: Paragraph) -> bool:
        """A line below the number is its subject, but not if the number stood below a title as ministries have it."""
        if len(part.text) > _SUBJECT:
            return False
        sentences = len(_SENTENCE.findall(part.text))
        prose = sentences > 1 or (sentences == 1 and len(part.text) > 120)
        return not prose and not is_organisation(part.text)

    def note_letterhead(self, part: Paragraph) -> None:
        first = part.lines[0]
        if self.head.letterhead is None and is_organisation(part.text) and len(part.text) < 160:
            self.head.letterhead = Value(part.text, part.start, part.end, 0.85)
        elif self.head.letterhead is None and is_organisation(first.text):
            self.head.letterhead = Value(first.text, first.start, first.end, 0.75)

    def take_line(self, lines: list[HeadLine], at: int) -> int:
        """Take the line `at` with those that continue it; the index of the next one."""
        line = lines[at]
        after = at + 1
        if line.label in (Label.SUBJECT, Label.HERE, Label.CITATION, Label.COPIES, Label.ADDRESSEES, Label.KEYWORD):
            goes_on = (Label.FREE, Label.ADDRESSEES) if line.label is Label.COPIES else (Label.FREE,)
            while after < len(lines) and lines[after].label in goes_on:
                after += 1
            self.take_labelled(lines[at:after])
        elif line.label is Label.NUMBER:
            after = self.take_number(lines, at)
        elif line.label is Label.ANNEX:
            self.head.annex_lines.append(line)
        elif line.label is Label.DEADLINE:
            self.head.deadline_lines.append(line)
        elif line.label is Label.FREE:
            self.take_free_line(lines, at)
        self.take_facts(line)
        if at == 0 and line.label is Label.FACT and line.reference and not self.head.keyword:
            self.keyword_above()
        return after

    def take_labelled(self, lines: list[HeadLine]) -> None:
        label, value = lines[0].label, _value(lines, 0.97)
        if value is None:
            self.pending = label
        elif label is Label.SUBJECT:
            self.head.subject = self.head.subject if self.head.subject and self.head.subject.confidence > 0.9 else value
        elif label is Label.HERE and self.head.subject:
            joined = f"{self.head.subject.text.rstrip(' ;,')}; hier: {value.text}"
            self.head.subject = Value(joined, self.head.subject.start, value.end, self.head.subject.confidence)
        elif label is Label.KEYWORD:
            self.head.keyword = value
        elif label is Label.CITATION:
            self.add_citations(lines)
        elif label is Label.ADDRESSEES:
            self.add_addressees(lines)

    def take_number(self, lines: list[HeadLine], at: int) -> int:
        line = lines[at]
        mention = line.number
        if mention is None:
            return at + 1
        if mention.number is not None:
            self.head.number_line = self.head.number_line or line
        if mention.kind is not None:
            self.head.kind_line = self.head.kind_line or line
        rest = line.line.text[line.value_start :] if mention.number is not None else ""
        after = at + 1
        if (
            rest
            and not line.date
            and not line.reference
            and not self.head.subject
            and len(rest) > 3
            and rest[0].isalpha()
        ):
            start = line.line.start + line.value_start
            self.head.subject = Value(rest, start, line.line.end, 0.8)
            return after
        while after < len(lines) and lines[after].label is Label.FREE:
            after += 1
        if after > at + 1 and not self.head.subject and not self.looks_like_title_above(line):
            self.head.subject = _value(lines[at + 1 : after], 0.8)
        return after

    def looks_like_title_above(self, line: HeadLine) -> bool:
        """ "RdErl. d. MI v. 3.5.2016 – 12.34 –" stands below the title of the order."""
        return (
            line.date is not None
            and self.head.above is not None
            and line.number is not None
            and line.number.number is None
        )

    def take_free_line(self, lines: list[HeadLine], at: int) -> None:
        """A line above the file reference is the keyword; one at the top may be the sender."""
        line = lines[at].line
        if at + 1 < len(lines) and lines[at + 1].reference and len(line.text) <= 80 and not is_organisation(line.text):
            self.head.keyword = self.head.keyword or Value(line.text, line.start, line.end, 0.85)
        elif self.head.letterhead is None and is_organisation(line.text):
            self.head.letterhead = Value(line.text, line.start, line.end, 0.75)
        elif at == 0 and self.head.number_line is None:
            self.head.above = self.head.above or Paragraph((line,))
        elif at == 0 and self.head.subject is None:
            free = [one for one in lines if one.label is Label.FREE]
            self.head.subject = _value(
                free[: next((n for n, one in enumerate(free) if one is not lines[n]), len(free))], 0.8
            )

    def keyword_above(self) -> None:
        """A paragraph of one short line directly above the file reference is the keyword too."""
        above = self.head.above
        if (
            above
            and len(above.lines) == 1
            and len(above.text) <= 80
            and not is_organisation(above.text)
            and above.lines[0].heading == 0
        ):
            self.head.keyword = Value(above.text, above.start, above.end, 0.7)

    def take_facts(self, line: HeadLine) -> None:
        head = self.head
        if line.label in (Label.SUBJECT, Label.HERE, Label.CITATION, Label.DEADLINE, Label.COPIES):
            return
        if line.date and (head.date_line is None or (line.date_labelled and not head.date_line.date_labelled)):
            head.date_line = line
        best = head.reference_line.reference.rank if head.reference_line and head.reference_line.reference else 99
        if line.reference and line.reference.rank < best:
            head.reference_line = line

    def add_citations(self, lines: list[HeadLine]) -> None:
        """One citation, or several marked a) b) or 1. 2., on lines of their own or one after another."""
        value = _value(lines)
        if value is None:
            return
        text_lines = [(line.line.text[line.value_start :], line.line.start + line.value_start) for line in lines[:1]]
        text_lines += [(line.line.text, line.line.start) for line in lines[1:]]
        items: list[Value] = []
        for text, start in text_lines:
            marks = list(re.finditer(r"(?:^|(?<=[ ;,.]))(?:[a-z]\)|\(?\d\))[ ]?|^\d\.[ ]|^[-–•*][ ]", text))
            if not marks or not (
                text_lines[0][0][:2].strip() == "" or re.match(r"[a-z]\)|\(?\d[.)]|[-–•]", text_lines[0][0])
            ):
                if items and text:
                    last = items[-1]
                    items[-1] = Value(f"{last.text} {text}", last.start, start + len(text), last.confidence)
                elif text:
                    items.append(Value(text, start, start + len(text)))
                continue
            for mark, following in zip(marks, [*marks[1:], None], strict=True):
                end = following.start() if following else len(text)
                item = text[mark.end() : end].strip(" ;,")
                if item:
                    items.append(Value(item, start + mark.end(), start + mark.end() + len(item)))
        self.head.citations.extend(items)

    def add_addressees(self, lines: list[HeadLine]) -> None:
        """ "An die" with the lines below it is one addressee, list items and further lines with "An" are several."""
        prefix = ""
        current: list[str] = []
        start = end = lines[0].line.start
        for index, line in enumerate(lines):
            text = line.line.text[line.value_start if index == 0 else 0 :]
            bullet = BULLET.match(text)
            if bullet or (current and (current[-1].endswith((",", ";")))):
                if current and current[-1].rstrip(":") in ("An die", "An den", "An das", "An"):
                    prefix, current = current[-1].rstrip(":") + " ", []
                self.add_addressee(prefix, current, start, end)
                current, start = [], line.line.start
            current.append(text[bullet.end() :] if bullet else text)
            end = line.line.end
        self.add_addressee(prefix, current, start, end)

    def add_addressee(self, prefix: str, parts: list[str], start: int, end: int) -> None:
        text = " ".join(part for part in parts if part).strip(" ,;")
        if text:
            self.head.addressees.append(Value(f"{prefix}{text}", start, end))


def _title_above(head: Head) -> None:
    """Without a subject below the number, the title stands above it."""
    line = head.kind_line or head.number_line
    if (
        head.subject is None
        and head.above
        and line
        and head.above.end < line.line.start
        and not (head.letterhead and head.letterhead.start == head.above.start)
        and not is_organisation(head.above.text)
    ):
        head.subject = Value(head.above.text, head.above.start, head.above.end, 0.75)


def read_head(parts: Sequence[Paragraph], *, stated: bool = False) -> Head:
    """The head of a letter given as its paragraphs; an empty one where the front matter has `stated` what a head says
    and the text has no head of its own. Raises ReadingRefused("reading.no_circular").
    """
    reader = _Reader(parts, stated)
    head = reader.read()
    _title_above(head)
    if not head.is_circular:
        if stated:
            return Head()
        raise ReadingRefused("reading.no_circular")
    if stated and not (head.number_line or head.kind_line or head.subject):
        # Whose subject stands in the front matter may have a heading above the text.
        head.stop = reader.known
    return head
