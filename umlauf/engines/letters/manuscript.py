"""From the dataclasses to the data of the templates: every word that is printed is decided here, its place there."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from umlauf.engines.letters.body import one_line, template_blocks, texts_of
from umlauf.engines.letters.codes import qr_svg
from umlauf.engines.letters.fields import FieldKind, FormField
from umlauf.engines.letters.papers import (
    AnnexNote,
    ContributionEntry,
    FormSheet,
    Language,
    Letter,
    ProgrammeEntry,
    ProgrammeSheet,
    RecordSheet,
    Sender,
)
from umlauf.engines.letters.wording import MONTHS, NO_BREAK, WORDS, breakable_address, din_phone, iban_groups, long_date

Data = dict[str, Any]
# How many people fit on the one page of a registration form.
FORM_PERSONS = 3
# On one that is filled in on a screen, which asks for less of each.
FILL_PERSONS = 4


def texts_in(paper: Letter | ProgrammeSheet | FormSheet | RecordSheet) -> list[str]:
    """Every text that the paper brings along, for a look at its characters; the logo's source is not one."""
    found: list[str] = []
    waiting: list[Any] = [paper]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found.extend(texts_of(value))
        elif isinstance(value, tuple):
            waiting.extend(reversed(value))
        elif dataclasses.is_dataclass(value):
            fields = [field.name for field in dataclasses.fields(value) if field.name != "logo_svg"]
            waiting.extend(getattr(value, name) for name in reversed(fields))
    return found


def letter_data(letter: Letter) -> Data:
    """What `letter.typ` prints."""
    words = WORDS[letter.language]
    running = letter.number_label.strip() or letter.kind
    unnumbered = f" ({words['draft_note']})" if letter.draft and not letter.number_label.strip() else ""
    abstract = [one_line(part.strip()) for part in letter.abstract.split("\n\n") if part.strip()]
    return {
        **_paper_data(letter.sender, letter.language, running=running),
        "title": _title(f"{running} ({words['draft']})" if letter.draft else running, letter.subject),
        "draft": words["draft"] if letter.draft else None,
        "number": one_line(running + unnumbered),
        "addressees": [one_line(line) for line in letter.addressees],
        "return_line": " · ".join(part for part in _address(letter.sender) if part),
        "information": _house_information(letter) if letter.house_style else _din_information(letter),
        "house_style": letter.house_style,
        "subject": one_line(letter.subject),
        "under_subject": _under_subject(letter),
        "remark": words["confidential"] if letter.confidential else None,
        "abstract_label": words["abstract"],
        "abstract": abstract,
        "body": template_blocks(letter.body, above=2 if abstract else 1),
        "closing": [one_line(line) for line in letter.closing.splitlines() if line.strip()],
        "signature": [one_line(line) for line in letter.signature if line.strip()],
        "annexes": _annex_data(letter.annexes, letter.language),
        "copies_label": words["copies"],
        "copies": [one_line(line) for line in letter.copies if line.strip()],
        "proof": _proof_data(letter),
        "proof_svg": qr_svg(letter.proof_url) if letter.proof_url else None,
    }


def programme_data(sheet: ProgrammeSheet) -> Data:
    """What `programme.typ` prints. Items of one day, one after the other, are a part; without days there is one."""
    words = WORDS[sheet.language]
    facts = [
        (words["when"], sheet.when),
        (words["where"], sheet.where),
        (words["hosts"], "\n".join(sheet.hosts)),
    ]
    parts: list[Data] = []
    for item in sheet.items:
        if not parts or parts[-1]["day"] != one_line(item.day):
            parts.append({"day": one_line(item.day), "items": []})
        parts[-1]["items"].append(_item_data(item, sheet.language))
    version = words["version_of" if sheet.as_of.strip() else "version"]
    return {
        **_paper_data(sheet.sender, sheet.language, running=sheet.number_label or sheet.title),
        "title": _title(sheet.title, sheet.conference_title),
        "kind": one_line(sheet.title),
        "number": one_line(sheet.number_label),
        "conference": one_line(sheet.conference_title),
        "version": version.format(version=sheet.version, day=one_line(sheet.as_of)),
        "facts": _fact_rows(facts),
        "time_label": words["agenda_number" if sheet.agenda else "time"],
        "item_label": words["agenda_item" if sheet.agenda else "item"],
        "columned": any(item["number"] or item["time"] for part in parts for item in part["items"]),
        "parts": parts,
        "changed_label": words["changed_since"].format(version=sheet.version - 1),
        "changes": [one_line(line) for line in sheet.changes if line.strip()],
    }


