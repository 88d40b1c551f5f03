"""What the pages load is there, is ours to give on, and comes from this server alone."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from umlauf.faces.web.assets import Assets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "umlauf" / "faces" / "web" / "static"
VENDOR = STATIC / "vendor"
ADDRESS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?!data:|["']|\#)([^"')\s]+)""")


def test_every_static_file_finds_what_it_names(tmp_path: Path) -> None:
    """The storage that names files by their hash stops at a reference that leads nowhere, so an installation would."""
    shutil.copytree(STATIC, tmp_path / "static")
    storage = Assets(location=str(tmp_path / "static"), base_url="/static/")
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()]
    done: dict[str, object] = {
        name: result for name, _, result in storage.post_process({name: (storage, name) for name in names})
    }
    broken = {name: result for name, result in done.items() if isinstance(result, Exception)}
    assert not broken
    assert set(done) >= {"vendor/kern/kern.min.css", "vendor/kern/fonts/fira-sans.css", "vendor/htmx/htmx.min.js"}


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda path: path.relative_to(STATIC).as_posix())
def test_a_style_sheet_asks_no_other_server(sheet: Path) -> None:
    for address in ADDRESS.findall(sheet.read_text()):
        assert not urlsplit(address).netloc, address
        assert (sheet.parent / urlsplit(address).path).is_file(), address


def test_addresses_in_style_sheets_are_found() -> None:
    sheet = 'a{b:url(x.woff2)} c{d:url(\'y.svg\')} e{f:url("data:image/svg+xml,url(#a)")} @import "z.css"; g{h:url(#i)}'
    assert ADDRESS.findall(sheet) == ["x.woff2", "y.svg", "z.css"]


@pytest.mark.parametrize(
    ("folder", "licence", "notice"),
    [
        (VENDOR / "kern", "LICENSE.md", "@kern-ux/native 2.7.2"),
        (VENDOR / "kern/fonts/fira-sans", "OFL.txt", "Fira Sans 4.106"),
        (VENDOR / "htmx", "LICENSE", "htmx.org 2.0.11"),
        (VENDOR / "prose-editor", "LICENSE", "django-prose-editor 0.28.0"),
        (VENDOR / "prose-editor", "LICENSE-3RD-PARTY.txt", "Tiptap, ProseMirror, Floating UI and linkifyjs"),
        (ROOT / "tests/browser/axe", "LICENSE", "axe-core 4.14.1"),
    ],
)
def test_what_is_vendored_brings_its_licence_and_is_named(folder: Path, licence: str, notice: str) -> None:
    assert (folder / licence).stat().st_size > 500
    assert notice in (ROOT / "NOTICE.md").read_text()
