"""``python -m scripts.messages``: brings the texts of code and templates into the catalogues; translations stay.

The message ids are English, so ``en`` needs no catalogue. ``--prune`` drops translations that nothing uses any more.
"""

import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "umlauf"
LANGUAGES = ("de",)
# What each function takes: the place of the text, of its plural, and ("c") of the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


@dataclass(frozen=True)
class Message:
    """A text to translate; ``plural`` is empty for one without plural."""

    text: str
    plural: str = ""
    context: str | None = None
    places: tuple[str, ...] = field(default=(), compare=False)


def in_python(source: str) -> Iterator[Message]:
    """The messages that a Python module gives to gettext."""
    tokens = io.BytesIO(source.encode())
    for _line, found, _comments, context in extract("python", tokens, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        text, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        if text:
            yield Message(text, plural or "", context)


def in_table(source: str) -> Iterator[Message]:
    """The sentences of a module's table ``MESSAGES: {code: sentence}``.

    Pure engines know no gettext: they keep their sentences in such a table, and a face translates them.
    """
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if not any(isinstance(target, ast.Name) and target.id == "MESSAGES" for target in targets):
            continue
        for table in (node for node in ast.walk(statement) if isinstance(node, ast.Dict)):
            for value in table.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield Message(value.value)


def in_template(source: str) -> Iterator[Message]:
    """The messages of a Django template. What is around them becomes a word in brackets, so that it reads as Python."""
    yield from in_python("(\n" + templatize(source) + "\n)")


def collect(package: Path = PACKAGE) -> list[Message]:
    """Every message below ``package``, each once with the files that use it, in the order of the files."""
    places: dict[Message, list[str]] = {}
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py":
            source = path.read_text()
            found = [*in_python(source), *in_table(source)]
        elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            found = [*in_template(path.read_text())]
        else:
            continue
        for message in found:
            places.setdefault(message, []).append(path.relative_to(package.parent).as_posix())
    return [Message(key.text, key.plural, key.context, tuple(dict.fromkeys(where))) for key, where in places.items()]


def update(source: Path, messages: list[Message], *, prune: bool) -> int:
    """Write the catalogue ``source`` anew with all ``messages``; gives how many are untranslated."""
    language = source.parts[-3]
    if source.exists():
        with source.open("rb") as text:
            catalogue = read_po(text, locale=language, abort_invalid=True)
    else:
        catalogue = Catalog(locale=language, project="Umlauf", charset="utf-8", fuzzy=False)
    template = Catalog(locale=language, creation_date=catalogue.creation_date)
    for message in messages:
        key = (message.text, message.plural) if message.plural else message.text
        template.add(key, context=message.context, locations=[(place, 0) for place in message.places])
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    source.parent.mkdir(parents=True, exist_ok=True)
    half = source.with_suffix(".half")
    with half.open("wb") as output:
        write_po(output, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=prune)
    half.replace(source)
    return sum(1 for entry in catalogue if entry.id and not all(forms(entry.string)))


def forms(translation: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The forms of a translation as Babel keeps it; the empty string where there is none."""
    if isinstance(translation, (list, tuple)):
        return tuple(translation)
    return (translation or "",)


def main(arguments: list[str]) -> int:
    """Update the catalogue of every language, or begin it."""
    messages = collect()
    for language in LANGUAGES:
        source = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
        empty = update(source, messages, prune="--prune" in arguments)
        print(f"{source.relative_to(ROOT)}: {len(messages)} messages, {empty} untranslated")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
