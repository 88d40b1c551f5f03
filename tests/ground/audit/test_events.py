"""Every event that the code records is named, with how its personal part goes; and nothing is named in vain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.tampering import DONE
from umlauf.ground.audit.events import GROUPS, KNOWN, Erasure, EventType, register_events, sentence_of

PACKAGE = Path(__file__).resolve().parents[3] / "umlauf"


def takers_in(tree: ast.Module) -> dict[str, int]:
    """The functions of a module that are given an event to record: by name, the place of the event."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args + node.args.kwonlyargs]
            if "event" in names:
                found[node.name] = names.index("event")
    return found


def recorded_in(source: str, shared: Mapping[str, int] | None = None) -> Iterator[str]:
    """The events that a module records: names, and patterns of those that are put together (``room.x_.*``).

    ``shared``: functions of other modules that it may have imported and that are given an event.
    """
    tree = ast.parse(source)
    takers = {"record": 1} | dict(shared or {}) | takers_in(tree)
    constants = {
        target.id: line.value
        for line in tree.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in takers:
            given = [word.value for word in node.keywords if word.arg == "event"]
            event = (given or [node.args[takers[node.func.id]]])[0]
            yield from events_of(constants.get(event.id, event) if isinstance(event, ast.Name) else event)


def events_of(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(name)):
            yield re.escape(name)
        case ast.IfExp():
            yield from events_of(node.body)
            yield from events_of(node.orelse)
        case ast.JoinedStr():
            yield "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in node.values)
        case ast.Name(id="event"):
            return
        case _:
            raise AssertionError(f"an event that cannot be read: {ast.unparse(node)}")


def recorded() -> set[str]:
    files = [path for path in PACKAGE.rglob("*.py") if path.parts[-3:] != ("ground", "audit", "chain.py")]
    sources = [path.read_text(encoding="utf-8") for path in files]
    shared = {
        name: place
        for source in sources
        for name, place in takers_in(ast.parse(source)).items()
        if name.startswith("record_")
    }
    return {event for source in sources for event in recorded_in(source, shared)}


def test_every_event_that_is_recorded_is_named() -> None:
    patterns = recorded()
    assert len(patterns) > 40, "the search is broken"
    assert [one for one in sorted(patterns) if not any(re.fullmatch(one, name) for name in KNOWN)] == []


def test_every_event_that_is_named_is_recorded() -> None:
    patterns = recorded()
    unused = [name for name in KNOWN if not any(re.fullmatch(one, name) for one in patterns)]
    assert unused == [DONE]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("record(actor, 'a.done', subject='x')", [r"a\.done"]),
        ("record(actor, f'a.is_{state}', subject='x')", [r"a\.is_.+"]),
        ("_DONE = 'a.done'\nrecord(actor, _DONE, subject='x')", [r"a\.done"]),
        ("record(actor, 'a.x' if y else 'a.z', subject='x')", [r"a\.x", r"a\.z"]),
        ("def go(desk, event):\n    record(desk.actor, event)\ngo(desk, 'a.gone')\ngo(desk, event='a.left')", None),
    ],
)
def test_events_are_found_in_code(source: str, found: list[str] | None) -> None:
    assert list(recorded_in(source)) == (found or [r"a\.gone", r"a\.left"])


def test_events_are_found_where_another_module_records_them() -> None:
    shared = takers_in(ast.parse("def record_one(actor, event): record(actor, event)"))
    assert list(recorded_in("record_one(actor, 'a.done')", shared)) == [r"a\.done"]


def test_an_event_that_cannot_be_read_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="cannot be read"):
        list(recorded_in("record(actor, NAMES[state], subject='x')"))


def test_each_event_says_what_happened_and_how_it_is_erased() -> None:
    for one in KNOWN.values():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", one.name)
        assert str(one.sentence).endswith(".")
        assert isinstance(one.erased, Erasure)
    assert [one.name for group in GROUPS.values() for one in group.events] == list(KNOWN)


def test_what_names_a_person_of_the_directory_goes_with_them() -> None:
    named = {one.name for one in KNOWN.values() if one.holds & {"name", "kept", "gone"}}
    assert named == {one.name for one in KNOWN.values() if one.erased is Erasure.WITH_PERSON}


def test_an_event_is_named_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register_events("another", "Another", EventType(DONE, "Again."))
    assert "another" not in GROUPS


def test_an_event_that_is_not_recorded_any_more_is_shown_by_its_name() -> None:
    assert sentence_of("old.done") == "old.done"
    assert sentence_of(DONE) == "Something was done."
