"""From paragraphs one after the other, as Word has them, to lists and quotes around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from umlauf.engines.word.draft import Path
from umlauf.engines.word.styles import Number, Style
from umlauf.ground.text.nodes import Block, Blockquote, BulletList, OrderedList, Paragraph


@dataclass
class _Quote:
    blocks: list[_Open | Block] = field(default_factory=list)

    def closed(self) -> Blockquote:
        return Blockquote(_closed(self.blocks))


@dataclass
class _List:
    """``number`` is that of its first item."""

    number: Number
    start: int
    items: list[list[_Open | Block]] = field(default_factory=list)

    @property
    def blocks(self) -> list[_Open | Block]:
        return self.items[-1]

    def closed(self) -> BulletList | OrderedList:
        items = tuple(_closed(item) for item in self.items)
        return OrderedList(items, self.start) if self.number.counts else BulletList(items)


_Open = _Quote | _List


def _closed(blocks: list[_Open | Block]) -> tuple[Block, ...]:
    return tuple(block.closed() if isinstance(block, _Quote | _List) else block for block in blocks)


class Flow:
    """Takes paragraph after paragraph. An empty one ends whatever is deeper than itself."""

    def __init__(self) -> None:
        self._top: list[_Open | Block] = []
        self._open: list[_Open] = []
        self._counters: dict[tuple[str, int], int] = {}

    def blocks(self) -> tuple[Block, ...]:
        return _closed(self._top)

    def block(self, path: Path, block: Block) -> None:
        """A block that begins no item, in those of the lists and quotes of the path that are open."""
        self._keep(self._shared(path))
        self._quote(path[len(self._open) :])
        self._inside().append(block)

    def paragraph(self, style: Style, paragraph: Paragraph) -> None:
        if style.number is not None:
            self._item(self._path_of_item(style, style.number), style.number)
            self._inside().append(paragraph)
        elif style.path is None:
            self._inside().append(paragraph)
        else:
            self.block(style.path, paragraph)

    def _path_of_item(self, style: Style, number: Number) -> Path:
        """Word names a level, and nothing keeps a person from beginning with the third."""
        if style.path is not None:
            return style.path
        around = [one for one in self._open if isinstance(one, _List) and one.number.level < number.level]
        return tuple("list" for _one in range(len(around) + 1))

    def _item(self, path: Path, number: Number) -> None:
        """Begins an item: the next one of its list if that is open, else the first one of a new list."""
        shared = self._shared(path)
        open_list = self._open[len(path) - 1] if shared == len(path) else None
        position = self._count(number)
        if isinstance(open_list, _List) and _same(open_list.number, number):
            self._keep(len(path))
        else:
            self._keep(min(shared, len(path) - 1))
            self._quote(path[len(self._open) : -1])
            self._begin(_List(number, position))
            open_list = self._open[-1]
        if isinstance(open_list, _List):
            open_list.items.append([])

    def _count(self, number: Number) -> int:
        """What Word writes before the item."""
        for key, level in list(self._counters):
            if key == number.key and level > number.level:
                del self._counters[(key, level)]
        before = self._counters.get((number.key, number.level))
        first = number.first if number.start is None else number.start
        self._counters[(number.key, number.level)] = first if before is None else before + 1
        return self._counters[(number.key, number.level)]

    def _shared(self, path: Path) -> int:
        """How many of the lists and quotes that are open are those of the path, from the outside in."""
        for place, part in enumerate(path):
            if place >= len(self._open) or isinstance(self._open[place], _List) != (part == "list"):
                return place
        return len(path)

    def _keep(self, count: int) -> None:
        del self._open[count:]

    def _inside(self) -> list[_Open | Block]:
        return self._open[-1].blocks if self._open else self._top

    def _quote(self, path: Path) -> None:
        """Begins the quotes of a path. A list begins with an item alone."""
        for part in path:
            if part == "quote":
                self._begin(_Quote())

    def _begin(self, opened: _Open) -> None:
        self._inside().append(opened)
        self._open.append(opened)


def _same(left: Number, right: Number) -> bool:
    """Whether two items are of one list: what has bullets is, and what goes on counting."""
    return left.counts == right.counts and (not left.counts or left.key == right.key)