def form_data(sheet: FormSheet) -> Data:
    """What `form.typ` prints."""
    words = WORDS[sheet.language]
    above = [(words["when"], sheet.when), (words["where"], sheet.where), (words["entitled"], sheet.entitled)]
    below = [(words["deadline"], sheet.deadline), (words["reply_to"], "\n".join(sheet.reply_to))]
    field_names = ("form_of_address", "academic_title", "given_name", "family_name", "function", "office", "email")
    return {
        **_paper_data(sheet.sender, sheet.language, running=sheet.number_label or sheet.title),
        "title": _title(sheet.title, sheet.conference_title),
        "kind": one_line(sheet.title),
        "number": one_line(sheet.number_label),
        "conference": one_line(sheet.conference_title),
        "facts": _fact_rows(above),
        "reply": _fact_rows(below),
        "persons": [words["person"].format(n=number + 1) for number in range(FORM_PERSONS)],
        "fields": [words[name] for name in field_names],
        "answers": [words["attends"], words["deputy"], words["declines"]],
        "hint": words["form_hint"],
        "answered_by": words["answered_by"],
        "privacy": words["privacy"],
    }


def fillable_data(sheet: FormSheet) -> Data:
    """What `fillable.typ` prints: the words beside the fields of `form_fields`."""
    words = WORDS[sheet.language]
    labels = {"name": "full_name", "function": "function", "email": "email", "represents": "represents"}
    named = [[{"name": f"p{n}_{part}", "label": words[labels[part]]} for part in labels] for n in range(FILL_PERSONS)]
    titles = [words["person"].format(n=number + 1) for number in range(FILL_PERSONS)]
    facts = [(words["house"], sheet.house), (words["when"], sheet.when), (words["where"], sheet.where)]
    return form_data(sheet) | {
        "facts": _fact_rows(facts),
        "persons": [{"title": title, "fields": parts} for title, parts in zip(titles, named, strict=True)],
        "hint": words["fill_hint"],
        "nobody": {"name": "nobody", "label": words["nobody"]},
        "answered_by": [
            {"name": "by_name", "label": words["filled_by"]},
            {"name": "by_email", "label": words["filled_email"]},
        ],
        "code": {"name": "code", "label": words["form_code"]},
    }


def form_fields(language: Language, code: str) -> tuple[FormField, ...]:
    """The fields of a form, with what a screen reader says of each."""
    words = WORDS[language]
    parts = (
        ("name", "full_name", 120),
        ("function", "function", 120),
        ("email", "email", 254),
        ("represents", "represents", 120),
    )
    people = [
        FormField(f"p{number}_{part}", f"{words['person'].format(n=number + 1)}: {words[label]}", most=most)
        for number in range(FILL_PERSONS)
        for part, label, most in parts
    ]
    return (
        *people,
        FormField("nobody", words["nobody"], FieldKind.CHECK),
        FormField("by_name", words["filled_by"], most=120),
        FormField("by_email", words["filled_email"], most=254),
        FormField("code", words["form_code"], FieldKind.FIXED, value=code),
    )


def record_data(sheet: RecordSheet) -> Data:
    """What `record.typ` prints."""
    return {
        **_paper_data(sheet.sender, sheet.language, running=sheet.number_label or sheet.title),
        "title": _title(sheet.title, sheet.heading),
        "kind": one_line(sheet.title),
        "number": one_line(sheet.number_label),
        "conference": one_line(sheet.heading),
        "facts": _fact_rows([(label, "\n".join(lines)) for label, lines in sheet.facts]),
        "caption": one_line(sheet.caption),
        "columns": [{"head": one_line(one.head), "width": one.width} for one in sheet.columns],
        "rows": [[[one_line(line) for line in cell if line.strip()] for cell in row] for row in sheet.rows],
        "remarks": [one_line(one) for one in sheet.remarks if one.strip()],
    }


def _paper_data(sender: Sender, language: Language, *, running: str) -> Data:
    words = WORDS[language]
    phones = [(words["phone"], din_phone(sender.phone)), (words["fax"], din_phone(sender.fax))]
    bank = [(words["iban"], iban_groups(sender.iban)), (words["bic"], sender.bic.strip())]
    return {
        "language": language,
        "unbroken": "|".join(MONTHS[language]),
        "sender": one_line(sender.name),
        "running": one_line(running),
        "page_words": words["page"],
        "logo_svg": sender.logo_svg,
        "logo_alt": words["logo"].format(name=sender.name) if sender.logo_svg else None,
        "footer": [
            column
            for column in (
                [one_line(part) for part in (sender.street, _town(sender)) if part.strip()],
                [f"{label} {number}" for label, number in phones if number],
                [one_line(part) for part in (sender.email, sender.web) if part.strip()],
                [one_line(sender.bank_name)] * bool(sender.bank_name.strip())
                + [f"{label} {value}" for label, value in bank if value],
            )
            if column
        ],
    }


def _title(label: str, subject: str) -> str:
    return ": ".join(part for part in (" ".join(label.split()), " ".join(subject.split())) if part)


def _town(sender: Sender) -> str:
    return f"{sender.postal_code} {sender.city}".strip()


