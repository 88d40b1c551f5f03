"""Compiles the catalogues: gettext reads ``.mo`` files, and only their sources (``.po``) are kept in the repository.

Hatchling calls the hook for the wheel and for an editable installation; ``python hatch_build.py`` does it by hand.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
LOCALE = Path("umlauf", "locale")


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Compile each catalogue below ``root`` that is newer than its ``.mo``; gives those that were written."""
    written = []
    for source in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
        half = target.with_suffix(".half")
        with half.open("wb") as output:
            write_mo(output, catalogue)
        half.replace(target)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface[Any]):
    """Hatchling's way in; ``pyproject.toml`` names the ``.mo`` files as artifacts, since git ignores them."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files are collected."""
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.relative_to(ROOT))
