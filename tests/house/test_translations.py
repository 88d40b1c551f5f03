"""Every text of the user interface exists in German: nothing missing, empty, unsure or with another placeholder."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from hatch_build import compile_catalogues
from scripts.messages import PACKAGE, Message, collect, forms, in_python, in_table, in_template, update

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)[^{}]*\}")


def placeholders(text: str) -> set[str]:
    """The names that ``%(name)s`` and ``{name}`` stand for; positions count as themselves."""
    return {next(filter(None, found.groups()), found.group()) for found in PLACEHOLDER.finditer(text.replace("%%", ""))}


def findings(messages: list[Message], catalogue: Catalog) -> list[str]:
    """A line for each message that ``catalogue`` does not translate rightly."""
    lines = []
    for message in messages:
        entry = catalogue.get(message.text, context=message.context)
        where = f"{message.text!r} ({', '.join(message.places)})"
        if entry is None:
            lines.append(f"missing: {where}")
            continue
        said = forms(entry.string)
        if not all(said):
            lines.append(f"empty: {where}")
        elif entry.fuzzy:
            lines.append(f"fuzzy: {where}")
        elif message.plural and len(said) != catalogue.num_plurals:
            lines.append(f"plural forms: {where}")
        else:
            wanted = placeholders(message.text) | placeholders(message.plural)
            # "one county" may leave out the count, the last form may not.
            if placeholders(said[-1]) != wanted or not all(placeholders(form) <= wanted for form in said):
                lines.append(f"placeholders: {where}")
    return lines


def german() -> Catalog:
    """The German catalogue as it stands in the repository."""
    with (PACKAGE / "locale/de/LC_MESSAGES/django.po").open("rb") as text:
        return read_po(text, locale="de", abort_invalid=True)


def test_everything_is_said_in_german() -> None:
    messages = collect()
    assert messages, "no text was found at all, so the search is broken"
    assert not (lines := findings(messages, german())), "\n".join(["run `make messages`, then translate:", *lines])


def test_the_catalogue_holds_nothing_that_no_one_says() -> None:
    said = {(message.text, message.context) for message in collect()}
    unused = [entry.id for entry in german() if entry.id and _key(entry.id, entry.context) not in said]
    assert not unused


def _key(text: str | tuple[str, ...] | list[str], context: str | None) -> tuple[str, str | None]:
    return (text if isinstance(text, str) else text[0]), context


@pytest.mark.parametrize(
    ("line", "translation", "fuzzy"),
    [
        ("missing", None, False),
        ("empty", "", False),
        ("fuzzy", "%(count)s Briefe", True),
        ("placeholders", "%(number)s Briefe", False),
        ("placeholders", "Briefe", False),
    ],
)
def test_each_kind_of_gap_is_named(line: str, translation: str | None, fuzzy: bool) -> None:
    catalogue = Catalog(locale="de")
    if translation is not None:
        catalogue.add("%(count)s letters", translation, flags=["fuzzy"] if fuzzy else [])
    found = findings([Message("%(count)s letters", places=("a.py",))], catalogue)
    assert found == [f"{line}: '%(count)s letters' (a.py)"]


def test_a_plural_needs_its_count_in_the_last_form_alone() -> None:
    message = Message("One letter", "%(count)s letters")
    catalogue = Catalog(locale="de")
    catalogue.add(("One letter", "%(count)s letters"), ("Ein Brief", "%(count)s Briefe"))
    assert findings([message], catalogue) == []
    without = Catalog(locale="de")
    without.add(("One letter", "%(count)s letters"), ("Ein Brief", "Briefe"))
    assert findings([message], without) == ["placeholders: 'One letter' ()"]


def test_texts_are_found_in_code() -> None:
    source = (
        "x = _('Letter')\ny = ngettext('one', 'many', 3)\nz = pgettext_lazy('month', 'May')\nw = other('Nothing')\n"
    )
    assert list(in_python(source)) == [
        Message("Letter"),
        Message("one", "many"),
        Message("May", context="month"),
    ]


def test_texts_are_found_in_the_table_of_a_pure_engine() -> None:
    source = (
        "MESSAGES: Mapping[str, str] = MappingProxyType({'a': 'Empty.', 'b': ('Too ' 'large.')})\nOTHER = {'c': 'No'}\n"
    )
    assert list(in_table(source)) == [Message("Empty."), Message("Too large.")]


def test_texts_are_found_in_templates() -> None:
    source = (
        "{% load i18n %}<h1 title=\"{% translate 'Don’t' %}\">Don't (translate\n"
        "      {% blocktranslate trimmed count n=rows|length %}\n  One row\n {% plural %}{{ n }} rows of 5 %\n"
        '   {% endblocktranslate %}</h1>{% include "x" with title=_("A title") %}{{ value|default:_("none") }}'
    )
    assert list(in_template(source)) == [
        Message("Don’t"),
        Message("One row", "%(n)s rows of 5 %%"),
        Message("A title"),
        Message("none"),
    ]


def test_an_update_keeps_translations_and_adds_what_is_new(tmp_path: Path) -> None:
    source = tmp_path / "umlauf" / "locale" / "de" / "LC_MESSAGES" / "django.po"
    assert update(source, [Message("Letter", places=("a.py",))], prune=False) == 1
    source.write_text(source.read_text().replace('msgid "Letter"\nmsgstr ""', 'msgid "Letter"\nmsgstr "Brief"'))
    assert update(source, [Message("Letter", places=("a.py",)), Message("Seal", places=("b.py",))], prune=False) == 1
    assert 'msgstr "Brief"' in source.read_text()
    assert update(source, [Message("Seal", places=("b.py",))], prune=True) == 1
    assert "Brief" not in source.read_text()


def test_catalogues_are_compiled_once_and_again_after_a_change(tmp_path: Path) -> None:
    source = tmp_path / "umlauf" / "locale" / "de" / "LC_MESSAGES" / "django.po"
    update(source, [Message("Letter", places=("a.py",))], prune=False)
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    source.with_suffix(".mo").touch()
    source.touch()
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
