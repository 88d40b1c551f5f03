"""The rules of the house hold for every file, and each rule finds the breach it is there for."""

import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tests.house import rules

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("umlauf/faces/web/static/vendor/", "tests/browser/axe/")


def texts() -> list[tuple[PurePosixPath, str]]:
    """Every text file that git keeps or would keep, without what is vendored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = []
    for name in sorted(filter(None, listed.split("\0"))):
        if not name.startswith(NOT_OURS) and (ROOT / name).is_file():
            data = (ROOT / name).read_bytes()
            if b"\0" not in data:
                found.append((PurePosixPath(name), data.decode("utf-8", errors="replace")))
    return found


@cache
def breaches() -> dict[rules.Rule, list[str]]:
    """What each rule finds, file by file, so that each file is parsed once."""
    every = texts()
    assert len(every) > 20
    found: dict[rules.Rule, list[str]] = {rule: [] for rule in rules.RULES}
    for path, source in every:
        for rule, lines in found.items():
            if path.suffix == ".py" or rule not in rules.OF_CODE:
                lines.extend(rule(path, source))
    return found


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: rules.Rule) -> None:
    assert not breaches()[rule], "\n".join(["", rule.__doc__ or "", *breaches()[rule]])


MODELS = "umlauf/office/circulars/models.py"
HOST = "py" + "pi.org"
BAD: list[tuple[rules.Rule, str, str]] = [
    (rules.no_signals, MODELS, "from django.db.models.signals import post_save"),
    (rules.no_signals, MODELS, "from django.dispatch import receiver"),
    (rules.no_signals, MODELS, "from django.db.models import signals"),
    (rules.no_silent_except, MODELS, "try:\n    x()\nexcept ValueError:\n    pass"),
    (rules.no_silent_except, MODELS, "try:\n    x()\nexcept ValueError:\n    ..."),
    (rules.no_silent_except, MODELS, "try:\n    x()\nexcept:\n    y()"),
    (rules.no_way_back_between_rooms, MODELS, "models.ForeignKey('directory.Person', models.PROTECT)"),
    (rules.no_way_back_between_rooms, MODELS, "models.ForeignKey(to='directory.Person', related_name='letters')"),
    (rules.no_way_back_between_rooms, MODELS, "models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT)"),
    (
        rules.no_way_back_between_rooms,
        MODELS,
        "from umlauf.engines.files.models import StoredFile\nmodels.ManyToManyField(StoredFile)",
    ),
    (rules.no_vague_names, "umlauf/office/circulars/utils.py", ""),
    (rules.no_vague_names, "tests/helpers/letters.py", ""),
    (rules.no_raw_markup, MODELS, "mark_safe(text)"),
    (rules.no_raw_markup, MODELS, "safestring.SafeString(text)"),
    (rules.no_raw_markup, "umlauf/faces/web/templates/x.html", "{{ text|safe }}"),
    (rules.no_raw_markup, "umlauf/faces/web/templates/x.html", "{% autoescape off %}"),
    (rules.no_clock_of_ones_own, MODELS, "datetime.now()"),
    (rules.no_clock_of_ones_own, MODELS, "dt.datetime.now(tz=UTC)"),
    (rules.no_clock_of_ones_own, MODELS, "timezone.now()"),
    (rules.no_clock_of_ones_own, MODELS, "datetime.date.today()"),
    (rules.no_long_files, MODELS, "\n" * 451),
    (rules.no_machine_and_no_registry, "docs/index.md", "see /" + "work/main for more"),
    (rules.no_machine_and_no_registry, "requirements/run.lock", "--index" + "-url x"),
    (rules.no_machine_and_no_registry, "Makefile", f"pip install -i https://{HOST}/" + "simple/ x"),
    (rules.text_stays_pure, "umlauf/ground/text/html.py", "from django.conf import settings"),
    (rules.text_stays_pure, "umlauf/ground/text/html.py", "import django.db"),
]
GOOD: list[tuple[rules.Rule, str, str]] = [
    (rules.no_signals, MODELS, "import signal"),
    (rules.no_silent_except, MODELS, "try:\n    x()\nexcept ValueError:\n    y()"),
    (rules.no_silent_except, MODELS, "with suppress(ValueError):\n    x()"),
    (
        rules.no_way_back_between_rooms,
        MODELS,
        "models.ForeignKey('directory.Person', models.PROTECT, related_name='+')",
    ),
    (rules.no_way_back_between_rooms, MODELS, "models.ForeignKey('Issue', models.PROTECT, related_name='recipients')"),
    (rules.no_way_back_between_rooms, MODELS, "models.ForeignKey(Issue, models.PROTECT)"),
    (
        rules.no_way_back_between_rooms,
        "umlauf/office/circulars/models/issue.py",
        "from umlauf.office.circulars.models.draft import Draft\nmodels.ForeignKey(Draft, models.PROTECT)",
    ),
    (rules.no_vague_names, "umlauf/office/circulars/numbering.py", ""),
    (rules.no_raw_markup, "umlauf/ground/text/html.py", "mark_safe(text)"),
    (rules.no_raw_markup, "umlauf/faces/web/templates/x.html", "{{ text|escape }} is safe"),
    (rules.no_raw_markup, "umlauf/office/circulars/templates/circulars/mail.txt", "{% autoescape off %}"),
    (rules.no_clock_of_ones_own, MODELS, "machine_now()"),
    (rules.no_clock_of_ones_own, "umlauf/ground/core/clock.py", "timezone.now()"),
    (rules.no_long_files, MODELS, "\n" * 450),
    (rules.no_long_files, "umlauf/office/circulars/migrations/0001_initial.py", "\n" * 900),
    (rules.no_machine_and_no_registry, "docs/index.md", "the folder umlauf/work/x, https://umlauf.example/"),
    (rules.text_stays_pure, "umlauf/ground/text/html.py", "from django.utils.translation import gettext_lazy as _"),
]


@pytest.mark.parametrize(("rule", "path", "source"), BAD)
def test_a_breach_is_found(rule: rules.Rule, path: str, source: str) -> None:
    assert rule(PurePosixPath(path), source), f"{rule.__name__} sees nothing in {source!r}"


@pytest.mark.parametrize(("rule", "path", "source"), GOOD)
def test_what_is_right_is_left_alone(rule: rules.Rule, path: str, source: str) -> None:
    assert rule(PurePosixPath(path), source) == []


def test_every_rule_has_samples_of_both_kinds() -> None:
    for samples in (BAD, GOOD):
        assert {rule for rule, _, _ in samples} == set(rules.RULES)
