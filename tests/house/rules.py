"""The rules of the house that no tool of others checks. Each takes a file and gives a line for each breach."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath

Rule = Callable[[PurePosixPath, str], list[str]]

LONGEST = 450
ROOM_DEPTH = 3  # umlauf/<floor>/<room>
VAGUE = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
# Where text becomes markup that is not escaped again.
MARKUP_DOORS = {"umlauf/ground/text/html.py"}
CLOCK = "umlauf/ground/core/clock.py"
RELATIONS = {"ForeignKey", "ManyToManyField", "OneToOneField"}
TEXT_MAY_ASK = ("django.utils.functional", "django.utils.html", "django.utils.safestring", "django.utils.translation")
MACHINE = re.compile(r"(?:^|[^A-Za-z.])/(?:work|root|farm)/")
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|\b(?:pypi|npmjs|pythonhosted)\.(?:org|com)\b|\bdeb\.debian\b"
    r"|https?://[^ \"]*/(?:simple|packages)/"
)


def code_of_ours(path: PurePosixPath) -> bool:
    """Whether the rules of the package hold for ``path``."""
    return path.suffix == ".py" and path.parts[0] == "umlauf"


def no_signals(path: PurePosixPath, source: str) -> list[str]:
    """Who does what must be seen where it is done: an action is called, nothing listens."""
    if not code_of_ours(path):
        return []
    return [
        f"{path}:{node.lineno}: {module}: no signals, call the action"
        for node, module in _imports(source)
        if module.startswith("django.dispatch") or ".signals" in module
    ]


def no_silent_except(path: PurePosixPath, source: str) -> list[str]:
    """An error that is expected is named, and what follows from it is said (``contextlib.suppress`` says it too)."""
    found = []
    for node in _nodes(source):
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                found.append(f"{path}:{node.lineno}: a bare except")
            if all(isinstance(line, ast.Pass) or _is_ellipsis(line) for line in node.body):
                found.append(f"{path}:{node.lineno}: an except that passes")
    return found


def no_way_back_between_rooms(path: PurePosixPath, source: str) -> list[str]:
    """A relation to another room has ``related_name="+"``, so that nobody walks it upwards."""
    if not code_of_ours(path) or "migrations" in path.parts:
        return []
    room = path.parts[2] if len(path.parts) > ROOM_DEPTH else ""
    rooms = {
        alias.asname or alias.name: node.module.split(".")[2]
        for node in _nodes(source)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("umlauf.")
        for alias in node.names
        if node.module.count(".") >= ROOM_DEPTH - 1
    }
    found = []
    for node in _nodes(source):
        if isinstance(node, ast.Call) and _last_name(node.func) in RELATIONS:
            other = _room_of_target(node, rooms)
            names = [word.value for word in node.keywords if word.arg == "related_name"]
            closed = bool(names) and isinstance(names[0], ast.Constant) and names[0].value == "+"
            if other not in {"", room} and not closed:
                found.append(f'{path}:{node.lineno}: a relation to {other} needs related_name="+"')
    return found


def no_vague_names(path: PurePosixPath, source: str) -> list[str]:
    """A module's name says what is in it."""
    vague = {path.stem, *path.parent.parts} & VAGUE
    return (
        [f"{path}: “{name}” says nothing about what is in it" for name in sorted(vague)] if path.suffix == ".py" else []
    )


def no_raw_markup(path: PurePosixPath, source: str) -> list[str]:
    """Only the door of ``ground.text`` says that a text is safe."""
    if path.suffix == ".html":
        raw = re.compile(r"\|\s*safe(?:seq)?\b|\{%-?\s*autoescape\s+off")
        lines = enumerate(source.splitlines(), start=1)
        return [f"{path}:{number}: markup that is not escaped" for number, line in lines if raw.search(line)]
    if not code_of_ours(path) or str(path) in MARKUP_DOORS:
        return []
    names = {"mark_safe", "SafeString", "SafeText"}
    called = (node for node in _nodes(source) if isinstance(node, ast.Call))
    return [f"{path}:{node.lineno}: {_last_name(node.func)}" for node in called if _last_name(node.func) in names]


def no_clock_of_ones_own(path: PurePosixPath, source: str) -> list[str]:
    """The office may live in another year than the machine: ``core.clock`` alone says what time it is."""
    if not code_of_ours(path) or str(path) == CLOCK:
        return []
    found = []
    for node in _nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = (_last_name(node.func.value), node.func.attr)
            if asked in {
                ("datetime", "now"),
                ("datetime", "today"),
                ("datetime", "utcnow"),
                ("date", "today"),
                ("timezone", "now"),
                ("timezone", "localdate"),
            }:
                found.append(f"{path}:{node.lineno}: {'.'.join(asked)}() instead of core.clock")
    return found


def no_long_files(path: PurePosixPath, source: str) -> list[str]:
    """A file that outgrew this becomes a folder."""
    length = source.count("\n")
    too_long = path.suffix == ".py" and "migrations" not in path.parts and length > LONGEST
    return [f"{path}: {length} lines, at most {LONGEST}"] if too_long else []


def no_machine_and_no_registry(path: PurePosixPath, source: str) -> list[str]:
    """The project builds on every machine, with the package index that the machine is set up for."""
    lines = enumerate(source.splitlines(), start=1)
    return [f"{path}:{number}: {line.strip()[:100]}" for number, line in lines if _names_a_place(line)]


def text_stays_pure(path: PurePosixPath, source: str) -> list[str]:
    """``ground.text`` knows of Django what can be used without settings, and nothing else."""
    if not str(path).startswith("umlauf/ground/text/"):
        return []
    return [
        f"{path}:{node.lineno}: {module} needs settings"
        for node, module in _imports(source)
        if module.startswith("django") and not module.startswith(TEXT_MAY_ASK)
    ]


RULES: tuple[Rule, ...] = (
    no_signals,
    no_silent_except,
    no_way_back_between_rooms,
    no_vague_names,
    no_raw_markup,
    no_clock_of_ones_own,
    no_long_files,
    no_machine_and_no_registry,
    text_stays_pure,
)
# These parse Python; the others take any text.
OF_CODE = {no_signals, no_silent_except, no_way_back_between_rooms, no_clock_of_ones_own, text_stays_pure}


def _names_a_place(line: str) -> bool:
    return bool(MACHINE.search(line) or REGISTRY.search(line))


@lru_cache(maxsize=1)  # all rules look at one file before the next
def _nodes(source: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(source)))


def _imports(source: str) -> Iterator[tuple[ast.stmt, str]]:
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_ellipsis(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and line.value.value is ...


def _room_of_target(call: ast.Call, rooms: dict[str, str]) -> str:
    """The room a relation leads to; empty when it stays in its own."""
    targets = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]
    if not targets:
        return ""
    match targets[0]:
        case ast.Constant(value=str(name)):
            return name.split(".")[0] if "." in name else ""
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            return "accounts"
        case ast.Name(id=name):
            return rooms.get(name, "")
    return ""
