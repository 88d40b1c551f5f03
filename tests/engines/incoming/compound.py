"""Compound files as MS-CFB describes them (version 3, sectors of 512 bytes), since no library of ours writes any."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

SECTOR: Final = 512
MINI: Final = 64
CUTOFF: Final = 4096
NOBODY: Final = 0xFFFFFFFF
END: Final = 0xFFFFFFFE
FAT_SECTOR: Final = 0xFFFFFFFD


@dataclass
class Folder:
    """A storage: streams by name, and storages in it."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    child: int = NOBODY
    right: int = NOBODY
    start: int = 0
    size: int = 0
    data: bytes = b""


def compound(root: Folder) -> bytes:
    """The file. Siblings hang in one long branch in the order of MS-CFB 2.6.4, which is a valid tree of no use."""
    entries = [_Entry("Root Entry", 5)]
    _enter(root, 0, entries)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []
    for entry in entries:
        entry.size = len(entry.data)
        if entry.kind != 2 or not entry.data:
            entry.start = END if entry.kind == 2 else 0
        elif len(entry.data) >= CUTOFF:
            entry.start = _lay(entry.data, sectors, fat)
        else:
            entry.start = len(mini) // MINI
            count = -(-len(entry.data) // MINI)
            mini_fat += [*range(entry.start + 1, entry.start + count), END]
            mini += entry.data.ljust(count * MINI, b"\0")
    entries[0].size = len(mini)
    entries[0].start = _lay(mini, sectors, fat) if mini else END
    mini_fat_start = _lay(b"".join(struct.pack("<I", one) for one in mini_fat), sectors, fat, fill=b"\xff")
    directory_start = _lay(b"".join(map(_packed, entries)), sectors, fat)
    count = next(n for n in range(1, 109) if n * (SECTOR // 4) >= len(fat) + n)
    places = list(range(len(fat), len(fat) + count))
    fat += [FAT_SECTOR] * count
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(count * SECTOR, b"\xff")
    mini_sectors = -(-len(mini_fat) * 4 // SECTOR)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory_start, 0, CUTOFF, mini_fat_start if mini_fat else END, mini_sectors, END, 0, places[0],
    )  # fmt: skip
    header += b"".join(struct.pack("<I", one) for one in places[1:])
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors) + table


def _enter(folder: Folder, at: int, entries: list[_Entry]) -> None:
    names = sorted([*folder.streams, *folder.folders], key=lambda name: (len(name), name.upper()))
    last = None
    for name in names:
        place = len(entries)
        inner = folder.folders.get(name)
        entries.append(_Entry(name, 1) if inner is not None else _Entry(name, 2, data=folder.streams[name]))
        if last is None:
            entries[at].child = place
        else:
            entries[last].right = place
        last = place
        if inner is not None:
            _enter(inner, place, entries)


def _lay(data: bytes, sectors: list[bytes], fat: list[int], *, fill: bytes = b"\0") -> int:
    start = len(sectors)
    padded = data.ljust(max(1, -(-len(data) // SECTOR)) * SECTOR, fill)
    parts = [padded[place : place + SECTOR] for place in range(0, len(padded), SECTOR)]
    sectors += parts
    fat += [*range(start + 1, start + len(parts)), END]
    return start


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", name, len(name) + 2, entry.kind, 1, NOBODY, entry.right, entry.child,
        0, entry.start, entry.size,
    )  # fmt: skip