def _address(sender: Sender) -> tuple[str, str, str]:
    return one_line(sender.name), one_line(sender.street), one_line(_town(sender))


def _house_information(letter: Letter) -> list[list[Data]]:
    words = WORDS[letter.language]
    pairs = (
        ("", letter.keyword, True),
        (words["file_reference"] + ":", letter.file_reference, False),
        ("", letter.contact_name, False),
        (words["phone"] + ":", din_phone(letter.contact_phone), False),
        ("", breakable_address(letter.contact_email), False),
    )
    lines: list[Data] = [
        {"text": one_line(f"{label} {value}".strip()), "strong": strong}
        for label, value, strong in pairs
        if value.strip()
    ]
    date = [{"text": long_date(letter.date, letter.language), "strong": False}] if letter.date else []
    return [group for group in (lines, date) if group]


def _din_information(letter: Letter) -> list[list[Data]]:
    """Groups with a blank line between them: the reference, then name to e-mail, then the date (DIN 5008, form B)."""
    words = WORDS[letter.language]
    date = long_date(letter.date, letter.language) if letter.date else ""
    groups = (
        (("", letter.keyword), ("din_file_reference", letter.file_reference)),
        (
            ("din_name", letter.contact_name),
            ("din_phone", din_phone(letter.contact_phone)),
            ("din_email", breakable_address(letter.contact_email)),
        ),
        (("din_date", date),),
    )
    rows = [
        [
            {"label": words[key] + ":" if key else "", "text": one_line(value), "strong": not key}
            for key, value in group
            if value.strip()
        ]
        for group in groups
    ]
    return [group for group in rows if group]


def _under_subject(letter: Letter) -> list[Data]:
    """What stands close under the subject: to what the letter refers, and from when on it holds."""
    words = WORDS[letter.language]
    references = [one_line(line) for line in letter.references if line.strip()]
    valid_from = [long_date(letter.valid_from, letter.language)] if letter.valid_from else []
    rows = ((words["reference"], references), (words["valid_from"], valid_from))
    return [{"label": label, "lines": lines} for label, lines in rows if lines]


def _annex_data(annexes: tuple[AnnexNote, ...], language: Language) -> Data | None:
    if not annexes:
        return None
    words = WORDS[language]
    all_digital = all(annex.digital_only for annex in annexes)
    heading = words["annexes" if len(annexes) > 1 else "annex"]
    return {
        "heading": f"{heading} ({words['digital_only']})" if all_digital else heading,
        "label": words["annex"],
        "items": [
            {"number": annex.number, "title": _annex_title(annex, words, all_digital=all_digital)} for annex in annexes
        ],
    }


def _annex_title(annex: AnnexNote, words: Mapping[str, str], *, all_digital: bool) -> str:
    notes = [
        words["digital_only"] if annex.digital_only and not all_digital else "",
        words["on_request"] if annex.on_request else "",
    ]
    note = ", ".join(filter(None, notes))
    return f"{one_line(annex.title)} ({note})".strip() if note else one_line(annex.title)


def _proof_data(letter: Letter) -> Data | None:
    if not letter.proof_url:
        return None
    words = WORDS[letter.language]
    return {
        "url": letter.proof_url,
        "shown": breakable_address(letter.proof_url),
        "label": words["proof"],
        "alt": words["proof_alt"],
    }


def _item_data(item: ProgrammeEntry, language: Language) -> Data:
    return {
        "number": one_line(item.number),
        "time": _time_lines(item, WORDS[language]),
        "title": one_line(item.title),
        "room": one_line(item.room),
        "text": [one_line(part) for part in item.text.splitlines() if part.strip()],
        "contributions": [_contribution_data(entry, language) for entry in item.contributions],
        "parallel": [_item_data(one, language) for one in item.parallel],
    }


def _time_lines(item: ProgrammeEntry, words: Mapping[str, str]) -> list[str]:
    start, end = one_line(item.start.strip()), one_line(item.end.strip())
    if item.following:
        lines = [words["following"]]
    elif start and (item.about or (item.open_end and not end)):
        lines = [words["about" if item.about else "from"].format(time=start).replace(" ", NO_BREAK)]
    else:
        lines = ["–".join(part for part in (start, end) if part)]
    if item.open_end:
        lines.append(words["open_end"])
    return [line for line in lines if line]


def _contribution_data(entry: ContributionEntry, language: Language) -> Data:
    state = "" if entry.state == "confirmed" else f"({WORDS[language][entry.state]})"
    who = [one_line(part.strip()) for part in (entry.name, entry.office) if part.strip()]
    return {
        "role": one_line(entry.role.strip()),
        "who": ", ".join(who),
        "state": state,
        "title": one_line(entry.title.strip()),
    }


def _fact_rows(rows: list[tuple[str, str]]) -> list[Data]:
    return [
        {"label": label, "lines": [one_line(line.strip()) for line in value.split("\n") if line.strip()]}
        for label, value in rows
        if value.strip()
    ]
